"""Postmortem: an attempt whose supervisor was killed together with its program.

Kubernetes ends a whole container when one of its processes asks for more memory than there is
(cgroup v2), so nobody in it can say so. What starts the next pod knows: Argo's message of the pod
before begins "main: OOMKilled (exit code 137)". What follows it is that pod's own (last_words.py).
"""

import re

from tuneround.records.attempt import Attempt
from tuneround.trial.survey import Survey
from tuneround.trial.verdict import Verdict

KILLED_FOR_MEMORY = re.compile(r"([a-z0-9-]+: )?OOMKilled \(exit code 137\)")
"""Any other code is a supervisor's that was left alive, and has said itself what happened."""


class Postmortem:
    """What is known of the end of the pod before this one; it tells of one attempt only.

    In a pod with several trials, that is the newest attempt of the first one without an end: those
    before it have ended, and a pod takes its trials in order.
    """

    def __init__(self, last_end: str = "") -> None:
        self._untold = KILLED_FOR_MEMORY.match(last_end) is not None

    def record(self, survey: Survey) -> bool:
        """Write how the trial's newest attempt ended, if it is the one; return whether it is."""
        newest = list(survey.names)[-1:]
        if not self._untold or not newest or survey.has_ended(newest[0]):
            return False
        (attempt,) = newest
        self._untold = False
        start = survey.read(survey.keys.attempt(attempt).start, Attempt)
        parent = start.parent if start is not None else None
        verdict = Verdict(
            survey.bucket,
            survey.keys.attempt(attempt),
            survey.keys.index,
            resumed=parent.step if parent else 0,
            earlier=survey.interruptions,
        )
        verdict.kill_for_memory(survey.last_committed)
        return True
