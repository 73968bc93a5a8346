"""WeightedMean: the mean over an evaluation set, however it was cut into batches."""

from collections.abc import Sequence
from math import fsum, isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    Values = float | Sequence[float] | Tensor


class WeightedMean:
    r"""A mean over examples that does not depend on how they were batched.

    .. math:: \bar{x} = \sum_i w_i x_i \Big/ \sum_i w_i

    with `x_i` the value of example `i` and `w_i` its weight: 1, or 0 for padding. A mean of batch
    means is wrong as soon as the last batch is a partial one, and a running sum in float32 is off
    in the fourth digit at a million examples. Here both sums are rounded once (`math.fsum`), and
    products of float32 values are exact, so the same values give the same mean to the last bit.

    `add` does not synchronize the device; `compute` does, once.

    >>> mean = WeightedMean()
    >>> mean.add([1.0, 2.0, 3.0, 4.0])
    >>> mean.add([10.0])
    >>> mean.compute()
    4.0

    Source: playbook, "Evaluating model performance" (larger batches, partial ones weighted).
    """

    def __init__(self) -> None:
        self._added: list[tuple[Values, Values]] = []

    def add(self, values: "Values", weights: "Values" = 1.0) -> None:
        """Add the values of some examples; a device tensor is kept where it is.

        Args:
            values: one for each example, any shape; or one number that is already a mean.
            weights: of the same shape, or one number for all: the number of examples that a mean
                stands for. Finite, not negative.

        """
        self._added.append((_detached(values), _detached(weights)))

    def compute(self) -> float:
        """Return the mean; NaN or infinite when a value with weight is.

        Raises:
            ValueError: when the weights are no weights, when there are as many as no example, or
                when their total is 0: the mean of nothing is not 0.

        """
        pairs = [pair for values, weights in self._added for pair in _pairs(values, weights)]
        if not all(isfinite(weight) and weight >= 0.0 for _, weight in pairs):
            raise ValueError("A weight is finite and not negative. Check the weights passed to add")
        total = fsum(weight for _, weight in pairs)
        if total == 0.0:
            raise ValueError("A mean needs an example with a weight above 0; got none")
        products = [value * weight for value, weight in pairs if weight > 0.0]
        # fsum refuses inf - inf, which is NaN.
        exact = all(isfinite(product) for product in products)
        return (fsum(products) if exact else sum(products)) / total


def _detached(values: "Values") -> "Values":
    # A copy, since a caller may overwrite its buffer in place in the next batch.
    detach = getattr(values, "detach", None)
    return values if detach is None else detach().clone()


def _pairs(values: "Values", weights: "Values") -> list[tuple[float, float]]:
    listed_values, listed_weights = _numbers(values), _numbers(weights)
    if len(listed_weights) == 1:
        listed_weights *= len(listed_values)
    if len(listed_values) != len(listed_weights):
        raise ValueError(
            f"There is one weight for each value, or one for all; got {len(listed_values)} values "
            f"and {len(listed_weights)} weights"
        )
    return list(zip(listed_values, listed_weights, strict=True))


def _numbers(values: "Values") -> list[float]:
    if isinstance(values, int | float):
        return [float(values)]
    if isinstance(values, Sequence):
        return [float(value) for value in values]
    numbers: list[float] = values.cpu().double().flatten().tolist()
    return numbers
