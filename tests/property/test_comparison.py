"""What no comparison may depend on: which side comes first, the unit, the direction."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_sides import ACCURACY, LOSS, made_sides
from tuneround.analysis.adopting.comparison import compare, evidence
from tuneround.records.comparison import Comparison, Verdict

# Whole numbers: shifted and scaled by whole numbers, they stay exact.
NUMBERS = st.integers(-50, 50).map(float)
SCORES = st.lists(st.one_of(NUMBERS, NUMBERS, st.just(inf), st.none()), max_size=6)
FINITE = st.lists(NUMBERS, min_size=1, max_size=6)
OPPOSITE = {
    Verdict.ADOPT: Verdict.REJECT,
    Verdict.REJECT: Verdict.ADOPT,
    Verdict.INCONCLUSIVE: Verdict.INCONCLUSIVE,
}


@given(SCORES, SCORES)
@settings(max_examples=60, deadline=None)
def test_swapping_the_sides_turns_the_verdict_and_nothing_else(first, second) -> None:
    """The p stays, the improvement changes its sign, ADOPT becomes REJECT."""
    one = compare(*made_sides(first, second), LOSS)
    other = compare(*made_sides(second, first), LOSS)
    assert other.verdict is OPPOSITE[one.verdict]
    assert other.evidence.p_value == one.evidence.p_value
    assert other.evidence.paired_p == one.evidence.paired_p
    assert other.seeds_needed == one.seeds_needed
    if one.evidence.difference is not None:
        assert other.evidence.difference == -one.evidence.difference
    if one.evidence.superiority is not None:
        assert other.evidence.superiority == pytest.approx(1 - one.evidence.superiority)


@given(FINITE, FINITE, st.integers(-1000, 1000), st.sampled_from([0.5, 3.0, 1024.0]))
@settings(max_examples=60, deadline=None)
def test_unit_of_the_objective_does_not_matter(first, second, shift, scale) -> None:
    """Shifted and scaled scores have the same p and verdict, and the scaled improvement."""
    one = compare(*made_sides(first, second), LOSS)
    moved = [[scale * (value + shift) for value in side] for side in (first, second)]
    other = compare(*made_sides(*moved), LOSS)
    _assert_same(one, other, scale)


@given(FINITE, FINITE)
@settings(max_examples=60, deadline=None)
def test_direction_turned_with_the_values_changes_nothing(first, second) -> None:
    """Maximizing the negative is minimizing."""
    one = compare(*made_sides(first, second), LOSS)
    turned = [[-value for value in side] for side in (first, second)]
    other = compare(*made_sides(*turned, ACCURACY), ACCURACY)
    _assert_same(one, other, 1.0)
    assert one.change.mean is not None
    assert other.change.mean == -one.change.mean


@given(FINITE, FINITE)
@settings(max_examples=40, deadline=None)
def test_a_better_change_is_never_less_likely_adopted(first, second) -> None:
    """Improving every score of the change cannot turn ADOPT into anything else."""
    better = [value - 1 for value in first]
    if compare(*made_sides(first, second), LOSS).verdict is Verdict.ADOPT:
        assert compare(*made_sides(better, second), LOSS).verdict is Verdict.ADOPT


@given(SCORES, SCORES)
@settings(max_examples=60, deadline=None)
def test_verdict_is_never_surer_than_its_sizes(first, second) -> None:
    """Where no p at the level is possible nothing is decided, and a p is a probability."""
    found = compare(*made_sides(first, second), LOSS)
    if found.evidence.p_smallest > found.evidence.level:
        assert found.verdict is Verdict.INCONCLUSIVE
    if found.evidence.p_value is not None:
        assert found.evidence.p_smallest <= found.evidence.p_value <= 1
    assert found.reason
    assert Comparison.model_validate_json(found.model_dump_json()) == found


@given(FINITE, FINITE, st.sampled_from([2, 7, 40]))
@settings(max_examples=60, deadline=None)
def test_choice_among_more_points_asks_for_a_smaller_p(first, second, count) -> None:
    """Where the best of k points beats a named one, p decides at .05 / k."""
    change, baseline = made_sides(first, second)
    found = evidence(replace(change, chosen_from=count), baseline)
    assert found.level == pytest.approx(0.05 / count if found.favours_change else 0.05)


def _assert_same(one: Comparison, other: Comparison, scale: float) -> None:
    assert other.evidence.p_value == one.evidence.p_value
    assert other.verdict is one.verdict
    assert other.evidence.difference == pytest.approx(scale * (one.evidence.difference or 0.0))
    assert other.evidence.beyond_spreads == one.evidence.beyond_spreads
