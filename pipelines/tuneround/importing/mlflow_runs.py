"""MlflowRuns: the trials of an experiment in an MLflow tracking store.

What MLflow calls a run is a trial here: its parameters are the hyperparameters, its metrics have
their history. One that was killed or still runs is interrupted. Runs that have runs below them are
left out, as they are sweeps, and so are metrics of the machine (`system/…`).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tuneround.importing.curve import Curve
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.importing.foreign import Foreign, ForeignTrial
from tuneround.importing.mlflow_store import experiment_runs, translated
from tuneround.importing.naming import Naming
from tuneround.records.attempt import Fate

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Run

PARENT = "mlflow.parentRunId"
OF_THE_MACHINE = "system/"

FATES = {
    "FINISHED": (Fate.COMPLETED, ""),
    "FAILED": (Fate.FAILED, "it failed, as MLflow says"),
    "KILLED": (Fate.INTERRUPTED, "it was killed, as MLflow says"),
    "RUNNING": (Fate.INTERRUPTED, "it was still running when it was imported"),
}


def read_experiment(source: str, name: str, naming: Naming) -> Foreign:
    """Return the trials of the experiment `name`, in the order in which they were started.

    Args:
        source: a tracking URI: a server, a database, or a folder.
        name: of the experiment.
        naming: what metrics and hyperparameters are called here.

    Raises:
        ImportRefusedError: mlflow is not installed, or there is no such experiment.

    """
    client, runs = experiment_runs(source, name)
    parents = {run.data.tags.get(PARENT) for run in runs}
    leaves = [run for run in runs if run.info.run_id not in parents]
    leaves.sort(key=lambda run: (run.info.start_time or 0, run.info.run_id))
    flaws: list[Flaw] = []
    numbered: list[str] = []
    titles = _titles(leaves)
    with translated(source):
        trials = [
            _trial(client, run, title, naming, flaws, numbered)
            for run, title in zip(leaves, titles, strict=True)
            if run.info.status in FATES
        ]
    raise_flaws(flaws)
    return Foreign(tuple(trials), f"experiment {name} of {source}", notes=_notes(numbered))


def _titles(runs: Sequence["Run"]) -> list[str]:
    """Return the name of each, with the beginning of its id where several have it."""
    names = [run.info.run_name or "" for run in runs]
    return [
        name if name and names.count(name) == 1 else f"{name} {run.info.run_id[:8]}".strip()
        for name, run in zip(names, runs, strict=True)
    ]


def _trial(
    client: "MlflowClient",
    run: "Run",
    title: str,
    naming: Naming,
    flaws: list[Flaw],
    numbered: list[str],
) -> ForeignTrial:
    curve = Curve()
    for foreign in run.data.metrics:
        metric = naming.metric(foreign)
        if metric is None or foreign.startswith(OF_THE_MACHINE):
            continue
        history = client.get_metric_history(run.info.run_id, foreign)
        if len(history) > 1 and not any(point.step for point in history):
            numbered.append(title)
        for step, value in _points(history):
            if step < 0:
                rule = "A step is a whole number, 0 or more"
                step_text = "Leave the metric out: --leave-out"
                flaws.append(Flaw(title, rule, f"{step} of `{foreign}`", step_text))
            else:
                curve.add(step, metric, value)
    fate, reason = FATES[run.info.status]
    named = {naming.hyperparameter(name): value for name, value in run.data.params.items()}
    return ForeignTrial(
        name=title,
        repeat=None,
        place=f"run {title}",
        hyperparameters={name: value for name, value in named.items() if name is not None},
        evaluations=curve.evaluations(),
        fate=fate,
        reason=reason,
        started=_utc(run.info.start_time),
        ended=_utc(run.info.end_time),
    )


def _points(history: Sequence["Metric"]) -> Iterator[tuple[int, float]]:
    """Yield each step with its latest value; values without steps are numbered from 1."""
    ordered = sorted(history, key=lambda point: point.timestamp)
    if len(ordered) > 1 and not any(point.step for point in ordered):
        yield from enumerate((float(point.value) for point in ordered), start=1)
        return
    yield from {point.step: float(point.value) for point in ordered}.items()


def _notes(numbered: Sequence[str]) -> tuple[str, ...]:
    if not numbered:
        return ()
    return ("Metrics that were logged without steps have the number of the value for its step.",)


def _utc(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
