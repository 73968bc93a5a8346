"""Questions: everything the playbook asks of a finished round, in the order of the report.

Each question is a pure function in a file of its own: the judged round in, findings and the tables
of their figures out.
"""

from collections.abc import Callable, Mapping

from tuneround.analysis.adopting.adoption import adoption
from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.best_of_k import best_of_k
from tuneround.analysis.comparing.isolation import isolation
from tuneround.analysis.comparing.noise import noise
from tuneround.analysis.comparing.selection import selection
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.boundary import boundary
from tuneround.analysis.space.density import density
from tuneround.analysis.space.importance import importance
from tuneround.analysis.space.infeasible import infeasible
from tuneround.analysis.training.gradients import gradients
from tuneround.analysis.training.improving import improving
from tuneround.analysis.training.overfitting import overfitting
from tuneround.analysis.training.rising import rising
from tuneround.analysis.training.saturated import saturated
from tuneround.analysis.training.steps import steps
from tuneround.analysis.training.throughput import throughput
from tuneround.analysis.training.variance import variance
from tuneround.records.finding import Finding

Question = Callable[[JudgedRound], Answer]

QUESTIONS: Mapping[str, Question] = {
    "infeasible": infeasible,
    "boundary": boundary,
    "density": density,
    "isolation": isolation,
    "best_of_k": best_of_k,
    "selection": selection,
    "noise": noise,
    "adoption": adoption,
    "overfitting": overfitting,
    "improving": improving,
    "saturated": saturated,
    "variance": variance,
    "rising": rising,
    "steps": steps,
    "gradients": gradients,
    "throughput": throughput,
    "importance": importance,
}


def answers(judged: JudgedRound) -> dict[str, Answer]:
    """Return the answer to every question, by its name."""
    return {name: question(judged) for name, question in QUESTIONS.items()}


def worst_first(answered: Mapping[str, Answer]) -> tuple[Finding, ...]:
    """Return all findings, worst first; those of one level in the order of the questions."""
    findings = [finding for answer in answered.values() for finding in answer.findings]
    return tuple(sorted(findings, key=lambda finding: finding.level.rank))
