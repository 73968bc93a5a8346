"""Rules that span the sections of a round, each with the sections it needs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuneround.spec.problems import Problem
from tuneround.spec.rules.command import command_problems
from tuneround.spec.rules.listed import listed_problems
from tuneround.spec.rules.search import design_problems, grid_problems, share_problems


@dataclass(frozen=True)
class Rule:
    """One rule between sections.

    Attributes:
        sections: fields of RoundSpec that it needs, so that a mistake elsewhere hides no rule.
        sentence: what must hold, for the reference.
        problems: takes the sections, yields what is wrong.

    """

    sections: tuple[str, ...]
    sentence: str
    problems: Callable[..., Iterator[Problem]]


RULES = (
    Rule(
        ("hyperparameters", "search"),
        "A crossed design compares a list of scientific settings: none of them is a range.",
        design_problems,
    ),
    Rule(("hyperparameters", "search"), "A grid has `values` in every dimension.", grid_problems),
    Rule(
        ("hyperparameters", "search", "budget"),
        "Every scientific setting of a crossed design gets at least one trial a repeat.",
        share_problems,
    ),
    Rule(
        ("hyperparameters", "search", "budget"),
        "Listed points are enough for the trials, and each gives a value in its space to every "
        "active scientific and nuisance hyperparameter.",
        listed_problems,
    ),
    Rule(
        ("hyperparameters", "trainer"),
        "A name in braces in the command is a hyperparameter that has a value in every trial.",
        command_problems,
    ),
)


def round_problems(sections: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong between `sections`: valid models by field name, maybe not all."""
    return [
        problem
        for rule in RULES
        if all(name in sections for name in rule.sections)
        for problem in rule.problems(*(sections[name] for name in rule.sections))
    ]
