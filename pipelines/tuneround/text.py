"""Text: what somebody else wrote, made safe for the terminal."""

import re

CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Return `text` with its control characters spelled out; newlines and tabs stay.

    A terminal obeys control characters, so a goal or an error message could otherwise clear the
    screen or reverse the reading direction. Lone surrogates cannot be written at all.

    >>> visible("a\x1b[31mb\n")
    'a\\x1b[31mb\n'
    """
    return CONTROLS.sub(lambda match: _spelled(ord(match.group())), text)


def one_line(text: str) -> str:
    r"""Return `text` on one line: whitespace of any kind becomes a space, controls are spelled out.

    >>> one_line("a\n b\t\x07")
    'a b \\x07'
    """
    return visible(re.sub(r"\s+", " ", text))


def shortened(text: str, longest: int) -> str:
    """Return `text`, its end replaced by an ellipsis where it is longer than `longest` characters.

    >>> shortened("a long sentence", 15), shortened("a long sentence", 7)
    ('a long sentence', 'a long…')
    """
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _spelled(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
