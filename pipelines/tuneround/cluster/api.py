"""Api: the Kubernetes API, objects as plain dictionaries. The package kubernetes enters here."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kubernetes import client, config
from kubernetes.config import kube_config
from kubernetes.stream import ws_client
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout
from websocket import WebSocketBadStatusException, WebSocketException

from tuneround.cluster.failures import ClusterError, Request, Resource, UnreachableError, refusal
from tuneround.cluster.tunnel import Tunnel

Object = dict[str, Any]

CONFIG_MAPS = Resource("", "v1", "configmaps")
SECRETS = Resource("", "v1", "secrets")
SERVICES = Resource("", "v1", "services")
PODS = Resource("", "v1", "pods")
PORT_FORWARDS = Resource("", "v1", "pods/portforward")
WORKFLOWS = Resource("argoproj.io", "v1alpha1", "workflows")

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
WATCH_SECONDS = 60
"""The server ends a watch after so long; it is then begun again."""
ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class Api:
    """One API server, asked as one user. Every method may raise ClusterError.

    Attributes:
        namespace: the one that the context names.

    """

    def __init__(self, configuration: client.Configuration, namespace: str) -> None:
        configuration.retries = False  # each request is tried once; who can wait, waits
        self.namespace = namespace
        self._client = client.ApiClient(configuration)

    def get(self, resource: Resource, namespace: str, name: str) -> Object:
        """Return an object. Raises AbsentError."""
        return self._ask("GET", Request("get", resource, namespace, name))

    def list(self, resource: Resource, namespace: str, selector: str) -> Object:
        """Return the list of the objects with the labels of `selector`."""
        query = {"labelSelector": selector}
        return self._ask("GET", Request("list", resource, namespace), query=query)

    def create(self, resource: Resource, namespace: str, body: Object) -> Object:
        """Create an object. Raises TakenError."""
        return self._ask("POST", Request("create", resource, namespace), body=body)

    def patch(self, resource: Resource, namespace: str, name: str, body: Object) -> Object:
        """Merge `body` into an object. Raises AbsentError."""
        return self._ask("PATCH", Request("patch", resource, namespace, name), body=body)

    def delete(self, resource: Resource, namespace: str, name: str) -> None:
        """Delete an object, and in the background what it owns. Raises AbsentError."""
        query = {"propagationPolicy": "Background"}
        self._ask("DELETE", Request("delete", resource, namespace, name), query=query)

    def watch(
        self, resource: Resource, namespace: str, selector: str, version: str
    ) -> Iterator[tuple[str, Object]]:
        """Yield type and object of each change since `version`, until the server ends the watch.

        Args:
            resource: the kind of the objects.
            namespace: theirs.
            selector: the labels they have.
            version: the resourceVersion of a list.

        """
        request = Request("watch", resource, namespace)
        query = {
            "watch": "1",
            "labelSelector": selector,
            "resourceVersion": version,
            "timeoutSeconds": str(WATCH_SECONDS),
        }
        patience = WATCH_SECONDS + ANSWER_SECONDS
        with self._answer("GET", request, query=query, seconds=patience) as answer:
            for line in _lines(answer):
                event = json.loads(line)
                yield event["type"], event["object"]

    def tunnel(self, namespace: str, pod: str, port: int) -> Tunnel:
        """Open a connection to a port of a pod. Raises AbsentError."""
        configuration = self._client.configuration
        url = f"{configuration.host}{PODS.path(namespace, pod)}/portforward"
        headers = {"sec-websocket-protocol": "v4.channel.k8s.io"}
        self._client.update_params_for_auth(headers, [], ["BearerToken"])
        with _translated(Request("get", PORT_FORWARDS, namespace, pod)):
            address = ws_client.get_websocket_url(url, [("ports", str(port))])
            return Tunnel(ws_client.create_websocket(configuration, address, headers))

    def _ask(
        self,
        method: str,
        request: Request,
        *,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
    ) -> Object:
        with self._answer(method, request, query=query or {}, body=body) as answer:
            found: Object = json.loads(answer.read())
        return found

    @contextmanager
    def _answer(
        self,
        method: str,
        request: Request,
        *,
        query: Mapping[str, str],
        body: Object | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> Iterator[Any]:
        path = request.resource.path(request.namespace, request.name)
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = {"Accept": "application/json", "Content-Type": kind}
        self._client.update_params_for_auth(headers, [], ["BearerToken"])
        with _translated(request):
            # Below the generated client, whose models and exceptions differ by version.
            answer = self._client.rest_client.pool_manager.request(
                method,
                f"{self._client.configuration.host}{path}?{urlencode(query)}",
                headers=headers,
                body=None if body is None else json.dumps(body),
                timeout=Timeout(connect=CONNECT_SECONDS, read=seconds),
                preload_content=False,
            )
            try:
                if answer.status >= 300:
                    raise refusal(request, answer.status, answer.read().decode(errors="replace"))
                yield answer
            finally:
                answer.close()


def connect(context: str | None = None) -> Api:
    """Return the API as kubectl would reach it: kubeconfig first, else a pod's own account.

    Args:
        context: of the kubeconfig; None: its current one.

    Raises:
        ClusterError: there is no kubeconfig, or no such context.

    """
    files = os.environ.get("KUBECONFIG") or str(Path("~/.kube/config").expanduser())
    configuration = client.Configuration()
    if any(Path(file).expanduser().exists() for file in files.split(os.pathsep) if file):
        return Api(configuration, _loaded(configuration, files, context))
    if context is None and (ACCOUNT / "token").exists():
        config.load_incluster_config(configuration)
        return Api(configuration, (ACCOUNT / "namespace").read_text())
    raise ClusterError(
        f"A kubeconfig says where the cluster is; got none at {files}. Set KUBECONFIG, or fetch "
        "the cluster's, until `kubectl get pods` answers."
    )


def _loaded(configuration: client.Configuration, files: str, context: str | None) -> str:
    """Fill `configuration`, and return the context's namespace."""
    malformed = (
        config.ConfigException,
        kube_config.yaml.YAMLError,  # the package's own: PyYAML enters elsewhere
        *(OSError, ValueError, TypeError, KeyError, AttributeError),
    )
    try:
        contexts, active = config.list_kube_config_contexts(files)
        known = {found["name"]: found for found in contexts}
        chosen = known.get(context) if context else active
        if chosen is not None:
            config.load_kube_config(files, chosen["name"], client_configuration=configuration)
    except malformed as error:
        raise ClusterError(
            f"The kubeconfig can be used; got `{error}` from {files}. Mend it until "
            "`kubectl get pods` answers."
        ) from error
    if chosen is None:
        raise ClusterError(
            f"--context names one of the kubeconfig's contexts; got {context!r}. {files} has: "
            f"{', '.join(known) or 'none'}."
        )
    namespace: str = chosen["context"].get("namespace") or "default"
    return namespace


@contextmanager
def _translated(request: Request) -> Iterator[None]:
    try:
        yield
    except WebSocketBadStatusException as error:
        body = (error.resp_body or b"").decode(errors="replace")
        raise refusal(request, error.status_code, body) from error
    except (HTTPError, WebSocketException, OSError, ValueError) as error:
        raise UnreachableError(
            f"The API server answers. Got {type(error).__name__}: {str(error)[:300]}, when asked "
            f"to {request}. Look whether `kubectl get pods` answers, and at --context; try again."
        ) from error


def _lines(answer: Any) -> Iterator[bytes]:
    rest = b""
    for part in answer.stream(None, decode_content=True):
        *lines, rest = (rest + part).split(b"\n")
        yield from (line for line in lines if line)
