"""TensorboardFolders: trials from folders of TensorBoard's event files.

A trial is a folder; what lies in folders below it belongs to it, under their names: Keras writes
`train/epoch_loss` and `validation/epoch_loss` so. A folder below that holds hyperparameters, as
PyTorch's `add_hparams` makes one, gives these only, where the trial has scalars besides.
"""

from collections.abc import Mapping
from pathlib import Path

from tuneround.importing.columns import Columns
from tuneround.importing.flaws import refuse
from tuneround.importing.foreign import Foreign
from tuneround.importing.given import Given, hyperparameters_of_fields, key_of_fields
from tuneround.importing.joining import joined
from tuneround.importing.naming import Naming
from tuneround.importing.pattern import PathPattern
from tuneround.importing.rows import Gathered, Key
from tuneround.importing.tensorboard_events import EVENT_FILES, Events, read_events
from tuneround.importing.trial_table import TrialTable, read_trial_table


def is_event_folder(source: str) -> bool:
    """Whether `source` is a folder, or a pattern that fits folders."""
    pattern = PathPattern(source)
    if pattern.fields:
        return any(path.is_dir() for path, _ in pattern.matches())
    return Path(source).is_dir()


def read_event_folders(source: str, columns: Columns, given: Given, naming: Naming) -> Foreign:
    """Return the trials of a folder of folders, or of those that fit a pattern.

    Raises:
        ImportRefusedError: tensorboard is not installed, or there are no event files.

    """
    pattern = PathPattern(source if PathPattern(source).fields else f"{source}/{{trial}}")
    gathered = Gathered()
    own: dict[Key, Mapping[str, object]] = {}
    for folder, fields in pattern.matches():
        if not any(folder.rglob(EVENT_FILES)):
            continue
        key, found = key_of_fields(fields), _trial_events(folder)
        _gather(found, folder, key, naming, gathered)
        record = given.record_of(folder / EVENT_FILES, fields)
        own[key] = {**hyperparameters_of_fields(fields), **found.hyperparameters, **record}
    if not own:
        rule, step = "A trial is a folder with event files", "Name the folder above them"
        raise refuse(source, rule, f"none that fits {pattern.text}", step)
    described = TrialTable(source, own, has_repeats="repeat" in pattern.fields)
    if given.table is not None:
        described = read_trial_table(given.table, columns, False, gathered.flaws)
    return joined(source, gathered, described, naming, columns.status)


def _trial_events(folder: Path) -> Events:
    """Return the events of a trial's folder and of those below it as one."""
    folders = sorted({file.parent for file in folder.rglob(EVENT_FILES)})
    found = {below: read_events(list(below.glob(EVENT_FILES))) for below in folders}
    whole = Events()
    has_scalars = any(e.scalars and not e.hyperparameters for e in found.values())
    for below, events in found.items():
        whole.hyperparameters.update(events.hyperparameters)
        whole.has_failed |= events.has_failed
        if below != folder and events.hyperparameters and has_scalars:
            continue
        is_alone = below == folder or not has_scalars
        before = "" if is_alone else f"{below.relative_to(folder).as_posix()}/"
        whole.scalars.update({(s, before + tag): v for (s, tag), v in events.scalars.items()})
    return whole


def _gather(events: Events, folder: Path, key: Key, naming: Naming, gathered: Gathered) -> None:
    curve = gathered.curve(key, str(folder))
    for (step, tag), value in events.scalars.items():
        metric = naming.metric(tag)
        if metric is not None:
            curve.add(step, metric, value)
    if events.has_failed:
        gathered.statuses[key] = "failed"
