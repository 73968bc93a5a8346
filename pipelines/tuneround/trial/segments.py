"""SegmentWriter: evaluations on their way to the bucket, off the training thread."""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from tuneround.records.evaluation import Evaluation

SEAL_AFTER_EVALUATIONS = 50
SEAL_AFTER_SECONDS = 5.0


class SegmentWriter:
    """Collects evaluations and seals them into segments.

    A segment is sealed when it is full or old enough, and whenever `flush` asks for it: always
    before a commit that has seen its evaluations.
    """

    def __init__(self, seal: Callable[[Sequence[Evaluation]], object]) -> None:
        self._seal = seal
        self._waiting: list[Callable[[], Evaluation]] = []
        self._oldest = 0.0
        self._sealed: list[Evaluation] = []
        self._changed = threading.Condition()
        self._sealing = threading.Lock()
        self._stopped = False
        self.error: BaseException | None = None
        """The first error of the thread; the training thread raises it at a step's end."""
        self._thread = threading.Thread(target=self._run, name="tuneround-segments", daemon=True)
        self._thread.start()

    @property
    def sealed(self) -> Sequence[Evaluation]:
        """Every evaluation of this attempt that lies in the bucket, in order."""
        return self._sealed

    def add(self, finish: Callable[[], Evaluation]) -> None:
        """Take an evaluation; `finish` makes the rest of it (summaries) on the other thread."""
        with self._changed:
            if not self._waiting:
                self._oldest = monotonic()
            self._waiting.append(finish)
            self._changed.notify()

    def flush(self) -> None:
        """Seal everything that has been added, on the calling thread. Raises what sealing does."""
        with self._sealing:
            with self._changed:
                waiting, self._waiting = self._waiting, []
            if not waiting:
                return
            evaluations = [finish() for finish in waiting]
            try:
                self._seal(evaluations)
            except BaseException:
                with self._changed:
                    self._waiting = [lambda e=e: e for e in evaluations] + self._waiting
                raise
            self._sealed.extend(evaluations)

    def stop(self) -> None:
        """End the thread. What is not sealed stays so: call `flush` first where it matters."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while self._wait():
            try:
                self.flush()
            except BaseException as error:  # noqa: BLE001 - handed to the training thread
                self.error = error
                return

    def _wait(self) -> bool:
        """Wait until a segment is due; return False when stopped."""
        with self._changed:
            while not self._stopped:
                if len(self._waiting) >= SEAL_AFTER_EVALUATIONS:
                    return True
                left = self._oldest + SEAL_AFTER_SECONDS - monotonic()
                if self._waiting and left <= 0:
                    return True
                self._changed.wait(left if self._waiting else None)
            return False
