"""Flaws: everything that is wrong with what is imported, by file and row, told at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.errors import InputError
from tuneround.spec.showing import shortened

MOST_SHOWN = 50


@dataclass(frozen=True)
class Flaw:
    """One violated rule.

    Attributes:
        place: `file:line`, a file, or a trial; empty where everything is meant.
        rule: what must hold, a sentence without its full stop.
        got: what violates it.
        next_step: what to do, without a full stop.

    """

    place: str
    rule: str
    got: str
    next_step: str

    def __str__(self) -> str:
        """Return the flaw on one line, harmless to a terminal."""
        place = f"{shortened(without_password(self.place))}: " if self.place else ""
        rule, got = shortened(self.rule), shortened(without_password(self.got))
        return f"{place}{rule}; got {got}. {shortened(self.next_step)}."


class ImportRefusedError(InputError):
    """What is to be imported is wrong; nothing was written.

    Attributes:
        flaws: all of them.

    """

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        """Show the first of `flaws`, and their count."""
        self.flaws = tuple(dict.fromkeys(flaws))
        count = len(self.flaws)
        noun = "problem" if count == 1 else "problems"
        shown = f"; the first {MOST_SHOWN} are shown" if count > MOST_SHOWN else ""
        lines = [str(flaw) for flaw in self.flaws[:MOST_SHOWN]]
        super().__init__("\n".join([*lines, f"{count:,} {noun}{shown}; nothing was imported."]))


def without_password(text: str) -> str:
    """Return `text` without what stands before an `@` in a URL.

    >>> without_password("mysql://me:secret@db/studies")
    'mysql://…@db/studies'
    """
    return re.sub(r"://[^/@\s]*@", "://…@", text)


def refuse(place: str, rule: str, got: str, next_step: str) -> ImportRefusedError:
    """Return the error for a source that cannot be looked at any further."""
    return ImportRefusedError([Flaw(place, rule, got, next_step)])


def raise_flaws(flaws: Sequence[Flaw]) -> None:
    """Raise all `flaws` as one ImportRefusedError; return when there are none."""
    if flaws:
        raise ImportRefusedError(flaws)
