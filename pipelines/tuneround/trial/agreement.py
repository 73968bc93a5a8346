"""Agreement: what the ranks of a trial decide together, so that none waits for another in vain."""

from typing import Any

from tuneround.trial.ranks import cpu_group


class Agreement:
    """Decisions of a Trial that all its ranks must take alike; alone, each is its own.

    Every rank makes the same calls in the same order.
    """

    def __init__(self) -> None:
        self._group: Any = None
        self._vote: tuple[Any, Any] | None = None

    @property
    def is_joint(self) -> bool:
        """Whether there are other ranks to agree with."""
        return self._group is not None

    def begin(self) -> None:
        """Take part, if the program has made a process group."""
        self._group = cpu_group()

    def stop(self, signum: int) -> int:
        """Return the signal for which all ranks stop before the next step; 0 to go on.

        Which rank got a signal, and between which steps, is chance; one that stopped alone would
        leave its peers in a collective operation for ever. So each boundary begins a vote, the
        largest of all signals, and the next boundary reads it: no step waits for the network, and
        a stop comes at most one step later.

        Args:
            signum: the signal that this rank has got, 0 for none.

        """
        if self._group is None:
            return signum
        agreed = self._counted()
        if not agreed:
            self._call(signum)
        return agreed

    def end(self) -> None:
        """Take part no more: the loop has ended."""
        self._counted()
        self._group = None

    def decided(self, decision: bool) -> bool:
        """Return what rank 0 has decided."""
        if self._group is None:
            return decision
        import torch
        from torch import distributed

        told = torch.tensor([decision], dtype=torch.int32)
        distributed.broadcast(told, src=0, group=self._group)
        return bool(told.item())

    def meet(self) -> None:
        """Wait for all ranks: the first to exit would have the others killed by their launcher."""
        if self._group is not None:
            from torch import distributed

            distributed.barrier(self._group)

    def _call(self, signum: int) -> None:
        import torch
        from torch import distributed

        largest = torch.tensor([signum], dtype=torch.int32)
        work = distributed.all_reduce(
            largest, op=distributed.ReduceOp.MAX, group=self._group, async_op=True
        )
        self._vote = (work, largest)

    def _counted(self) -> int:
        if self._vote is None:
            return 0
        (work, largest), self._vote = self._vote, None
        work.wait()
        return int(largest.item())
