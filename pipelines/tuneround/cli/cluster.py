"""Cluster: a round's file made into its Workflows and its bucket on a cluster."""

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tuneround.cli.whereabouts import Whereabouts
from tuneround.cluster.api import Api, connect
from tuneround.cluster.storage import cluster_storage, reached
from tuneround.cluster.workflows import Workflows
from tuneround.errors import InputError
from tuneround.spec.patterns import FORMS, NAMESPACE
from tuneround.spec.round import TuningRound
from tuneround.store.client import open_bucket
from tuneround.store.environment import round_keys
from tuneround.store.override import Override
from tuneround.store.rounds import RoundStore
from tuneround.workflow.metadata import written_namespace


@dataclass(frozen=True)
class FoundRound:
    """A round and the namespace of a cluster that it belongs to.

    Attributes:
        round: as its file says.
        api: the cluster.
        namespace: the round's.
        override: how this machine reaches the bucket.
        options: the command's, by which it was found.

    """

    round: TuningRound
    api: Api
    namespace: str
    override: Override
    options: tuple[str, ...] = ()

    @cached_property
    def workflows(self) -> Workflows:
        """The round's Workflows."""
        return Workflows(self.api, self.namespace, self.round.spec.study, self.round.name)

    def command(self, name: str, file: Path, *options: str) -> str:
        """Return the command line with which this round is found again."""
        return shlex.join(["tuneround", name, str(file), *self.options, *options])

    @contextmanager
    def opened(
        self, patience_seconds: float | None = None
    ) -> Iterator[tuple[RoundStore, str, str]]:
        """Open the round in its bucket; say where that is, and how it is reached.

        Args:
            patience_seconds: how long an operation tries again; None: as everywhere.

        Raises:
            ClusterError: the cluster does not say where it is, or it cannot be reached from here.
            StoreError: it cannot be opened.

        """
        found = cluster_storage(self.api, self.namespace, self.round.spec.storage, self.override)
        with reached(self.api, self.namespace, found.storage) as (storage, how):
            bucket = open_bucket(
                storage,
                patience_seconds=patience_seconds,
                credentials=found.credentials,
                profile=found.profile,
            )
            keys = round_keys(self.round, storage)
            yield RoundStore(bucket, keys), f"s3://{storage.bucket}/{keys.root}", how


def found_round(round_: TuningRound, where: Whereabouts) -> FoundRound:
    """Return `round_` in its namespace: the option's, else the file's, else the context's.

    Raises:
        InputError: an option is wrong.
        ClusterError: there is no cluster to ask.

    """
    if where.namespace is not None and not re.search(NAMESPACE, where.namespace):
        raise InputError(
            f"--namespace is {FORMS[NAMESPACE].meaning}; got {where.namespace!r}. "
            "Name one that `kubectl get namespaces` shows."
        )
    override = where.override
    api = connect(where.context)
    namespace = where.namespace or written_namespace(round_) or api.namespace
    return FoundRound(round_, api, namespace, override, where.options)
