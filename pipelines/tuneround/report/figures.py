"""Figures: which figures show the answer to which question.

Each question has its own file of this room, named as the question: what it shows, then how it is
drawn.
"""

from collections.abc import Callable, Mapping

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.adoption import draw_adoption
from tuneround.report.figure import Figure

Draw = Callable[[JudgedRound, Answer], tuple[Figure, ...]]

FIGURES: Mapping[str, Draw] = {
    "adoption": draw_adoption,
}


def figures_of(
    judged: JudgedRound, answered: Mapping[str, Answer]
) -> dict[str, tuple[Figure, ...]]:
    """Return the figures of every question that was asked, by its name; none for some."""
    return {
        name: FIGURES[name](judged, answer) if name in FIGURES else ()
        for name, answer in answered.items()
    }
