"""Statuses: the words of other tools for what became of a trial."""

from tuneround.importing.cells import text
from tuneround.importing.flaws import Flaw
from tuneround.records.attempt import Fate

WORDS = {
    Fate.COMPLETED: ("completed", "complete", "finished", "succeeded", "success", "done", "ok"),
    Fate.INFEASIBLE: ("infeasible", "diverged"),
    Fate.FAILED: ("failed", "fail", "failure", "error", "crashed"),
    Fate.INTERRUPTED: ("interrupted", "killed", "stopped", "preempted", "running"),
}
FATES = {word: fate for fate, words in WORDS.items() for word in words}


def fate_of_status(status: object, place: str) -> tuple[Fate, list[Flaw]]:
    """Return the fate that a status means, and what is wrong with it."""
    fate = FATES.get(text(status).strip().lower())
    if fate is not None:
        return fate, []
    rule = f"A status is one of {', '.join(FATES)}"
    return Fate.COMPLETED, [Flaw(place, rule, f"`{text(status)}`", "Correct it")]
