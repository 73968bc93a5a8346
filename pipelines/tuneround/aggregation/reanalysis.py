"""Reanalysis: a finished round judged again, from the bucket alone; nothing is written."""

from typing import Any

from tuneround.aggregation.judgement import judged_round
from tuneround.analysis.comparing.rejudged import rejudged, values_of_trial
from tuneround.analysis.comparing.rule import Rule
from tuneround.analysis.select import first_of_each
from tuneround.analysis.settings import compared_names, setting_label
from tuneround.analysis.tables import Tables, from_parquet, metric_columns
from tuneround.errors import InputError
from tuneround.records.attempt import Fate
from tuneround.records.reanalysis import KeptCheckpoint, Reanalysis
from tuneround.records.result import Choice, Result
from tuneround.spec.objective import TEST_PREFIX, Direction, Objective
from tuneround.spec.round import TuningRound
from tuneround.store.bucket import NoSuchObjectError, StoreError
from tuneround.store.contents import contents_of
from tuneround.store.rounds import RoundStore


def reanalyze(
    store: RoundStore,
    result: Result | None,
    metric: str | None,
    direction: Direction | None,
    rule: Rule,
) -> Reanalysis:
    """Choose by another rule or metric.

    Args:
        store: the round.
        result: the one that stands; None before the first.
        metric: what decides; None: the round's objective.
        direction: which way is better; None: the objective's, for its own metric only.
        rule: which evaluation of a trial counts.

    Raises:
        InputError: the metric is a test metric, unknown, or without a direction.
        StoreError: the bucket cannot be reached, or holds no spec or no whole plan.

    """
    round_ = store.load_spec()
    objective = _objective(round_, metric, direction)
    plan = store.load_plan()
    published = None if result is None else published_tables(store, result.number)
    tables = published or judged_round(store, round_.spec).tables
    _require_metric(objective.metric, tables)
    ranked = rejudged(tables, plan, objective, rule)
    compared = compared_names(round_.spec.hyperparameters)
    best = next(iter(ranked), None)
    return Reanalysis(
        study=round_.spec.study,
        round=round_.name,
        objective=objective,
        rule=str(rule),
        tables=result.number if result and published else None,
        completed=tables.trials.filter(fate=Fate.COMPLETED.value).height,
        valued=len(ranked),
        best=best,
        settings=first_of_each(ranked, compared),
        kept=_kept(store, tables, best, objective) if best else None,
        **_against(result, best, compared),
    )


def _against(
    result: Result | None, best: Choice | None, compared: tuple[str, ...]
) -> dict[str, Any]:
    """Return what the result that stands chose, and whether it is the same."""
    if result is None:
        return {"result": None, "result_best": None, "same_trial": None, "same_setting": None}
    chosen = result.best
    own = best and (best.trial, setting_label(best.hyperparameters, compared))
    other = chosen and (chosen.trial, setting_label(chosen.hyperparameters, compared))
    return {
        "result": result.number,
        "result_best": chosen,
        "same_trial": own[0] == other[0] if own and other else None,
        "same_setting": own[1] == other[1] if own and other else None,
    }


def published_tables(store: RoundStore, number: int) -> Tables | None:
    """Return the tables that an aggregation published; None where they are missing.

    Raises:
        StoreError: one of them is torn.

    """
    keys = [store.keys.in_result(number, f"{name}.parquet") for name in ("trials", "evaluations")]
    try:
        trials, evaluations = (from_parquet(store.bucket.get(key)) for key in keys)
    except NoSuchObjectError:
        return None
    except ValueError as error:
        raise StoreError(
            f"The tables of a result are Parquet files; {error}, in one of {', '.join(keys)}. "
            "Judge the round anew: tuneround aggregate FILE."
        ) from error
    no_checkpoints = evaluations.select("trial", "attempt", "step", bytes="trial").clear()
    return Tables(trials, evaluations, no_checkpoints)


def _objective(round_: TuningRound, metric: str | None, direction: Direction | None) -> Objective:
    own = round_.spec.objective
    metric = own.metric if metric is None else metric
    if metric.startswith(TEST_PREFIX):
        raise InputError(
            "Nothing is chosen by a test metric, since it would no longer tell how good the choice "
            f"is; got --metric {metric}. Choose by a validation metric; look at the test metrics "
            "of the choice at the end: tuneround best FILE --reveal-test."
        )
    if direction is None and metric != own.metric:
        raise InputError(
            f"Which way of a metric is better is not guessed; got --metric {metric} without a "
            "direction. Add --direction minimize or --direction maximize."
        )
    # Not validated: a training program may call a metric what no objective may be called.
    return Objective.model_construct(metric=metric, direction=direction or own.direction)


def _require_metric(metric: str, tables: Tables) -> None:
    known = metric_columns(tables.evaluations)
    if metric not in known:
        raise InputError(
            f"A round is judged by a metric that its trials evaluated; got `{metric}`. "
            f"Use one of: {', '.join(known) or 'none, since no trial has evaluated anything'}."
        )


def _kept(
    store: RoundStore, tables: Tables, best: Choice, objective: Objective
) -> KeptCheckpoint | None:
    """Return the nearest kept checkpoint of the chosen trial."""
    values = values_of_trial(tables, best.trial, objective.metric)
    listing = store.bucket.list(store.keys.trial(best.trial).root)
    held = [
        (abs(step - best.step), step, contents.keys)
        for contents in contents_of(store.keys, listing)
        for step in contents.commits
        if (contents.keys.attempt, step) in values
    ]
    if not held:
        return None
    _, step, keys = min(held, key=lambda one: one[:2])
    return KeptCheckpoint(
        trial=best.trial,
        attempt=keys.attempt,
        step=step,
        value=values[keys.attempt, step],
        key=keys.checkpoint(step).root,
    )
