"""Which cluster is asked, as kubectl would choose it."""

import os
import socket
from pathlib import Path

import pytest
import yaml
from tuneround.cluster.api import CONFIG_MAPS, connect
from tuneround.cluster.failures import ClusterError, UnreachableError


def kubeconfig(path: Path, *contexts: str, server: str = "https://127.0.0.1:1") -> Path:
    """Write a kubeconfig whose contexts have namespaces of the same name; the first is current."""
    clusters = [{"name": "c", "cluster": {"server": server}}]
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": clusters,
        "users": [{"name": "u", "user": {"token": "secret"}}],
        "contexts": [
            {"name": name, "context": {"cluster": "c", "user": "u", "namespace": f"ns-{name}"}}
            for name in contexts
        ],
        "current-context": contexts[0],
    }
    path.write_text(yaml.safe_dump(content))
    return path


def test_current_context_or_the_named_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The namespace is that of the chosen context; several files count together."""
    files = (kubeconfig(tmp_path / "a", "lab"), kubeconfig(tmp_path / "b", "cloud"))
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(map(str, (tmp_path / "none", *files))))
    assert connect("lab").namespace == "ns-lab"
    assert connect("cloud").namespace == "ns-cloud"
    assert connect().namespace in ("ns-lab", "ns-cloud")


def test_no_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a kubeconfig, the message says where it was looked for and what to do."""
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    with pytest.raises(ClusterError, match=r"none at .*Set KUBECONFIG"):
        connect()


def test_no_such_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A context that the kubeconfig lacks is refused with those that it has."""
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "a", "lab", "cloud")))
    with pytest.raises(ClusterError, match=r"got 'labs'.*has: lab, cloud"):
        connect("labs")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "contexts: 3", "current-context: x", "contexts: [{name: a}]"],
    ids=["empty", "no YAML", "list", "number", "nothing else", "no context"],
)
def test_kubeconfig_that_is_none(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no kubeconfig is named, and is no bug of ours."""
    file = tmp_path / "config"
    file.write_text(text)
    monkeypatch.setenv("KUBECONFIG", str(file))
    with pytest.raises(ClusterError, match=r"The kubeconfig can be used; got"):
        connect()


def test_server_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An API server that is away says what was asked, and may be asked again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = f"https://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "a", "lab", server=server)))
    with pytest.raises(UnreachableError, match="get configmaps `x` in namespace `apples`"):
        connect().get(CONFIG_MAPS, "apples", "x")
