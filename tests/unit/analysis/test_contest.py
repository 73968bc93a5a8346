"""Whether a lead is more than luck."""

from itertools import combinations, product
from math import inf

import pytest
from scipy import stats
from tuneround.analysis.comparing.cells import Cell
from tuneround.analysis.comparing.contest import contest, luck_text
from tuneround.analysis.comparing.draws import Draw


def cell(label, scores, nuisances=None):
    """Return a cell; each point has its own nuisance value unless they are given."""
    places = nuisances or [f"{label}{i}" for i in range(len(scores))]
    return Cell(
        label,
        tuple(
            Draw((0, i), label, i, score, 1, {"setting": label, "nuisance": place})
            for i, (score, place) in enumerate(zip(scores, places, strict=True))
        ),
    )


def led(first, second, nuisances=None):
    """Return the contest of two settings with these scores."""
    cells = [cell("a", first, nuisances), cell("b", second, nuisances)]
    leader, rival = sorted(cells, key=lambda held: held.best)
    return contest(leader, rival, ("setting",))


def test_the_lead_counts_the_points_in_front_of_the_rival_s_best():
    """Equal points lead by nothing; infeasible ones are behind every other."""
    assert led([1, 2, 3, 9], [4, 5, 6, 7]).lead == 3
    assert led([1, 2], [1, 3]).lead == 0
    assert led([1, 2, inf], [inf, inf, inf]).lead == 2


def test_without_shared_points_only_the_lead_is_asked():
    """The chance is that of the lead alone."""
    found = led([1, 2, 3, 9], [4, 5, 6, 7])
    assert (found.wins, found.pairs) == (0, 0)
    assert found.chance == pytest.approx(2 * 4 / (8 * 7 * 6 / 6))


def test_at_shared_points_the_pairs_are_counted():
    """Where both tried the same nuisances, the better one wins; p is the sign test's, doubled."""
    nuisances = list(range(8))
    found = led([1.0 + i for i in nuisances], [1.1 + i for i in nuisances], nuisances)
    assert (found.lead, found.wins, found.pairs) == (1, 8, 8)
    assert found.chance == pytest.approx(2 * stats.binomtest(8, 8).pvalue)


def test_only_the_best_quarter_of_many_pairs_counts():
    """Of 64 shared points the 16 that are best for either decide."""
    nuisances = list(range(64))
    first = [float(i) for i in nuisances]
    second = [i + (0.5 if i < 16 else -0.5) for i in nuisances]
    found = led(first, second, nuisances)
    assert (found.wins, found.pairs) == (16, 16)


def test_ties_are_no_pairs_and_repeated_nuisances_are_not_paired():
    """A point at which both are equal says nothing; nor do points that cannot be matched."""
    assert led([1.0, 2.0, inf], [1.0, 3.0, inf], ["x", "y", "z"]).pairs == 1
    assert led([1.0, 2.0, 3.0], [2.0, 2.5, 4.0], ["x", "x", "y"]).pairs == 0


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.25])
def test_equal_cells_seem_to_differ_no_oftener_than_stated(alpha):
    """Over every way to deal ten scores to two cells, p <= alpha in at most that share."""
    deals = combinations(range(10), 5)
    chances = [led(list(dealt), [*{*range(10)} - {*dealt}]).chance for dealt in deals]
    assert sum(chance <= alpha for chance in chances) / len(chances) <= alpha


@pytest.mark.parametrize("alpha", [0.05, 0.25])
def test_equal_cells_at_shared_points_seem_to_differ_no_oftener_than_stated(alpha):
    """Over every way to swap the settings within eight pairs, p <= alpha in at most that share."""
    pairs = [(i + 0.0, i + 0.3 + i % 3) for i in range(8)]
    chances = []
    for swaps in product((False, True), repeat=8):
        dealt = [(b, a) if swap else (a, b) for (a, b), swap in zip(pairs, swaps, strict=True)]
        chances.append(led(*zip(*dealt, strict=True), list(range(8))).chance)
    assert sum(chance <= alpha for chance in chances) / len(chances) <= alpha


def test_small_cells_cannot_say_anything():
    """The least possible p shows that two points each prove nothing."""
    assert led([1, 2], [3, 4]).least == pytest.approx(1 / 3)
    assert led([1], [3]).least == 1.0


def test_luck_is_said_in_three_degrees():
    """Up to .05, up to .25, and beyond."""
    texts = [luck_text(chance) for chance in (1e-9, 0.05, 0.051, 0.25, 0.26)]
    assert texts == [
        "more than search luck explains (p below 0.0001)",
        "more than search luck explains (p 0.05)",
        "which search luck could explain (p 0.051)",
        "which search luck could explain (p 0.25)",
        "no more than search luck gives (p 0.26)",
    ]
