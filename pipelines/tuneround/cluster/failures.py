"""Failures: what the Kubernetes API refused, as rule, value got and next step."""

import json
from dataclasses import dataclass

from tuneround.errors import TuneroundError

ARGO = "argoproj.io"
RIGHTS = "the chart's value `accounts.submitters` grants it"


class ClusterError(TuneroundError):
    """The cluster refused, or cannot be reached. The message never holds a credential."""


class UnreachableError(ClusterError):
    """The API server may answer if it is asked again."""


class AbsentError(ClusterError):
    """The object does not exist."""


class TakenError(ClusterError):
    """An object of that name exists already, or has changed in between."""


@dataclass(frozen=True)
class Resource:
    """A kind of object: its group (empty: Kubernetes' own), version and plural."""

    group: str
    version: str
    plural: str

    def __str__(self) -> str:
        """Return the kind as RBAC rules name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def path(self, namespace: str, name: str | None = None) -> str:
        """Return where the API serves the objects of `namespace`, or the one called `name`."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        return "/".join([root, "namespaces", namespace, self.plural, *([name] if name else [])])


@dataclass(frozen=True)
class Request:
    """What was asked of the API, as RBAC knows it."""

    verb: str
    resource: Resource
    namespace: str
    name: str | None = None

    def __str__(self) -> str:
        """Return the request in words."""
        named = f" `{self.name}`" if self.name else ""
        return f"{self.verb} {self.resource}{named} in namespace `{self.namespace}`"


def refusal(request: Request, status: int, body: str) -> ClusterError:
    """Return the error that an answer of the API means.

    Args:
        request: what was asked.
        status: of HTTP.
        body: the answer: a Status of Kubernetes as JSON, or what a proxy wrote.

    """
    said = _status(body)
    message = str(said.get("message") or body)[:500].strip()
    got = f"HTTP {status}: {message}" if message else f"HTTP {status}"
    if status == 404:
        return _absent(request, said, got)
    kind, rule, step = _RULES.get(status, _SERVER if status >= 500 else _OTHER)
    if status == 403:
        rule, step = f"You may {request}", f"Ask for that right; {RIGHTS}"
    return kind(f"{rule}. Got {got}, when asked to {request}. {step}.")


_RULES: dict[int, tuple[type[ClusterError], str, str]] = {
    401: (
        ClusterError,
        "The API server knows who asks",
        "Log in anew, as for kubectl, or name another context: --context",
    ),
    409: (
        TakenError,
        "The object is new, or as it was read",
        "Look at what is there: kubectl get workflows, then run the command again",
    ),
    413: (ClusterError, "The object is small enough for the API", "Make the round's file smaller"),
    422: (ClusterError, "The API accepts the object", "Correct what it names in the round's file"),
    429: (UnreachableError, "The API server has time", "Try again"),
}
_SERVER = (UnreachableError, "The API server can do its work", "Look at its log, try again")
_OTHER = (ClusterError, "The API accepts the request", "Look at the API server's log")


def _absent(request: Request, said: dict[str, object], got: str) -> ClusterError:
    if request.resource.group == ARGO and "details" not in said:
        return ClusterError(
            f"The cluster knows Argo's Workflows. Got {got}, when asked to {request}. Install Argo "
            "Workflows with its CRDs; docs/kubernetes.md says which versions."
        )
    if request.verb == "create":
        return ClusterError(
            f"A round runs in a namespace that exists. Got {got}, when asked to {request}. Create "
            "it and add it to the chart's `namespaces`, or name another: --namespace."
        )
    return AbsentError(
        f"The object exists. Got {got}, when asked to {request}. Check its name and the namespace: "
        "--namespace."
    )


def _status(body: str) -> dict[str, object]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
