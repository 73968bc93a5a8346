"""`tuneround next` over rounds in a local folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_bucket import KEYS, complete_trial, local_bucket
from tuneround.records.change import MoveBounds, SetSteps
from tuneround.records.finding import Finding, Level
from tuneround.records.result import Result
from tuneround.spec.reading import read_round, read_round_text
from tuneround.spec.search import Algorithm

Next = Callable[..., object]


@pytest.fixture
def round_file(tmp_path: Path, round_text: str, tuneround) -> Path:
    """Return the file of a round of which two trials completed, one of each setting."""
    file = tmp_path / "round.yaml"
    file.write_text(round_text)
    workdir = str(tmp_path / "rounds")
    assert tuneround("plan", str(file), "--save", "--workdir", workdir).code == 0
    bucket = local_bucket(tmp_path / "rounds")
    complete_trial(bucket, KEYS, 0, {5: 0.25, 10: 0.5})
    complete_trial(bucket, KEYS, 1, {5: 0.125, 10: 0.375})
    assert tuneround("aggregate", str(file), "--workdir", workdir, "--no-report").code == 0
    return file


@pytest.fixture
def proposed(round_file: Path, tuneround) -> Next:
    """Run `tuneround next` on the round."""
    workdir = str(round_file.with_name("rounds"))
    return lambda *options: tuneround("next", str(round_file), "--workdir", workdir, *options)


def found(bucket, *findings: Finding) -> None:
    """Let the standing result have other findings."""
    result = Result.model_validate_json(bucket.get(KEYS.result))
    bucket.put(KEYS.result, result.model_copy(update={"findings": findings}).to_json())


LONGER = Finding(
    question="steps",
    level=Level.CAUTION,
    sentence="The best checkpoints are late.",
    section="s",
    changes=(SetSteps(steps=20),),
)


def test_findings_become_the_next_round(proposed: Next, round_file: Path) -> None:
    """Standard output is the next round alone; what was changed is said on standard error."""
    found(local_bucket(round_file.with_name("rounds")), LONGER)
    finished = proposed()
    child = read_round_text(finished.out, "next")
    assert finished.code == 0
    assert (child.name, child.spec.previous, child.spec.budget.steps) == (
        "digits-r2",
        "digits-r1",
        20,
    )
    assert "# next: The best checkpoints are late." in finished.out
    assert "Changed: steps 20 (steps)." in finished.err
    assert "2 trials had not finished" in finished.err


def test_nothing_to_change_proposes_reruns(proposed: Next, round_file: Path) -> None:
    """Without a change the answer is made sure of: the best against the runner-up."""
    found(local_bucket(round_file.with_name("rounds")))
    finished = proposed()
    spec = read_round_text(finished.out, "next").spec
    assert finished.code == 0
    assert "No finding asks for a change" in finished.err
    assert (spec.search.algorithm, spec.budget.trials, spec.budget.repeats) == (
        Algorithm.LISTED, 10, 5,
    )  # fmt: skip
    assert [point["optimizer"] for point in spec.search.points] == ["adam", "nesterov"]
    assert spec.goal == "Is optimizer=adam really better than optimizer=nesterov?"


def test_reruns_of_a_chosen_baseline(proposed: Next, tuneround) -> None:
    """--reruns and --baseline say how many seeds, and against what."""
    spec = read_round_text(proposed("--reruns", "3", "--baseline", "trial=0").out, "next").spec
    assert (spec.budget.trials, spec.budget.repeats) == (6, 3)
    assert proposed("--reruns", "3", "--baseline", "trial=9").code == 2
    refused = proposed("--baseline", "trial=0")
    assert (refused.code, refused.out) == (2, "")
    assert "--reruns" in refused.err


def test_file_is_written_once(proposed: Next, tmp_path: Path, tuneround) -> None:
    """--into writes a file that `check` takes and that plans and runs, and overwrites nothing."""
    into = tmp_path / "next-round.yaml"
    assert proposed("--into", str(into)).out == ""
    assert tuneround("check", str(into)).code == 0
    again = proposed("--into", str(into))
    assert again.code == 2
    assert "does not exist yet" in again.err
    assert read_round(into).spec.previous == "digits-r1"


def test_name_of_a_stored_round_is_passed_over(
    proposed: Next, round_file: Path, tmp_path: Path, tuneround
) -> None:
    """When the study has an r2 already, the proposal is r3."""
    other = tmp_path / "other.yaml"
    other.write_text(round_file.read_text().replace("digits-r1", "digits-r2"))
    workdir = str(tmp_path / "rounds")
    assert tuneround("plan", str(other), "--save", "--workdir", workdir).code == 0
    assert read_round_text(proposed().out, "next").name == "digits-r3"


def test_aggregation_publishes_the_proposal(proposed: Next, round_file: Path, tuneround) -> None:
    """The result's folder has the file that `next` would print, and the report has it too."""
    workdir = round_file.with_name("rounds")
    assert tuneround("aggregate", str(round_file), "--workdir", str(workdir)).code == 0
    bucket = local_bucket(workdir)
    text = proposed().out.encode()
    assert bucket.get(KEYS.in_result(1, "next-round.yaml")) == text
    assert bucket.get(KEYS.in_result(2, "next-round.yaml")) == text
    assert bucket.get(KEYS.in_result(2, "report/next-round.yaml")) == text


def test_round_without_a_result_says_what_to_do(round_file: Path, tuneround) -> None:
    """Nothing is proposed before the round was judged."""
    local_bucket(round_file.with_name("rounds")).delete([KEYS.result])
    finished = tuneround("next", str(round_file), "--workdir", str(round_file.with_name("rounds")))
    assert finished.code == 1
    assert "tuneround aggregate FILE" in finished.err


def test_a_hyperparameter_is_held_by_hand(proposed: Next, round_file: Path) -> None:
    """At the best trial's value, whatever findings want of it, with the reason above the line."""
    bucket = local_bucket(round_file.with_name("rounds"))
    best = Result.model_validate_json(bucket.get(KEYS.result)).best
    searched = read_round(round_file).spec.hyperparameters.nuisance
    held = next(h for h in searched if h.is_active(best.hyperparameters))
    wider = Finding(
        question="boundary",
        level=Level.PROBLEM,
        sentence="Wider.",
        section="s",
        changes=(MoveBounds(name=held.name, when=held.when, max=10 * held.max),),
    )
    found(bucket, wider)
    finished = proposed("--fix", held.name)
    child = read_round_text(finished.out, "next").spec.hyperparameters
    assert (held.name, best.hyperparameters[held.name]) in [(h.name, h.value) for h in child.fixed]
    assert "# next: Held by hand at the best trial's value" in finished.out
    assert "Wider." not in finished.out


def test_wishes_that_cannot_be_met_are_refused_together(proposed: Next) -> None:
    """Each with its rule, the value and the next step; nothing is proposed."""
    finished = proposed("--fix", "no_such", "--fix", "learning_rate=1e9")
    assert (finished.code, finished.out) == (2, "")
    assert "got no_such. Name one of: " in finished.err
    assert "got learning_rate=1e9. Write a value within its bounds" in finished.err
    assert "Choose one" in proposed("--fix", "learning_rate", "--reruns", "5").err
