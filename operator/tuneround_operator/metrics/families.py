"""Families: what is told of each round, one entry a metric."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from tuneround_operator.facts import RoundFacts

COMMON = ("namespace", "study", "round")
FATES = ("completed", "infeasible", "failed", "interrupted", "missing")
Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True)
class RoundMetric:
    """A gauge of rounds.

    Attributes:
        name: of the metric; its unit last.
        help: unit and meaning.
        labels: beside those of the round.
        samples: from a round's facts, each the values of `labels` and a number; none where the
            number is not known.

    """

    name: str
    help: str
    labels: tuple[str, ...]
    samples: Callable[[RoundFacts], Samples]

    def family(self, rounds: Iterable[RoundFacts] = ()) -> GaugeMetricFamily:
        """Return the metric of these rounds."""
        family = GaugeMetricFamily(self.name, self.help, labels=(*COMMON, *self.labels))
        for facts in rounds:
            for values, number in self.samples(facts):
                common = (facts.namespace, facts.study, facts.round)
                family.add_metric((*common, *values), number)
        return family


def _known(number: float | None) -> Samples:
    return () if number is None else (((), number),)


def _trials(facts: RoundFacts) -> Samples:
    counts = facts.trials
    yield ("running",), counts.running
    for fate in FATES:
        yield (fate,), getattr(counts, fate)


def _moment(moment: datetime | None) -> Samples:
    return _known(None if moment is None else moment.timestamp())


def _best(facts: RoundFacts) -> Samples:
    if facts.best is not None:
        yield (facts.metric, facts.direction), facts.best


ROUND_METRICS = (
    RoundMetric(
        "tuneround_round_state",
        "1 for the state of the round, as in its status: Pending, Running, Suspended, …",
        ("state",),
        lambda facts: [((facts.state,), 1)],
    ),
    RoundMetric(
        "tuneround_round_planned_trials",
        "Trials of the budget.",
        (),
        lambda facts: _known(facts.trials.planned),
    ),
    RoundMetric(
        "tuneround_round_done_trials",
        "Trials whose pods are over, whatever became of them.",
        (),
        lambda facts: _known(facts.trials.done),
    ),
    RoundMetric(
        "tuneround_round_trials",
        "Trials by what is known of them: running (pods that train), completed, infeasible, "
        "failed, interrupted; missing (planned, never begun) once the round has ended.",
        ("state",),
        _trials,
    ),
    RoundMetric(
        "tuneround_round_retries",
        "Pods of trials that were started again.",
        (),
        lambda facts: _known(facts.trials.retried),
    ),
    RoundMetric(
        "tuneround_round_best_objective",
        "Best objective of the completed trials, in the objective's own unit; absent: none yet.",
        ("metric", "direction"),
        _best,
    ),
    RoundMetric(
        "tuneround_round_steps_per_second",
        "Steps a second of training, median over completed trials; absent until the round ends.",
        (),
        lambda facts: _known(facts.steps_per_second),
    ),
    RoundMetric(
        "tuneround_round_checkpoint_bytes",
        "Bytes of all committed checkpoints; absent until the round ends.",
        (),
        lambda facts: _known(facts.checkpoint_bytes),
    ),
    RoundMetric(
        "tuneround_round_checkpoint_stall_seconds",
        "Seconds for which training loops waited for snapshots, summed over all trials; absent "
        "until the round ends.",
        (),
        lambda facts: _known(facts.stall_seconds),
    ),
    RoundMetric(
        "tuneround_round_device_seconds",
        "Seconds for which pods held a resource, times what they asked for of it: cpu in cores, "
        "memory in units of 100 MiB, others in pieces; of the Workflows that are still there.",
        ("resource",),
        lambda facts: [((name,), seconds) for name, seconds in facts.device_seconds.items()],
    ),
    RoundMetric(
        "tuneround_round_last_progress_time_seconds",
        "Unix time at which a training pod of the round last started or ended.",
        (),
        lambda facts: _moment(facts.last_progress),
    ),
    RoundMetric(
        "tuneround_round_start_time_seconds",
        "Unix time at which the round's first Workflow was created.",
        (),
        lambda facts: _moment(facts.start),
    ),
    RoundMetric(
        "tuneround_round_completion_time_seconds",
        "Unix time at which the round's newest Workflow ended; absent while one runs.",
        (),
        lambda facts: _moment(facts.end),
    ),
)
