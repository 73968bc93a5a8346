"""Which scores are adopted, which rejected, and what the others are told."""

from math import inf

import pytest
from made_sides import ACCURACY, LOSS, made_point, made_sides
from tuneround.analysis.adopting.comparison import compare
from tuneround.analysis.adopting.sides import Side
from tuneround.analysis.comparing.points import Noise
from tuneround.records.comparison import Comparison, Verdict

GOOD = [0.50, 0.51, 0.52, 0.53, 0.54]
BAD = [0.60, 0.61, 0.62, 0.63, 0.64]
NEAR = [0.52, 0.53, 0.54, 0.55, 0.56]


def found(change, baseline, min_effect=None, chosen_from=1) -> Comparison:
    """Return the comparison of two sides by a loss."""
    objective = LOSS.model_copy(update={"min_effect": min_effect})
    first, second = made_sides(change, baseline, objective)
    return compare(Side(first.point, chosen_from), second, objective)


@pytest.mark.parametrize(
    ("change", "baseline", "options", "expected"),
    [
        (GOOD, BAD, {}, Verdict.ADOPT),
        (BAD, GOOD, {}, Verdict.REJECT),
        (GOOD, NEAR, {}, Verdict.INCONCLUSIVE),
        (GOOD[:4], BAD[:4], {}, Verdict.ADOPT),
        (GOOD[:3], BAD[:3], {}, Verdict.INCONCLUSIVE),
        (GOOD, BAD, {"min_effect": 0.1}, Verdict.ADOPT),
        (GOOD, BAD, {"min_effect": 0.11}, Verdict.INCONCLUSIVE),
        (GOOD, BAD, {"min_effect": 0.3}, Verdict.REJECT),
        (GOOD, NEAR, {"min_effect": 0.1}, Verdict.REJECT),
        (GOOD, BAD, {"chosen_from": 6}, Verdict.ADOPT),
        (GOOD, BAD, {"chosen_from": 7}, Verdict.INCONCLUSIVE),
        (GOOD, [inf] * 5, {}, Verdict.ADOPT),
        (GOOD, [inf] * 5, {"min_effect": 0.1}, Verdict.ADOPT),
        ([inf, *GOOD], BAD, {}, Verdict.INCONCLUSIVE),
        ([None, *GOOD], BAD, {}, Verdict.ADOPT),
        ([], BAD, {}, Verdict.INCONCLUSIVE),
        ([0.5] * 5, [0.5] * 5, {}, Verdict.INCONCLUSIVE),
        ([0.5] * 5, [0.5] * 5, {"min_effect": 0.1}, Verdict.REJECT),
    ],
)
def test_verdict(change, baseline, options, expected: Verdict) -> None:
    """Chance, the declared effect, the choice and infeasible seeds decide together."""
    assert found(change, baseline, **options).verdict is expected


@pytest.mark.parametrize(
    ("comparison", "parts"),
    [
        (found([None], BAD), ["No seed of label_smoothing=0.1 has a score yet. Wait for its"]),
        (found([0.5], [0.6]), ["their p is 1 at the least", "Train 5 seeds a side"]),
        (found(GOOD[:3], BAD[:3]), ["p is 0.1 at the least", "4 seeds a side", "1 more of"]),
        (found(GOOD, NEAR), ["may be chance", "above 0.05", "label_smoothing=0.1 and"]),
        (found(GOOD, GOOD), ["may be chance", "More than 100 seeds a side"]),
        (found(GOOD, BAD, 0.11), ["by less than minEffect, 0.11", "seeds a side would tell"]),
        (found([inf, *GOOD], BAD), ["1 of 6 seeds", "Mend first"]),
        (found(GOOD, BAD), ["0.1 better (95% interval", "p = 0.007937 (exact permutation"]),
        (found(GOOD, [*BAD, 0.65, 0.66, *BAD, *BAD]), ["permutation", "5 against 17"]),
    ],
    ids=["none", "one", "three", "near", "same", "short", "infeasible", "adopt", "unequal"],
)
def test_reason_says_what_decided_and_what_would(comparison: Comparison, parts: list[str]) -> None:
    """The reason holds the numbers, and an open one what would close it."""
    assert all(part in comparison.reason for part in parts), comparison.reason


def test_drawn_permutations_are_said() -> None:
    """Beyond the exact size the p is said to be drawn."""
    many = [0.5 + 0.001 * i for i in range(25)]
    reason = found(many, [value + 0.1 for value in many]).reason
    assert "permutation, drawn" in reason


@pytest.mark.parametrize(
    ("comparison", "note"),
    [
        (
            found([None, *GOOD], BAD),
            "1 of 6 seeds of label_smoothing=0.1 have no score (trials 0: unfinished",
        ),
        (found([inf, *GOOD], BAD), "1 of 6 seeds of label_smoothing=0.1 are infeasible (trials 0)"),
        (found(GOOD, BAD, chosen_from=7), "best of 7 points by these very scores, so that p"),
        (found(GOOD, BAD), "No objective.minEffect is declared"),
    ],
    ids=["unfinished", "infeasible", "chosen", "no minEffect"],
)
def test_note_says_what_else_is_to_be_known(comparison: Comparison, note: str) -> None:
    """What weakens the answer stands beside it."""
    assert any(note in found for found in comparison.notes)


def test_seeds_are_proposed_by_the_round_s_noise_where_a_side_has_one_seed() -> None:
    """One seed a side has no spread of its own; that of the round's other points serves."""
    change, baseline = made_sides([0.5], [0.6])
    alone = compare(change, baseline, LOSS)
    helped = compare(change, baseline, LOSS, Noise(0.05, 7))
    assert alone.seeds_needed is None
    assert helped.seeds_needed == 6
    assert "6 seeds a side" in helped.reason


def test_winner_s_curse_is_said_in_the_objective_s_own_values() -> None:
    """The mean over fresh seeds stands against the score that the winner was chosen for."""
    point = made_point([0.77, 0.78], {"rate": 0.1}, objective=ACCURACY)
    other = made_point([0.7, 0.7], {"rate": 0.2}, objective=ACCURACY)
    comparison = compare(Side(point, won_with=-0.80), Side(other), ACCURACY)
    assert comparison.change.won_with == 0.80
    assert (
        "rate=0.1 was chosen with 0.8; on these seeds its mean is 0.775, worse than that."
        in comparison.notes
    )


def test_weaker_rule_is_the_sum_of_both_spreads() -> None:
    """Bars of one standard deviation that do not touch are beyond both spreads."""
    spread = 0.015811388300841896
    assert found(GOOD, [v + 2 * spread + 1e-6 for v in GOOD]).evidence.beyond_spreads
    assert not found(GOOD, [v + 2 * spread - 1e-6 for v in GOOD]).evidence.beyond_spreads
    assert found([0.5], BAD).evidence.beyond_spreads is None


def test_only_trials_with_the_same_seeds_are_pairs() -> None:
    """A seed without a score on one side is no pair; three pairs remain of five."""
    comparison = found([0.5, None, 0.5, 0.5, None], BAD)
    assert comparison.evidence.pairs == 3
    assert comparison.evidence.paired_p == 0.25


def test_sides_that_differ_in_much_are_named_by_their_trials() -> None:
    """Three hyperparameters are no name, and the note says that all count together."""
    first = made_point([0.5], {"a": 1, "b": 1, "c": 1}, first=3)
    second = made_point([0.5], {"a": 2, "b": 2, "c": 2}, first=8)
    comparison = compare(Side(first), Side(second), LOSS)
    assert (comparison.change.name, comparison.baseline.name) == ("trial 3", "trial 8")
    assert "They differ in 3 hyperparameters (a, b, c)" in " ".join(comparison.notes)
