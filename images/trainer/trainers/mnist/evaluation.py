"""Evaluation of the network: exact means over whole sets, in evaluation mode."""

import torch
from torch.nn import Module
from torch.nn.functional import cross_entropy
from tuneround.trial.averages import WeightedMean

from trainers.mnist.data import Digits, Examples
from trainers.precision import Precision

EVALUATION_BATCH = 250


def evaluate_all(model: Module, digits: Digits, precision: Precision) -> dict[str, float]:
    """Return the metrics of all three sets; of the training set, a fixed sample of 750."""
    sample = slice(len(digits.valid))
    sets = {
        "train": Examples(digits.train.images[sample], digits.train.labels[sample]),
        "valid": digits.valid,
        "test": digits.test,
    }
    return {
        f"{name}/{metric}": value
        for name, examples in sets.items()
        for metric, value in evaluate(model, examples, precision).items()
    }


@torch.no_grad()
def evaluate(model: Module, examples: Examples, precision: Precision) -> dict[str, float]:
    """Return the mean loss (nats, no label smoothing) and the share of wrong digits."""
    loss, wrong = WeightedMean(), WeightedMean()
    model.eval()
    for images, labels in zip(
        torch.split(examples.images, EVALUATION_BATCH),
        torch.split(examples.labels, EVALUATION_BATCH),
        strict=True,
    ):
        with precision.autocast():
            logits = model(images)
        loss.add(cross_entropy(logits.float(), labels, reduction="none"))
        wrong.add(logits.argmax(dim=1) != labels)
    model.train()
    return {"error_rate": wrong.compute(), "loss": loss.compute()}
