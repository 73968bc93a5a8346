"""Table: the plan as a header and rows of text, a column for every hyperparameter."""

from collections.abc import Sequence

from tuneround.records.plan import PlannedTrial
from tuneround.spec.model import Scalar

PLACES = ("trial", "setting", "point", "repeat")


def columns(trials: Sequence[PlannedTrial]) -> tuple[list[str], list[list[str]]]:
    """Return the header and one row of strings a trial; inactive hyperparameters are blank.

    The strings are the user's own: who prints them makes them safe for the terminal.

    >>> columns([])
    (['trial', 'setting', 'point', 'repeat'], [])
    """
    names = _names(trials)
    rows = [
        [
            *map(str, (trial.index, trial.setting, trial.point, trial.repeat)),
            *(_cell(trial.hyperparameters.get(name)) for name in names),
        ]
        for trial in trials
    ]
    return [*PLACES, *names], rows


def _names(trials: Sequence[PlannedTrial]) -> list[str]:
    """Return every name once, a conditional one right after the name it follows in its trial."""
    names: list[str] = []
    for present in dict.fromkeys(tuple(trial.hyperparameters) for trial in trials):
        place = 0
        for name in present:
            if name not in names:
                names.insert(place, name)
            place = names.index(name) + 1
    return names


def _cell(value: Scalar | None) -> str:
    """Return a value as YAML spells it, floats with four digits.

    >>> _cell(0.000123456), _cell(True), _cell(64), _cell(None)
    ('0.0001235', 'true', '64', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)
