"""The result in short, as a Workflow carries it."""

import pytest
from made_bucket import KEYS, complete_trial
from tuneround.aggregation import aggregate
from tuneround.records.finding import Finding, Level
from tuneround.records.summary import MOST_BYTES, RoundSummary, SummarizedFinding
from tuneround.search import plan
from tuneround.spec.reading import read_round_text
from tuneround.store.directory import DirectoryBucket
from tuneround.store.rounds import RoundStore

SPEC = """
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: small}
spec:
  study: aggregation
  goal: Which rate?
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {command: [train]}
  budget: {trials: 4, steps: 10, evaluateEvery: 5}
  hyperparameters:
    nuisance:
      - {name: learning_rate, min: 1.0e-5, max: 1.0, scale: log}
"""


@pytest.fixture
def store(tmp_path):
    """Write a round of four planned trials of which nothing has started."""
    made = RoundStore(DirectoryBucket(tmp_path / "bucket"), KEYS)
    made.save_spec(SPEC)
    made.save_plan(plan(read_round_text(SPEC, "here").spec))
    return made


@pytest.fixture
def summarized(store, tmp_path):
    """Return what aggregates the round and reads the summary back, with the result."""

    def aggregated(**options):
        file = tmp_path / "summary.json"
        result = aggregate(store, summary=file, **options)
        assert len(file.read_bytes()) <= MOST_BYTES
        return result, RoundSummary.model_validate_json(file.read_bytes())

    return aggregated


def test_it_says_what_the_result_says(store, summarized):
    """Number, counts, best and verdict are the result's; places are where the objects lie."""
    complete_trial(store.bucket, KEYS, 0, {5: 0.25, 10: 0.5})
    complete_trial(store.bucket, KEYS, 1, {5: 0.125, 10: 0.375})
    result, short = summarized()
    assert (short.number, short.study, short.round) == (1, result.study, result.round)
    assert (short.counts, short.verdict) == (result.counts, result.verdict)
    assert (short.unfinished, short.created) == ((2, 3), result.created)
    assert (short.best.trial, short.best.step, short.best.value) == (1, 5, 0.125)
    assert (short.best.metric, short.direction) == ("valid/error_rate", "minimize")
    assert short.best.checkpoint == store.bucket.uri(result.checkpoint.key)
    assert short.report == store.bucket.uri(store.keys.in_result(1, "report/index.html"))
    assert short.markdown == store.bucket.get(store.keys.in_result(1, "report/summary.md")).decode()


def test_it_adds_up_what_the_bucket_vouches_for(store, summarized):
    """Bytes are those of the listed commits, times those of the outcomes."""
    complete_trial(store.bucket, KEYS, 0, {5: 0.25, 10: 0.5})
    complete_trial(store.bucket, KEYS, 1, {5: 0.125, 10: 0.375})
    _, short = summarized(report=False)
    listed = [o for o in store.bucket.list(store.keys.trials) if "/checkpoints/" in o.key]
    assert short.checkpoint_bytes == sum(o.size for o in listed) > 0
    assert (short.training_seconds, short.stall_seconds) == (2.0, None)
    assert (short.retried, short.report) == (0, "")


def test_nothing_is_invented_where_nothing_trained(summarized):
    """A round of which nothing has started has no best, no speed and no times."""
    result, short = summarized(report=False)
    assert (short.best, short.counts["missing"]) == (None, 4)
    assert (short.steps_per_second, short.training_seconds) == (None, None)
    assert (short.checkpoint_bytes, short.retried) == (0, 0)
    assert short.unfinished == result.unfinished == (0, 1, 2, 3)


def test_only_the_worst_findings_are_told(store, summarized, monkeypatch):
    """Five problems and cautions at most, in the order of the result; long ones are cut."""
    levels = [Level.PROBLEM, *[Level.CAUTION] * 6, Level.NOTE, Level.FINE]
    found = tuple(
        Finding(question=f"q{i}", level=level, sentence="s" * 900, section="s")
        for i, level in enumerate(levels)
    )
    monkeypatch.setattr("tuneround.aggregation.judgement.worst_first", lambda answered: found)
    _, short = summarized(report=False)
    assert [f.question for f in short.findings] == ["q0", "q1", "q2", "q3", "q4"]
    assert short.findings[0] == SummarizedFinding(
        question="q0", level="problem", sentence="s" * 599 + "…"
    )


def test_a_long_answer_is_cut_at_a_line(store, summarized, monkeypatch):
    """However much there is to tell, the whole stays small, and says that it was cut."""
    found = tuple(
        Finding(question="noise", level=Level.NOTE, sentence="„Größe“ \\ " * 50, section="s")
        for _ in range(200)
    )
    monkeypatch.setattr("tuneround.aggregation.judgement.worst_first", lambda answered: found)
    result, short = summarized(report=False)
    assert short.markdown.endswith("*Shortened: the whole stands in the report.*\n")
    assert len(short.to_json()) > MOST_BYTES - 2000
    assert result.findings == found
