"""Trials that end otherwise than well do not fail a round; a round without an answer is failed."""

from pathlib import Path

from rounds.answers import result_of
from rounds.observed import Observe
from rounds.programs import FATES
from rounds.texts import round_text
from rounds.undisturbed import undisturbed

ABSENT = "absent-program"
POINTS = [
    {"program": "python", "behaviour": "trains"},
    {"program": ABSENT, "behaviour": "trains"},
    {"program": "python", "behaviour": "raises"},
    {"program": "python", "behaviour": "diverges"},
]


def test_each_fate(observed: Observe, tmp_path: Path) -> None:
    """A program that cannot start, raises twice, or diverges ends its own trial only."""
    text = round_text(
        "fates",
        ["{program}", "-c", FATES, "{behaviour}"],
        budget={"steps": 4, "evaluateEvery": 1},
        hyperparameters={
            "scientific": [{"name": "behaviour", "values": ["trains", "raises", "diverges"]}],
            "nuisance": [{"name": "program", "values": ["python", ABSENT]}],
        },
        search={"algorithm": "listed", "points": POINTS},
    )
    ended = observed(text).submit()
    assert ended.ended() == undisturbed(text, tmp_path)
    fates = [outcome.fate if (outcome := ended.outcome(i)) else None for i in range(4)]
    assert fates == ["completed", "failed", "failed", "infeasible"]
    assert [ended.lives(index) for index in range(4)] == [1, 1, 2, 1]


def test_all_trials_fail(observed: Observe) -> None:
    """A round of which no trial completes is a failed Workflow with a result that says so."""
    failed = observed(round_text("all-fail", [ABSENT])).submit()
    failed.wait_for_end("Failed")
    result = result_of(failed.store)
    assert (result.counts["failed"], result.best) == (4, None)
    assert result.verdict == "No answer yet: of 4 planned trials none completed (4 failed)."
    assert [failed.lives(index) for index in range(4)] == [1] * 4
