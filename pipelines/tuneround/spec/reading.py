"""Reading: a tuning round from YAML, or everything that is wrong with it at once."""

from pathlib import Path

from pydantic import ValidationError

from tuneround.spec.document import Document, parse
from tuneround.spec.error import Located
from tuneround.spec.error import SpecError as SpecError
from tuneround.spec.file import check_text, read_text
from tuneround.spec.partial import partial_problems
from tuneround.spec.round import TuningRound
from tuneround.spec.translation import translated


def read_round(path: Path) -> TuningRound:
    """Return the round that the file at `path` describes.

    Raises:
        SpecError: with every problem, each with its line.

    """
    return read_round_text(read_text(path), str(path))


def read_round_text(text: str, source: str) -> TuningRound:
    """Return the round that the YAML `text` describes.

    Arguments:
        text: one YAML document.
        source: what the user calls it; errors begin with it.

    Raises:
        SpecError: with every problem, each with its line.

    """
    check_text(text, source)
    document = parse(text, source)
    try:
        found = TuningRound.model_validate(document.value, by_alias=True, by_name=False)
    except ValidationError as error:
        raise SpecError(_located(document, error), source) from error
    if document.problems:
        raise SpecError(document.problems, source)
    return found


def _located(document: Document, error: ValidationError) -> list[Located]:
    problems = [problem for details in error.errors() for problem in translated(details)]
    problems += partial_problems(document.value)
    causes = {(cause.problem.path, cause.line) for cause in document.problems}
    # What YAML made of an item is a cause; the list's mixed types are an effect.
    causes |= {(path[:-1], line) for path, line in causes if path and isinstance(path[-1], int)}
    located = dict.fromkeys(Located(p, document.line(p.path)) for p in problems)
    effects = [x for x in located if (x.problem.path, x.line) not in causes]
    return [*document.problems, *effects]
