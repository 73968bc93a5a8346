"""Suggestion: the word that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that is most like `word`, ignoring case and underscores, or None.

    >>> closest("evaluate_every", ["evaluateEvery", "steps"]), closest("x", ["steps"])
    ('evaluateEvery', None)
    """
    # More names, or longer ones, are not misspelled by hand, and difflib takes long over them.
    plain = {_plain(name): name for name in islice(known, 100)}
    found = get_close_matches(_plain(word)[:64], plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")
