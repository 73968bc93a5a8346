"""The comparing questions on any round: an answer always, and numbers that JSON can hold."""

from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import ERROR
from made_judged import Made, judged_of
from tuneround.analysis.comparing.best_of_k import best_of_k
from tuneround.analysis.comparing.isolation import isolation
from tuneround.analysis.comparing.noise import noise
from tuneround.analysis.comparing.selection import selection
from tuneround.analysis.verdict import verdict
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding
from tuneround.report.best_of_k import draw_best_of_k
from tuneround.report.isolation import draw_isolation
from tuneround.report.noise import draw_noise
from tuneround.spec.objective import Objective

VALUES = st.one_of(
    st.sampled_from([None, 0.0, 0.5, 1.0]),
    st.floats(allow_nan=False, allow_infinity=False),
)
FATES = st.sampled_from([Fate.COMPLETED, Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED, None])
MINIMIZED, MAXIMIZED = ERROR, Objective(metric=ERROR.metric, direction="maximize")
SPACES = {
    "nothing": {},
    "settings": {"scientific": [{"name": "a", "values": ["x", "y", "z"]}]},
    "a range": {"scientific": [{"name": "b", "min": 0.5, "max": 8.0, "scale": "log"}]},
    "many numbers": {"scientific": [{"name": "b", "values": [0.5, *map(float, range(1, 9))]}]},
    "both, conditional": {
        "scientific": [
            {"name": "a", "values": ["x", "y", "z"]},
            {"name": "b", "min": 0.5, "max": 8.0, "when": {"a": ["x"]}},
            {"name": "b", "values": [1.0, 2.0], "when": {"a": ["y"]}},
        ]
    },
}


@st.composite
def trials(draw):
    """Draw a trial; its hyperparameters fit every space but are not those of a plan."""
    values = {"a": draw(st.sampled_from("xyz")), "b": draw(st.sampled_from([1.0, 2.0, 7.5]))}
    return Made(
        draw(st.dictionaries(st.integers(1, 5), VALUES, max_size=4)),
        {name: value for name, value in values.items() if draw(st.integers(0, 5))},
        draw(FATES),
        draw(st.integers(0, 12)),
        draw(st.integers(0, 2)),
    )


@st.composite
def rounds(draw):
    """Draw a judged round."""
    space = SPACES[draw(st.sampled_from(sorted(SPACES)))]
    objective = draw(st.sampled_from([MINIMIZED, MAXIMIZED]))
    made = draw(st.lists(trials(), max_size=24))
    return judged_of(made, objective=objective, repeats=3, **space)


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_every_question_answers_every_round(judged):
    """No round makes a question fail, and findings survive JSON as they are."""
    findings = [
        finding
        for question in (isolation, best_of_k, selection, noise)
        for finding in question(judged).findings
    ]
    assert {finding.question for finding in findings} == {
        "isolation", "best_of_k", "selection", "noise",
    }  # fmt: skip
    for finding in findings:
        assert finding.sentence.endswith(".")
        assert all(map(is_plain, finding.numbers.values()))
        assert Finding.model_validate_json(finding.to_json()) == finding
    assert verdict(judged, findings).endswith(".")


@settings(max_examples=10, deadline=None)
@given(rounds())
def test_every_round_can_be_drawn(judged):
    """Whatever the values, their figures are drawn."""
    for question, draw in (
        (isolation, draw_isolation),
        (best_of_k, draw_best_of_k),
        (noise, draw_noise),
    ):
        for figure in draw(judged, question(judged)):
            assert figure.wide.startswith("<svg")


def is_plain(value):
    if isinstance(value, tuple):
        return all(map(is_plain, value))
    return not isinstance(value, float) or isfinite(value)
