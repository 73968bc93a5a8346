"""AttemptWriter: everything of a running attempt that goes to the bucket."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Attempt, Interruption, Outcome, Parent
from tuneround.records.evaluation import Evaluation
from tuneround.store.bucket import Bucket, StoreError
from tuneround.store.checkpoints import delete_checkpoint, save_checkpoint
from tuneround.store.keys import CheckpointKeys, RoundKeys
from tuneround.store.metrics import seal, seal_attempt
from tuneround.trial.fence import require_newest
from tuneround.trial.retention import retained
from tuneround.trial.segments import SegmentWriter
from tuneround.trial.state import STATE_FILE, Snapshot
from tuneround.trial.uploader import Uploader


class AttemptWriter:
    """Segments, checkpoints with their retention, and the attempt's last object.

    Args:
        assignment: the trial's orders.
        keys: the round's names.
        open_bucket: called once, at the first write, which is on another thread than training.

    """

    def __init__(
        self, assignment: Assignment, keys: RoundKeys, open_bucket: Callable[[], Bucket]
    ) -> None:
        self._assignment = assignment
        self._trial = keys.trial(assignment.trial)
        self._keys = self._trial.attempt(assignment.attempt)
        self._open_bucket = open_bucket
        resume = assignment.resume
        self._committed = {p.step: p for p in resume.committed} if resume else {}
        self._resumable = {resume.parent.step} if resume else set()
        self._history: Mapping[int, Mapping[str, float]] = {}
        self.checkpoint_bytes = 0
        """Of every checkpoint that this attempt has committed."""
        self.segments = SegmentWriter(self._seal)
        self.uploader = Uploader(self._save)

    @cached_property
    def _bucket(self) -> Bucket:
        return self._open_bucket()

    @property
    def failing_since(self) -> float | None:
        """Unix time since when the store has not answered; None: it answers, or was not asked."""
        opened: Bucket | None = self.__dict__.get("_bucket")
        return opened.failing_since if opened is not None else None

    @property
    def last_committed(self) -> int:
        """The newest committed step of the trial, 0 when there is none."""
        return max(self._committed, default=0)

    def follow(self, history: Mapping[int, Mapping[str, float]]) -> None:
        """Look at `history` (step -> metrics, growing) when checkpoints are to be kept or not."""
        self._history = history

    def raise_errors(self) -> None:
        """Raise what went wrong on the other threads, if anything did."""
        for error in (self.segments.error, self.uploader.error):
            if error is not None:
                raise error

    def finish(self, outcome: Outcome) -> None:
        """End the trial: all segments in one object, then the outcome, then tidy up.

        Raises:
            SupersededError: a newer attempt exists; nothing was written.
            StoreError: the outcome is not in the bucket.

        """
        self.uploader.drain()
        self.segments.flush()
        require_newest(self._bucket, self._trial, self._assignment.attempt)
        start = Attempt.model_validate_json(self._bucket.get(self._keys.start))
        seal_attempt(self._bucket, self._keys, start, self.segments.sealed, outcome)
        self._bucket.put(self._keys.outcome, outcome.to_json())
        try:
            self._tidy()
        except StoreError as error:
            print(f"tuneround: the trial is finished, but not tidied up: {error}", file=sys.stderr)

    def interrupt(self, interruption: Interruption) -> None:
        """End the attempt, not the trial. Raises StoreError."""
        self.segments.flush()
        self._bucket.put(self._keys.interruption, interruption.to_json())

    def close(self) -> None:
        """End the threads."""
        self.uploader.stop()
        self.segments.stop()

    def _seal(self, evaluations: Sequence[Evaluation]) -> None:
        seal(self._bucket, self._keys, evaluations)

    def _save(self, snapshot: Snapshot) -> None:
        """Write, upload and commit a snapshot, then delete what need not be kept any more."""
        require_newest(self._bucket, self._trial, self._assignment.attempt)
        seen = [step for step in list(self._history) if step <= snapshot.step]
        self.segments.flush()
        with TemporaryDirectory(prefix="tuneround-checkpoint-") as directory:
            files, resume_files = snapshot.write(Path(directory))
            commit = save_checkpoint(
                self._bucket,
                self._keys.checkpoint(snapshot.step),
                files,
                resume_files,
                evaluations=len(seen),
                last_evaluation=max(seen, default=0),
                before_commit=lambda: require_newest(
                    self._bucket, self._trial, self._assignment.attempt
                ),
            )
        self.checkpoint_bytes += sum(f.size for f in (*commit.files, *commit.resume_files))
        self._committed[snapshot.step] = Parent(
            attempt=self._assignment.attempt, step=snapshot.step
        )
        self._resumable.add(snapshot.step)
        self._prune()

    def _prune(self) -> None:
        require_newest(self._bucket, self._trial, self._assignment.attempt)
        keep = retained(dict(self._history), self._committed, self._assignment.kept)
        for step in sorted(set(self._committed) - keep):
            self._delete(self._checkpoint(step))
            del self._committed[step]
            self._resumable.discard(step)
        for step in sorted(self._resumable - {self.last_committed}):
            self._delete_state(step)

    def _checkpoint(self, step: int) -> CheckpointKeys:
        return self._trial.attempt(self._committed[step].attempt).checkpoint(step)

    def _delete(self, keys: CheckpointKeys) -> None:
        names = [listed.key.removeprefix(keys.root) for listed in self._bucket.list(keys.root)]
        delete_checkpoint(self._bucket, keys, [n for n in names if keys.file(n) != keys.commit])

    def _delete_state(self, step: int) -> None:
        self._bucket.delete([self._checkpoint(step).file(STATE_FILE)])
        self._resumable.discard(step)

    def _tidy(self) -> None:
        """Delete what a finished trial does not need: its segments, and the state to resume."""
        for step in sorted(self._resumable):
            self._delete_state(step)
        segments = list(self._bucket.list(self._keys.segments))
        self._bucket.delete(listed.key for listed in segments)
