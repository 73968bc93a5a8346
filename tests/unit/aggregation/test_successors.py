"""The rounds that may follow one in its bucket."""

from pathlib import Path

import pytest
from scored_rounds import scored_round
from tuneround.aggregation.successors import confirming, following, proposed_text
from tuneround.analysis.adopting.adoption import adoption
from tuneround.analysis.adopting.selectors import SelectorError
from tuneround.analysis.judged import JudgedRound
from tuneround.records.change import FixValue, MoveBounds, SetRepeats, SetTrials
from tuneround.records.finding import Finding, Level
from tuneround.records.result import Result
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.spec.search import Algorithm
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

FIRST = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: digits-r1}
spec:
  study: digits
  goal: Does smoothing help?
  objective: {metric: valid/loss, direction: minimize}
  trainer: {command: [train]}
  budget: {trials: 8, steps: 10, evaluateEvery: 5}
  hyperparameters:
    scientific:
      - {name: smoothing, values: [0.0, 0.1]}   # the question
    nuisance:
      - {name: rate, min: 1.0e-3, max: 1.0, scale: log}
"""
ADOPTED = Finding(
    question="adoption", level=Level.NOTE, sentence="Adopt.", section="s",
    changes=(FixValue(name="smoothing", value=0.1), SetTrials(trials=20)),
)  # fmt: skip


@pytest.fixture
def bucket(tmp_path: Path) -> DirectoryBucket:
    return DirectoryBucket(tmp_path)


def stored(bucket: DirectoryBucket, text: str) -> RoundStore:
    """Store the round of `text`."""
    name = read_round_text(text, "round").name
    made = RoundStore(bucket, RoundKeys.of("p", "digits", name))
    made.save_spec(text)
    return made


def read(text: str) -> TuningRound:
    return read_round_text(text, "the proposal")


def judged(text: str, effect: float) -> JudgedRound:
    """Return the round of `text`, in which smoothing lowers the loss by `effect`."""

    def score(trial) -> float:
        return 1.0 - effect * (trial.hyperparameters["smoothing"] > 0) + 0.01 * trial.repeat

    return scored_round(read(text).spec, score)


def reruns(bucket: DirectoryBucket, effect: float = 0.5) -> RoundStore:
    """Store the first round, and the reruns that it proposes."""
    first = stored(bucket, FIRST)
    return stored(bucket, confirming(first, judged(FIRST, effect), 5).text)


def test_reruns_that_adopt_lead_back_to_the_search(bucket: DirectoryBucket) -> None:
    """The chain search, reruns, search: the adopted value is held, the old space searched on."""
    second = reruns(bucket)
    (found,) = adoption(judged(second.load_text(), 0.5)).findings
    assert found.changes == (FixValue(name="smoothing", value=0.1),)
    third = read(following(second, [found]).text)
    assert (third.name, third.spec.previous) == ("digits-r3", "digits-r2")
    assert third.spec.search.algorithm is Algorithm.HALTON
    assert (third.spec.budget.trials, third.spec.budget.repeats) == (8, 1)
    assert {h.name: h.value for h in third.spec.hyperparameters.fixed} == {"smoothing": 0.1}
    assert third.spec.goal == (
        "Does smoothing help? [after digits-r2: answered, smoothing 0.1 is adopted]"
    )


def test_search_goes_on_with_what_it_had_found(bucket: DirectoryBucket) -> None:
    """What the round before the reruns found is not forgotten for them."""
    second = reruns(bucket)
    wider = Finding(
        question="boundary", level=Level.PROBLEM, sentence="At the top.", section="s",
        changes=(MoveBounds(name="rate", max=3.0),),
    )  # fmt: skip
    first = read(FIRST).spec
    result = Result(
        number=1, study="digits", round="digits-r1", goal=first.goal, objective=first.objective,
        counts={}, unfinished=(), best=None, checkpoint=None, last_step=None, verdict="",
        findings=(wider,), created="",
    )  # fmt: skip
    bucket.put("p/digits/digits-r1/result.json", result.to_json())
    (rate,) = read(following(second, [ADOPTED]).text).spec.hyperparameters.nuisance
    assert rate.max == 3.0


def test_only_the_answer_is_taken_from_reruns(bucket: DirectoryBucket) -> None:
    """What a round of two points says of budgets is not held against the search before it."""
    second = reruns(bucket)
    assert read(following(second, [ADOPTED]).text).spec.budget.trials == 8


def test_reruns_that_do_not_tell_are_repeated_with_more_seeds(bucket: DirectoryBucket) -> None:
    """An open comparison goes on with the seeds it needs, and with fresh ones."""
    second = reruns(bucket)
    more = Finding(
        question="adoption", level=Level.NOTE, sentence="Open.", section="s",
        changes=(SetRepeats(repeats=9),),
    )  # fmt: skip
    third = read(following(second, [more]).text)
    assert (third.spec.search.algorithm, third.spec.budget.trials) == (Algorithm.LISTED, 18)
    assert third.spec.search.seed != read(second.load_text()).spec.search.seed
    stored(bucket, following(second, [more]).text)
    fourth = RoundStore(bucket, RoundKeys.of("p", "digits", "digits-r3"))
    assert read(following(fourth, [ADOPTED]).text).spec.search.algorithm is Algorithm.HALTON


def test_reruns_whose_search_is_gone_are_answered_in_place(bucket: DirectoryBucket) -> None:
    """Without the round before, the listed points with the adopted value stay."""
    second = reruns(bucket)
    bucket.delete(listed.key for listed in bucket.list("p/digits/digits-r1/"))
    third = read(
        following(second, [ADOPTED.model_copy(update={"changes": ADOPTED.changes[:1]})]).text
    )
    assert [list(point) for point in third.spec.search.points] == [["rate"]]


def test_best_and_baseline_are_compare_s(bucket: DirectoryBucket) -> None:
    """First the best point, then the runner-up setting's, or what the selector names."""
    first = stored(bucket, FIRST)
    points = read(confirming(first, judged(FIRST, 0.5), 3).text).spec.search.points
    assert [point["smoothing"] for point in points] == [0.1, 0.0]
    chosen = read(confirming(first, judged(FIRST, 0.5), 3, "trial=2").text).spec.search.points
    assert chosen[1]["smoothing"] == 0.0
    with pytest.raises(SelectorError):
        confirming(first, judged(FIRST, 0.5), 3, "trial=99")


def test_round_without_two_scores_has_no_proposal(bucket: DirectoryBucket) -> None:
    """Where nothing is to be changed and nothing can be compared, no file is published."""
    first = stored(bucket, FIRST)
    empty = scored_round(read(FIRST).spec, lambda _: None)
    assert proposed_text(first, empty, []) is None
    assert proposed_text(first, judged(FIRST, 0.5), []) is not None
