"""The question of adoption, asked of whole rounds."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_rounds import round_spec, round_specs
from scored_rounds import scored_round
from tuneround.analysis.adopting.adoption import adoption
from tuneround.records.change import FixValue
from tuneround.records.finding import Finding, Level
from tuneround.search import plan
from tuneround.spec.round import RoundSpec

SPACE = {
    "scientific": [{"name": "smoothing", "values": [0.0, 0.1]}],
    "nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}],
}
VALUES = st.one_of(
    st.none(),
    st.just(inf),
    st.sampled_from([0.0, 1.0, 1e300, -1e300, 1e-300]),
    st.floats(-1e6, 1e6),
)


def finding(spec: RoundSpec, effect: float) -> Finding:
    """Return what is found where the second setting is better by `effect`."""
    judged = scored_round(
        spec, lambda t: 1.0 - effect * t.setting + 0.1 * t.point + 0.01 * t.repeat
    )
    (found,) = adoption(judged).findings
    return found


def test_clear_change_is_a_note_with_every_number() -> None:
    """Five seeds that all agree adopt the better setting, and say by how much."""
    found = finding(round_spec(SPACE, trials=20, repeats=5), 0.5)
    assert found.level is Level.NOTE
    assert found.sentence.startswith("Adopt: smoothing=0.1 is better than smoothing=0.0")
    assert found.numbers["difference"] == pytest.approx(0.5)
    assert found.numbers["p_value"] == pytest.approx(2 / 252)
    assert found.numbers["change_chosen_from"] == 2
    assert "Confirm it on fresh seeds" in found.remedy
    assert found.changes == ()  # chosen by the scores that judge it


def test_change_that_may_be_chance_proposes_seeds() -> None:
    """Without an effect the answer is that more seeds are needed."""
    found = finding(round_spec(SPACE, trials=20, repeats=5), 0.015)
    assert found.sentence.startswith("Inconclusive")
    assert f"--reruns {found.numbers['seeds_needed']}." in found.remedy


LISTED = {
    "algorithm": "listed",
    "points": [{"smoothing": 0.1, "rate": 0.5}, {"smoothing": 0.0, "rate": 0.5}],
}


@pytest.mark.parametrize(
    ("effect", "changes"),
    [
        pytest.param(-0.5, (FixValue(name="smoothing", value=0.1),), id="adopt"),
        pytest.param(0.5, (), id="reject"),
    ],
)
def test_answer_of_fresh_seeds_is_for_the_next_round(effect: float, changes: tuple) -> None:
    """Where nothing was chosen by the scores, an adopted value is to be held from now on."""
    spec = round_spec(SPACE, trials=10, repeats=5, **LISTED)
    judged = scored_round(spec, lambda t: 1.0 - effect * t.point + 0.01 * t.repeat)
    (found,) = adoption(judged).findings
    assert found.changes == changes


def test_open_question_of_fresh_seeds_asks_for_more() -> None:
    """Where seeds may tell, the next round trains the same points with as many as it takes."""
    spec = round_spec(SPACE, trials=6, repeats=3, **LISTED)
    judged = scored_round(spec, lambda t: 1.0 + 0.5 * t.point + 0.1 * t.repeat)
    (found,) = adoption(judged).findings
    (change,) = found.changes
    assert change.repeats == found.numbers["seeds_needed"]


def test_no_effect_at_all_proposes_none() -> None:
    """A difference that a hundred seeds would not show is left."""
    found = finding(round_spec(SPACE, trials=20, repeats=5), 0.001)
    assert "More than 100 seeds" in found.sentence
    assert found.remedy.startswith("Keep smoothing=0.0")


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (round_spec(SPACE, trials=4), "trained with one seed"),
        (round_spec(SPACE, trials=4, repeats=2), "trained with 2 seeds"),
        (round_spec({"nuisance": SPACE["nuisance"]}, trials=9, repeats=3), "no settings"),
    ],
    ids=["one seed", "two seeds", "no settings"],
)
def test_round_that_cannot_be_asked_says_why(spec: RoundSpec, reason: str) -> None:
    """Without seeds or settings the answer is unknown, and what would tell is said."""
    found = finding(spec, 0.5)
    assert found.level is Level.UNKNOWN
    assert reason in found.sentence
    assert "--reruns 5" in found.remedy


def test_two_listed_points_are_compared_without_settings() -> None:
    """A round of re-runs has its answer, whatever its hyperparameters are called."""
    listed = round_spec(
        {"nuisance": SPACE["nuisance"]},
        trials=10,
        repeats=5,
        algorithm="listed",
        points=[{"rate": 0.2}, {"rate": 0.7}],
    )
    found = finding(listed, 0.0)
    assert found.sentence.startswith("Adopt: rate=0.2 is better than rate=0.7")
    assert "Confirm" not in found.remedy


@given(round_specs(), st.data())
def test_any_legal_round_has_an_answer(spec: RoundSpec, data: st.DataObject) -> None:
    """Whatever the space, the repeats and the scores, there is one finding of plain numbers."""
    short = spec.model_copy(update={"budget": spec.budget.model_copy(update={"trials": 12})})
    drawn = data.draw(st.lists(VALUES, min_size=12, max_size=12))
    judged = scored_round(short, lambda trial: drawn[trial.index])
    assert len(plan(short)) == 12
    (found,) = adoption(judged).findings
    assert found == adoption(judged).findings[0]
    assert Finding.model_validate_json(found.model_dump_json()) == found
