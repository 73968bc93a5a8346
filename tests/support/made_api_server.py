"""MadeApiServer: a small HTTP server that answers as Kubernetes' does, for objects of any kind."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import yaml
from aiohttp import web

OBJECT = re.compile(
    r"/apis?/(?:(?P<group>[^/]+\.[^/]+|)/?)(?P<version>v[^/]+)"
    r"/namespaces/(?P<namespace>[^/]+)/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?P<part>/status)?"
)
Object = dict[str, Any]


@dataclass
class MadeApiServer:
    """What it holds, and what it was asked.

    Attributes:
        url: where it listens.
        objects: by namespace, plural and name.
        kinds: plurals that it serves, by group and version.
        asked: verb, plural and name of every request.
        failures: HTTP codes that it answers next, before it answers as it should.
        tokens: what the requests were signed with.

    """

    url: str = ""
    objects: dict[tuple[str, str, str], Object] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    _versions: Any = field(default_factory=lambda: count(1))

    def put(self, plural: str, content: Object) -> Object:
        """Hold an object, as if somebody had created or changed it."""
        metadata = content["metadata"]
        metadata.setdefault("uid", f"uid-{next(self._versions)}")
        metadata.setdefault("creationTimestamp", "2026-11-01T12:00:00Z")
        metadata["resourceVersion"] = str(next(self._versions))
        self.objects[metadata["namespace"], plural, metadata["name"]] = content
        return content

    def verbs(self, plural: str) -> list[str]:
        """Return what was asked of one kind."""
        return [verb for verb, asked, _ in self.asked if asked == plural]

    def kubeconfig(self, token: str) -> str:
        """Return a kubeconfig that leads here."""
        return yaml.safe_dump(
            {
                "current-context": "made",
                "contexts": [{"name": "made", "context": {"cluster": "made", "user": "made"}}],
                "clusters": [{"name": "made", "cluster": {"server": self.url}}],
                "users": [{"name": "made", "user": {"token": token}}],
            }
        )

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        self.tokens.append(request.headers.get("Authorization", ""))
        if self.failures:
            return _refused(self.failures.pop(0), "as the test says")
        if request.path.removeprefix("/apis/") in self.kinds:
            plurals = self.kinds[request.path.removeprefix("/apis/")]
            return web.json_response({"resources": [{"name": plural} for plural in plurals]})
        found = OBJECT.fullmatch(request.path)
        if found is None:
            return web.Response(status=404, text="404 page not found")
        place = (found["namespace"], found["plural"])
        self.asked.append((request.method, found["plural"], found["name"] or ""))
        body = json.loads(await request.text() or "{}")
        if request.method == "POST":
            return self._create(place, body)
        if found["name"] is None:
            return self._list(place, request.query.get("labelSelector", ""))
        return self._one(request.method, (*place, found["name"]), body, part=bool(found["part"]))

    def _create(self, place: tuple[str, str], body: Object) -> web.Response:
        if (*place, body["metadata"]["name"]) in self.objects:
            return _refused(409, "AlreadyExists")
        body["metadata"]["namespace"] = place[0]
        return web.json_response(self.put(place[1], body), status=201)

    def _list(self, place: tuple[str, str], selector: str) -> web.Response:
        wanted = dict(part.split("=") for part in selector.split(",") if part)
        held = [content for key, content in self.objects.items() if key[:2] == place]
        items = [c for c in held if wanted.items() <= c["metadata"].get("labels", {}).items()]
        return web.json_response({"items": items, "metadata": {}})

    def _one(
        self, method: str, key: tuple[str, str, str], body: Object, *, part: bool
    ) -> web.Response:
        content = self.objects.get(key)
        if content is None:
            return _refused(404, "NotFound")
        uid = body.get("preconditions", body.get("metadata", {})).get("uid")
        if uid not in (None, content["metadata"]["uid"]):
            return _refused(409, "Conflict")
        if method == "DELETE":
            del self.objects[key]
        elif method == "PATCH":
            change = {"status": body["status"]} if part else body
            content = self.put(key[1], _merged(content, change))
        return web.json_response(content)


def _merged(content: Any, change: Any) -> Any:
    """Return RFC 7386's merge."""
    if not isinstance(change, dict):
        return change
    kept = dict(content) if isinstance(content, dict) else {}
    for name, value in change.items():
        kept.pop(name, None) if value is None else kept.update(
            {name: _merged(kept.get(name), value)}
        )
    return kept


def _refused(code: int, reason: str) -> web.Response:
    status = {"kind": "Status", "reason": reason, "message": reason, "details": {}}
    return web.json_response({**status, "code": code}, status=code)


@asynccontextmanager
async def made_api_server() -> AsyncIterator[MadeApiServer]:
    """Serve on a free port of this machine."""
    server = MadeApiServer()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        await runner.cleanup()
