"""Compilation: a round's file in, the Workflow out; pure, and the same byte for byte."""

from collections.abc import Sequence

from hera.workflows import DAG, Task

from tuneround.spec.round import TuningRound
from tuneround.workflow.carried import carried
from tuneround.workflow.feasibility import require_cluster
from tuneround.workflow.manifest import Manifest
from tuneround.workflow.metadata import annotations, labels_of, written_namespace
from tuneround.workflow.rounds import (
    aggregate_template,
    plan_template,
    round_template,
    salvage_template,
    workflow,
)
from tuneround.workflow.sequence import fan_out, fan_out_by_parameters
from tuneround.workflow.shards import (
    NAME,
    is_gapless_everywhere,
    shard_arguments,
    shard_template,
    shards_of,
    shards_task,
)
from tuneround.workflow.trials import blocks_of, trial_template, trials_task
from tuneround.workflow.workers import (
    gathering_task,
    gathering_template,
    worker_template,
)


def compile_round(
    round_: TuningRound,
    text: str,
    *,
    name: str | None = None,
    namespace: str | None = None,
    control_image: str | None = None,
    indices: Sequence[int] | None = None,
    report_artifact: bool = False,
) -> Manifest:
    """Return the Workflow that runs `round_`.

    Args:
        round_: the round.
        text: its YAML, which the Workflow carries along.
        name: the Workflow's name; None: the round's.
        namespace: where it runs; None: the file's, or where it is submitted.
        control_image: image of the pods that plan and aggregate; None: the spec's, else this
            version's.
        indices: the only trials to run, in rising order; None: all of the budget.
        report_artifact: whether the report is an artifact too; needs an artifact repository.

    Raises:
        InputError: the round cannot run on a cluster; with everything that is wrong.

    """
    require_cluster(round_)
    name = name or round_.name
    trials = range(round_.spec.budget.trials) if indices is None else indices
    blocks = blocks_of(trials, round_.spec.trainer.trials_per_pod)
    shards = shards_of(blocks, round_.spec.workflow.shard_size)
    is_large = len(shards) > 1
    compiled: Manifest = workflow(
        round_,
        # One shard at a time, each at the round's parallelism.
        parallelism=1 if is_large else round_.spec.budget.parallelism,
        name=name,
        namespace=namespace or written_namespace(round_),
        labels=labels_of(round_),
        annotations=annotations(round_),
        entrypoint="round",
        on_exit="salvage",
        suspend=round_.spec.suspend or None,
        arguments={"round": carried(round_, text)},
        templates=[
            round_template(_work(round_, name, shards)),
            plan_template(round_, control_image),
            aggregate_template(round_, control_image, report_artifact=report_artifact),
            salvage_template(),
        ],
    ).to_dict()
    templates = compiled["spec"]["templates"]
    if round_.spec.trainer.workers > 1:
        templates.append(gathering_template(round_, name))
    if is_large:
        gapless = is_gapless_everywhere(shards)
        templates.append(shard_template(round_, _shard(round_, name, gapless=gapless)))
    else:
        templates.append(_trial_template(round_, name))
    return compiled


def _shard(round_: TuningRound, workflow_name: str, *, gapless: bool) -> Manifest:
    """Return the Workflow of any shard: its trials and nothing else."""
    trials = trials_task(fan_out_by_parameters(gapless=gapless))
    compiled: Manifest = workflow(
        round_,
        parallelism=round_.spec.budget.parallelism,
        name=NAME,
        labels=labels_of(round_),
        entrypoint="trials",
        arguments=shard_arguments(),
        templates=[DAG(name="trials", tasks=[trials], fail_fast=False)],
    ).to_dict()
    compiled["spec"]["templates"].append(_trial_template(round_, workflow_name))
    return compiled


def _work(round_: TuningRound, name: str, shards: Sequence[Sequence[int]]) -> list[Task]:
    """Return what lies between plan and aggregation."""
    if not shards:
        return []
    trials = shards_task(name, shards) if len(shards) > 1 else trials_task(fan_out(shards[0]))
    return [gathering_task(), trials] if round_.spec.trainer.workers > 1 else [trials]


def _trial_template(round_: TuningRound, workflow_name: str) -> Manifest:
    if round_.spec.trainer.workers > 1:
        return worker_template(round_, workflow_name)
    return trial_template(round_)
