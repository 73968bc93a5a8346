"""The next round's file: what changes in it, and that nothing else does."""

from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from tuneround.proposal.reruns import rerun_round
from tuneround.proposal.successor import next_round
from tuneround.records.change import FixValue, MoveBounds, SetRepeats, SetSteps, SetTrials
from tuneround.records.finding import Finding, Level
from tuneround.search import plan
from tuneround.spec.document import parse
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.spec.spelling import spelled

ROUNDS = Path(__file__).parents[3] / "pipelines" / "rounds"
FILES = sorted(ROUNDS.glob("*.yaml"))
TEXT = """\
# Two optimizers.
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: digits-r1}   # the first
spec:
  study: digits
  goal: Does Nesterov momentum beat Adam?
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {command: [train, "--batch-size={batch_size}"]}
  budget:
    trials: 64
    steps: 600
    evaluateEvery: 25   # often
  hyperparameters:
    scientific:
      - {name: optimizer, values: [nesterov, adam]}
    nuisance:
      - {name: learning_rate, min: 1.0e-3, max: 1.0, scale: log, when: {optimizer: [nesterov]}}
      - {name: one_minus_momentum, min: 1.0e-2, max: 1.0, scale: log, when: {optimizer: [nesterov]}}
      # Adam's own.
      - {name: learning_rate, min: 1.0e-5, max: 1.0e-1, scale: log, when: {optimizer: [adam]}}
      - {name: dropout, min: 0.0, max: 0.5, when: {optimizer: [nesterov, adam]}}
    fixed:
      - {name: batch_size, value: 64}
  search: {algorithm: halton, seed: 7}
"""
ADAM = {"optimizer": ("adam",)}


def finding(*changes: Any, sentence: str = "It is so.", level: Level = Level.CAUTION) -> Finding:
    return Finding(question="q", level=level, sentence=sentence, section="s", changes=changes)


def proposed(*changes: Any, text: str = TEXT) -> TuningRound:
    """Return the next round, read, after one finding for each change."""
    return read_round_text(next_round(text, list(map(finding, changes))).text, "next-round.yaml")


def changed_lines(text: str, other: str) -> list[str]:
    return [line for line in ndiff(text.splitlines(), other.splitlines()) if line[0] in "+-"]


def test_only_what_changes_differs() -> None:
    """The diff is the name, the goal, its parent, the head and the moved bound under its reason."""
    change = MoveBounds(name="learning_rate", when=ADAM, max=1.0)
    text = next_round(TEXT, [finding(change, sentence="The best are at the top.")]).text
    rate = (
        "      - {name: learning_rate, min: 1.0e-5, max: %s, scale: log, when: {optimizer: [adam]}}"
    )
    goal = "Does Nesterov momentum beat Adam?"
    assert changed_lines(TEXT, text) == [
        "+ # next: a proposal of `tuneround next` after digits-r1. Look it over, check it, run it.",
        "- metadata: {name: digits-r1}   # the first",
        "+ metadata: {name: digits-r2}   # the first",
        f"-   goal: {goal}",
        f'+   goal: "{goal} [after digits-r1: learning_rate (optimizer=adam) max 1]"',
        "+   previous: digits-r1",
        "+       # next: The best are at the top.",
        f"- {rate % '1.0e-1'}",
        f"+ {rate % '1.0'}",
    ]


def test_steps_change_the_evaluations_in_proportion() -> None:
    """Twice the steps are evaluated half as often, so that curves have as many points."""
    budget = proposed(SetSteps(steps=1200)).spec.budget
    assert (budget.steps, budget.evaluate_every) == (1200, 50)
    budget = proposed(SetSteps(steps=3)).spec.budget
    assert (budget.steps, budget.evaluate_every) == (3, 1)


def test_repeats_keep_the_points() -> None:
    """More seeds a point are more trials, not fewer points; a finding on the trials outranks."""
    assert proposed(SetRepeats(repeats=3)).spec.budget.trials == 192
    both = next_round(TEXT, [finding(SetRepeats(repeats=3), SetTrials(trials=90))])
    budget = read_round_text(both.text, "next").spec.budget
    assert (budget.repeats, budget.trials) == (3, 90)


def test_answered_question_leaves_no_trace_of_the_loser() -> None:
    """The adopted value is held, and what existed for the other only is gone, in conditions too."""
    spec = proposed(FixValue(name="optimizer", value="adam")).spec
    assert spec.hyperparameters.scientific == ()
    assert [(h.name, dict(h.when)) for h in spec.hyperparameters.nuisance] == [
        ("learning_rate", ADAM),
        ("dropout", ADAM),
    ]
    assert {h.name: h.value for h in spec.hyperparameters.fixed} == {
        "batch_size": 64,
        "optimizer": "adam",
    }
    assert "answered, optimizer adam is adopted" in spec.goal


def test_value_of_a_condition_is_fixed_under_it() -> None:
    """Only the definition that is meant is fixed, and it stays conditional."""
    spec = proposed(FixValue(name="learning_rate", when=ADAM, value=0.01)).spec
    fixed = spec.hyperparameters.fixed[-1]
    assert (fixed.name, fixed.value, dict(fixed.when)) == ("learning_rate", 0.01, ADAM)
    assert "learning_rate (optimizer=adam) 0.01 is held" in spec.goal
    assert [h.name for h in spec.hyperparameters.nuisance].count("learning_rate") == 1


def test_points_follow_a_fixed_value() -> None:
    """Listed points keep those with the fixed value, and the trials shrink to them."""
    listed = rerun_round(TEXT, ("a", POINTS[0]), ("b", POINTS[1]), 5).text
    spec = proposed(FixValue(name="optimizer", value="adam"), text=listed).spec
    assert [dict(point) for point in spec.search.points] == [
        {"learning_rate": 0.01, "dropout": 0.1}
    ]
    assert (spec.budget.trials, spec.budget.repeats) == (5, 5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(MoveBounds(name="unknown", max=2.0), "no such range", id="unknown"),
        pytest.param(MoveBounds(name="optimizer", max=2.0), "no such range", id="values"),
        pytest.param(FixValue(name="optimizer", value="sgd"), "over such values", id="other"),
        pytest.param(FixValue(name="batch_size", value=32), "no such hyperparameter", id="fixed"),
        pytest.param(SetTrials(trials=1), "at least one trial", id="few"),
        pytest.param(
            MoveBounds(name="learning_rate", when=ADAM, min=0.0), "above 0", id="log of nothing"
        ),
    ],
)
def test_impossible_change_is_left_out_with_its_reason(change: Any, reason: str) -> None:
    """What would be no valid round is not proposed; everything else still is."""
    found = next_round(TEXT, [finding(change), finding(SetSteps(steps=900))])
    (left,) = found.left_out
    assert reason in left.reason
    assert [claim.what for claim in found.met] == ["steps"]
    assert read_round_text(found.text, "next").spec.budget.trials == 64


def test_ends_that_pass_each_other_move_together() -> None:
    """Both bounds of a range are moved at once: one by one they would be no range."""
    change = MoveBounds(name="learning_rate", when=ADAM, min=1.0, max=10.0)
    (rate,) = (h for h in proposed(change).spec.hyperparameters.nuisance if h.max == 10.0)
    assert rate.min == 1.0


def test_same_points_get_another_seed() -> None:
    """Where the space and the steps stay, another seed keeps trials from being trained twice."""
    more = proposed(SetTrials(trials=128))
    assert more.spec.search.seed == 8
    assert proposed(SetSteps(steps=900)).spec.search.seed == 7
    assert (
        plan(more.spec, 0, 1)[0].hyperparameters != plan(proposed().spec, 0, 2)[1].hyperparameters
    )


def test_second_proposal_replaces_the_words_of_the_first() -> None:
    """Comments and goal tell of the latest change alone, and the chain goes on."""
    first = next_round(TEXT, [finding(SetSteps(steps=900), sentence="Best late.")]).text
    second = next_round(first, [finding(SetTrials(trials=90), sentence="Too few.")]).text
    round_ = read_round_text(second, "next")
    assert (round_.name, round_.spec.previous) == ("digits-r3", "digits-r2")
    assert round_.spec.goal.count("[after") == 1
    assert "Best late." not in second
    assert "# next: Too few." in second
    assert "evaluateEvery: 38   # often" in second


def test_taken_names_are_passed_over() -> None:
    """A round of the study keeps its name."""
    assert next_round(TEXT, [], taken={"digits-r2", "digits-r3"}).name == "digits-r4"


def test_hostile_sentence_stays_a_comment() -> None:
    """A finding's words cannot leave their comment, nor stand in it as control characters."""
    words = "a\nspec: {}\u2028b\x1b[2J \ufeff " + "x" * 200
    text = next_round(TEXT, [finding(SetSteps(steps=900), sentence=words)]).text
    assert read_round_text(text, "next").spec.budget.steps == 900
    assert "\x1b" not in text


POINTS = (
    {"optimizer": "adam", "learning_rate": 0.01, "dropout": 0.1, "batch_size": 64},
    {"optimizer": "nesterov", "learning_rate": 0.5, "one_minus_momentum": 0.1, "dropout": 0.0,
     "batch_size": 64},
)  # fmt: skip


def test_reruns_train_two_points_with_fresh_seeds() -> None:
    """First the best, then the baseline, five seeds each that the parent did not use."""
    text = rerun_round(TEXT, ("optimizer=adam", POINTS[0]), ("optimizer=nesterov", POINTS[1]), 5)
    child = read_round_text(text.text, "next")
    trials = plan(child.spec)
    assert [trial.point for trial in trials] == [0] * 5 + [1] * 5
    assert [dict(t.hyperparameters) for t in (trials[0], trials[5])] == list(POINTS)
    old = {t.seeds for t in plan(read_round_text(TEXT, "parent").spec)}
    assert len({t.seeds for t in trials}) == 5
    assert not old & {t.seeds for t in trials}
    assert child.spec.goal == "Is optimizer=adam really better than optimizer=nesterov?"
    assert child.spec.previous == "digits-r1"
    assert child.spec.trainer == read_round_text(TEXT, "parent").spec.trainer


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_examples_have_reruns_and_successors(path: Path) -> None:
    """Of every example round a next round can be written that changes few of its lines."""
    text = path.read_text()
    parent = read_round_text(text, path.name)
    points = [trial.hyperparameters for trial in plan(parent.spec, 0, 2)]
    reruns = rerun_round(text, ("a", points[0]), ("b", points[1]), 3).text
    assert [dict(t.hyperparameters) for t in plan(read_round_text(reruns, "next").spec)[::3]] == (
        points
    )
    longer = next_round(text, [finding(SetSteps(steps=7 * parent.spec.budget.steps))]).text
    removed = [line for line in changed_lines(text, longer) if line[0] == "-"]
    assert len(removed) <= 3  # the name, the goal and the budget


def test_alias_is_written_out_where_its_anchor_changes() -> None:
    """Moving one of two bounds that are one anchored value leaves the other where it was."""
    anchored = TEXT.replace("min: 1.0e-3, max: 1.0,", "min: 1.0e-3, max: &one 1.0,").replace(
        "min: 1.0e-2, max: 1.0,", "min: 1.0e-2, max: *one,"
    )
    change = MoveBounds(name="learning_rate", when={"optimizer": ("nesterov",)}, max=10.0)
    text = next_round(anchored, [finding(change)]).text
    bounds = [h.max for h in read_round_text(text, "next").spec.hyperparameters.nuisance]
    assert bounds == [10.0, 1.0, 0.1, 0.5]
    assert "# Adam's own." in text


def test_document_on_one_line_gets_its_comments_above() -> None:
    """A round as JSON is a round, and its successor too."""
    value = parse(TEXT, "round").value
    text = next_round(spelled(value), [finding(SetSteps(steps=900), sentence="Late.")]).text
    *comments, line = text.splitlines()
    assert "# next: Late." in comments
    assert read_round_text(line, "next").spec.budget.steps == 900


def test_comment_stays_out_of_texts_of_several_lines() -> None:
    """A line that begins within a quoted text takes no comment; the one before it does."""
    broken = TEXT.replace(
        "{name: learning_rate, min: 1.0e-5, max: 1.0e-1, scale: log, when: {optimizer: [adam]}}",
        '{name: learning_rate, when: {optimizer: ["ada\\\n'
        '  m"]}, min: 1.0e-5, max: 0.1, scale: log}',
    )
    change = MoveBounds(name="learning_rate", when=ADAM, max=1.0)
    text = next_round(broken, [finding(change, sentence="At the top.")]).text
    assert (
        "      # next: At the top.\n"
        '      - {name: learning_rate, when: {optimizer: ["ada\\\n'
        '  m"]}, min: 1.0e-5, max: 1.0, scale: log}\n'
    ) in text


def test_line_breaks_stay_what_they_are() -> None:
    """A file from Windows keeps its line breaks, added lines included."""
    text = next_round(TEXT.replace("\n", "\r\n"), [finding(SetSteps(steps=900))]).text
    assert text.count("\n") == text.count("\r\n")


def test_successor_begins_neither_suspended_nor_stopped() -> None:
    """What the parent was told while it ran is not said to the next round; its TTL is."""
    told = "  suspend: true\n  stop: true\n  resume: 2\n  ttlSecondsAfterFinished: 60\n"
    spec = proposed(SetSteps(steps=900), text=TEXT + told).spec
    assert (spec.suspend, spec.stop, spec.resume) == (False, False, 0)
    assert spec.ttl_seconds_after_finished == 60
