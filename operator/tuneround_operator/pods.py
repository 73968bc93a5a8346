"""Pods: the records of training pods, as kopf indexes them."""

from collections.abc import Iterable, Mapping

from tuneround_operator.key import Key
from tuneround_operator.pod_record import PodRecord


class Pods:
    """Looks up what the pods of a round have said; empty until kopf has listed them all."""

    def __init__(self) -> None:
        self._index: Mapping[Key, Iterable[PodRecord]] = {}

    def indexed(self, index: Mapping[Key, Iterable[PodRecord]]) -> None:
        """Take kopf's index, which follows the pods from now on."""
        self._index = index

    def of(self, key: Key) -> dict[str, PodRecord]:
        """Return the records of a round's pods, by the pod's name."""
        return {record.pod: record for record in self._index.get(key, ())}
