"""What this machine must offer: root, Debian, Go and some Debian packages."""

import os
import shutil
from pathlib import Path

from harness.commands import output
from harness.failures import HarnessError
from harness.progress import step

# Each package, and a file that shows that it is installed.
PACKAGES = {
    "buildah": "/usr/bin/buildah",
    "conntrack": "/usr/sbin/conntrack",
    "containerd": "/usr/bin/containerd",
    "containernetworking-plugins": "/usr/lib/cni/bridge",
    "debootstrap": "/usr/sbin/debootstrap",
    "ethtool": "/usr/sbin/ethtool",
    "gcc": "/usr/bin/gcc",
    "iproute2": "/sbin/ip",
    "iptables": "/usr/sbin/iptables",
    "libc6-dev": "/usr/include/stdlib.h",
    "nftables": "/usr/sbin/nft",
    "openssl": "/usr/bin/openssl",
    "runc": "/usr/sbin/runc",
    "socat": "/usr/bin/socat",
}
ELSEWHERE = "Or name a cluster that you have: TUNEROUND_KUBECONFIG=PATH (docs/kind.md)."


def check() -> None:
    """Check what cannot be installed by us.

    Raises:
        HarnessError: everything that is missing, at once.

    """
    missing = []
    if os.geteuid() != 0:
        missing.append(f"It starts a kubelet, which needs root; got user id {os.geteuid()}.")
    if not Path("/etc/debian_version").exists():
        missing.append("It installs packages of Debian; got no /etc/debian_version.")
    if shutil.which("go") is None:
        missing.append("It builds Kubernetes by Go; got no `go` on PATH. Install Go 1.26 or newer.")
    if missing:
        lines = "\n".join(f"- {line}" for line in missing)
        raise HarnessError(f"This machine cannot hold the test cluster:\n{lines}\n{ELSEWHERE}")


def install_packages() -> None:
    """Install the Debian packages that are missing."""
    absent = sorted(name for name, shown in PACKAGES.items() if not Path(shown).exists())
    if not absent:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing {' '.join(absent)}"):
        output(["apt-get", "update", "-qq"], environment=quiet)
        flags = ["-qq", "--yes", "--no-install-recommends"]
        output(["apt-get", "install", *flags, *absent], environment=quiet)
