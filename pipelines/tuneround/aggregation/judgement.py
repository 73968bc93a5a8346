"""Judgement: from what the bucket holds of a round to its result."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tuneround.aggregation.availability import available_checkpoint
from tuneround.aggregation.copies import write_copy
from tuneround.aggregation.publication import claim_number, publish
from tuneround.aggregation.successors import proposed_text
from tuneround.aggregation.summary import round_summary
from tuneround.analysis.answer import Answer
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.questions import answers, worst_first
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.analysis.tables import Tables
from tuneround.analysis.verdict import fate_counts, verdict
from tuneround.records.attempt import FINISHED
from tuneround.records.result import Result
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.store.histories import stream_histories
from tuneround.store.rounds import RoundStore

MOST_UNFINISHED = 1000


def aggregate(
    store: RoundStore,
    *,
    report: bool = True,
    workdir_copy: Path | None = None,
    summary: Path | None = None,
) -> Result:
    """Judge the round anew and write the next results/<n>, then result.json.

    Args:
        store: the round.
        report: whether to draw the report, which takes a few seconds.
        workdir_copy: local folder that gets a copy of the report.
        summary: local file that gets the result in short (records.RoundSummary).

    Raises:
        StoreError: the bucket cannot be reached, or holds no spec or no whole plan.

    """
    spec = store.load_spec()
    judged = judged_round(store, spec.spec)
    tables, selection = judged.tables, judged.selection
    answered = answers(judged)
    findings = worst_first(answered)
    checkpoint, notes = available_checkpoint(store, selection.ranked)
    result = Result(
        number=claim_number(store),
        study=spec.spec.study,
        round=spec.name,
        goal=spec.spec.goal,
        objective=spec.spec.objective,
        counts=fate_counts(tables),
        unfinished=_unfinished(tables),
        best=selection.best,
        checkpoint=checkpoint,
        last_step=selection.last_step,
        settings=selection.settings,
        better_but_not_eligible=selection.better_but_not_eligible,
        verdict=verdict(judged, findings),
        findings=findings,
        notes=notes,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    following = proposed_text(store, judged, findings)
    files = _report(spec, result, judged, answered, following) if report else {}
    publish(store, result, tables, files, following)
    if files and workdir_copy is not None:
        write_copy(workdir_copy, files)
    if summary is not None:
        short = round_summary(store, result, judged, has_report=bool(files))
        summary.write_bytes(short.to_json())
    return result


def judged_round(store: RoundStore, spec: RoundSpec) -> JudgedRound:
    """Return the round, collected and chosen from, by what its bucket holds now.

    Args:
        store: the round.
        spec: its latest spec, or the same judged by another objective.

    Raises:
        StoreError: the bucket cannot be reached, or holds no whole plan.

    """
    plan = store.load_plan()
    histories = stream_histories(store.bucket, store.keys)
    # The budget may have been lowered since the plan was made.
    tables = collect(plan, histories, spec.objective).accounting_for(spec.budget.trials)
    selection = select(tables, plan, spec.objective, compared_names(spec.hyperparameters))
    return JudgedRound(spec, plan, tables, selection)


def _unfinished(tables: Tables) -> tuple[int, ...]:
    finished = {fate.value for fate in FINISHED}
    fates = zip(tables.trials["index"], tables.trials["fate"], strict=True)
    return tuple(index for index, fate in fates if fate not in finished)[:MOST_UNFINISHED]


def _report(
    spec: TuningRound,
    result: Result,
    judged: JudgedRound,
    answered: Mapping[str, Answer],
    next_round: str | None,
) -> dict[str, bytes]:
    # Imported here, so that an aggregation without a report needs no matplotlib.
    from tuneround.report.folder import report_files

    return report_files(spec, result, judged, answered, next_round)
