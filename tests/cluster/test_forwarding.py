"""A port of this machine that leads to the pods behind a Service."""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from harness.cluster import Cluster
from harness.kubectl import Kubectl
from harness.waiting import until
from tuneround.cluster.api import Api, connect
from tuneround.cluster.failures import ClusterError
from tuneround.cluster.forwarding import forwarded
from tuneround.cluster.service import PodService

NAME = "pages"
BYTES = 3 << 20
PROGRAM = f"""
import http.server, socket
BODY = (socket.gethostname().encode() + b"\\n").ljust({BYTES}, b"-")
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.answer(BODY)
    def do_PUT(self):
        got = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(str(len(got)).encode())
    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("", 8080), Page).serve_forever()
"""


def objects(image: str) -> list[dict[str, Any]]:
    """Return a Deployment of a small server, and its Service."""
    labels = {"app": NAME}
    container = {
        "name": NAME,
        "image": image,
        "command": ["python3", "-c", PROGRAM],
        "ports": [{"name": "web", "containerPort": 8080}],
        "readinessProbe": {"tcpSocket": {"port": "web"}, "periodSeconds": 1},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    security = {
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    pod = {
        "containers": [container],
        "securityContext": security,
        "terminationGracePeriodSeconds": 1,
    }
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": NAME},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": NAME},
        "spec": {"selector": labels, "ports": [{"port": 80, "targetPort": "web"}]},
    }
    return [deployment, service]


@pytest.fixture
def api(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Api:
    """Return the API of the test's cluster."""
    monkeypatch.setenv("KUBECONFIG", str(cluster.kubectl.kubeconfig))
    return connect()


@pytest.fixture
def service(api: Api, kubectl: Kubectl, own_namespace: str, python_image: str) -> PodService:
    """Return a Service whose pod is ready."""
    listed = {"apiVersion": "v1", "kind": "List", "items": objects(python_image)}
    in_namespace = f"--namespace={own_namespace}"
    kubectl(in_namespace, "apply", "--filename=-", stdin=json.dumps(listed))
    kubectl(in_namespace, "rollout", "status", f"deployment/{NAME}", "--timeout=60s")
    found = PodService.find(api, f"{NAME}.{own_namespace}.svc", 80, "default")
    assert found is not None
    return found


def fetch(port: int, body: bytes | None = None) -> bytes:
    """Return what the server answers; with `body`, to a PUT."""
    method = "GET" if body is None else "PUT"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", body, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        content: bytes = answer.read()
    return content


def host(port: int) -> str:
    """Return the name of the pod that answers; nothing while none does."""
    try:
        return fetch(port).split(b"\n")[0].decode()
    except OSError:
        return ""


def test_bytes_arrive_whole_in_both_directions(service: PodService) -> None:
    """Many connections at once carry large bodies, there and back."""
    with forwarded(service) as port, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: fetch(port), range(16)))
        counts = list(threads.map(lambda _: fetch(port, b"x" * BYTES), range(8)))
    assert {len(answer) for answer in answers} == {BYTES}
    assert len(set(answers)) == 1
    assert set(counts) == {str(BYTES).encode()}


def test_next_pod_answers_when_one_goes(
    service: PodService, kubectl: Kubectl, own_namespace: str
) -> None:
    """A pod takes its connections along; whoever tries again reaches the one that replaced it."""
    with forwarded(service) as port:
        first = host(port)
        kubectl("--namespace", own_namespace, "delete", "pod", first)
        until(
            "Another pod answers",
            lambda: host(port) not in ("", first),
            seconds=60,
            next_step="Look at the Deployment.",
        )


def test_no_ready_pod_is_said_at_once(
    service: PodService, kubectl: Kubectl, own_namespace: str
) -> None:
    """Where nothing can answer, no port is offered."""
    kubectl("--namespace", own_namespace, "scale", f"deployment/{NAME}", "--replicas=0")
    until(
        "The pod is no longer ready",
        lambda: _is_refused(service),
        seconds=30,
        next_step="Look at the Deployment.",
    )


def _is_refused(service: PodService) -> bool:
    try:
        with forwarded(service):
            return False
    except ClusterError as error:
        assert "--storage endpoint=URL" in str(error)
        return True
