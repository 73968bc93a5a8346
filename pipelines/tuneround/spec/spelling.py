"""Spelling: a plain value as YAML on one line, so that reading it gives the same value again."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from json import dumps

from tuneround.spec.file import UNPRINTABLE

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./]*(-[A-Za-z0-9_./]+)*")
NOT_TEXT = re.compile(r"(?i)true|false|yes|no|on|off|y|n|null|nan|inf|infinity|[0-9_.]*e[0-9_.]+")
"""Words that YAML, or a person, takes for something else than a text."""
BREAKS = re.compile("[\x85\u2028\u2029]")
"""Line breaks to YAML that no spec should hold unseen."""
LARGEST_PLAIN, SMALLEST_PLAIN = 1e5, 1e-2


def spelled(value: object) -> str:
    """Return `value` (mappings with text keys, lists, scalars, None) in YAML's flow style.

    >>> spelled({"name": "rate", "min": 1e-5, "when": {"optimizer": ["adam", "1e-5"]}})
    '{name: rate, min: 1.0e-5, when: {optimizer: [adam, "1e-5"]}}'
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case str():
            return _text(value)
        case Mapping():
            fields = (f"{_text(str(key))}: {spelled(item)}" for key, item in value.items())
            return "{" + ", ".join(fields) + "}"
        case Sequence():
            return "[" + ", ".join(map(spelled, value)) + "]"
        case _:
            return str(value)


def laid_out(value: Mapping[str, object]) -> str:
    """Return `value` as a YAML document: one field a line, one item of a list a line.

    >>> print(laid_out({"budget": {"trials": 8}, "fixed": [{"name": "rate", "value": 1e-5}]}))
    budget:
      trials: 8
    fixed:
      - {name: rate, value: 1.0e-5}
    <BLANKLINE>
    """
    return below(value, -2).removeprefix("\n") + "\n"


def below(value: object, column: int) -> str:
    """Return what follows a key's colon: a line, or the fields and items of a value below it."""
    inner = " " * (column + 2)
    if isinstance(value, dict) and value:
        return "".join(f"\n{inner}{spelled(k)}:{below(v, column + 2)}" for k, v in value.items())
    if has_mappings(value) and isinstance(value, list):
        return "".join(f"\n{inner}- {spelled(item)}" for item in value)
    return f" {spelled(value)}"


def has_mappings(value: object) -> bool:
    """Whether a line would be too short for `value`."""
    if isinstance(value, dict):
        return any(map(has_mappings, value.values()))
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _number(value: float) -> str:
    """Return the shortest digits that are `value`, with the dot and the sign YAML 1.1 asks for."""
    if value == 0 or SMALLEST_PLAIN <= abs(value) < LARGEST_PLAIN:
        return repr(value)
    sign, digits, _ = Decimal(repr(value)).normalize().as_tuple()
    exponent = Decimal(repr(value)).adjusted()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}e{exponent:+d}"


def _text(text: str) -> str:
    if PLAIN.fullmatch(text) and not NOT_TEXT.fullmatch(text):
        return text
    quoted = UNPRINTABLE.sub(_escaped, dumps(text, ensure_ascii=False))
    return BREAKS.sub(_escaped, quoted)


def _escaped(found: re.Match[str]) -> str:
    return f"\\U{ord(found.group()):08x}"
