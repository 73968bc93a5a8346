"""tuneround compare over rounds in a local folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from made_bucket import complete_trial, local_bucket
from tuneround.store.keys import RoundKeys

ROUND = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: NAME}
spec:
  study: digits
  goal: Does label smoothing help?
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {command: [python, -m, trainers.digits]}
  budget: {trials: 10, steps: 10, evaluateEvery: 5, repeats: 5}
  hyperparameters:
    scientific:
      - {name: label_smoothing, values: [0.0, 0.1]}
"""
RERUNS = """\
  search:
    algorithm: listed
    seed: 7
    points: [{label_smoothing: 0.1}, {label_smoothing: 0.0}]
  previous: digits-r1
"""


class Place:
    """A folder with rounds, and commands on them."""

    def __init__(self, folder: Path, run: Callable) -> None:
        self.folder, self.run = folder, run
        self.workdir = folder / "rounds"

    def round(self, name: str, better: float = 0.05, trials: int = 10, more: str = "", **edits):
        """Write a round whose second setting is better, and let `trials` of it complete."""
        file = self.folder / f"{name}.yaml"
        text = ROUND.replace("NAME", name) + more
        for old, new in edits.items():
            text = text.replace(old, new)
        file.write_text(text)
        assert self.run("plan", str(file), "--save", "--workdir", str(self.workdir)).code == 0
        planned = json.loads(self.run("plan", str(file), "--json").out)
        keys = RoundKeys.of("tuneround/default", "digits", name)
        for row in planned[:trials]:
            smoothing = row["hyperparameters"]["label_smoothing"]
            error = 0.25 - (better if smoothing else 0.0) + 0.002 * row["repeat"]
            complete_trial(local_bucket(self.workdir), keys, row["index"], {5: error, 10: error})
        return file

    def compare(self, file: Path, *options: str):
        """Run `tuneround compare`."""
        return self.run("compare", str(file), "--workdir", str(self.workdir), *options)


@pytest.fixture
def place(tmp_path: Path, tuneround) -> Place:
    """Return an empty folder."""
    return Place(tmp_path, tuneround)


def test_better_setting_is_adopted(place: Place) -> None:
    """The first line is the verdict, and both sides, the evidence and the notes follow."""
    finished = place.compare(place.round("digits-r1"))
    assert finished.code == 0
    lines = finished.out.splitlines()
    assert lines[0] == "ADOPT: label_smoothing=0.1 against label_smoothing=0.0"
    assert "p = 0.007937 (exact permutation, 5 against 5)" in lines[1]
    assert any(line.startswith("p, paired sign flip") and "0.0625" in line for line in lines)
    assert lines[-1].startswith("- No objective.minEffect is declared")


def test_named_change_that_is_worse_is_rejected(place: Place) -> None:
    """Selectors say which side is the change; a verdict of any kind exits with 0."""
    options = ("--change", "label_smoothing=0", "--baseline", "label_smoothing=0.1")
    finished = place.compare(place.round("digits-r1"), *options)
    assert finished.code == 0
    assert finished.out.startswith("REJECT: label_smoothing=0.0 against label_smoothing=0.1")


def test_json_is_the_record(place: Place) -> None:
    """A program gets every number under its name."""
    finished = place.compare(place.round("digits-r1"), "--json")
    content = json.loads(finished.out)
    assert content["verdict"] == "adopt"
    assert content["evidence"]["p_value"] == pytest.approx(2 / 252)
    assert content["evidence"]["difference"] == pytest.approx(0.05)
    assert content["change"]["hyperparameters"] == {"label_smoothing": 0.1}
    assert len(content["change"]["values"]) == 5


def test_markdown_is_a_heading_two_tables_and_notes(place: Place) -> None:
    """Names are escaped, so that Markdown shows them as they are."""
    out = place.compare(place.round("digits-r1"), "--markdown").out
    assert out.startswith(r"**ADOPT: label\_smoothing=0.1 against label\_smoothing=0.0**")
    assert out.count("\n| --- |") == 2


def test_unfinished_round_says_which_seeds_are_missing(place: Place) -> None:
    """Seven of ten trials leave three and four seeds, which cannot tell."""
    finished = place.compare(place.round("digits-r1", trials=7))
    assert finished.code == 0
    assert finished.out.startswith("INCONCLUSIVE")
    assert (
        "of 5 seeds of label_smoothing=0.1 have no score (trials 7, 9: unfinished" in finished.out
    )


def test_round_that_was_never_started_is_said_to_be_absent(place: Place) -> None:
    """Without anything in the bucket the next step is to start it."""
    file = place.folder / "digits-r1.yaml"
    file.write_text(ROUND.replace("NAME", "digits-r1"))
    finished = place.compare(file)
    assert finished.code == 1
    assert "tuneround run" in finished.err


def test_round_without_scores_says_what_to_wait_for(place: Place) -> None:
    """A started round in which nothing has completed has no two points."""
    finished = place.compare(place.round("digits-r1", trials=0))
    assert finished.code == 1
    assert "got 0 of 2 planned" in finished.err


def test_wrong_selector_exits_with_2_and_says_what_exists(place: Place) -> None:
    """The error lists the values of the plan."""
    finished = place.compare(place.round("digits-r1"), "--change", "label_smoothing=0.2")
    assert finished.code == 2
    assert "got `0.2`. It holds 0, 0.1." in finished.err


def test_rerun_stands_against_what_its_winner_was_chosen_with(place: Place) -> None:
    """The round before is read, and the fresh mean is held against the score that won."""
    place.round("digits-r1", better=0.08)
    finished = place.compare(place.round("digits-r2", better=0.05, more=RERUNS))
    assert finished.out.startswith("ADOPT: label_smoothing=0.1 against label_smoothing=0.0")
    assert "label_smoothing=0.1 was chosen with 0.174; on these seeds" in finished.out
    assert "its mean is 0.204, worse than that." in finished.out


def test_seeds_of_the_round_before_are_not_fresh(place: Place) -> None:
    """A re-run under the old search seed repeats the seeds that chose the winner, and says so."""
    place.round("digits-r1")
    stale = RERUNS.replace("seed: 7", "seed: 0")
    finished = place.compare(place.round("digits-r2", more=stale))
    assert "5 of 5 seeds of label_smoothing=0.1 are those of the round before" in finished.out


def test_missing_round_before_is_no_obstacle(place: Place) -> None:
    """A `previous` that is not in the bucket leaves its note out."""
    finished = place.compare(place.round("digits-r2", more=RERUNS))
    assert finished.out.startswith("ADOPT")
    assert "was chosen with" not in finished.out


def test_change_of_one_round_is_held_against_the_best_of_another(place: Place) -> None:
    """Rounds of other steps are compared, and the difference is said."""
    old = place.round("digits-r1", better=0.0)
    new = place.round("digits-r2", **{"steps: 10": "steps: 20"})
    finished = place.compare(new, "--against", str(old))
    assert finished.out.startswith("ADOPT")
    assert "The rounds differ besides their points, too: steps: 10 -> 20." in finished.out


def test_rounds_without_a_difference_in_points_are_named_by_their_rounds(place: Place) -> None:
    """Another command under the same hyperparameters is a change, too."""
    old = place.round("digits-r1")
    new = place.round("digits-r2", better=0.09, **{"trainers.digits": "trainers.better"})
    options = ("--change", "label_smoothing=0.1", "--baseline", "label_smoothing=0.1")
    finished = place.compare(new, "--against", str(old), *options)
    assert finished.out.startswith("ADOPT: digits-r2 against digits-r1")
    assert "command: " in finished.out


def test_rounds_of_two_objectives_are_not_compared(place: Place) -> None:
    """The error names both."""
    old = place.round("digits-r1")
    new = place.round("digits-r2", **{"valid/error_rate": "valid/loss"})
    finished = place.compare(new, "--against", str(old))
    assert finished.code == 2
    assert "valid/loss minimize and valid/error_rate minimize" in finished.err


def test_min_effect_is_that_of_the_file_as_it_is_now(place: Place) -> None:
    """An effect that is declared after the round was started counts."""
    file = place.round("digits-r1")
    file.write_text(file.read_text().replace("minimize}", "minimize, minEffect: 0.2}"))
    finished = place.compare(file)
    assert finished.out.startswith("REJECT")
    assert "minEffect, 0.2" in finished.out
