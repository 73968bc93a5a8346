"""Patterns: the forms of names, each with the sentence and the proposal that an error shows."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

DNS_LABEL = r"^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$"
NAMESPACE = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
SECRET = r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
PREFIX = r"^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$"
IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]{0,62}$"
ENVIRONMENT = r"^[A-Za-z_][A-Za-z0-9_.-]{0,254}$"
MOUNT = r"^/[^:]*$"
METRIC = r"^[^\s/\x00-\x1f][^\x00-\x1f]{0,127}$"
ONE_LINE = r"^[^\r\n]*[^\s][^\r\n]*$"
NOT_BLANK = r"\S"

LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԛԝАВЕКМНОРСТХІЈЅανορτυικχΑΒΕΖΗΙΚΜΝΟΡΤΥΧı",
    "aeopcyxijshqwABEKMHOPCTXIJSavoptuikxABEZHIKMNOPTYXi",
) | {ord(letter): latin for letter, latin in {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l"}.items()}
"""Cyrillic and Greek letters that look like Latin ones, and Latin ones that do not decompose."""


@dataclass(frozen=True)
class Form:
    """What a pattern asks for.

    Attributes:
        meaning: completes "`name` is …".
        propose: makes a value that fits out of one that does not, or an empty text.
        longest: most characters, where the pattern bounds them.

    """

    meaning: str
    propose: Callable[[str], str]
    longest: int | None = None


def ascii_letters(text: str) -> str:
    """Return `text` without its accents, lookalikes of Latin letters replaced.

    Other letters of other scripts stay.

    >>> ascii_letters("Été r\u0430te")
    'Ete rate'
    """
    decomposed = unicodedata.normalize("NFKD", text).translate(LOOKALIKES)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _label(longest: int, allowed: str = "a-z0-9-") -> Callable[[str], str]:
    def propose(text: str) -> str:
        slug = re.sub(f"[^{allowed}]+", "-", text.lower())
        return slug.strip("-.")[:longest].rstrip("-.")

    return propose


def _identifier(text: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")[:63]
    return f"_{slug}"[:63] if slug[:1].isdigit() else slug


def _prefix(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9!_.*'()/-]+", "-", re.sub("/+", "/", text)).strip("/")


def _nothing(text: str) -> str:
    return ""


_LABEL = "a DNS label: lower-case letters, digits and hyphens, hyphens not at the ends, at most"
_DOTTED = "lower-case letters, digits, dots and hyphens"

FORMS = {
    DNS_LABEL: Form(f"{_LABEL} 52 characters", _label(52), 52),
    NAMESPACE: Form(f"{_LABEL} 63 characters", _label(63), 63),
    SECRET: Form(f"{_DOTTED}, at most 253", _label(253, "a-z0-9.-"), 253),
    BUCKET: Form(f"3 to 63 {_DOTTED}", _label(63, "a-z0-9.-"), 63),
    PREFIX: Form("ASCII letters, digits and !_.*'()-, with single slashes between", _prefix),
    IDENTIFIER: Form(
        "ASCII letters, digits and underscores, no digit first, at most 63", _identifier, 63
    ),
    ENVIRONMENT: Form(
        "ASCII letters, digits, dots, hyphens and underscores, no digit first, at most 255",
        _identifier,
        255,
    ),
    MOUNT: Form("an absolute path without colons", _nothing),
    METRIC: Form(
        "a name of at most 128 characters that begins with no space or slash", _nothing, 128
    ),
    ONE_LINE: Form("one line that is not blank", lambda text: " ".join(text.split())),
    NOT_BLANK: Form("a text that is not blank", _nothing),
}
"""By pattern, as pydantic reports it."""


def proposal(pattern: str, text: str) -> str | None:
    """Return a value like `text` that fits `pattern`, or None.

    >>> proposal(DNS_LABEL, "Été_2026!"), proposal(IDENTIFIER, "1-beta")
    ('ete-2026', '_1_beta')
    """
    latin = ascii_letters(text)
    if any(c.isalpha() and not c.isascii() for c in latin):
        return None  # leaving letters out would propose another word
    proposed = FORMS[pattern].propose(latin)
    return proposed if re.search(pattern, proposed) and proposed != text else None


def foreign_character(text: str) -> str | None:
    """Return the first character of `text` that is not ASCII, with its Unicode name, or None.

    >>> foreign_character("l\u0435arning_rate")
    'U+0435 CYRILLIC SMALL LETTER IE'
    """
    found = next((c for c in text if not c.isascii()), None)
    return found and f"U+{ord(found):04X} {unicodedata.name(found, 'without a name')}"
