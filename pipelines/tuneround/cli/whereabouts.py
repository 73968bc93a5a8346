"""Whereabouts: where a command looks for its round: this machine, a bucket, or a cluster."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuneround.store.override import Override


@dataclass(frozen=True)
class Whereabouts:
    """What the options of a command say of the place of its round.

    Attributes:
        workdir: folder of local rounds.
        cluster: whether to ask a cluster; naming a namespace or a context asks it, too.
        namespace: the round's; None: the file's, else the context's.
        context: of the kubeconfig; None: its current one.
        storage: how this machine reaches the bucket, as --storage spells it.

    """

    workdir: Path
    cluster: bool = False
    namespace: str | None = None
    context: str | None = None
    storage: str | None = None

    @property
    def on_cluster(self) -> bool:
        """Whether a cluster is asked where the round lies."""
        return self.cluster or self.namespace is not None or self.context is not None

    @property
    def options(self) -> tuple[str, ...]:
        """The options that name the cluster, to be repeated in another command."""
        named = {"--namespace": self.namespace, "--context": self.context}
        return tuple(word for pair in named.items() if pair[1] for word in pair if word)

    @property
    def override(self) -> "Override":
        """What stands instead of the storage's own fields. Raises InputError."""
        from tuneround.store.override import Override, parse_override

        return Override() if self.storage is None else parse_override(self.storage)
