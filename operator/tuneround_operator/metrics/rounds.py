"""Rounds: the rounds that the operator knows, as Prometheus reads them."""

from collections import Counter
from collections.abc import Hashable, Iterator
from heapq import nlargest
from threading import Lock

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tuneround_operator.facts import RoundFacts
from tuneround_operator.metrics.families import ROUND_METRICS


class KnownRounds(Collector):
    """The latest facts of each round; a thread may scrape while another one records.

    The series of a round are about 20, and each stays in Prometheus for weeks: so that a cluster
    with many old rounds does no harm, only `most` rounds have any. Those that ended longest ago
    give way first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._facts: dict[Hashable, RoundFacts] = {}
        self._lock = Lock()

    def record(self, key: Hashable, facts: RoundFacts) -> None:
        """Replace what is known of a round."""
        with self._lock:
            self._facts[key] = facts

    def forget(self, key: Hashable) -> None:
        """Drop a round that no longer exists; one that was never known is no mistake."""
        with self._lock:
            self._facts.pop(key, None)

    def describe(self) -> Iterator[Metric]:
        """Yield every metric without numbers."""
        return self._families([], [])

    def collect(self) -> Iterator[Metric]:
        """Yield every metric, as of now."""
        with self._lock:
            known = list(self._facts.values())
        return self._families(known, nlargest(self._most, known, key=_recency))

    def _families(self, known: list[RoundFacts], told: list[RoundFacts]) -> Iterator[Metric]:
        yield _by_state(known)
        yield GaugeMetricFamily(
            "tuneround_operator_rounds_without_metrics",
            f"Rounds beyond the {self._most:,} whose own metrics are served; those that ended "
            "longest ago.",
            value=len(known) - len(told),
        )
        for metric in ROUND_METRICS:
            yield metric.family(told)


def _by_state(known: list[RoundFacts]) -> Metric:
    family = GaugeMetricFamily(
        "tuneround_operator_rounds",
        "TuningRounds that exist, by the state in their status.",
        labels=("namespace", "state"),
    )
    counts = Counter((facts.namespace, facts.state) for facts in known)
    for labels, count in sorted(counts.items()):
        family.add_metric(labels, count)
    return family


def _recency(facts: RoundFacts) -> tuple[bool, float]:
    """Order rounds: those that have not ended are above all that have."""
    last = facts.end or facts.last_progress or facts.start
    return facts.end is None, last.timestamp() if last else 0.0
