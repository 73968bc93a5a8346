"""Showing: values and paths of a spec in the words of an error message."""

from collections.abc import Mapping, Sequence
from re import fullmatch

from tuneround.spec.problems import YamlPath
from tuneround.text import visible

LONGEST_TEXT = 60
LONGEST_PART = 300


def shown(value: object) -> str:
    r"""Return what `value` is, in a few words.

    >>> shown("a\x1b"), shown(None), shown([1, 2]), shown({"a": 1})
    ("the text 'a\\x1b'", 'nothing', 'a list of 2', 'a mapping of a')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() if value.bit_length() > 200:
            return f"a number of {value.bit_length()} bits"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{shortened(value, LONGEST_TEXT)}'"
        case Mapping():
            names = ", ".join(map(str, value)) or "nothing"
            return f"a mapping of {shortened(names, LONGEST_TEXT)}"
        case Sequence():
            return f"a list of {len(value)}"
        case _:
            return f"a {type(value).__name__}"


def shortened(text: str, longest: int = LONGEST_PART) -> str:
    r"""Return `text` on one line, harmless to a terminal, without its middle if it is long.

    >>> shortened("a\nb"), shortened("abcdefgh" * 4, 12)
    ('a\\nb', 'abcd…h (32 characters)')
    """
    text_shown = text
    if len(text) > longest:
        text_shown = f"{text[: longest // 3]}…{text[-(longest // 12) :]} ({len(text)} characters)"
    return visible(text_shown).replace("\n", "\\n").replace("\t", "\\t")


def shown_path(path: YamlPath) -> str:
    """Return `path` as a reader of the file would write it.

    >>> shown_path(("spec", "hyperparameters", "nuisance", 0, "min"))
    'spec.hyperparameters.nuisance[0].min'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", part) and len(part) <= LONGEST_TEXT:
            text += f".{part}"
        else:
            text += f"['{shortened(part, LONGEST_TEXT)}']"
    return text.removeprefix(".")
