"""Remarks: what a reader of a comparison must know besides its verdict."""

from collections.abc import Iterator

from tuneround.analysis.adopting.decision import LEVEL
from tuneround.analysis.adopting.reasons import Sides
from tuneround.analysis.adopting.shown_sides import MOST_NAMED
from tuneround.analysis.adopting.sides import Side, differing
from tuneround.analysis.verdict import number
from tuneround.records.comparison import ComparedSide, Evidence
from tuneround.spec.objective import Direction, Objective


def remarks(
    compared: tuple[Side, Side], sides: Sides, evidence: Evidence, objective: Objective
) -> tuple[str, ...]:
    """Return what is to be known, a sentence each.

    Args:
        compared: change and baseline.
        sides: the same, as they are shown.
        evidence: what was computed of them.
        objective: of both.

    """
    found = [note for side in sides for note in _of_side(side)]
    found += _choice(sides, evidence)
    found += [note for side in sides for note in _curse(side, objective)]
    found += [note for pair in zip(compared, sides, strict=True) for note in _seen(*pair)]
    found += _difference(compared, sides)
    if objective.min_effect is None:
        found.append(
            "No objective.minEffect is declared, so that any improvement beyond chance is adopted, "
            "whatever complexity it adds."
        )
    return tuple(found)


def _of_side(side: ComparedSide) -> Iterator[str]:
    count = len(side.trials)
    if side.unscored:
        yield (
            f"{len(side.unscored)} of {count} seeds of {side.name} have no score (trials "
            f"{_listed(side.unscored)}: unfinished, failed, or without a finite objective) and are "
            "left out."
        )
    if side.infeasible:
        yield (
            f"{len(side.infeasible)} of {count} seeds of {side.name} are infeasible (trials "
            f"{_listed(side.infeasible)}) and count as worse than any other."
        )


def _choice(sides: Sides, evidence: Evidence) -> Iterator[str]:
    most = max(sides, key=lambda side: side.chosen_from)
    if most.chosen_from == 1:
        return
    is_corrected = evidence.level < LEVEL
    corrected = f", so that p decides at {number(evidence.level)}" if is_corrected else ""
    yield (
        f"{most.name} is the best of {most.chosen_from} points by these very scores{corrected}; "
        "fresh seeds are the fair test: tuneround next FILE --reruns 5."
    )


def _curse(side: ComparedSide, objective: Objective) -> Iterator[str]:
    if side.won_with is None or side.mean is None:
        return
    minimizes = objective.direction is Direction.MINIMIZE
    lost = side.mean - side.won_with if minimizes else side.won_with - side.mean
    relation = "worse than" if lost > 0 else "no worse than"
    yield (
        f"{side.name} was chosen with {number(side.won_with)}; on these seeds its mean is "
        f"{number(side.mean)}, {relation} that."
    )


def _seen(compared: Side, side: ComparedSide) -> Iterator[str]:
    if compared.seen:
        yield (
            f"{compared.seen} of {len(side.trials)} seeds of {side.name} are those of the round "
            "before, not fresh: they chose it. Give the re-run another search.seed."
        )


def _difference(compared: tuple[Side, Side], sides: Sides) -> Iterator[str]:
    first, second = (side.point.hyperparameters for side in compared)
    differs = differing(first, second)
    if len(differs) > 1:
        shown = ", ".join(differs[: MOST_NAMED + 3]) + (
            "…" if len(differs) > MOST_NAMED + 3 else ""
        )
        yield (
            f"They differ in {len(differs)} hyperparameters ({shown}): the verdict is about all of "
            "them together."
        )


def _listed(trials: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, trials[:10]))
    return f"{shown}, …" if len(trials) > 10 else shown
