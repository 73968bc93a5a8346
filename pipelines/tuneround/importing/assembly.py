"""Assembly: foreign trials and a question made into a round: its file, and what its trials left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tuneround.importing.assignments import assignments
from tuneround.importing.cadence import cadence_of
from tuneround.importing.conditions import conditioned
from tuneround.importing.fates import judged
from tuneround.importing.fitting import fitted
from tuneround.importing.flaws import Flaw, raise_flaws, refuse
from tuneround.importing.foreign import Bounds, Foreign, ForeignTrial
from tuneround.importing.points import Points, points_of
from tuneround.importing.question import Question
from tuneround.importing.round_text import RoundText
from tuneround.importing.space import space_of
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.reading import read_round, read_round_text
from tuneround.spec.round import TuningRound
from tuneround.spec.suggestion import closest


@dataclass(frozen=True)
class ImportedRound:
    """A round that was run elsewhere.

    Attributes:
        text: its YAML.
        round: the same, read.
        trials: by index; a planned one that its source lacks is missing here, too.

    """

    text: str
    round: TuningRound
    trials: Mapping[int, ForeignTrial]


def assemble(
    foreign: Foreign, question: Question, repeat: str | None, space: Path | None, into: Path
) -> ImportedRound:
    """Return `foreign` as a round.

    Args:
        foreign: what a source holds.
        question: what the user says of the round.
        repeat: what tells the seeds of a point apart; None: nothing does.
        space: a round's file whose search space is taken; None: what the trials cover.
        into: where the round's file will lie, for errors.

    Raises:
        ImportRefusedError: the trials cannot be one round.
        SpecError: what the user says cannot stand in a round's file.

    """
    _require_objective(foreign, question.metric)
    values, bounds = assignments(foreign.trials, foreign.bounds)
    points, found, notes = _placed(
        points_of(foreign.trials, values, repeat), bounds, question, space
    )
    text = RoundText(
        question=question,
        points=points,
        cadence=cadence_of(foreign.trials),
        space=found,
        source=foreign.source,
        space_is_observed=space is None and not bounds,
        notes=(*foreign.notes, *notes),
    ).render()
    trials = {index: judged(t, question.metric) for index, t in points.trials.items()}
    return ImportedRound(text, read_round_text(text, str(into)), trials)


def _require_objective(foreign: Foreign, metric: str) -> None:
    names = {n for t in foreign.trials for e in t.evaluations for n in (*e.metrics, *e.nonfinite)}
    if not foreign.trials:
        raise refuse(foreign.source, "A source holds trials", "none", "Name another one")
    if metric not in names:
        near = closest(metric, sorted(names))
        step = f"Write --metric {near}" if near else f"Name one of {', '.join(sorted(names))}"
        rule = "The objective is a metric of the trials"
        raise_flaws([Flaw(foreign.source, rule, f"`{metric}`, which none has", step)])


def _placed(
    points: Points, bounds: Mapping[str, Bounds], question: Question, space: Path | None
) -> tuple[Points, Hyperparameters, tuple[str, ...]]:
    """Return the points as they lie in a space, that space, and what to note of it."""
    if space is not None:
        given = read_round(space).spec.hyperparameters
        values = fitted(points.points, points.names, given, str(space))
        return replace(points, points=values), given, ()
    made = conditioned(points.points)
    notes = tuple(
        f"`{name}` is made up: it says in which trials the hyperparameter has a value."
        for name in made.switches
    )
    return replace(points, points=made.points), space_of(made, bounds, question.scientific), notes
