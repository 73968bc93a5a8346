"""Answer: the newest result of a round, from its Workflows, or when they are gone the status."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.cluster.summary import summary_of
from tuneround.records.attempt import Fate
from tuneround.records.summary import RoundSummary

from tuneround_operator.legs import Legs
from tuneround_operator.status import RoundStatus, TrialCounts

OPEN = (Fate.INTERRUPTED, Fate.MISSING)


@dataclass(frozen=True)
class Answer:
    """One result.

    Attributes:
        number: which aggregation made it.
        counts: of all trials that were planned then.
        workflow: name of the Workflow that tells it; empty: only the status does.
        summary: what the Workflow tells; None: only the status is left.

    """

    number: int
    counts: TrialCounts
    workflow: str = ""
    summary: RoundSummary | None = None

    @property
    def open(self) -> int:
        """How many trials had no outcome."""
        return self.counts.interrupted + self.counts.missing

    def open_trials(self, trials: int) -> Sequence[int]:
        """Return the trials without an outcome of a round that has `trials` by now.

        Where they are not all known, those that may have none are among them: a trial with an
        outcome ends at once.
        """
        new = range(self.counts.planned, trials)
        if not self.open:
            return new
        known = sorted(self.summary.unfinished) if self.summary else []
        beyond = new if len(known) >= self.open else range(known[-1] + 1 if known else 0, trials)
        return [*(trial for trial in known if trial < trials), *beyond]


def answer_of(legs: Legs, status: RoundStatus) -> Answer | None:
    """Return the newest result; None: there is none yet."""
    remembered = None if status.judged is None else Answer(status.result, status.judged)
    for leg in reversed(legs.leading):
        summary = summary_of(leg) if leg.ended else None
        if summary is not None:
            told = Answer(summary.number, _counts(summary), leg.name, summary)
            is_newer = remembered is not None and remembered.number > told.number
            return remembered if is_newer and leg is not legs.newest else told
    return remembered


def _counts(summary: RoundSummary) -> TrialCounts:
    fates = {fate: summary.counts.get(fate, 0) for fate in Fate}
    return TrialCounts(
        planned=summary.counts.get("planned", sum(fates.values())),
        done=sum(fates.values()) - fates[Fate.MISSING],
        retried=summary.retried,
        **{str(fate): count for fate, count in fates.items()},
    )
