"""Plain values: what a YAML scalar means here, and the spellings that mean something unexpected."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tuneround.spec.scalar import LARGEST_INTEGER, number_spelling
from tuneround.spec.showing import shortened, shown

Refusal = tuple[str, str, str]
"""Rule, got and next step."""

STANDARD = "tag:yaml.org,2002:"
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
LONGEST_NUMBER = 400


@dataclass(frozen=True)
class Spelling:
    """A scalar as it stands in the file.

    Attributes:
        text: without quotes and escapes.
        tag: as YAML resolved it.
        plain: whether it stands without quotes.

    """

    text: str
    tag: str
    plain: bool


def plain_value(spelling: Spelling) -> tuple[object, Refusal | None]:
    """Return what `spelling` means, and why it is refused, if it is.

    >>> plain_value(Spelling("0.5", STANDARD + "float", True))
    (0.5, None)
    """
    read = _READERS.get(spelling.tag.removeprefix(STANDARD))
    if read is None:
        return spelling.text, (
            "A spec has plain values without tags",
            f"`{shortened(spelling.tag, 60)}`",
            "Remove the tag, or put the value in quotes",
        )
    return read(spelling)


def _null(spelling: Spelling) -> tuple[object, Refusal | None]:
    return None, None


def _text(spelling: Spelling) -> tuple[object, Refusal | None]:
    text = spelling.text
    if FORBIDDEN.search(text):
        return text, ("A text has no control characters", shown(text), "Remove them")
    if spelling.plain and _looks_like_number(text):
        return text, (
            "A number is written as YAML reads numbers",
            shown(text),
            f"Write {_number_spellings(text)}, or quote it if a text is meant",
        )
    return text, None


def _number_spellings(text: str) -> str:
    number = number_spelling(text)
    if number is None:
        return "a finite number"
    whole = "e" in number and float(number).is_integer() and abs(float(number)) <= LARGEST_INTEGER
    return f"{int(float(number))} for a whole number, {number} for a float" if whole else number


def _looks_like_number(text: str) -> bool:
    """Whether `text` is a number to a person and a text to YAML 1.1, as are 1e-5, 0o17 and nan."""
    if len(text) > LONGEST_NUMBER:
        return False
    if number_spelling(text) is not None:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def _truth(spelling: Spelling) -> tuple[object, Refusal | None]:
    value = spelling.text.lower() in ("true", "yes", "on")
    if spelling.text.lower() in ("true", "false"):
        return value, None
    return spelling.text, (
        "A truth value is written true or false",
        f"`{shortened(spelling.text, 60)}`, which YAML takes for one",
        f"Write {str(value).lower()}, or quote it if a text is meant",
    )


def _whole_number(spelling: Spelling) -> tuple[object, Refusal | None]:
    text = spelling.text
    if DECIMAL.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return int(text.replace("_", "")), None
    return text, (
        "A whole number is written in decimal digits, without leading zeros",
        shown(text),
        "Write it so, or quote it if a text is meant",
    )


def _number(spelling: Spelling) -> tuple[object, Refusal | None]:
    text = spelling.text.replace("_", "").lower()
    try:
        return float(re.sub(r"\.(inf|nan)$", r"\1", text)), None
    except ValueError:
        return spelling.text, (
            "A number is written in decimal digits",
            shown(spelling.text),
            "Write it so, or quote it if a text is meant",
        )


def _date(spelling: Spelling) -> tuple[object, Refusal | None]:
    return spelling.text, (
        "A spec has no dates",
        f"`{shortened(spelling.text, 60)}`, which YAML takes for one",
        "Put it in quotes",
    )


_READERS: dict[str, Callable[[Spelling], tuple[object, Refusal | None]]] = {
    "null": _null,
    "str": _text,
    "merge": _text,
    "value": _text,
    "bool": _truth,
    "int": _whole_number,
    "float": _number,
    "timestamp": _date,
}
