"""The training program `python -m trainers.mnist`."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from tuneround import Trial
from tuneround.trial.ranks import (
    mean_across_ranks,
    process_group,
    rank,
    synchronize_buffers,
    world_size,
)
from tuneround.trial.shuffle import ShuffledBatches

from trainers.command_line import parse
from trainers.divergence import Divergence
from trainers.mnist.data import load_digits
from trainers.mnist.evaluation import evaluate, evaluate_all
from trainers.mnist.model import build_network
from trainers.mnist.options import Options
from trainers.optimizers import build_optimizer, build_schedule, set_rate
from trainers.options import read_options
from trainers.precision import best_precision

STEPS, EVALUATE_EVERY = 500, 50


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
    with (
        Trial.from_environment(
            line.defaults,
            objective="valid/error_rate:minimize",
            steps=line.steps,
            evaluate_every=line.evaluate_every,
        ) as trial,
        process_group(),
    ):
        train(trial, read_options(Options, trial.hyperparameters))
    return 0


def train(trial: Trial, options: Options) -> None:
    """Train the network for the trial's steps; with other ranks, each on its part of the batch."""
    trial.seed_everything()
    precision = best_precision()
    digits = load_digits(precision.device)
    model = build_network(options.width, options.normalization, options.dropout).to(
        memory_format=torch.channels_last
    )
    model.to(precision.device)
    optimizer = build_optimizer(options, model.parameters())
    schedule = build_schedule(options, trial.budget_steps)
    batches = ShuffledBatches(
        len(digits.train),
        options.batch_size,
        trial.seeds.data_order,
        rank=rank(),
        world_size=world_size(),
    )
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
        chosen = precision.place(next(batches))
        with precision.autocast():
            loss = cross_entropy(
                model(digits.train.images[chosen]),
                digits.train.labels[chosen],
                label_smoothing=options.label_smoothing,
            )
        grad_norm = precision.update(loss, optimizer, model.parameters())
        loss = of_all_ranks(loss.detach())
        divergence.observe(loss)
        trial.log(loss=loss, grad_norm=grad_norm, learning_rate=rate)
        if trial.evaluation_due:
            synchronize_buffers(model)
            metrics = evaluate_all(model, digits, precision)
            trial.evaluate(metrics)
            reason = divergence.reason(metrics["valid/loss"], last=step == trial.budget_steps)
            if reason:
                trial.infeasible(reason)


def of_all_ranks(loss: Tensor) -> Tensor:
    """Return the loss over the whole batch: all ranks must judge alike whether they diverge."""
    return loss if world_size() == 1 else torch.tensor(mean_across_ranks(loss))
