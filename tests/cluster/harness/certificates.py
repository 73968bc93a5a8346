"""The cluster's certificate authority, its certificates, and a kubeconfig for each client."""

import base64
import json
from pathlib import Path

from harness.commands import output
from harness.places import API_SERVER, BRIDGE, NODE, STATE

FOLDER = STATE / "certificates"
AUTHORITY = FOLDER / "authority.crt"
DAYS = "30"
SERVICE = "10.96.0.1"  # the first address of SERVICES: `kubernetes.default`

# Name: its subject, and the names it answers to as a server.
CERTIFICATES = {
    "apiserver": (
        "/CN=kube-apiserver",
        f"IP:127.0.0.1,IP:{SERVICE},IP:{BRIDGE},DNS:localhost,"
        "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc",
    ),
    "kubelet": (
        f"/O=system:nodes/CN=system:node:{NODE}",
        f"DNS:{NODE},IP:127.0.0.1,IP:{BRIDGE}",
    ),
    "admin": ("/O=system:masters/CN=admin", None),
    "controller-manager": ("/CN=system:kube-controller-manager", None),
    "scheduler": ("/CN=system:kube-scheduler", None),
    "proxy": ("/CN=system:kube-proxy", None),
    "coredns": ("/CN=system:coredns", None),
    "argo": ("/CN=argo", None),
}
CLIENTS = tuple(name for name in CERTIFICATES if name != "apiserver")


def key(name: str) -> Path:
    """Return the file of a private key."""
    return FOLDER / f"{name}.key"


def certificate(name: str) -> Path:
    """Return the file of a certificate."""
    return FOLDER / f"{name}.crt"


def kubeconfig(name: str) -> Path:
    """Return the file by which a client finds and convinces the API server."""
    return FOLDER / f"{name}.kubeconfig"


def make() -> None:
    """Make every key, certificate and kubeconfig, unless this cluster has them."""
    finished = FOLDER / "finished"
    if finished.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o700)
    _authority()
    for name, (subject, names) in CERTIFICATES.items():
        _certificate(name, subject, names)
    output(["openssl", "genrsa", "-out", key("accounts"), "2048"])
    public = FOLDER / "accounts.pub"
    output(["openssl", "rsa", "-in", key("accounts"), "-pubout", "-out", public])
    for name in CLIENTS:
        kubeconfig(name).write_text(json.dumps(_kubeconfig(name)), encoding="utf-8")
    finished.touch()


def _authority() -> None:
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", DAYS]
    output([*new, "-subj", "/CN=tuneround", "-keyout", key("authority"), "-out", AUTHORITY])


def _certificate(name: str, subject: str, names: str | None) -> None:
    request, extensions = FOLDER / f"{name}.csr", FOLDER / f"{name}.extensions"
    extensions.write_text(f"subjectAltName={names or f'DNS:{name}'}\n", encoding="utf-8")
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", subject]
    output([*new, "-keyout", key(name), "-out", request])
    signers: list[str | Path] = [
        "-CA",
        AUTHORITY,
        "-CAkey",
        key("authority"),
        "-CAcreateserial",
        "-days",
        DAYS,
    ]
    sign: list[str | Path] = [
        "openssl",
        "x509",
        "-req",
        "-in",
        request,
        *signers,
        "-extfile",
        extensions,
    ]
    output([*sign, "-out", certificate(name)])


def _kubeconfig(name: str) -> dict[str, object]:
    def text(path: Path) -> str:
        return base64.b64encode(path.read_bytes()).decode()

    user = {
        "client-certificate-data": text(certificate(name)),
        "client-key-data": text(key(name)),
    }
    cluster = {"server": API_SERVER, "certificate-authority-data": text(AUTHORITY)}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "tuneround", "cluster": cluster}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": "tuneround", "context": {"cluster": "tuneround", "user": name}}],
        "current-context": "tuneround",
    }
