"""Findings: what the page says of each of the playbook's questions.

A question with anything to tell has a part of its own, with its figures, worst first. What was
looked for and not found, and what could not be looked for, stands in lists; the figures of a
question that is only there open at a click.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuneround.records.finding import Finding, Level
from tuneround.report.titles import WORDS, count_text, title_of

TOLD = (Level.PROBLEM, Level.CAUTION, Level.NOTE)
MOST_SHOWN = 12
"""Findings of one question that are shown; the others are counted, and stand in result.json."""


@dataclass(frozen=True)
class Statement:
    """One finding on the page."""

    level: Level
    sentence: str
    remedy: str

    @property
    def word(self) -> str:
        """The level in words."""
        return WORDS[self.level]


@dataclass(frozen=True)
class Asked:
    """One question and what is said of it in one place of the page.

    Attributes:
        question: its name; what ids begin with.
        title: its heading.
        statements: worst first.
        left_out: how many more there are.
        sections: of the playbook.

    """

    question: str
    title: str
    statements: tuple[Statement, ...]
    left_out: int
    sections: tuple[str, ...]

    @property
    def level(self) -> Level:
        """The worst of its statements."""
        return self.statements[0].level


@dataclass(frozen=True)
class Findings:
    """All findings, as the page shows them.

    Attributes:
        told: questions with a problem, a caution or a note, worst first.
        fine: those that were looked into and of which nothing of the kind was found.
        unknown: those that could not be looked into.
        counts: (level, "2 problems") for each level that is told and was found.

    """

    told: tuple[Asked, ...]
    fine: tuple[Asked, ...]
    unknown: tuple[Asked, ...]
    counts: tuple[tuple[Level, str], ...]


def findings_of(findings: Sequence[Finding]) -> Findings:
    """Return the findings by question and place."""
    told = _asked([finding for finding in findings if finding.level in TOLD])
    counted = Counter(finding.level for finding in findings)
    return Findings(
        told=tuple(sorted(told, key=lambda asked: asked.level.rank)),
        fine=_asked([finding for finding in findings if finding.level is Level.FINE]),
        unknown=_asked([finding for finding in findings if finding.level is Level.UNKNOWN]),
        counts=tuple(
            (level, count_text(level, counted[level])) for level in TOLD if counted[level]
        ),
    )


def _asked(findings: Sequence[Finding]) -> tuple[Asked, ...]:
    by_question: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: finding.level.rank):
        by_question.setdefault(finding.question, []).append(finding)
    return tuple(
        Asked(
            question=question,
            title=title_of(question),
            statements=tuple(
                Statement(finding.level, finding.sentence, finding.remedy)
                for finding in mine[:MOST_SHOWN]
            ),
            left_out=max(0, len(mine) - MOST_SHOWN),
            sections=tuple(dict.fromkeys(finding.section for finding in mine)),
        )
        for question, mine in by_question.items()
    )


def places_of(found: Findings) -> Mapping[str, str]:
    """Return question -> the one place of the page where its figures stand: told, fine, unknown."""
    places: dict[str, str] = {}
    for place in ("unknown", "fine", "told"):
        places |= {asked.question: place for asked in getattr(found, place)}
    return places
