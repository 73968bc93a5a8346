"""Command: the placeholders in a training program's arguments."""

import re
from collections.abc import Iterator

from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.problems import Problem, YamlPath
from tuneround.spec.rules.names import typed
from tuneround.spec.suggestion import closest
from tuneround.spec.trainer import Trainer

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def command_problems(space: Hyperparameters, trainer: Trainer) -> Iterator[Problem]:
    """Yield the names in braces that have no value in some trial."""
    for index, argument in enumerate(trainer.command):
        for name in dict.fromkeys(filter(None, PLACEHOLDER.findall(argument))):
            path: YamlPath = ("trainer", "command", index)
            if name not in space.names:
                near = closest(name, space.names)
                yield Problem(
                    path,
                    "A name in braces in the command is a hyperparameter's",
                    f"`{{{name}}}`, which is none",
                    f"Write `{{{near}}}`" if near else "Declare it, or write {{ and }} for braces",
                )
            elif not _always_set(space, name):
                yield Problem(
                    path,
                    "A hyperparameter in the command has a value in every trial",
                    f"`{{{name}}}`, which is conditional",
                    "Let the program read it from $TUNEROUND_TRIAL, or drop its `when`",
                )


def _always_set(space: Hyperparameters, name: str) -> bool:
    """Whether `name` is unconditional, or stands under every value of one unconditional parent."""
    everything = (*space.searched, *space.fixed)
    found = [h for h in everything if h.name == name]
    if any(not h.when for h in found):
        return True
    parents = {parent for h in found for parent in h.when}
    if len(parents) != 1:
        return False
    (parent,) = parents
    covered = set().union(*(typed(h.when[parent]) for h in found))
    choices = [h for h in everything if h.name == parent]
    return all(not h.when and typed(h.choices) <= covered for h in choices)
