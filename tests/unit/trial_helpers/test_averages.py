"""WeightedMean: exact weighting, with torch over the whole set as the oracle."""

import doctest
from math import isnan

import pytest
import torch
from tuneround.trial import averages
from tuneround.trial.averages import WeightedMean


def mean_of(*added):
    """Return the mean after `added` calls of add."""
    mean = WeightedMean()
    for arguments in added:
        mean.add(*arguments)
    return mean.compute()


def test_partial_batch_counts_by_its_examples():
    """The mean of batches of 4 and 1 is the mean of 5 examples, not of 2 batches."""
    values = torch.tensor([1.0, 2.0, 3.0, 4.0, 10.0])
    assert mean_of((values[:4],), (values[4:],)) == values.mean().item() == 4.0


def test_padding_has_no_weight():
    """Examples of weight 0 do not count, even when their value is NaN."""
    values = torch.tensor([1.0, 3.0, float("nan")])
    assert mean_of((values, torch.tensor([True, True, False]))) == 2.0


def test_batch_means_are_weighted_by_their_examples():
    """A program that only has means of batches passes how many examples each stands for."""
    assert mean_of((2.5, 4), (torch.tensor(10.0), 1)) == 4.0


def test_a_million_float32_values_lose_nothing():
    """The result is the correctly rounded mean where a running float32 sum is off visibly."""
    values = torch.rand(1_000_000, generator=torch.Generator().manual_seed(0))
    exact = values.double().mean().item()
    assert mean_of((values[:999_999],), (values[999_999:],)) == pytest.approx(exact, rel=1e-14)


def test_a_reused_buffer_does_no_harm():
    """Values that the caller overwrites after add keep what they were."""
    buffer, mean = torch.ones(3), WeightedMean()
    mean.add(buffer)
    buffer.zero_()
    assert mean.compute() == 1.0


def test_no_graph_is_kept():
    """Adding values that require a gradient keeps neither the graph nor the gradient."""
    values = torch.ones(3, requires_grad=True) * 2
    mean = WeightedMean()
    mean.add(values)
    assert mean.compute() == 2.0
    assert not any(getattr(v, "requires_grad", False) for pair in mean._added for v in pair)


@pytest.mark.parametrize(
    "values",
    [[1.0, float("nan")], [float("inf"), float("-inf")], [float("inf"), 1.0]],
    ids=["nan", "inf - inf", "inf"],
)
def test_nonfinite_values_are_told(values):
    """A NaN or infinite value with weight makes the mean so, as torch's would be."""
    oracle = torch.tensor(values).mean().item()
    assert mean_of((values,)) == oracle or (isnan(mean_of((values,))) and isnan(oracle))


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ([], "got none"),
        ([([1.0], [0.0])], "got none"),
        ([([1.0], -1.0)], "not negative"),
        ([([1.0], float("nan"))], "finite"),
        ([([1.0, 2.0, 3.0], [1.0, 1.0])], "got 3 values and 2 weights"),
    ],
    ids=["nothing", "weight 0", "negative", "nan", "counts"],
)
def test_no_mean_of_nothing(added, told):
    """The mean of nothing, or under impossible weights, is refused, never 0."""
    with pytest.raises(ValueError, match=told):
        mean_of(*added)


def test_doctests():
    """The example in the docstring holds."""
    assert doctest.testmod(averages) == (0, 4)
