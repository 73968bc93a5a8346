"""Assignments: the hyperparameters of all trials, under legal names, each name of one type."""

import re
from collections.abc import Mapping, Sequence

from tuneround.importing.cells import scalars
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.importing.foreign import ForeignTrial
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


def assignments(trials: Sequence[ForeignTrial]) -> list[Assignment]:
    """Return the values of each trial, in the order of `trials`; inactive ones are left out.

    Raises:
        ImportRefusedError: for a name that a spec cannot have.

    """
    names = list(dict.fromkeys(name for trial in trials for name in trial.hyperparameters))
    found: list[Assignment] = [{} for _ in trials]
    for foreign, name in legal_names(names).items():
        column = scalars([trial.hyperparameters.get(foreign) for trial in trials])
        for assignment, value in zip(found, column, strict=True):
            if value is not None:
                assignment[name] = value
    return found
