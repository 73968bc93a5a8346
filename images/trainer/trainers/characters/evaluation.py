"""Evaluation of the transformer: every character of a part, once, in evaluation mode."""

from collections.abc import Iterator
from math import log

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.functional import cross_entropy
from tuneround.trial.averages import WeightedMean

from trainers.characters.data import Text
from trainers.precision import Precision

EVALUATION_BATCH = 64
"""Windows of `context` characters."""


def evaluate_all(model: Module, text: Text, context: int, precision: Precision) -> dict[str, float]:
    """Return the metrics of all three parts; of the training text, as much as is validated."""
    parts = {"train": text.train[: len(text.valid)], "valid": text.valid, "test": text.test}
    return {
        f"{name}/{metric}": value
        for name, part in parts.items()
        for metric, value in evaluate(model, part, context, precision).items()
    }


@torch.no_grad()
def evaluate(model: Module, part: Tensor, context: int, precision: Precision) -> dict[str, float]:
    """Return the mean loss (nats), the same in bits, and the share of wrong guesses.

    Windows do not overlap, so every character but the first is predicted once, from at most
    `context` characters before it. The last window is shorter, and counts by its characters.
    """
    loss, wrong = WeightedMean(), WeightedMean()
    model.eval()
    for inputs, targets in _windows(part, context):
        with precision.autocast():
            logits = model(inputs).flatten(0, 1)
        loss.add(cross_entropy(logits.float(), targets.flatten(), reduction="none"))
        wrong.add(logits.argmax(dim=1) != targets.flatten())
    model.train()
    nats = loss.compute()
    return {"error_rate": wrong.compute(), "loss": nats, "bits_per_character": nats / log(2)}


def _windows(part: Tensor, context: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield inputs and targets, each (windows, context); at last one window with what is left."""
    predicted = len(part) - 1
    whole = predicted - predicted % context
    inputs, targets = part[:whole].view(-1, context), part[1 : whole + 1].view(-1, context)
    yield from zip(
        torch.split(inputs, EVALUATION_BATCH), torch.split(targets, EVALUATION_BATCH), strict=True
    )
    if whole < predicted:
        yield part[whole:-1][None], part[whole + 1 :][None]
