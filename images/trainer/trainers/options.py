"""Options: a program's hyperparameters as the fields of a frozen dataclass, checked in one place.

    @dataclass(frozen=True)
    class Options:
        dropout: float = option(0.1, "share of units dropped", role="nuisance", low=0, high=0.9)

The default's type is the hyperparameter's type; bounds are inclusive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from math import inf, isfinite
from typing import Any, TypeVar

from tuneround.errors import InputError

ROLES = {
    "scientific": "scientific: what a round usually asks about",
    "nuisance": "nuisance: tuned anew for each scientific value",
    "fixed": "fixed: usually left alone, a caveat of the conclusion",
}

Options = TypeVar("Options")


class HyperparameterError(InputError):
    """The plan or the command line asks for something that the program does not have."""


@dataclass(frozen=True)
class Rule:
    """What a hyperparameter is, and which values it takes."""

    help: str
    role: str
    choices: tuple[str, ...]
    low: float
    high: float

    def __str__(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.high == inf:
            return f"at least {self.low:g}"
        return f"from {self.low:g} to {self.high:g}"


def option(
    default: Any,
    help: str,
    *,
    role: str,
    choices: tuple[str, ...] = (),
    low: float = -inf,
    high: float = inf,
) -> Any:
    """Return a dataclass field that is a hyperparameter."""
    return field(default=default, metadata={"rule": Rule(help, role, choices, low, high)})


def rule_of(hyperparameter: Field[Any]) -> Rule:
    """Return the rule of a field that `option` made."""
    rule: Rule = hyperparameter.metadata["rule"]
    return rule


def read_options(kind: type[Options], values: Mapping[str, Any]) -> Options:
    """Return `values` as an instance of `kind`; what is not among them keeps its default.

    Raises:
        HyperparameterError: with every problem at once.

    """
    problems = list(_problems(kind, values))
    if problems:
        raise HyperparameterError("\n".join(problems))
    return kind(**values)


def _problems(kind: type, values: Mapping[str, Any]) -> Iterator[str]:
    known = {f.name: f for f in fields(kind)}
    for name, value in values.items():
        if name not in known:
            yield (
                f"This program knows the hyperparameters {', '.join(sorted(known))}; "
                f"got `{name}`. Rename it in the round, or add it to the program"
            )
        elif not _admits(known[name], value):
            yield (
                f"`{name}` is {type(known[name].default).__name__}, {rule_of(known[name])}; "
                f"got {value!r}. Correct it in the round"
            )


def _admits(hyperparameter: Field[Any], value: Any) -> bool:
    rule = rule_of(hyperparameter)
    if isinstance(hyperparameter.default, str):
        return value in rule.choices
    kinds = (int, float) if isinstance(hyperparameter.default, float) else (int,)
    if isinstance(value, bool) or not isinstance(value, kinds):
        return False
    return isfinite(value) and rule.low <= value <= rule.high
