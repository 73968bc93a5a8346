"""Isolation: the best over the nuisances for each scientific value, and whether luck explains it.

The points of the round are cut into cells by each scientific hyperparameter (`cells.py`);
each cell stands for its best point, since its nuisances were tuned for that. Shown are the best
value of each cell, the expected best at equal budget, and an interval (`equal_budget.py`).

Whether the cell with the best value leads by more than search luck is asked of every other cell
(`contest.py`), and the least certain contest counts: a lead over all is as sure as that
over its closest rival, which also holds where several cells are equally good.

- p <= .05 (the usual level): the lead is beyond luck, a note.
- p > .25: luck does as well in one case of four or more, and yet the verdict names a setting: a
  caution. A quarter, not a half, so that a doubt is said while it is one; in between the finding is
  a note that says so.
- Cells too small for p <= .05 whatever they hold: unknown.
- With several rivals it is said how many are led by more than luck, at .05 divided by their number.
- Buckets of a range, and single hyperparameters of a setting, are notes: the verdict names none.

Playbook: "Detecting whether a change is useful with isolation plots". The tests are ours; the
playbook compares by eye, and asks to resample to equal budgets.
"""

from math import isinf

from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.cells import Cell, Cut, cuts_of
from tuneround.analysis.comparing.contest import CLEAR, DOUBTFUL, Contest, contest, luck_text
from tuneround.analysis.comparing.equal_budget import budget_of, summaries
from tuneround.analysis.comparing.isolation_sentence import evidence_text, values_text
from tuneround.analysis.comparing.isolation_tables import cells_table, points_table
from tuneround.analysis.judged import JudgedRound
from tuneround.records.finding import Finding, Level, Numbers

SECTION = "Detecting whether a change is useful with isolation plots"
RETRAIN = (
    "Do not choose between them by this round: retrain the best of each with several seeds "
    "(tuneround next --reruns 5), or search with more trials."
)
MORE_TRIALS = "Search with more trials for each setting."
BY_SEEDS = "Compare the settings by their seeds: tuneround compare."


def isolation(judged: JudgedRound) -> Answer:
    """Say which scientific value is best, and whether search luck could explain it."""
    cuts = [cut for cut in cuts_of(judged) if cut.cells]
    if not judged.spec.hyperparameters.scientific:
        sentence = "The round has no scientific hyperparameter: there is nothing to isolate."
        return Answer((_finding(Level.FINE, sentence, ""),))
    if not cuts:
        sentence = "No trial has a result, so that no scientific values can be compared."
        return Answer((_finding(Level.UNKNOWN, sentence, ""),))
    findings = [_cut_finding(judged, cut) for cut in cuts]
    cells, points = cells_table(judged, cuts), points_table(judged, cuts)
    worst_first = sorted(findings, key=lambda finding: finding.level.rank)
    return Answer(tuple(worst_first), {"isolation": cells, "isolation-points": points})


def _cut_finding(judged: JudgedRound, cut: Cut) -> Finding:
    if all(isinf(cell.best) for cell in cut.cells):
        what = cut.name or ", ".join(judged.compared)
        sentence = f"No point with a value of {what} has a finite objective."
        return _finding(Level.UNKNOWN, sentence, "", cut)
    leader = min(cut.cells, key=lambda cell: cell.best)
    names = (cut.name,) if cut.name else judged.compared
    contests = [contest(leader, cell, names) for cell in cut.cells if cell is not leader]
    if not contests:
        sentence = f"Only {leader.label} has results, so that there is nothing to compare."
        return _finding(Level.UNKNOWN, sentence, "", cut, _cell_numbers(judged, cut))
    closest = max(contests, key=lambda held: (held.chance, -held.rival.best))
    numbers = {**_cell_numbers(judged, cut), **_contest_numbers(leader, closest, contests)}
    values = values_text(judged, cut, leader, closest)
    if closest.least > CLEAR:
        sizes = f"{len(leader.points)} and {len(closest.rival.points)}"
        sentence = f"{values}; {sizes} points are too few to tell them apart."
        has_seeds = min(leader.points[0].seeds, closest.rival.points[0].seeds) > 1
        return _finding(
            Level.UNKNOWN, sentence, BY_SEEDS if has_seeds else MORE_TRIALS, cut, numbers
        )
    sentence = f"{values}: {evidence_text(closest)}, {luck_text(closest.chance)}"
    if closest.chance <= DOUBTFUL:
        return _finding(Level.NOTE, f"{sentence}.", "", cut, numbers)
    sentence = f"{sentence}, so that the two cannot be told apart{_others(contests)}."
    if cut.name:
        return _finding(Level.NOTE, sentence, "", cut, numbers)
    return _finding(Level.CAUTION, sentence, RETRAIN, cut, numbers)


def _beaten(contests: list[Contest]) -> int:
    """Return how many others it leads by more than luck, corrected for having asked each."""
    return sum(held.chance <= CLEAR / len(contests) for held in contests)


def _others(contests: list[Contest]) -> str:
    if len(contests) == 1:
        return ""
    return f"; it leads {_beaten(contests)} of the {len(contests)} others by more than luck"


def _cell_numbers(judged: JudgedRound, cut: Cut) -> Numbers:
    shown = summaries(judged, cut)
    return {
        "cells": tuple(summary.cell.label for summary in shown),
        "points": tuple(len(summary.cell.points) for summary in shown),
        "infeasible": tuple(summary.cell.infeasible for summary in shown),
        "best": tuple(summary.best for summary in shown),
        "budget": budget_of(cut),
        "expected_at_budget": tuple(summary.expected for summary in shown),
        "interval_good_end": tuple(summary.good for summary in shown),
        "interval_bad_end": tuple(summary.bad for summary in shown),
    }


def _contest_numbers(leader: Cell, closest: Contest, contests: list[Contest]) -> Numbers:
    return {
        "leader": leader.label,
        "rival": closest.rival.label,
        "lead": closest.lead,
        "wins": closest.wins,
        "pairs": closest.pairs,
        "p": closest.chance,
        "others": len(contests),
        "others_beyond_luck": _beaten(contests),
    }


def _finding(
    level: Level, sentence: str, remedy: str, cut: Cut | None = None, numbers: Numbers | None = None
) -> Finding:
    return Finding(
        question="isolation",
        level=level,
        hyperparameter=cut.name if cut else "",
        when=cut.when if cut else {},
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers or {},
    )
