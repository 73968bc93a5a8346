"""Optimizers and schedules: the choices that every program here offers, under the same names."""

from collections.abc import Iterable
from dataclasses import dataclass

from torch.nn import Parameter
from torch.optim import SGD, AdamW, Optimizer
from tuneround.trial.schedules import Schedule, constant, cosine_decay, linear_decay

from trainers.options import option

TINY = 1e-12
"""Stands for `above 0` in a closed range."""


@dataclass(frozen=True)
class OptimizerOptions:
    """How the weights are updated. Momenta are searched as 1 - momentum, on a log scale."""

    optimizer: str = option(
        "nesterov",
        "SGD with Nesterov momentum, or AdamW",
        role="scientific",
        choices=("nesterov", "adam"),
    )
    schedule: str = option(
        "linear",
        "how the learning rate decays, to 0 at the last step, or not",
        role="scientific",
        choices=("constant", "linear", "cosine"),
    )
    learning_rate: float = option(
        0.05, "the highest rate of the schedule", role="nuisance", low=TINY
    )
    one_minus_momentum: float = option(
        0.1, "1 - momentum, for nesterov", role="nuisance", low=TINY, high=1
    )
    one_minus_beta1: float = option(0.1, "1 - beta1, for adam", role="nuisance", low=TINY, high=1)
    one_minus_beta2: float = option(0.001, "1 - beta2, for adam", role="nuisance", low=TINY, high=1)
    epsilon: float = option(1e-8, "adam's epsilon", role="nuisance", low=TINY)
    weight_decay: float = option(
        0.0,
        "added to the gradient for nesterov (L2), decoupled from it for adam",
        role="nuisance",
        low=0,
    )
    warmup_fraction: float = option(
        0.0,
        "share of the steps over which the rate rises linearly",
        role="nuisance",
        low=0,
        high=0.99,
    )
    batch_size: int = option(
        64, "training examples a step; choose it for throughput", role="fixed", low=1
    )


def build_optimizer(options: OptimizerOptions, parameters: Iterable[Parameter]) -> Optimizer:
    """Return the optimizer that `options` describe; its rate is set anew before each step."""
    if options.optimizer == "adam":
        return AdamW(
            parameters,
            lr=options.learning_rate,
            betas=(1 - options.one_minus_beta1, 1 - options.one_minus_beta2),
            eps=options.epsilon,
            weight_decay=options.weight_decay,
        )
    momentum = 1 - options.one_minus_momentum
    return SGD(
        parameters,
        lr=options.learning_rate,
        momentum=momentum,
        nesterov=momentum > 0,  # torch refuses Nesterov momentum of 0, which is plain SGD
        weight_decay=options.weight_decay,
    )


def build_schedule(options: OptimizerOptions, steps: int) -> Schedule:
    """Return the learning rate of each of `steps` steps, the warm-up among them."""
    warmup_steps = int(options.warmup_fraction * steps)
    if options.schedule == "constant":
        return constant(options.learning_rate, warmup_steps)
    decay = {"linear": linear_decay, "cosine": cosine_decay}[options.schedule]
    return decay(options.learning_rate, steps, warmup_steps)


def set_rate(optimizer: Optimizer, rate: float) -> None:
    """Set the learning rate of every parameter group."""
    for group in optimizer.param_groups:
        group["lr"] = rate
