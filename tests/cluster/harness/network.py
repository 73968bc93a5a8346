"""The network of pods: a bridge with the node's address, and the plugins' settings."""

import json
from pathlib import Path

from harness.commands import output
from harness.failures import HarnessError
from harness.places import BRIDGE, BRIDGE_NAME, PODS, STATE

SETTINGS = STATE / "cni"
PLUGINS = Path("/usr/lib/cni")
FORWARD = Path("/proc/sys/net/ipv4/ip_forward")
FILTER = Path("/proc/sys/net/bridge/bridge-nf-call-iptables")


def prepare() -> None:
    """Let the kernel forward, and give the bridge its address.

    The API server listens on that address before any pod exists, so the bridge is made here and
    not by the first pod's plugin.
    """
    if not FILTER.exists():
        output(["modprobe", "br_netfilter"])
    FORWARD.write_text("1", encoding="utf-8")
    FILTER.write_text("1", encoding="utf-8")
    if not Path(f"/sys/class/net/{BRIDGE_NAME}").exists():
        _refuse_overlap()
        output(["ip", "link", "add", BRIDGE_NAME, "type", "bridge"])
    length = PODS.partition("/")[2]
    output(["ip", "address", "replace", f"{BRIDGE}/{length}", "dev", BRIDGE_NAME])
    output(["ip", "link", "set", BRIDGE_NAME, "up"])
    SETTINGS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_plugins(), indent=2)
    (SETTINGS / "10-pods.conflist").write_text(text, encoding="utf-8")


def remove() -> None:
    """Remove the bridge."""
    if Path(f"/sys/class/net/{BRIDGE_NAME}").exists():
        output(["ip", "link", "delete", BRIDGE_NAME])


def _refuse_overlap() -> None:
    taken = output(["ip", "-4", "route", "show", PODS]).strip()
    if taken:
        raise HarnessError(
            f"The pods' network {PODS} must be free; got the route `{taken}`. "
            "Remove it (`ip link delete` of its device), or use another machine."
        )


def _plugins() -> dict[str, object]:
    bridge = {
        "type": "bridge",
        "bridge": BRIDGE_NAME,
        "isGateway": True,
        "ipMasq": True,
        "hairpinMode": True,
        "ipam": {
            "type": "host-local",
            "dataDir": str(STATE / "addresses"),
            "ranges": [[{"subnet": PODS}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    ports = {"type": "portmap", "capabilities": {"portMappings": True}}
    return {"cniVersion": "0.4.0", "name": "pods", "plugins": [bridge, ports]}
