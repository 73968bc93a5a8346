"""The API, as the operator asks it: what is sent, and what refusals become."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from made_api_server import MadeApiServer, made_api_server
from tuneround.cluster.failures import AbsentError, ClusterError, TakenError, UnreachableError
from tuneround_operator import api as module
from tuneround_operator.api import EVENTS, ROUNDS, WORKFLOWS, Api
from tuneround_operator.connection import logged_in

Scenario = Callable[[Api, MadeApiServer], Awaitable[None]]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Scenario], None]:
    """Return what runs a scenario between an API and a server."""
    kubeconfig = tmp_path / "kubeconfig"
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))

    async def played(scenario: Scenario) -> None:
        async with made_api_server() as server:
            kubeconfig.write_text(server.kubeconfig("first"))
            async with Api() as api:
                await scenario(api, server)

    return lambda scenario: asyncio.run(played(scenario))


def made(name: str) -> dict[str, object]:
    return {"metadata": {"name": name, "namespace": "apples", "labels": {"round": name}}}


def test_objects(play: Callable[[Scenario], None]) -> None:
    """Objects are created, read, listed by labels, merged and deleted by their uid."""

    async def scenario(api: Api, server: MadeApiServer) -> None:
        server.put("tuningrounds", {**made("r1"), "spec": {"goal": "x"}})
        assert (await api.create(WORKFLOWS, "apples", made("w1")))["metadata"]["uid"]
        await api.create(WORKFLOWS, "apples", made("w2"))
        listed = await api.list(WORKFLOWS, "apples", "round=w2")
        assert [found["metadata"]["name"] for found in listed] == ["w2"]
        await api.patch(WORKFLOWS, "apples", "w2", {"spec": {"shutdown": "Stop"}})
        assert (await api.get(WORKFLOWS, "apples", "w2"))["spec"] == {"shutdown": "Stop"}
        round_ = await api.get(ROUNDS, "apples", "r1")
        await api.patch_status(ROUNDS, "apples", "r1", {"status": {"state": "Running"}})
        assert server.objects["apples", "tuningrounds", "r1"]["status"] == {"state": "Running"}
        with pytest.raises(TakenError):
            await api.delete(ROUNDS, "apples", "r1", "another-uid")
        await api.delete(ROUNDS, "apples", "r1", round_["metadata"]["uid"])
        with pytest.raises(AbsentError):
            await api.get(ROUNDS, "apples", "r1")
        with pytest.raises(TakenError):
            await api.create(WORKFLOWS, "apples", made("w1"))

    play(scenario)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        pytest.param(401, ClusterError, id="unauthorized"),
        pytest.param(403, ClusterError, id="forbidden"),
        pytest.param(404, AbsentError, id="absent"),
        pytest.param(409, TakenError, id="taken"),
        pytest.param(422, ClusterError, id="invalid"),
        pytest.param(429, UnreachableError, id="too-many-requests"),
        pytest.param(500, UnreachableError, id="broken"),
        pytest.param(503, UnreachableError, id="away"),
    ],
)
def test_refusals(play: Callable[[Scenario], None], code: int, error: type[ClusterError]) -> None:
    """Each refusal is the error that says whether to ask again, and names what was asked."""

    async def scenario(api: Api, server: MadeApiServer) -> None:
        server.failures.append(code)
        with pytest.raises(error) as refused:
            await api.get(EVENTS, "apples", "e1")
        assert type(refused.value) is error
        assert "get events `e1` in namespace `apples`" in str(refused.value)

    play(scenario)


def test_server_away(play: Callable[[Scenario], None]) -> None:
    """A server that does not answer at all is one to be asked again."""

    async def scenario(api: Api, server: MadeApiServer) -> None:
        api._login = logged_in().__class__(server="http://127.0.0.1:1")
        with pytest.raises(UnreachableError, match="asked again"):
            await api.list(ROUNDS, "apples", "")

    play(scenario)


def test_kinds(play: Callable[[Scenario], None]) -> None:
    """Whether a kind is served is seen without a right to it, and not served is no error."""

    async def scenario(api: Api, server: MadeApiServer) -> None:
        assert not await api.serves(WORKFLOWS)
        server.kinds["argoproj.io/v1alpha1"] = ["cronworkflows"]
        assert not await api.serves(WORKFLOWS)
        server.kinds["argoproj.io/v1alpha1"].append("workflows")
        assert await api.serves(WORKFLOWS)
        server.failures.append(500)
        with pytest.raises(UnreachableError):
            await api.serves(WORKFLOWS)

    play(scenario)


def test_token_is_read_again(
    play: Callable[[Scenario], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that was replaced on the disk is used from the next minute on."""

    async def scenario(api: Api, server: MadeApiServer) -> None:
        await api.list(ROUNDS, "apples", "")
        (tmp_path / "kubeconfig").write_text(server.kubeconfig("second"))
        await api.list(ROUNDS, "apples", "")
        now = module.time.monotonic()
        monkeypatch.setattr(module.time, "monotonic", lambda: now + module.LOGIN_SECONDS + 1)
        await api.list(ROUNDS, "apples", "")
        assert server.tokens == ["Bearer first", "Bearer first", "Bearer second"]

    play(scenario)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(None, "got neither", id="nothing"),
        pytest.param("contexts: []\n", "Current context is not set", id="no-context"),
        pytest.param("current-context: x\n", "KeyError", id="unknown-context"),
    ],
)
def test_no_login(
    text: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a usable way to the API server, what is missing is said."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    if text is not None:
        file = tmp_path / "kubeconfig"
        file.write_text(text)
        monkeypatch.setenv("KUBECONFIG", str(file))
    with pytest.raises(ClusterError, match=said):
        logged_in()
