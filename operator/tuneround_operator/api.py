"""Api: the API server, asked without waiting in a thread; objects as plain dictionaries.

`tuneround.cluster.api` asks the same by the package kubernetes, which takes 50 MiB: too much for
what is always there.
"""

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from tuneround.cluster.failures import Request, Resource, UnreachableError, refusal

from tuneround_operator.connection import logged_in

Object = dict[str, Any]

ROUNDS = Resource("tuneround.dev", "v1alpha1", "tuningrounds")
WORKFLOWS = Resource("argoproj.io", "v1alpha1", "workflows")
PODS = Resource("", "v1", "pods")
EVENTS = Resource("", "v1", "events")

TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10)
LOGIN_SECONDS = 60.0
"""How long a token is used before it is read again."""
MERGE = "application/merge-patch+json"


class Api:
    """One API server, for as long as the context lasts. Every method may raise ClusterError."""

    def __init__(self) -> None:
        self._login = logged_in()
        self._fresh_until = time.monotonic() + LOGIN_SECONDS

    async def __aenter__(self) -> Self:
        """Open the connections."""
        connector = aiohttp.TCPConnector(ssl=self._login.as_ssl_context(), limit=32)
        self._session = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self._session.close()

    async def get(self, resource: Resource, namespace: str, name: str) -> Object:
        """Return an object. Raises AbsentError."""
        return await self._ask("GET", Request("get", resource, namespace, name))

    async def list(self, resource: Resource, namespace: str, selector: str) -> list[Object]:
        """Return the objects with the labels of `selector`."""
        request = Request("list", resource, namespace)
        found = await self._ask("GET", request, query={"labelSelector": selector})
        items: list[Object] = found["items"]
        return items

    async def create(self, resource: Resource, namespace: str, body: Object) -> Object:
        """Create an object. Raises TakenError."""
        return await self._ask("POST", Request("create", resource, namespace), body=body)

    async def patch(self, resource: Resource, namespace: str, name: str, body: Object) -> Object:
        """Merge `body` into an object. Raises AbsentError."""
        return await self._ask("PATCH", Request("patch", resource, namespace, name), body=body)

    async def patch_status(
        self, resource: Resource, namespace: str, name: str, body: Object
    ) -> Object:
        """Merge `body` into an object by its subresource `status`. Raises AbsentError."""
        request = Request("patch", resource, namespace, name)
        return await self._ask("PATCH", request, body=body, part="/status")

    async def delete(self, resource: Resource, namespace: str, name: str, uid: str) -> None:
        """Delete the object of that uid, and in the background what it owns.

        Raises:
            AbsentError: there is none of that name.
            TakenError: another has taken its name.

        """
        body = {"propagationPolicy": "Background", "preconditions": {"uid": uid}}
        await self._ask("DELETE", Request("delete", resource, namespace, name), body=body)

    async def serves(self, resource: Resource) -> bool:
        """Say whether the API server knows the kind: its CRD is installed."""
        path = f"/apis/{resource.group}/{resource.version}"
        request = Request("get", Resource("", "v1", "apis"), "", resource.group)
        status, content = await self._answer("GET", path, request)
        if status == 404:
            return False
        kinds = _content(request, status, content)["resources"]
        return any(kind["name"] == resource.plural for kind in kinds)

    async def _ask(
        self,
        method: str,
        request: Request,
        *,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
        part: str = "",
    ) -> Object:
        path = request.resource.path(request.namespace, request.name) + part
        status, content = await self._answer(method, path, request, query=query, body=body)
        return _content(request, status, content)

    async def _answer(
        self,
        method: str,
        path: str,
        request: Request,
        *,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
    ) -> tuple[int, bytes]:
        try:
            async with self._session.request(
                method,
                f"{self._login.server.rstrip('/')}{path}",
                params=query,
                data=None if body is None else json.dumps(body),
                headers=self._headers(MERGE if method == "PATCH" else "application/json"),
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnreachableError(
                f"The API server answers. Got {type(error).__name__}: {str(error)[:300]}, when "
                f"asked to {request}. It is asked again."
            ) from error

    def _headers(self, kind: str) -> dict[str, str]:
        now = time.monotonic()
        if now > self._fresh_until:
            self._login, self._fresh_until = logged_in(), now + LOGIN_SECONDS
        return {
            "Accept": "application/json",
            "Content-Type": kind,
            **self._login.as_http_headers(),
        }


def _content(request: Request, status: int, content: bytes) -> Object:
    """Return what was answered. Raises ClusterError: a refusal."""
    if status >= 300:
        raise refusal(request, status, content.decode(errors="replace"))
    found: Object = json.loads(content)
    return found
