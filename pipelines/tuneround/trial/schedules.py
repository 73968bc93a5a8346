"""Learning-rate schedules in closed form: the rate of a step needs nothing but the step.

So there is no state to save, and a resumed trial takes exactly the rates it would have taken:

    schedule = linear_decay(0.1, steps=trial.budget_steps, warmup_steps=50)
    for step in trial.steps():
        for group in optimizer.param_groups:
            group["lr"] = schedule(step)

Steps are counted from 1, as `trial.steps()` counts them. `steps` is the length of the training,
warm-up included: docs/decisions/0005-steps-include-the-warm-up.md.
"""

from collections.abc import Callable
from math import cos, isfinite, pi

Schedule = Callable[[int], float]
"""1-based step -> learning rate of that step's update."""


def constant(base_rate: float, warmup_steps: int = 0) -> Schedule:
    r"""Return a constant schedule, after a linear warm-up.

    .. math:: r(t) = b \min(t / w, 1)

    with `t` the step from 1, `b` the base rate and `w` the warm-up's steps (no warm-up: r = b). The
    first step has rate b / w, not 0, so no update is wasted; step `w` is the first at rate b.

    Args:
        base_rate: the rate after the warm-up; finite, not negative.
        warmup_steps: steps until the base rate is reached; 0 for none.

    Raises:
        ValueError: when an argument is outside its range, or a step is below 1.

    >>> schedule = constant(1.0, warmup_steps=4)
    >>> [schedule(step) for step in (1, 3, 4, 5, 1000)]
    [0.25, 0.75, 1.0, 1.0, 1.0]

    """
    _check_start(base_rate, warmup_steps)

    def rate(step: int) -> float:
        _check_step(step)
        return base_rate * step / warmup_steps if step < warmup_steps else base_rate

    return rate


def linear_decay(
    base_rate: float, steps: int, warmup_steps: int = 0, final_fraction: float = 0.0
) -> Schedule:
    r"""Return a linear decay, after a linear warm-up.

    .. math:: r(t) = b\,(1 - (1 - f)\,p), \qquad p = (t - w - 1) / (T - w) \quad (t > w)

    with `t` the step from 1, `b` the base rate, `T` all steps, `w` the warm-up's steps, and `f` the
    final fraction; for t <= w the rate is b t / w. The first step after the warm-up has rate b;
    f b is where the decay would arrive at step T + 1, so the last update still moves the weights.

    Args:
        base_rate: the highest rate; finite, not negative.
        steps: all steps of the training, warm-up included.
        warmup_steps: how many of them warm up; 0 for none, less than `steps`.
        final_fraction: the final rate as a fraction of `base_rate`, from 0 to 1.

    Raises:
        ValueError: when an argument is outside its range, or a step is not in 1 to `steps`.

    >>> schedule = linear_decay(1.0, steps=6, warmup_steps=2)
    >>> [schedule(step) for step in range(1, 7)]
    [0.5, 1.0, 1.0, 0.75, 0.5, 0.25]

    """
    return _decay(base_rate, steps, warmup_steps, final_fraction, lambda p: 1.0 - p)


def cosine_decay(
    base_rate: float, steps: int, warmup_steps: int = 0, final_fraction: float = 0.0
) -> Schedule:
    r"""Return half a cosine, after a linear warm-up.

    .. math:: r(t) = b\,(f + (1 - f)\,(1 + \cos \pi p) / 2), \quad p = (t - w - 1) / (T - w)

    for t > w, with the symbols, arguments, warm-up and ends of `linear_decay`. After Loshchilov and
    Hutter, "SGDR" (arXiv 1608.03983), equation 5, without restarts.

    Args:
        base_rate: the highest rate; finite, not negative.
        steps: all steps of the training, warm-up included.
        warmup_steps: how many of them warm up; 0 for none, less than `steps`.
        final_fraction: the final rate as a fraction of `base_rate`, from 0 to 1.

    Raises:
        ValueError: when an argument is outside its range, or a step is not in 1 to `steps`.

    >>> schedule = cosine_decay(1.0, steps=6, warmup_steps=2)
    >>> [round(schedule(step), 3) for step in range(1, 7)]
    [0.5, 1.0, 1.0, 0.854, 0.5, 0.146]

    """
    return _decay(
        base_rate, steps, warmup_steps, final_fraction, lambda p: (1.0 + cos(pi * p)) / 2.0
    )


def _decay(
    base_rate: float,
    steps: int,
    warmup_steps: int,
    final_fraction: float,
    shape: Callable[[float], float],
) -> Schedule:
    warm = constant(base_rate, warmup_steps)
    if not warmup_steps < steps:
        raise ValueError(
            f"The warm-up is shorter than the training; got warmup_steps {warmup_steps} of "
            f"{steps} steps. Warm up for less, or train for longer"
        )
    if not 0.0 <= final_fraction <= 1.0:
        raise ValueError(f"final_fraction lies from 0 to 1; got {final_fraction}")

    def rate(step: int) -> float:
        if step <= warmup_steps:
            return warm(step)
        _check_step(step, steps)
        progress = (step - warmup_steps - 1) / (steps - warmup_steps)
        return base_rate * (final_fraction + (1.0 - final_fraction) * shape(progress))

    return rate


def _check_start(base_rate: float, warmup_steps: int) -> None:
    if not (isfinite(base_rate) and base_rate >= 0.0):
        raise ValueError(f"A learning rate is finite and not negative; got {base_rate}")
    if warmup_steps < 0:
        raise ValueError(f"warmup_steps is 0 or more; got {warmup_steps}")


def _check_step(step: int, steps: int | None = None) -> None:
    if step < 1:
        raise ValueError(f"Steps are counted from 1; got step {step}")
    if steps is not None and step > steps:
        raise ValueError(
            f"The schedule ends at step {steps}; got step {step}. "
            "Make it for all the steps of the training, warm-up included"
        )
