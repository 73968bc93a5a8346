"""Answer: a round's result as text for a person, and as one JSON document for a program."""

from collections.abc import Mapping, Sequence
from json import dumps
from pathlib import Path

from tuneround.cli.table import number
from tuneround.records.result import Choice, ChosenCheckpoint, Result
from tuneround.records.reveal import Reveal
from tuneround.spec.model import Scalar
from tuneround.text import one_line, visible


def answer_text(result: Result, files: Sequence[Path], reveal: Reveal | None) -> str:
    """Return the verdict, the chosen evaluation, its test metrics if revealed, and how to load it.

    Args:
        result: the result that stands.
        files: the weights on this machine, verified; empty when they were not asked for.
        reveal: the recorded look at the test metrics, if there was one.

    """
    blocks = [[result.verdict, *result.notes]]
    if result.best is not None:
        blocks.append(_choice_lines(result.best))
    if reveal is not None:
        blocks.append(_reveal_lines(reveal))
    if result.checkpoint is not None:
        blocks.append(_checkpoint_lines(result.checkpoint, files))
    return visible("\n\n".join("\n".join(lines) for lines in blocks))


def answer_document(result: Result, files: Sequence[Path], reveal: Reveal | None) -> str:
    """Return the result as JSON, with `downloaded` (paths) and `test` (the reveal, or null)."""
    content = {
        **result.model_dump(mode="json"),
        "downloaded": [str(path) for path in files],
        "test": None if reveal is None else reveal.model_dump(mode="json"),
    }
    return dumps(content, indent=1)


def _choice_lines(choice: Choice) -> list[str]:
    title = f"Trial {choice.trial}, attempt {choice.attempt}, step {choice.step}:"
    return [title, *_aligned({**choice.hyperparameters, **choice.metrics})]


def _reveal_lines(reveal: Reveal) -> list[str]:
    shown = _aligned({**reveal.metrics, **dict.fromkeys(reveal.nonfinite, "not finite")})
    place = f"trial {reveal.trial}, step {reveal.step}"
    title = f"Test metrics of {place} (look {reveal.number} at this round, on record):"
    return [title, *(shown or ["  the training program recorded none"])]


def _checkpoint_lines(checkpoint: ChosenCheckpoint, files: Sequence[Path]) -> list[str]:
    paths = [str(path) for path in files] or [f"DIR/{name}" for name in checkpoint.files]
    fetched = (
        "Fetched and verified; to load it:"
        if files
        else "To load it, after `tuneround best FILE --download DIR`:"
    )
    return [
        f"Checkpoint of step {checkpoint.step}: {checkpoint.key}",
        fetched,
        "  from safetensors.torch import load_file",
        *(f"  {Path(path).stem}.load_state_dict(load_file({path!r}))" for path in paths),
    ]


def _aligned(values: Mapping[str, Scalar]) -> list[str]:
    names = [one_line(name) for name in values]
    width = max(map(len, names), default=0)
    shown = [one_line(number(value)) for value in values.values()]
    return [f"  {name:{width}}  {value}" for name, value in zip(names, shown, strict=True)]
