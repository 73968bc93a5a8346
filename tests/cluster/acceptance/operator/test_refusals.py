"""Rounds that cannot be: each says why, in the words of `tuneround check`."""

from typing import Any

import pytest
import yaml
from harness.failures import HarnessError
from rounds.applied import Apply
from rounds.programs import NOTHING, command
from rounds.texts import round_text
from tuneround_operator.status import ConditionType

ENDLESS = {
    "nuisance": [{"name": "rate", "min": 1e-4, "max": 1e-1, "when": {"optimizer": ["adam"]}}]
}


def test_invalid_round(applied: Apply, written: Apply) -> None:
    """What no schema can refuse is not accepted, in the words of `check`, and can be put right."""
    wrong = applied(round_text("wrong", command(NOTHING), hyperparameters=ENDLESS))
    wrong.wait_for_condition(ConditionType.ACCEPTED, "False")
    condition = wrong.condition(ConditionType.ACCEPTED)
    assert condition.reason == "Invalid"
    said = wrong.tuneround("check", code=2)
    for sentence in condition.message.splitlines():
        assert sentence.strip() in said
    assert wrong.workflows == []
    wrong.change(hyperparameters={"nuisance": [{"name": "rate", "min": 1e-4, "max": 1e-1}]})
    wrong.succeed()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("storage", {"bucket": "rounds", "credentialsSecret": "other/tuneround-s3"}),
        ("workflow", {"creatorServiceAccount": "other:tuneround-creator"}),
        ("trainer", {"serviceAccount": "other/default"}),
    ],
    ids=["secret", "creator", "account"],
)
def test_objects_of_another_namespace(written: Apply, field: str, value: dict[str, Any]) -> None:
    """The API server refuses a round that names a secret or an account of another namespace."""
    thief = written(round_text("thief", command(NOTHING), **{field: value}))
    with pytest.raises(HarnessError, match=field):
        thief.apply()


def test_fields_that_are_none(written: Apply) -> None:
    """The API server refuses a misspelt field, by its name, as strict decoding does."""
    text = yaml.safe_load(round_text("misspelt", command(NOTHING)))
    text["spec"]["budget"]["trails"] = 4
    misspelt = written(yaml.safe_dump(text))
    with pytest.raises(HarnessError, match="trails"):
        misspelt.apply()
