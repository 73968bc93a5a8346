"""SpecError: everything that is wrong with one spec, located in its file."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.errors import InputError
from tuneround.spec.problems import Problem
from tuneround.spec.showing import shortened, shown_path

MOST_SHOWN = 200


@dataclass(frozen=True)
class Located:
    """A problem with its place in the file.

    Attributes:
        problem: its path begins at the document's root.
        line: 1-based; None where the whole file is meant.

    """

    problem: Problem
    line: int | None = None

    def rendered(self, source: str) -> str:
        """Return `file:line: path: RULE; got X. NEXT STEP.`, harmless to a terminal.

        Without a source it begins with the path.
        """
        place = shortened(source) if self.line is None else f"{shortened(source)}:{self.line}"
        places = [place, shown_path(self.problem.path)]
        rule = shortened(self.problem.rule)
        got, step = shortened(self.problem.got), shortened(self.problem.next_step)
        return f"{': '.join([*filter(None, places), rule])}; got {got}. {step}."


class SpecError(InputError):
    """A spec that says nothing runnable; its text is ready for the terminal.

    Attributes:
        problems: all of them, in the order of the file.
        source: what the user calls the file; empty where a reader knows what is meant.

    """

    def __init__(self, problems: Sequence[Located], source: str) -> None:
        """Sort `problems` by line; problems of one line keep their order."""
        self.problems = tuple(sorted(problems, key=lambda located: located.line or 0))
        self.source = source
        lines = [located.rendered(source) for located in self.problems[:MOST_SHOWN]]
        super().__init__("\n".join([*lines, self._count()]))

    def _count(self) -> str:
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        place = f" in {shortened(self.source)}" if self.source else ""
        shown = f"; the first {MOST_SHOWN} are shown" if count > MOST_SHOWN else ""
        return f"{count:,} {noun}{place}{shown}."


def refuse(source: str, rule: str, got: str, next_step: str, line: int | None = None) -> SpecError:
    """Return the error for a file that cannot be looked at any further."""
    return SpecError([Located(Problem((), rule, got, next_step), line)], source)
