"""TensorboardEvents: the scalars and hyperparameters in the event files of one folder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuneround.importing.flaws import refuse

if TYPE_CHECKING:
    from tensorboard.compat.proto.summary_pb2 import Summary

EVENT_FILES = "*tfevents*"
HPARAMS = "hparams"


@dataclass
class Events:
    """What the event files of one folder hold.

    Attributes:
        scalars: by step and tag; of two values that stand there, the one that was written later,
            as a training that is taken up again writes its last steps anew.
        hyperparameters: what the hparams plugin was told.
        has_failed: whether the plugin was told of a failure.

    """

    scalars: dict[tuple[int, str], float] = field(default_factory=dict)
    hyperparameters: dict[str, object] = field(default_factory=dict)
    has_failed: bool = False


def read_events(files: Sequence[Path]) -> Events:
    """Return what the event files of one folder hold.

    Raises:
        ImportRefusedError: tensorboard is not installed.

    """
    found = Events()
    plugins: dict[str, str] = {}
    # Their names begin with the time at which they were begun.
    for file in sorted(files, key=lambda path: path.name):
        for step, value in _values(file):
            plugin = value.metadata.plugin_data.plugin_name
            if plugin == HPARAMS:
                _add_hyperparameters(value, found)
            # Only a tag's first value says to which plugin it belongs.
            elif plugins.setdefault(value.tag, plugin) in ("scalars", ""):
                number = _number(value)
                if number is not None:
                    found.scalars[step, value.tag] = number
    return found


def _values(file: Path) -> Iterator[tuple[int, "Summary.Value"]]:
    try:
        from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    except ModuleNotFoundError as error:
        rule, step = "Event files are read by tensorboard", "pip install 'tuneround[tensorboard]'"
        raise refuse(str(file), rule, "no such package", f"Install it: {step}") from error
    for event in EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            yield event.step, value


def _number(value: "Summary.Value") -> float | None:
    from tensorboard.util.tensor_util import make_ndarray

    if value.WhichOneof("value") != "tensor":
        return None
    array = make_ndarray(value.tensor)
    return float(array.item()) if array.size == 1 and array.dtype.kind in "fiu" else None


def _add_hyperparameters(value: "Summary.Value", found: Events) -> None:
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

    content = HParamsPluginData.FromString(value.metadata.plugin_data.content)
    if content.WhichOneof("data") == "session_start_info":
        found.hyperparameters.update(_cells(content.session_start_info.hparams))
    elif content.WhichOneof("data") == "session_end_info":
        found.has_failed = content.session_end_info.status == 2  # STATUS_FAILURE


def _cells(hparams: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield plain values; the plugin keeps every number as a float."""
    for name, value in hparams.items():
        kind = value.WhichOneof("kind")
        cell = getattr(value, kind) if kind else None
        yield name, int(cell) if isinstance(cell, float) and cell.is_integer() else cell
