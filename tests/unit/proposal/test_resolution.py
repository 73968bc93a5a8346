"""Which of the findings' wishes are met, where they contradict each other."""

from typing import Any

import pytest
from made_rounds import round_spec
from tuneround.proposal.claims import claims_of
from tuneround.proposal.resolution import Resolution, resolved
from tuneround.records.change import FixValue, MoveBounds, SetSteps, SetTrials
from tuneround.records.finding import Finding, Level

SPACE: dict[str, Any] = {
    "scientific": [{"name": "model", "values": ["wide", "deep"]}],
    "nuisance": [
        {"name": "rate", "min": 1e-4, "max": 1e-1, "scale": "log"},
        {"name": "layers", "min": 2, "max": 8, "type": "integer"},
    ],
}


def finding(change: Any, level: Level = Level.CAUTION, **fields: Any) -> Finding:
    return Finding(
        question="q", level=level, sentence="Why.", section="s",
        changes=() if change is None else (change,), **fields,
    )  # fmt: skip


def resolution(*findings: Finding) -> Resolution:
    return resolved(claims_of(findings, round_spec(SPACE)), findings)


def texts(*findings: Finding) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what is met, and what is left out for which reason."""
    found = resolution(*findings)
    return list(map(str, found.met)), [(str(x.claim), x.reason) for x in found.left_out]


def test_worst_finding_decides() -> None:
    """Of two wishes for one value that of the worse finding is met."""
    met, left_out = texts(
        finding(SetTrials(trials=200), Level.CAUTION), finding(SetTrials(trials=50), Level.PROBLEM)
    )
    assert met == ["trials 50"]
    assert left_out == [("trials 200", "a worse finding decides")]


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        pytest.param([SetTrials(trials=50), SetTrials(trials=60)], ["trials 60"], id="trials"),
        pytest.param([SetSteps(steps=30), SetSteps(steps=20)], ["steps 30"], id="longer"),
        pytest.param([SetSteps(steps=5), SetSteps(steps=4)], ["steps 5"], id="shorter"),
        pytest.param(
            [MoveBounds(name="rate", max=1.0), MoveBounds(name="rate", max=3.0)],
            ["rate max 3"],
            id="wider",
        ),
        pytest.param(
            [MoveBounds(name="rate", min=1e-3), MoveBounds(name="rate", min=3e-4)],
            ["rate min 0.0003"],
            id="narrower",
        ),
        pytest.param(
            [FixValue(name="rate", value=0.1), FixValue(name="rate", value=0.2)], [], id="fixed"
        ),
    ],
)
def test_equals(changes: list[Any], met: list[str]) -> None:
    """Of two equal findings the one that asks for more has its way, and values must agree."""
    assert texts(*map(finding, changes))[0] == met
    assert texts(*map(finding, reversed(changes)))[0] == met


def test_longer_against_shorter_changes_nothing() -> None:
    """The round has one length: where findings disagree on the direction, a person decides."""
    met, left_out = texts(
        finding(SetSteps(steps=20), Level.PROBLEM), finding(SetSteps(steps=5), Level.NOTE)
    )
    assert met == []
    assert {reason for _, reason in left_out} == {
        "one finding wants longer training and one shorter"
    }


def test_narrower_forbids_wider() -> None:
    """An end that one finding wants narrower is not widened, whatever a worse one says."""
    met, left_out = texts(
        finding(MoveBounds(name="rate", max=1.0), Level.PROBLEM),
        finding(MoveBounds(name="rate", max=0.05), Level.NOTE),
    )
    assert met == ["rate max 0.05"]
    assert left_out == [("rate max 1", "a finding wants this end narrower")]


@pytest.mark.parametrize(("upper", "met"), [(True, ["rate min 1e-05"]), (False, ["rate max 1"])])
def test_instability_forbids_wider_on_its_side(upper: bool, met: list[str]) -> None:
    """An edge of stable training at one end keeps that end, and the other may move."""
    unstable = finding(None, hyperparameter="rate", numbers={"edge": 0.03, "upper": upper})
    wider = finding(MoveBounds(name="rate", min=1e-5, max=1.0), Level.PROBLEM)
    assert texts(unstable, wider)[0] == met


@pytest.mark.parametrize(
    ("level", "met"),
    [(Level.PROBLEM, ["rate 0.1"]), (Level.CAUTION, ["rate max 1"]), (Level.NOTE, ["rate max 1"])],
)
def test_fixed_or_searched(level: Level, met: list[str]) -> None:
    """A hyperparameter is fixed instead of moved only when a worse finding fixes it."""
    moving = finding(MoveBounds(name="rate", max=1.0), Level.CAUTION)
    assert texts(moving, finding(FixValue(name="rate", value=0.1), level))[0] == met


def test_bounds_of_integers_move_outwards_to_integers() -> None:
    """No whole number that was asked for is lost by rounding."""
    met = resolution(finding(MoveBounds(name="layers", min=1.5, max=9.5))).met
    assert [(c.what, c.wanted) for c in met] == [("min", 1), ("max", 10)]


def test_what_is_so_already_is_no_change() -> None:
    """A wish for the present value is none."""
    assert texts(finding(SetSteps(steps=10)), finding(MoveBounds(name="rate", max=0.1))) == ([], [])


def test_same_wish_twice_is_met_once_and_left_out_nowhere() -> None:
    """Two findings that agree change one value, and neither is refused."""
    assert texts(*[finding(SetTrials(trials=50))] * 1, finding(SetTrials(trials=50))) == (
        ["trials 50"],
        [],
    )


@pytest.mark.parametrize(
    ("level", "met"),
    [(Level.NOTE, ["rate max 1"]), (Level.CAUTION, ["rate max 1", "trials 50"])],
)
def test_note_asks_for_no_trials_while_bounds_move(level: Level, met: list[str]) -> None:
    """Whether the trials suffice is asked again in the new space; what is worse waits not."""
    moving = finding(MoveBounds(name="rate", max=1.0))
    assert texts(moving, finding(SetTrials(trials=50), level))[0] == met


def test_lesser_finding_that_agrees_is_no_refusal() -> None:
    """A wish that is met for another finding's sake is not reported as left out."""
    wishes = [finding(SetTrials(trials=50), level) for level in (Level.PROBLEM, Level.NOTE)]
    assert texts(*wishes) == (["trials 50"], [])
