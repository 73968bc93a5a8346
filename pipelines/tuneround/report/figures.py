"""Figures: which figures show the answer to which question.

Each question has its own file of this room, named as the question: what it shows, then how it is
drawn.
"""

from collections.abc import Callable, Mapping

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.adoption import draw_adoption
from tuneround.report.best_of_k import draw_best_of_k
from tuneround.report.boundary import draw_boundary
from tuneround.report.density import draw_density
from tuneround.report.figure import Figure
from tuneround.report.gradients import draw_gradients
from tuneround.report.importance import draw_importance
from tuneround.report.improving import draw_improving
from tuneround.report.infeasible import draw_infeasible
from tuneround.report.isolation import draw_isolation
from tuneround.report.noise import draw_noise
from tuneround.report.overfitting import draw_overfitting
from tuneround.report.rising import draw_rising
from tuneround.report.saturated import draw_saturated
from tuneround.report.steps import draw_steps
from tuneround.report.throughput import draw_throughput
from tuneround.report.variance import draw_variance

Draw = Callable[[JudgedRound, Answer], tuple[Figure, ...]]

FIGURES: Mapping[str, Draw] = {
    "isolation": draw_isolation,
    "best_of_k": draw_best_of_k,
    "noise": draw_noise,
    "infeasible": draw_infeasible,
    "boundary": draw_boundary,
    "density": draw_density,
    "overfitting": draw_overfitting,
    "improving": draw_improving,
    "saturated": draw_saturated,
    "variance": draw_variance,
    "rising": draw_rising,
    "steps": draw_steps,
    "gradients": draw_gradients,
    "throughput": draw_throughput,
    "importance": draw_importance,
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
