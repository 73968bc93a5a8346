"""What an answer of the API means."""

import json

import pytest
from tuneround.cluster.api import CONFIG_MAPS, WORKFLOWS
from tuneround.cluster.failures import (
    AbsentError,
    ClusterError,
    Request,
    TakenError,
    UnreachableError,
    refusal,
)

GET = Request("get", CONFIG_MAPS, "apples", "tuneround-storage")
CREATE = Request("create", WORKFLOWS, "apples")


def status(message: str, **details: str) -> str:
    """Return an answer as Kubernetes writes it."""
    return json.dumps({"kind": "Status", "message": message, "details": details})


@pytest.mark.parametrize(
    ("request_", "code", "body", "kind", "words"),
    [
        (GET, 401, status("Unauthorized"), ClusterError, ("Unauthorized", "--context")),
        (GET, 404, status("configmaps not found"), AbsentError, ("tuneround-storage", "apples")),
        (CREATE, 404, status("namespaces not found"), ClusterError, ("Create it", "--namespace")),
        (CREATE, 404, "404 page not found\n", ClusterError, ("Install Argo Workflows", "CRDs")),
        (CREATE, 409, status("already exists"), TakenError, ("already exists",)),
        (CREATE, 422, status("spec.x: Invalid"), ClusterError, ("spec.x: Invalid",)),
        (GET, 429, status("storage is (re)initializing"), UnreachableError, ("Try again",)),
        (GET, 503, "<html>no upstream</html>", UnreachableError, ("no upstream",)),
        (GET, 418, "", ClusterError, ("HTTP 418",)),
    ],
    ids=["login", "absent", "namespace", "crd", "taken", "invalid", "busy", "proxy", "other"],
)
def test_answer_becomes_an_error(
    request_: Request, code: int, body: str, kind: type[ClusterError], words: tuple[str, ...]
) -> None:
    """Each kind of refusal is told apart, with the server's words and the next step."""
    error = refusal(request_, code, body)
    assert type(error) is kind
    assert error.exit_code == 1
    assert all(word in str(error) for word in (*words, str(request_)))


def test_missing_right_is_named_as_rbac_does() -> None:
    """Verb, resource and namespace are there to be copied, and who grants them."""
    text = str(refusal(CREATE, 403, status("User may not")))
    assert "create workflows.argoproj.io in namespace `apples`" in text
    assert "`accounts.submitters`" in text


def test_long_answer_is_cut() -> None:
    """A proxy's page does not fill the terminal."""
    assert len(str(refusal(GET, 502, "x" * 100_000))) < 1000
