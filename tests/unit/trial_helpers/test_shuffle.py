"""ShuffledBatches: every example once an epoch, and the same order after any interruption."""

import doctest

import pytest
import torch
from tuneround.trial import shuffle
from tuneround.trial.shuffle import ShuffledBatches


def taken(batches, count):
    """Return `count` batches as lists."""
    return [next(batches).tolist() for _ in range(count)]


def test_epochs_differ():
    """Two epochs have different orders."""
    stream = ShuffledBatches(examples=100, batch_size=100, seed=0)
    first, second = taken(stream, 2)
    assert sorted(first) == sorted(second) == list(range(100))
    assert first != second


PINNED = [[3, 0, 1, 4, 2], [4, 0, 3, 1, 2]]


def test_order_is_pinned():
    """The order of a seed does not change between versions: old checkpoints resume in it."""
    assert taken(ShuffledBatches(examples=5, batch_size=5, seed=7), 2) == PINNED


def test_order_ignores_the_global_generator():
    """Neither does torch's global seed change the order, nor is its state consumed."""
    torch.manual_seed(1)
    before = torch.get_rng_state()
    one = taken(ShuffledBatches(50, 8, seed=3), 9)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert taken(ShuffledBatches(50, 8, seed=3), 9) == one


def test_state_survives_a_safe_file(tmp_path):
    """The state is loaded with weights_only, as checkpoints are."""
    batches = ShuffledBatches(50, 8, seed=3)
    taken(batches, 4)
    torch.save(batches.state_dict(), tmp_path / "state.pt")
    resumed = ShuffledBatches(50, 8, seed=3)
    resumed.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True))
    assert taken(resumed, 20) == taken(batches, 20)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (ShuffledBatches(51, 8, 3), "examples 51 instead of 50"),
        (ShuffledBatches(50, 4, 3), "batch_size 4 instead of 8"),
        (ShuffledBatches(50, 8, 9), "seed 9 instead of 3"),
    ],
    ids=["examples", "batch size", "seed"],
)
def test_a_foreign_position_is_refused(other, told):
    """A position in another stream would mean other examples, so it is refused."""
    with pytest.raises(ValueError, match=told):
        ShuffledBatches(50, 8, 3).load_state_dict(other.state_dict())


@pytest.mark.parametrize(("examples", "size"), [(0, 1), (1, 0)])
def test_empty_is_refused(examples, size):
    """No examples, or batches of none, are refused."""
    with pytest.raises(ValueError, match=f"got {examples} examples in batches of {size}"):
        ShuffledBatches(examples, size, 0)


def test_seeking_is_taking_and_dropping():
    """Batch k is the same whether the batches before it were taken or passed over."""
    taken_through, sought = ShuffledBatches(50, 8, seed=3), ShuffledBatches(50, 8, seed=3)
    taken(taken_through, 17)
    sought.seek(17)
    assert taken(sought, 3) == taken(taken_through, 3)
    with pytest.raises(ValueError, match="got -1"):
        sought.seek(-1)


def test_position_resumes_any_number_of_ranks():
    """The checkpoint of one rank is that of all, and of a training by itself."""
    alone = ShuffledBatches(50, 8, seed=3)
    first = ShuffledBatches(50, 8, seed=3, rank=0, world_size=2)
    taken(first, 7)
    resumed = [ShuffledBatches(50, 8, seed=3, rank=rank, world_size=4) for rank in range(4)]
    for batches in resumed:
        batches.load_state_dict(first.state_dict())
    alone.seek(7)
    assert [i for batches in resumed for i in next(batches).tolist()] == next(alone).tolist()


@pytest.mark.parametrize(("rank", "world"), [(2, 2), (-1, 2), (0, 0), (0, 3)])
def test_ranks_that_cannot_divide_a_batch_are_refused(rank, world):
    """There is no such rank, or the parts would be unequal."""
    with pytest.raises(ValueError, match=f"got rank {rank} of {world} and batches of 8"):
        ShuffledBatches(50, 8, 0, rank=rank, world_size=world)


def test_doctests():
    """The example in the docstring holds."""
    assert doctest.testmod(shuffle) == (0, 7)
