"""Joining: what was measured and what was chosen, put together trial by trial."""

from collections.abc import Mapping

from tuneround.importing.cells import text
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.importing.foreign import Foreign, ForeignTrial, natural
from tuneround.importing.naming import Naming
from tuneround.importing.rows import Gathered, Key
from tuneround.importing.statuses import fate_of_status
from tuneround.importing.trial_table import TrialTable
from tuneround.records.attempt import Fate


def joined(
    source: str,
    gathered: Gathered,
    described: TrialTable,
    naming: Naming,
    status: str | None,
) -> Foreign:
    """Return the trials of a source.

    Args:
        source: what the user calls it.
        gathered: what was measured.
        described: what was chosen.
        naming: what hyperparameters are called.
        status: the column that says what became of trials.

    Raises:
        ImportRefusedError: with everything that is wrong, that of `gathered` included.

    """
    statuses = {**described.statuses, **gathered.statuses}
    flaws = [*gathered.flaws, *_undescribed(gathered, described, source)]
    if status is not None and not statuses:
        rule, step = "--status names a column of a table", "Correct the name"
        flaws.append(Flaw(source, rule, f"no value in `{status}`", step))
    fates: dict[Key, Fate] = {}
    for key, told in statuses.items():
        place = gathered.places.get(key) or described.places.get(key, source)
        fates[key], wrong = fate_of_status(told, place)
        flaws += wrong
    raise_flaws(flaws)
    keys = sorted(_keys(gathered, described), key=lambda key: (natural(key[0]), natural(key[1])))
    trials = tuple(_trial(key, gathered, described, fates, naming) for key in keys)
    return Foreign(trials, source, notes=_notes(gathered))


def _undescribed(gathered: Gathered, described: TrialTable, source: str) -> list[Flaw]:
    """Return a flaw for each trial without hyperparameters."""
    where = "" if described.source == source else f" in {described.source}"
    return [
        Flaw(
            gathered.places[key],
            "A trial has hyperparameters",
            f"none of trial `{key[0]}`{where}",
            "Add them, or name where they stand: --hyperparameters FILE or COLUMN,…",
        )
        for key in gathered.curves
        if key not in gathered.unread and not described.hyperparameters.get(described.key(key))
    ]


def _keys(gathered: Gathered, described: TrialTable) -> dict[Key, None]:
    """Return every trial once; one that is only described has measured nothing."""
    seen = {described.key(key) for key in gathered.curves}
    unseen = (key for key in described.hyperparameters if key not in seen)
    return dict.fromkeys([*gathered.curves, *unseen])


def _trial(
    key: Key,
    gathered: Gathered,
    described: TrialTable,
    fates: Mapping[Key, Fate],
    naming: Naming,
) -> ForeignTrial:
    curve = gathered.curves.get(key)
    cells = described.hyperparameters[described.key(key)]
    named = {naming.hyperparameter(name): cell for name, cell in cells.items()}
    evaluations = curve.evaluations() if curve is not None else ()
    told = fates.get(key, fates.get(described.key(key)))
    return ForeignTrial(
        name=key[0],
        repeat=key[1],
        place=gathered.places.get(key) or described.places.get(key, described.source),
        hyperparameters={name: cell for name, cell in named.items() if name is not None},
        evaluations=evaluations,
        fate=told or (Fate.COMPLETED if evaluations else Fate.MISSING),
        reason=f"its source says {told}" if told not in (None, Fate.COMPLETED) else "",
    )


def _notes(gathered: Gathered) -> tuple[str, ...]:
    if not gathered.texts:
        return ()
    names = ", ".join(text(name) for name in sorted(gathered.texts))
    return (f"Columns without a number were left out: {names}.",)
