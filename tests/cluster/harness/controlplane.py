"""etcd and Kubernetes' three control programs, as processes of this machine."""

from harness import certificates, processes
from harness.kubectl import Kubectl
from harness.places import BRIDGE, SERVICES, STATE
from harness.tools import Tools
from harness.waiting import until

ETCD = "http://127.0.0.1:2379"
PEERS = "http://127.0.0.1:2380"


def start(tools: Tools, kubectl: Kubectl) -> None:
    """Start what is not running, and wait until the API server answers."""
    _etcd(tools)
    _apiserver(tools)

    def ready() -> bool:
        processes.require("etcd")
        processes.require("apiserver")
        return kubectl.answers()

    until("The API server answers", ready, seconds=60, next_step="Look at its log.")
    _controller_manager(tools)
    _scheduler(tools)


def _etcd(tools: Tools) -> None:
    data = STATE / "etcd"
    data.mkdir(mode=0o700, exist_ok=True)
    processes.start(
        "etcd",
        [
            tools.etcd,
            f"--data-dir={data}",
            f"--listen-client-urls={ETCD}",
            f"--advertise-client-urls={ETCD}",
            f"--listen-peer-urls={PEERS}",
            "--unsafe-no-fsync",  # a cluster for tests may lose what a power cut takes
        ],
    )


def _apiserver(tools: Tools) -> None:
    processes.start(
        "apiserver",
        [
            tools.kubernetes_program("kube-apiserver"),
            f"--etcd-servers={ETCD}",
            f"--advertise-address={BRIDGE}",  # pods cannot reach the loopback address
            "--secure-port=6443",
            f"--tls-cert-file={certificates.certificate('apiserver')}",
            f"--tls-private-key-file={certificates.key('apiserver')}",
            f"--client-ca-file={certificates.AUTHORITY}",
            f"--service-account-key-file={certificates.FOLDER / 'accounts.pub'}",
            f"--service-account-signing-key-file={certificates.key('accounts')}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-cluster-ip-range={SERVICES}",
            "--authorization-mode=Node,RBAC",
            "--allow-privileged",
            f"--kubelet-client-certificate={certificates.certificate('admin')}",
            f"--kubelet-client-key={certificates.key('admin')}",
            f"--kubelet-certificate-authority={certificates.AUTHORITY}",
            "--kubelet-preferred-address-types=InternalIP",  # nobody resolves the node's name
        ],
    )


def _controller_manager(tools: Tools) -> None:
    processes.start(
        "controller-manager",
        [
            tools.kubernetes_program("kube-controller-manager"),
            f"--kubeconfig={certificates.kubeconfig('controller-manager')}",
            f"--service-account-private-key-file={certificates.key('accounts')}",
            f"--root-ca-file={certificates.AUTHORITY}",
            "--use-service-account-credentials",
            "--leader-elect=false",
        ],
    )


def _scheduler(tools: Tools) -> None:
    processes.start(
        "scheduler",
        [
            tools.kubernetes_program("kube-scheduler"),
            f"--kubeconfig={certificates.kubeconfig('scheduler')}",
            "--leader-elect=false",
        ],
    )
