"""ShuffledBatches: an endless, seeded order of training examples that resumes from one number."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


class ShuffledBatches(Iterator["Tensor"]):
    """Batches of example indices: epoch after epoch, each in an order of its own.

    Example `i` of the stream is `permutation(seed, i div N)[i mod N]` for `N` examples, and batch
    `k` (from 0) is examples kB to (k + 1)B of the stream. So a batch depends on the seed and `k`
    only, whenever the training was resumed, and the stream is the same for every batch size.

    There is no partial batch: the batch at the end of an epoch is filled from the next one. Every
    example comes exactly once an epoch, and every batch has the same size (what batch
    normalization and a fixed learning rate ask for); only such a batch may hold an example twice.

    Ranks that train together divide each batch: rank r of W gets its r-th part, so that they see
    other examples, and all together what one process would see. The position is the same on all
    ranks, so the checkpoint that one of them writes resumes them all, and any other number of them.

    Args:
        examples: how many there are, N >= 1.
        batch_size: indices in a batch of all ranks together, B >= 1; may exceed N.
        seed: of the order; the trial's `seeds.data_order`.
        rank: r, 0 <= r < W; `tuneround.trial.ranks.rank()`.
        world_size: W >= 1, which divides B; `tuneround.trial.ranks.world_size()`.

    Raises:
        ValueError: when `examples` or `batch_size` is below 1, there is no such rank, or the batch
            cannot be divided.

    >>> batches = ShuffledBatches(examples=3, batch_size=2, seed=0)
    >>> stream = [index for _ in range(3) for index in next(batches).tolist()]
    >>> sorted(stream[:3]), sorted(stream[3:])
    ([0, 1, 2], [0, 1, 2])

    Source: the playbook asks for exact resumption in "Saving checkpoints and retrospectively
    selecting the best checkpoint"; the permutation is torch.randperm's, on the CPU.

    """

    def __init__(
        self, examples: int, batch_size: int, seed: int, *, rank: int = 0, world_size: int = 1
    ) -> None:
        if examples < 1 or batch_size < 1:
            raise ValueError(
                "There is at least one example, and one in a batch; "
                f"got {examples} examples in batches of {batch_size}"
            )
        if not 0 <= rank < world_size or batch_size % world_size:
            raise ValueError(
                "Ranks are counted from 0 and get equal parts of a batch; got rank "
                f"{rank} of {world_size} and batches of {batch_size}. Choose batch sizes that the "
                "number of ranks divides"
            )
        self.examples = examples
        self.batch_size = batch_size
        self.seed = seed
        part = batch_size // world_size
        self._part = slice(rank * part, (rank + 1) * part)
        self._next_batch = 0
        self._epoch: int | None = None
        self._order: Tensor | None = None

    def __next__(self) -> "Tensor":
        """Return this rank's part of the next batch: int64, (batch_size / W,), on the CPU."""
        import torch

        first = self._next_batch * self.batch_size
        self._next_batch += 1
        pieces = []
        while (missing := self._next_batch * self.batch_size - first) > 0:
            epoch, offset = divmod(first, self.examples)
            pieces.append(self._permutation(epoch)[offset : offset + missing])
            first += len(pieces[-1])
        return torch.cat(pieces)[self._part]

    def _permutation(self, epoch: int) -> "Tensor":
        if self._order is None or epoch != self._epoch:
            import torch

            # A hash, since neighbouring seeds and epochs must not share a generator's state.
            digest = sha256(f"{self.seed}/{epoch}".encode()).digest()
            generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
            self._order = torch.randperm(self.examples, generator=generator)
            self._epoch = epoch
        return self._order

    def seek(self, batch: int) -> None:
        """Make batch number `batch`, from 0, the next one.

        For loaders that fetch ahead, whose `state_dict` would be ahead of the training: do not
        track the batches then, but seek the number of finished steps.

        Raises:
            ValueError: when `batch` is below 0.

        >>> batches = ShuffledBatches(examples=3, batch_size=2, seed=0)
        >>> first, second = next(batches), next(batches)
        >>> batches.seek(1)
        >>> bool((next(batches) == second).all())
        True

        """
        if batch < 0:
            raise ValueError(f"Batches are counted from 0; got {batch}")
        self._next_batch = batch

    def state_dict(self) -> dict[str, int]:
        """Return the position, and what it is a position in."""
        return {**self._identity(), "next_batch": self._next_batch}

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        """Go on from a position.

        Raises:
            ValueError: when the position is one in another stream (other examples, batch size or
                seed), where it would mean other examples.

        """
        others = [
            f"{name} {state.get(name)} instead of {value}"
            for name, value in self._identity().items()
            if state.get(name) != value
        ]
        if others:
            raise ValueError(
                f"A position belongs to its own stream of batches; got one with "
                f"{', '.join(others)}. Resume with the arguments that were saved"
            )
        self.seek(state["next_batch"])

    def _identity(self) -> dict[str, int]:
        return {"examples": self.examples, "batch_size": self.batch_size, "seed": self.seed}
