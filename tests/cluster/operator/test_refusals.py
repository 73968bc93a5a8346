"""What the API server refuses of a round, in the words of `tuneround check`, and what it cannot."""

import pytest
import yaml
from harness.failures import HarnessError
from harness.kubectl import Kubectl
from harness.tuningrounds import define
from refused_rounds import CASES, UNSEEN, Case


@pytest.fixture(scope="module", autouse=True)
def kind(kubectl: Kubectl) -> None:
    """Define the kind as the chart has it."""
    define(kubectl)


def applied(kubectl: Kubectl, case: Case) -> str:
    """Return what kubectl says when the API server has looked at the round."""
    stdin = yaml.safe_dump(case.content)
    return kubectl("apply", "--dry-run=server", "--filename=-", stdin=stdin)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_rule_is_refused_in_words(kubectl: Kubectl, case: Case) -> None:
    """`kubectl apply` says where, the rule and the value."""
    with pytest.raises(HarnessError) as caught:
        applied(kubectl, case)
    assert f"{case.path}: Invalid value" in str(caught.value)
    assert case.said in str(caught.value)


@pytest.mark.parametrize("case", UNSEEN.values(), ids=UNSEEN)
def test_what_cel_cannot_see_passes(kubectl: Kubectl, case: Case) -> None:
    """Rules about values of several types are the operator's."""
    assert "(server dry run)" in applied(kubectl, case)
