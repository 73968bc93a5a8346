"""File: the bytes of a spec as text, or the reason why they are none."""

import codecs
import re
from difflib import get_close_matches
from pathlib import Path

from tuneround.spec.error import refuse
from tuneround.spec.showing import shortened

MOST_BYTES = 2**20
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML forbids, and the byte order mark within a text."""

SIZE_RULE = "A spec is at most 1 MiB"


def read_text(path: Path) -> str:
    """Return the text of the spec at `path`, without its byte order mark.

    Raises:
        SpecError: it cannot be read, is larger than 1 MiB, or is no text in UTF-8.

    """
    source = str(path)
    content = _read_bytes(path)
    if len(content) > MOST_BYTES:
        raise refuse(
            source,
            SIZE_RULE,
            "a larger file",
            "Name the round's file, or move long lists of points into the program",
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse(source, "A spec is text in UTF-8", "UTF-16", "Save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(
            source,
            "A spec is text in UTF-8",
            f"the byte 0x{content[error.start]:02x}",
            "Save it as UTF-8, or name the right file",
            content.count(b"\n", 0, error.start) + 1,
        ) from error


def check_text(text: str, source: str) -> None:
    """Refuse a text that is too long, or holds what no text file does.

    Raises:
        SpecError: with the line of the first such character.

    """
    if len(text) > MOST_BYTES:
        raise refuse(source, SIZE_RULE, f"{len(text):,} characters", "Shorten it")
    found = UNPRINTABLE.search(text)
    if found:
        raise refuse(
            source,
            "A spec has no control characters",
            f"U+{ord(found.group()):04X}",
            "Remove it, or name the right file",
            text.count("\n", 0, found.start()) + 1,
        )


def _read_bytes(path: Path) -> bytes:
    rule = "A spec is a file that can be read"
    try:
        with path.open("rb") as file:
            # No more than needed: the path may name an endless device.
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise refuse(str(path), rule, "no such file", _missing_step(path)) from error
    except IsADirectoryError as error:
        raise refuse(str(path), rule, "a directory", "Name a file in it") from error
    except PermissionError as error:
        step = "Give yourself the right to read it"
        raise refuse(str(path), rule, "no permission to read it", step) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(str(path), rule, f"`{reason}`", "Correct the path") from error


def _missing_step(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return "Correct the path; its folder cannot be listed"
    near = get_close_matches(path.name, names, n=1)
    return "Correct the path" + (f"; its folder has `{shortened(near[0])}`" if near else "")
