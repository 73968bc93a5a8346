"""Properties of the training helpers: resuming and batching change nothing."""

import random

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tuneround.trial.averages import WeightedMean
from tuneround.trial.schedules import cosine_decay, linear_decay
from tuneround.trial.shuffle import ShuffledBatches

SIZES = st.integers(1, 40)
SEEDS = st.integers(0, 2**32 - 1)
FLOAT32 = st.floats(width=32, allow_nan=False, min_value=-(2.0**100), max_value=2.0**100)


def stream(batches, count):
    """Return the indices of `count` batches, one after the other."""
    return [index for _ in range(count) for index in next(batches).tolist()]


@given(SIZES, SIZES, SEEDS, st.lists(st.integers(0, 9), max_size=5))
@settings(max_examples=60, deadline=None)
def test_interruptions_do_not_change_the_order(examples, size, seed, lives):
    """However often the training is resumed, the batches are those of one uninterrupted life."""
    whole = stream(ShuffledBatches(examples, size, seed), sum(lives) + 3)
    state, pieces = None, []
    for count in [*lives, 3]:
        batches = ShuffledBatches(examples, size, seed)
        if state is not None:
            batches.load_state_dict(state)
        pieces += stream(batches, count)
        state = batches.state_dict()
    assert pieces == whole


@given(SIZES, SIZES, SEEDS)
@settings(max_examples=60, deadline=None)
def test_every_epoch_holds_every_example_once(examples, size, seed):
    """Cut at the epochs, the stream is a permutation each time, whatever the batch size."""
    indices = stream(ShuffledBatches(examples, size, seed), 3 * examples // size + 1)
    epochs = [indices[i : i + examples] for i in range(0, len(indices), examples)]
    assert all(sorted(epoch) == list(range(examples)) for epoch in epochs[:3])


@given(SIZES, SIZES, SIZES, SEEDS)
@settings(max_examples=60, deadline=None)
def test_batch_size_does_not_change_the_stream(examples, one, other, seed):
    """Trials that differ in batch size alone see the examples in the same order."""
    a = stream(ShuffledBatches(examples, one, seed), 90 // one + 1)
    b = stream(ShuffledBatches(examples, other, seed), 90 // other + 1)
    shared = min(len(a), len(b))
    assert a[:shared] == b[:shared]


@given(SIZES, SIZES, st.integers(1, 5), SEEDS)
@settings(max_examples=60, deadline=None)
def test_ranks_divide_each_batch(examples, part, world, seed):
    """All ranks together take what one process would, in order and in equal parts."""
    alone = ShuffledBatches(examples, part * world, seed)
    ranks = [
        ShuffledBatches(examples, part * world, seed, rank=rank, world_size=world)
        for rank in range(world)
    ]
    for _ in range(3):
        parts = [next(batches).tolist() for batches in ranks]
        assert [index for taken in parts for index in taken] == next(alone).tolist()
        assert {len(taken) for taken in parts} == {part}


@given(st.lists(FLOAT32, min_size=1, max_size=60), st.integers(1, 60), SEEDS)
@settings(max_examples=100, deadline=None)
def test_the_mean_does_not_depend_on_batching(values, size, seed):
    """Any batch size and any order of the examples give the same mean, to the last bit."""
    whole, batched = WeightedMean(), WeightedMean()
    whole.add(values)
    random.Random(seed).shuffle(values)
    for start in range(0, len(values), size):
        batched.add(torch.tensor(values[start : start + size]))
    assert whole.compute() == batched.compute()


@given(st.integers(2, 500), st.data(), st.floats(0.0, 1.0))
@settings(max_examples=100, deadline=None)
def test_rates_rise_to_the_base_rate_and_fall_to_the_final_one(steps, data, fraction):
    """A schedule rises through its warm-up, then falls, within the base and the final rate."""
    warmup = data.draw(st.integers(0, steps - 1))
    for decay in (linear_decay, cosine_decay):
        rates = [decay(1.0, steps, warmup, fraction)(t) for t in range(1, steps + 1)]
        assert rates[:warmup] == sorted(rates[:warmup])
        assert rates[warmup:] == sorted(rates[warmup:], reverse=True)
        assert rates[warmup] == max(rates) == 1.0
        assert all(fraction - 1e-12 <= rate for rate in rates[warmup:])
