"""The training program `python -m trainers.characters`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.functional import cross_entropy
from tuneround import Trial
from tuneround.trial.averages import WeightedMean
from tuneround.trial.shuffle import ShuffledBatches

from trainers.characters.data import Text, load_text
from trainers.characters.model import NORMALIZATIONS, PLACEMENTS, POSITIONS, Shape, Transformer
from trainers.command_line import parse
from trainers.divergence import Divergence
from trainers.optimizers import OptimizerOptions, build_optimizer, build_schedule, set_rate
from trainers.options import option, read_options
from trainers.precision import Precision, best_precision

STEPS, EVALUATE_EVERY = 600, 60
EVALUATION_BATCH = 64
"""Windows of `context` characters."""


@dataclass(frozen=True)
class Options(OptimizerOptions):
    """The hyperparameters of `characters`."""

    optimizer: str = option(
        "adam",
        "SGD with Nesterov momentum, or AdamW",
        role="scientific",
        choices=("nesterov", "adam"),
    )
    learning_rate: float = option(
        0.003, "the highest rate of the schedule", role="nuisance", low=1e-12
    )
    batch_size: int = option(16, "windows a step; choose it for throughput", role="fixed", low=1)
    normalization: str = option(
        "layer", "which normalization", role="scientific", choices=tuple(NORMALIZATIONS)
    )
    placement: str = option(
        "pre",
        "normalization before a residual's layer or after its sum",
        role="scientific",
        choices=PLACEMENTS,
    )
    positions: str = option(
        "learned", "how positions are encoded", role="scientific", choices=POSITIONS
    )
    dropout: float = option(
        0.0, "share of units and attention weights dropped", role="nuisance", low=0, high=0.95
    )
    label_smoothing: float = option(
        0.0, "share of the target spread over all characters", role="nuisance", low=0, high=0.95
    )
    layers: int = option(2, "blocks of attention and mixing", role="fixed", low=1, high=48)
    heads: int = option(4, "attention heads a layer", role="fixed", low=1, high=64)
    head_width: int = option(16, "dimensions of a head, even", role="fixed", low=2, high=256)
    context: int = option(64, "characters that a window holds", role="fixed", low=2, high=4096)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train one trial; return the exit code."""
    line = parse(
        Options,
        arguments,
        program="python -m trainers.characters",
        description="Train a small transformer on the King James Bible, by character.",
        steps=STEPS,
        evaluate_every=EVALUATE_EVERY,
    )
    with Trial.from_environment(
        line.defaults,
        objective="valid/bits_per_character:minimize",
        steps=line.steps,
        evaluate_every=line.evaluate_every,
    ) as trial:
        train(trial, read_options(Options, trial.hyperparameters))
    return 0


def train(trial: Trial, options: Options) -> None:
    """Train the transformer for the trial's steps."""
    trial.seed_everything()
    precision = best_precision()
    text = load_text(precision.device)
    model = build_model(options, len(text.vocabulary)).to(precision.device)
    optimizer = build_optimizer(options, model.parameters())
    schedule = build_schedule(options, trial.budget_steps)
    windows = text.train.unfold(0, options.context + 1, 1)  # (starts, context + 1), a view
    batches = ShuffledBatches(len(windows), options.batch_size, trial.seeds.data_order)
    divergence = Divergence()
    divergence.begin(evaluate(model, text.valid, options.context, precision)["loss"])
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
        chosen = windows[next(batches).to(precision.device)]
        with precision.autocast():
            logits = model(chosen[:, :-1])
            loss = cross_entropy(
                logits.flatten(0, 1),
                chosen[:, 1:].flatten(),
                label_smoothing=options.label_smoothing,
            )
        grad_norm = precision.update(loss, optimizer, model.parameters())
        divergence.observe(loss)
        trial.log(loss=loss.detach(), grad_norm=grad_norm, learning_rate=rate)
        if trial.evaluation_due:
            metrics = evaluate_all(model, text, options.context, precision)
            trial.evaluate(metrics)
            reason = divergence.reason(metrics["valid/loss"], last=step == trial.budget_steps)
            if reason:
                trial.infeasible(reason)


def build_model(options: Options, vocabulary: int) -> Transformer:
    """Return the transformer that `options` describe."""
    return Transformer(
        Shape(
            vocabulary=vocabulary,
            context=options.context,
            width=options.heads * options.head_width,
            layers=options.layers,
            heads=options.heads,
            normalization=options.normalization,
            placement=options.placement,
            positions=options.positions,
            dropout=options.dropout,
        )
    )


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
