"""Planning: `tuneround check` and `tuneround plan`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuneround.cli.options import DEFAULT_WORKDIR, Json, RoundFile, Workdir
from tuneround.cli.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tuneround.records.plan import PlannedTrial


def check(file: RoundFile) -> None:
    """Check a round's file: every problem at once, each with its line and what to do."""
    from tuneround.spec.reading import read_round
    from tuneround.text import one_line

    round_ = read_round(file)
    spec = round_.spec
    print(f"{one_line(str(file))} is a valid round.")
    print(f"  goal       {one_line(spec.goal)}")
    print(f"  objective  {spec.objective.direction} {one_line(spec.objective.metric)}")
    print(f"  budget     {spec.budget.trials} trials of {spec.budget.steps} steps")
    print(f"  settings   {len(spec.settings)} scientific, design {spec.design}")


def plan(
    file: RoundFile,
    json: Json = False,
    save: Annotated[
        bool,
        typer.Option("--save", help="Write the spec and the plan to the round's bucket; for pods."),
    ] = False,
    workdir: Workdir = DEFAULT_WORKDIR,
) -> None:
    """Print the round's trials: the same points on every machine, at any parallelism."""
    from tuneround.search import plan as planned_trials
    from tuneround.spec.reading import read_round

    trials = planned_trials(read_round(file).spec)
    if save:
        _save(file, workdir, trials)
    if json:
        from json import dumps

        print(dumps([trial.model_dump(mode="json") for trial in trials], indent=1))
        return
    from tuneround.cli.table import table
    from tuneround.search import columns

    print(table(*columns(trials)))


def _save(file: Path, workdir: Path, trials: "Sequence[PlannedTrial]") -> None:
    from tuneround.cli.opening import opened_round
    from tuneround.text import visible

    with opened_round(file, Whereabouts(workdir), writes=True) as opened:
        revision = opened.store.save_spec(file.read_text("utf-8"))
        opened.store.save_plan(trials)
        saved = f"Saved revision {revision} of the spec and {len(trials)} trials to {opened.place}"
    print(visible(saved), file=sys.stderr)
