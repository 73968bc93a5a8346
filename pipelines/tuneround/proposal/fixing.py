"""Fixing: hyperparameters that a person holds at one value in the next round.

No question fixes a nuisance by itself, because that a round shows no effect does not mean that
there is none (docs/analysis.md, "What was tried"). Who knows better says so, and it outranks what
findings want of that hyperparameter.
"""

from collections.abc import Iterator, Mapping, Sequence

from tuneround.errors import InputError
from tuneround.records.change import FixValue, MoveBounds
from tuneround.records.finding import Finding, Level
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec

SECTION = "Identifying scientific, nuisance, and fixed hyperparameters"


class FixingError(InputError):
    """A value that cannot be held."""


def fixed_by_hand(
    findings: Sequence[Finding],
    wishes: Sequence[str],
    spec: RoundSpec,
    best: Mapping[str, Scalar] | None,
) -> list[Finding]:
    """Return `findings` with what is wished, and without what contradicts it.

    Args:
        findings: of the round.
        wishes: `name` for the value of the best trial, or `name=value`.
        spec: the round's.
        best: hyperparameters of the best trial; None without one.

    Raises:
        FixingError: with every wish that cannot be met.

    """
    wished: list[Finding] = []
    refused: list[str] = []
    for wish in wishes:
        try:
            wished += _wished(wish, spec, best)
        except FixingError as error:
            refused.append(str(error))
    if refused:
        raise FixingError("\n".join(refused))
    names = {finding.hyperparameter for finding in wished}
    return [*wished, *(_without(finding, names) for finding in findings)]


def _wished(wish: str, spec: RoundSpec, best: Mapping[str, Scalar] | None) -> Iterator[Finding]:
    name, _, text = wish.partition("=")
    definitions = [h for h in spec.hyperparameters.searched if h.name == name]
    if not definitions:
        searched = ", ".join(dict.fromkeys(h.name for h in spec.hyperparameters.searched))
        raise FixingError(
            f"--fix names a hyperparameter that the round searches; got {name}. "
            f"Name one of: {searched or 'it searches none'}."
        )
    if text:
        values = [(h, value) for h in definitions if (value := _read(h, text)) is not None]
        got, step = wish, "Write a value within its bounds, or one that is listed."
    else:
        values = [(h, best[name]) for h in definitions if best is not None and _is_best(h, best)]
        got, step = f"{name}, which that trial does not have", f"Write one: --fix {name}=VALUE."
    if not values:
        rule = "admits" if text else "had in the best trial"
        raise FixingError(
            f"--fix holds {name} at a value that the search {rule}; got {got}. {step}"
        )
    how = "" if text else " at the best trial's value"
    for definition, value in values:
        yield Finding(
            question="by hand",
            level=Level.PROBLEM,
            hyperparameter=name,
            when=definition.when,
            sentence=f"Held by hand{how}: the answer holds for this value only.",
            section=SECTION,
            changes=(FixValue(name=name, when=definition.when, value=value),),
        )


def _is_best(definition: Hyperparameter, best: Mapping[str, Scalar]) -> bool:
    return definition.is_active(best) and definition.admits(best.get(definition.name))


def _read(definition: Hyperparameter, text: str) -> Scalar | None:
    """Return the value that a text means to a hyperparameter; None when it admits none such."""
    for choice in definition.choices:
        if str(choice).lower() == text.lower():
            return choice
    try:
        number = int(text) if definition.is_integer else float(text)
    except ValueError:
        return None
    return number if definition.admits(number) else None


def _without(finding: Finding, names: set[str]) -> Finding:
    kept = tuple(c for c in finding.changes if not _is_about(c, names))
    return finding.model_copy(update={"changes": kept})


def _is_about(change: object, names: set[str]) -> bool:
    return isinstance(change, MoveBounds | FixValue) and change.name in names
