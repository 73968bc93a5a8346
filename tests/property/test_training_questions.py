"""Whatever the trials left, each question of the training answers, and its figures are drawn."""

from math import inf, isfinite
from random import Random

import polars as pl
import pytest
from curve_rounds import Drawn, curve_round
from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import ACCURACY, ERROR
from made_rounds import round_specs
from scored_rounds import scored_round
from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.questions import QUESTIONS
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding, Level
from tuneround.report.figures import FIGURES
from tuneround.spec.round import RoundSpec

TRAINING = (
    "overfitting",
    "improving",
    "saturated",
    "variance",
    "rising",
    "steps",
    "gradients",
    "throughput",
)
VALUES = st.one_of(
    st.none(),
    st.floats(-10, 10),
    st.sampled_from([0.0, 0.5, 0.5, 1e300, -1e300, 1e-300, 5e-324]),
)
LOGGED = st.lists(
    st.one_of(st.floats(0, 5), st.sampled_from([float("nan"), float("inf"), 0.0, 1e300, 1e-320])),
    min_size=1,
    max_size=4,
)
NAMES = st.sampled_from(
    [("loss",), ("grad_norm", "clip_norm"), ("data_seconds", "saving_seconds"), ()]
)


@st.composite
def drawn_trials(draw: st.DrawFn) -> Drawn:
    """Draw a trial: any curve, any logged values, any fate."""
    shape = draw(st.sampled_from(["any", "falling", "constant", "rising"]))
    count = draw(st.integers(0, 30))
    values: list[float | None]
    if shape == "any":
        values = draw(st.lists(VALUES, min_size=count, max_size=count))
    else:
        slope = {"falling": -0.01, "constant": 0.0, "rising": 0.01}[shape]
        values = [1 + slope * i for i in range(count)]
    logged = {
        name: draw(st.lists(LOGGED, min_size=len(values), max_size=len(values)))
        for name in draw(NAMES)
    }
    return Drawn(
        values,
        metrics={"train/loss": [0.5] * len(values)} if draw(st.booleans()) else {},
        logged=logged,
        hyperparameters=draw(
            st.sampled_from([{"model": "a"}, {"model": "b"}, {"model": "c", "batch_size": 8}])
        ),
        fate=draw(st.sampled_from([*[*Fate][:3], None, Fate.COMPLETED, Fate.COMPLETED])),
        seconds=draw(st.sampled_from([0.0, 1.0, 1e-300])),
    )


def check(judged: JudgedRound, question: str) -> Answer:
    """Ask twice; assert that the answer is well formed, published as it is, and drawn."""
    answer, again = QUESTIONS[question](judged), QUESTIONS[question](judged)
    assert answer.findings == again.findings
    assert answer.findings
    ranks = [finding.level.rank for finding in answer.findings]
    assert ranks == sorted(ranks)
    for finding in answer.findings:
        assert finding.question == question
        assert finding.sentence
        assert bool(finding.remedy) or finding.level in (Level.FINE, Level.UNKNOWN)
        assert Finding.model_validate_json(finding.model_dump_json()) == finding
        for value in finding.numbers.values():
            for one in value if isinstance(value, tuple) else (value,):
                assert not isinstance(one, float) or isfinite(one)
    for frame in answer.data.values():
        assert not any(kind.is_nested() for kind in frame.schema.values())
    for figure in FIGURES[question](judged, answer):
        assert figure.data in answer.data
        assert "nan" not in figure.wide.lower()
    return answer


@settings(deadline=None, max_examples=10)
@given(trials=st.lists(drawn_trials(), max_size=5), maximize=st.booleans())
def test_any_round_is_answered(trials: list[Drawn], maximize: bool) -> None:
    """No legal table of evaluations is too strange: empty, null, constant, huge, infeasible."""
    judged = curve_round(trials, objective=ACCURACY if maximize else ERROR)
    for question in TRAINING:
        check(judged, question)


@settings(deadline=None, max_examples=25)
@given(
    spec=round_specs(), seed=st.integers(0, 2**32 - 1), infeasible=st.sampled_from([0, 0.3, 0.9])
)
def test_any_space_has_importances_or_is_told_why_not(
    spec: RoundSpec, seed: int, infeasible: float
) -> None:
    """Conditions, doubled names, repeats and text change nothing of that; infeasible is worst."""
    trials = min(24 * len(spec.settings), 100)
    spec = spec.model_copy(update={"budget": spec.budget.model_copy(update={"trials": trials})})
    random = Random(seed)
    judged = scored_round(spec, lambda _: inf if random.random() < infeasible else random.random())
    for table in check(judged, "importance").data.values():
        sums = table.group_by("setting").agg(pl.col("importance").sum())["importance"]
        assert all(total == pytest.approx(1) or total == 0 for total in sums)
