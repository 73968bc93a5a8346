"""File: the round's YAML on this machine, which outranks what an import would write anew."""

from dataclasses import replace
from pathlib import Path

from tuneround.importing.assembly import ImportedRound
from tuneround.spec.file import read_text
from tuneround.spec.identity import check_identity
from tuneround.spec.reading import read_round_text


def kept_or_new(imported: ImportedRound, path: Path) -> tuple[ImportedRound, bool]:
    """Return the round with the text of the file that is there, and whether there is none.

    Raises:
        SpecError: the file is no round.
        IdentityError: it is another round.

    """
    if not path.exists():
        return imported, True
    text = read_text(path)
    round_ = read_round_text(text, str(path))
    check_identity(imported.round, round_, f"is in {path}")
    return replace(imported, text=text, round=round_), False
