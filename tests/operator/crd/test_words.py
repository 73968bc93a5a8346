"""The rules of the API server have the words of `tuneround check`, and each of them is tried."""

from collections.abc import Iterator
from typing import Any

import pytest
from refused_rounds import CASES, UNSEEN, Case
from tuneround.errors import InputError
from tuneround.workflow.feasibility import require_cluster
from tuneround_operator.crd.document import definition
from tuneround_operator.resource import read_resource

TRANSITIONS = ("A round keeps its identity", "`budget.trials` may grow", "`resume` counts up")
EVERY_CASE = {**CASES, **UNSEEN}


@pytest.mark.parametrize("case", EVERY_CASE.values(), ids=EVERY_CASE)
def test_the_operator_says_the_same(case: Case) -> None:
    """What the API server says of a round, reading it says too; and what CEL cannot see."""
    with pytest.raises(InputError) as caught:
        require_cluster(read_resource(case.content).round)
    assert case.said in str(caught.value)


def test_every_rule_is_tried() -> None:
    """Each sentence of the definition is that of a case, or a form that another field has too."""
    said = "\n".join(case.said for case in CASES.values())
    sentences = {message.split(". ")[0].split("; got ")[0] for message in messages()}
    untried = {s for s in sentences if s not in said and not s.startswith(TRANSITIONS)}
    forms = {case.said.split("; ")[0].split(" is ", 1)[-1] for case in CASES.values()}
    assert len(sentences) > 40
    assert {sentence for sentence in untried if sentence.split(" is ", 1)[-1] not in forms} == set()


def messages() -> Iterator[str]:
    """Yield the message of every rule of the definition."""
    waiting: list[Any] = [definition()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield from (rule["message"] for rule in node.get("x-kubernetes-validations", ()))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
