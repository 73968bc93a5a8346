"""What the API server lets an account do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harness.kubectl import Kubectl


@dataclass(frozen=True)
class Question:
    """Whether a service account may do something.

    Attributes:
        home: the account's namespace.
        account: its name.
        verb: such as create.
        resource: plural, subresource and group, such as `pods/log` or `jobs.batch`.
        namespace: where.

    """

    home: str
    account: str
    verb: str
    resource: str
    namespace: str


def answers(kubectl: Kubectl, questions: Sequence[Question]) -> list[bool]:
    """Ask the API server all at once, in the order of `questions`."""
    reviews = {"apiVersion": "v1", "kind": "List", "items": [_review(q) for q in questions]}
    flags = ["--filename=-", "--output=jsonpath={.status.allowed} "]
    said = kubectl("create", *flags, stdin=json.dumps(reviews)).split()
    if len(said) != len(questions):
        raise AssertionError(f"{len(questions)} questions, {len(said)} answers")
    return [answer == "true" for answer in said]


def _review(question: Question) -> dict[str, Any]:
    named, _, group = question.resource.partition(".")
    plural, _, part = named.partition("/")
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": f"system:serviceaccount:{question.home}:{question.account}",
            "groups": [
                "system:serviceaccounts",
                f"system:serviceaccounts:{question.home}",
                "system:authenticated",
            ],
            "resourceAttributes": {
                "namespace": question.namespace,
                "verb": question.verb,
                "group": group,
                "resource": plural,
                "subresource": part,
            },
        },
    }
