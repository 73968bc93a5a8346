"""The training program `python -m trainers.mnist`."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import Module
from torch.nn.functional import cross_entropy
from tuneround import Trial
from tuneround.trial.averages import WeightedMean
from tuneround.trial.shuffle import ShuffledBatches

from trainers.command_line import parse
from trainers.divergence import Divergence
from trainers.mnist.data import Digits, Examples, load_digits
from trainers.mnist.model import NORMALIZATIONS, build_network
from trainers.optimizers import OptimizerOptions, build_optimizer, build_schedule, set_rate
from trainers.options import option, read_options
from trainers.precision import Precision, best_precision

STEPS, EVALUATE_EVERY = 500, 50
EVALUATION_BATCH = 250


@dataclass(frozen=True)
class Options(OptimizerOptions):
    """The hyperparameters of `mnist`."""

    normalization: str = option(
        "batch",
        "what is normalized after a convolution",
        role="scientific",
        choices=tuple(NORMALIZATIONS),
    )
    dropout: float = option(
        0.25, "share of the last layer's inputs dropped", role="nuisance", low=0, high=0.95
    )
    label_smoothing: float = option(
        0.0, "share of the target spread over all classes", role="nuisance", low=0, high=0.95
    )
    width: int = option(
        4, "channels of the first convolution, in fours", role="fixed", low=1, high=64
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Train one trial; return the exit code."""
    line = parse(
        Options,
        arguments,
        program="python -m trainers.mnist",
        description="Train a small convolutional network on 5,000 MNIST digits.",
        steps=STEPS,
        evaluate_every=EVALUATE_EVERY,
    )
    with Trial.from_environment(
        line.defaults,
        objective="valid/error_rate:minimize",
        steps=line.steps,
        evaluate_every=line.evaluate_every,
    ) as trial:
        train(trial, read_options(Options, trial.hyperparameters))
    return 0


def train(trial: Trial, options: Options) -> None:
    """Train the network for the trial's steps."""
    trial.seed_everything()
    precision = best_precision()
    digits = load_digits(precision.device)
    model = build_network(options.width, options.normalization, options.dropout).to(
        memory_format=torch.channels_last
    )
    model.to(precision.device)
    optimizer = build_optimizer(options, model.parameters())
    schedule = build_schedule(options, trial.budget_steps)
    batches = ShuffledBatches(len(digits.train), options.batch_size, trial.seeds.data_order)
    divergence = Divergence()
    divergence.begin(evaluate(model, digits.valid, precision)["loss"])
    trial.track(
        model=model,
        optimizer=optimizer,
        batches=batches,
        scaler=precision.scaler,
        divergence=divergence,
    )
    for step in trial.steps():
        rate = schedule(step)
        set_rate(optimizer, rate)
        chosen = next(batches).to(precision.device)
        with precision.autocast():
            loss = cross_entropy(
                model(digits.train.images[chosen]),
                digits.train.labels[chosen],
                label_smoothing=options.label_smoothing,
            )
        grad_norm = precision.update(loss, optimizer, model.parameters())
        divergence.observe(loss)
        trial.log(loss=loss.detach(), grad_norm=grad_norm, learning_rate=rate)
        if trial.evaluation_due:
            metrics = evaluate_all(model, digits, precision)
            trial.evaluate(metrics)
            reason = divergence.reason(metrics["valid/loss"], last=step == trial.budget_steps)
            if reason:
                trial.infeasible(reason)


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
