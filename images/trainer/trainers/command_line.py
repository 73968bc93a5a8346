"""The command line of a training program: every hyperparameter, its default and its usual role."""

import argparse
from collections.abc import Sequence
from dataclasses import Field, asdict, dataclass, fields
from typing import Any

from trainers.options import ROLES, HyperparameterError, read_options, rule_of


@dataclass(frozen=True)
class Arguments:
    """What the command line says; a round's plan and budget outrank it."""

    defaults: dict[str, Any]
    steps: int
    evaluate_every: int


def parse(
    kind: type,
    arguments: Sequence[str] | None,
    *,
    program: str,
    description: str,
    steps: int,
    evaluate_every: int,
) -> Arguments:
    """Return the command line's arguments; exit 2 with a message when they are wrong.

    Args:
        kind: the program's options, a dataclass.
        arguments: without the program's name; None for sys.argv's.
        program: how it is called, for example `python -m trainers.mnist`.
        description: its first line of help.
        steps: default number of training steps.
        evaluate_every: default number of steps between two evaluations.

    """
    parser = argparse.ArgumentParser(
        prog=program,
        description=description,
        epilog="Under tuneround, the round's hyperparameters and budget outrank these options.",
    )
    budget = parser.add_argument_group("budget")
    for name, default in {"steps": steps, "evaluate_every": evaluate_every}.items():
        budget.add_argument(
            _flag(name), type=_positive, default=default, metavar="N", help=f"default {default}"
        )
    for role, title in ROLES.items():
        group = parser.add_argument_group(title)
        for hyperparameter in fields(kind):
            if rule_of(hyperparameter).role == role:
                _add(group, hyperparameter)
    values = vars(parser.parse_args(arguments))
    budget_values = {name: values.pop(name) for name in ("steps", "evaluate_every")}
    try:
        return Arguments(defaults=asdict(read_options(kind, values)), **budget_values)
    except HyperparameterError as error:
        parser.error(str(error))


def _add(group: argparse._ArgumentGroup, hyperparameter: Field[Any]) -> None:
    rule = rule_of(hyperparameter)
    group.add_argument(
        _flag(hyperparameter.name),
        type=type(hyperparameter.default),
        choices=rule.choices or None,
        default=hyperparameter.default,
        metavar=None if rule.choices else type(hyperparameter.default).__name__.upper(),
        help=f"{rule.help}; default {hyperparameter.default}",
    )


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"at least 1; got {number}")
    return number
