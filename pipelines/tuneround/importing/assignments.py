"""Assignments: the hyperparameters of all trials, under legal names, each name of one type."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tuneround.importing.cells import scalars
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.importing.foreign import Bounds, ForeignTrial
from tuneround.spec.model import Scalar
from tuneround.spec.patterns import IDENTIFIER, proposal

Assignment = dict[str, Scalar]
"""The values of one trial's hyperparameters."""


def legal_names(names: Sequence[str]) -> Mapping[str, str]:
    """Return foreign name -> a name that a spec allows.

    >>> dict(legal_names(["lr", "optimizer.name"]))
    {'lr': 'lr', 'optimizer.name': 'optimizer_name'}

    Raises:
        ImportRefusedError: a name has no legal likeness, or two become the same.

    """
    found: dict[str, str] = {}
    flaws = []
    for name in names:
        legal = name if re.search(IDENTIFIER, name) else proposal(IDENTIFIER, name)
        rule = "A hyperparameter's name has letters, digits and underscores only, no digit first"
        step = f"Rename it: --map '{name}=NAME'; or leave it out: --leave-out '{name}'"
        if legal is None:
            flaws.append(Flaw("", rule, f"`{name}`", step))
        elif legal in found.values():
            flaws.append(Flaw("", "Hyperparameters differ in name", f"`{legal}` twice", step))
        else:
            found[name] = legal
    raise_flaws(flaws)
    return found


def assignments(
    trials: Sequence[ForeignTrial], declared: Mapping[str, Bounds]
) -> tuple[list[Assignment], dict[str, Bounds]]:
    """Return the values of each trial, inactive ones left out, and the declared bounds.

    Values that a source declares and those of its trials get one type together.

    Raises:
        ImportRefusedError: for a name that a spec cannot have.

    """
    names = list(dict.fromkeys(name for trial in trials for name in trial.hyperparameters))
    found: list[Assignment] = [{} for _ in trials]
    bounds: dict[str, Bounds] = {}
    for foreign, name in legal_names(names).items():
        cells = [trial.hyperparameters.get(foreign) for trial in trials]
        choices = declared[foreign].values if foreign in declared else ()
        column = scalars([*cells, *choices])
        for assignment, value in zip(found, column, strict=False):
            if value is not None:
                assignment[name] = value
        if foreign in declared:
            bounds[name] = replace(declared[foreign], values=tuple(column[len(cells) :]))
    return found, bounds
