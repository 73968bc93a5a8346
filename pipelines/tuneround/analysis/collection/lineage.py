"""Lineage: which attempts' evaluations and checkpoints are a trial's, and how the trial ended.

DESIGN, "Objects in the bucket": the trial is one finished attempt (completed before infeasible
before failed, then the lowest id) and its parents, each cut where the next forked. So two pods of
one trial, or one that wakes up after its successor has finished, change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tuneround.analysis.collection.history import AttemptHistory, TrialHistory
from tuneround.records.attempt import FINISHED, Fate, Outcome

ENDLESS = 2**63 - 1
"""The `until` of a stretch that nobody cut: the largest step a table can hold."""

BEFORE_ALL = -1
"""The `after` of a stretch that begins a trial: imported trials may be evaluated at step 0."""


@dataclass(frozen=True)
class Stretch:
    """The steps of one attempt that belong to the trial: `after` < step <= `until`."""

    attempt: AttemptHistory
    after: int
    until: int

    def covers(self, step: int) -> bool:
        """Whether the trial has `step` from this attempt."""
        return self.after < step <= self.until


@dataclass(frozen=True)
class Lineage:
    """The attempts that are the trial, oldest first, and its fate."""

    trial: int
    fate: Fate
    stretches: tuple[Stretch, ...]
    attempts: int
    """How many attempts left anything at all."""

    def without_lines(self) -> "Lineage":
        """Return the lineage without its evaluations' lines, which are most of its memory."""
        return replace(
            self,
            stretches=tuple(
                replace(stretch, attempt=replace(stretch.attempt, lines=()))
                for stretch in self.stretches
            ),
        )

    @property
    def outcome(self) -> Outcome | None:
        """The outcome of a finished trial."""
        if self.fate not in FINISHED:
            return None
        return self.stretches[-1].attempt.outcome


def lineage(history: TrialHistory) -> Lineage:
    """Return the lineage of a trial.

    An unfinished trial is interrupted, and its newest attempt speaks for it; one of which the
    bucket holds nothing is missing.

    >>> lineage(TrialHistory(7)).fate
    <Fate.MISSING: 'missing'>
    """
    held = [attempt for attempt in history.attempts if _left_anything(attempt)]
    if not held:
        return Lineage(history.trial, Fate.MISSING, (), 0)
    finished = [attempt for attempt in held if _finished_fate(attempt) is not None]
    if finished:
        end = min(finished, key=lambda a: (FINISHED.index(_fate(a)), age(a.attempt)))
        fate = _fate(end)
    else:
        end = max(held, key=lambda a: (a.record is not None, age(a.attempt)))
        fate = Fate.INTERRUPTED
    return Lineage(history.trial, fate, _stretches(end, held), len(held))


def age(attempt: str) -> tuple[int, str]:
    """Return a key that sorts attempt ids by ordinal, then by their random part.

    >>> sorted(["10000-aa", "9999-bb"], key=age)
    ['9999-bb', '10000-aa']
    """
    ordinal = attempt.split("-", 1)[0]
    return (int(ordinal) if ordinal.isdecimal() else -1, attempt)


def _stretches(end: AttemptHistory, held: Sequence[AttemptHistory]) -> tuple[Stretch, ...]:
    by_id = {attempt.attempt: attempt for attempt in held}
    found: list[Stretch] = []
    attempt: AttemptHistory | None = end
    until = ENDLESS
    while attempt is not None:
        # Removed once visited, so that parents in a circle end the walk.
        by_id.pop(attempt.attempt, None)
        parent = attempt.record.parent if attempt.record is not None else None
        after = min(parent.step, until) if parent is not None else BEFORE_ALL
        found.append(Stretch(attempt, after, until))
        attempt = by_id.get(parent.attempt) if parent is not None else None
        until = after
    return tuple(reversed(found))


def _left_anything(attempt: AttemptHistory) -> bool:
    records = (attempt.record, attempt.outcome, attempt.interruption)
    return any(records) or bool(attempt.lines) or bool(attempt.commits)


def _fate(attempt: AttemptHistory) -> Fate:
    fate = _finished_fate(attempt)
    if fate is None:
        raise ValueError(f"attempt {attempt.attempt} has not finished")
    return fate


def _finished_fate(attempt: AttemptHistory) -> Fate | None:
    """Return how the attempt finished; a foreign outcome.json with another fate finishes none."""
    if attempt.outcome is None or attempt.outcome.fate not in FINISHED:
        return None
    return attempt.outcome.fate
