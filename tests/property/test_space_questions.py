"""The questions of the search space on any round: an answer always, figures, and legal changes."""

from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import ERROR
from made_judged import Made, judged_of
from tuneround.analysis.answer import Answer
from tuneround.analysis.space.axes import Axis
from tuneround.analysis.space.boundary import boundary
from tuneround.analysis.space.density import density
from tuneround.analysis.space.infeasible import infeasible
from tuneround.analysis.space.widening import next_bound
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding
from tuneround.report.boundary import draw_boundary
from tuneround.report.density import draw_density
from tuneround.report.infeasible import draw_infeasible
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.objective import Objective

QUESTIONS = (infeasible, boundary, density)
DRAWN = ((infeasible, draw_infeasible), (boundary, draw_boundary), (density, draw_density))
MINIMIZED, MAXIMIZED = ERROR, Objective(metric=ERROR.metric, direction="maximize")
VALUES = st.one_of(
    st.sampled_from([None, 0.0, 0.5, 1.0]),
    st.floats(allow_nan=False, allow_infinity=False),
)
FATES = st.sampled_from([Fate.COMPLETED, Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED, None])
SPACES = {
    "nothing": {},
    "ranges": {
        "scientific": [{"name": "a", "values": ["x", "y", "z"]}],
        "nuisance": [
            {"name": "b", "min": 0.5, "max": 8.0, "scale": "log"},
            {"name": "c", "min": 1, "max": 9, "type": "integer"},
        ],
    },
    "conditional": {
        "scientific": [{"name": "a", "values": ["x", "y", "z"]}],
        "nuisance": [
            {"name": "b", "min": 0.5, "max": 8.0, "when": {"a": ["x", "y"]}},
            {"name": "b", "values": [1.0, 2.0, 7.5], "when": {"a": ["z"]}},
            {"name": "c", "values": [1, 5, 9]},
        ],
    },
    "a scientific range": {"scientific": [{"name": "b", "min": 0.5, "max": 8.0}]},
}


@st.composite
def trials(draw):
    """Draw a trial; some lack a hyperparameter of their space."""
    number = draw(st.sampled_from([0.5, 1.0, 2.0, 7.5, 8.0]))
    values = {"a": draw(st.sampled_from("xyz")), "b": number, "c": draw(st.sampled_from([1, 5, 9]))}
    good = draw(st.booleans())
    curve = {1: 2.0, 2: 1 / number} if good else draw(st.dictionaries(st.integers(1, 5), VALUES))
    return Made(
        curve,
        {name: value for name, value in values.items() if draw(st.integers(0, 9))},
        draw(FATES),
        draw(st.integers(0, 40)),
        draw(st.integers(0, 2)),
    )


@st.composite
def rounds(draw):
    """Draw a judged round."""
    space = SPACES[draw(st.sampled_from(sorted(SPACES)))]
    objective = draw(st.sampled_from([MINIMIZED, MAXIMIZED]))
    size = draw(st.sampled_from([0, 1, 5, 40]))
    made = draw(st.lists(trials(), min_size=size, max_size=size))
    return judged_of(made, objective=objective, repeats=3, **space)


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_every_question_answers_every_round(judged):
    """No round makes a question fail; findings survive JSON, and tables are flat."""
    for question in QUESTIONS:
        answer = question(judged)
        assert answer.findings
        check(answer, question.__name__)


def check(answer: Answer, name: str):
    for finding in answer.findings:
        assert finding.question == name
        assert finding.sentence.endswith(".")
        assert all(isfinite(v) for v in finding.numbers.values() if isinstance(v, float))
        assert Finding.model_validate_json(finding.to_json()) == finding
    for frame in answer.data.values():
        assert not any(kind.is_nested() for kind in frame.schema.values())


@settings(max_examples=15, deadline=None)
@given(rounds())
def test_every_round_can_be_drawn(judged):
    """Whatever the values, their figures are drawn, under names of their own."""
    figures = [f for question, draw in DRAWN for f in draw(judged, question(judged))]
    assert all(figure.wide.startswith("<svg") for figure in figures)
    assert len({figure.name for figure in figures}) == len(figures)


@st.composite
def definitions(draw):
    """Draw a range, of whole numbers or not, on either scale."""
    whole, log = draw(st.booleans()), draw(st.booleans())
    if whole:
        low = draw(st.integers(1 if log else -100, 10**6))
        bounds = {"min": low, "max": low + draw(st.integers(2, 10**6)), "type": "integer"}
    else:
        low = draw(st.floats(1e-12 if log else -1e6, 1e6))
        bounds = {"min": low, "max": low + draw(st.floats(1e-3, 1e6))}
    return Hyperparameter(name="x", scale="log" if log else "linear", **bounds)


@given(definitions(), st.booleans())
def test_the_next_bound_makes_a_legal_wider_range(definition, upper):
    """It lies outwards, keeps signs and shares, and is whole where the range is."""
    bound = next_bound(Axis(definition), upper)
    if bound is None:
        old = definition.max if upper else definition.min
        assert old in (0, 1)
        return
    assert bound > definition.max if upper else bound < definition.min
    assert definition.min < 0 or bound >= 0
    assert not (upper and definition.min >= 0 and definition.max <= 1) or bound <= 1
    assert not definition.is_integer or bound.is_integer()
    moved = {"max": bound} if upper else {"min": bound}
    if definition.is_integer:
        moved = {name: int(value) for name, value in moved.items()}
    Hyperparameter.model_validate(definition.model_dump() | moved)
