"""How points are cut by scientific values."""

import pytest
from made_judged import judged_of, made
from tuneround.analysis.comparing.cells import BUCKET_POINTS, MOST_BUCKETS, cuts_of
from tuneround.records.attempt import Fate

OPTIMIZER = {"name": "optimizer", "values": ["adam", "sgd"]}
DEPTH = {"name": "depth", "values": [1, 2]}
RATE = {"name": "rate", "min": 0.001, "max": 1.0, "scale": "log"}


def cells(cut):
    return {cell.label: [point.trial for point in cell.points] for cell in cut.cells}


def test_settings_in_the_order_of_the_plan():
    """One cut by the settings; trials without a result are no points."""
    trials = [
        made(0.2, optimizer="sgd"),
        made(0.1, optimizer="adam"),
        made(None, Fate.INFEASIBLE, optimizer="sgd"),
        made(0.3, Fate.FAILED, optimizer="adam"),
        made(0.3, None, optimizer="adam"),
    ]
    (cut,) = cuts_of(judged_of(trials, scientific=[OPTIMIZER]))
    assert cells(cut) == {"optimizer=sgd": [0, 2], "optimizer=adam": [1]}
    assert [cell.infeasible for cell in cut.cells] == [1, 0]


def test_several_hyperparameters_are_cut_together_and_one_by_one():
    """The settings first, then each hyperparameter over all values of the other."""
    trials = [made(0.1, optimizer=o, depth=d) for o in ("adam", "sgd") for d in (1, 2)]
    cuts = cuts_of(judged_of(trials, scientific=[OPTIMIZER, DEPTH]))
    assert [cut.name for cut in cuts] == ["", "optimizer", "depth"]
    assert len(cuts[0].cells) == 4
    assert cells(cuts[2]) == {"depth=1": [0, 2], "depth=2": [1, 3]}


def test_a_name_under_two_conditions_is_two_hyperparameters():
    """Each definition has a cut of its own, of the trials in which it holds."""
    momentum = [
        {"name": "momentum", "values": [0, 1], "when": {"optimizer": [o]}} for o in ("adam", "sgd")
    ]
    trials = [made(0.1, optimizer=o, momentum=m) for o in ("adam", "sgd") for m in (0, 1)]
    cuts = cuts_of(judged_of(trials, scientific=[OPTIMIZER, *momentum]))
    assert [cut.name for cut in cuts] == ["", "optimizer", "momentum", "momentum"]
    assert [cut.when.get("optimizer") for cut in cuts[2:]] == [("adam",), ("sgd",)]
    assert [cells(cut) for cut in cuts[2:]] == [
        {"momentum=0": [0], "momentum=1": [1]},
        {"momentum=0": [2], "momentum=1": [3]},
    ]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (1, [1]),
        (BUCKET_POINTS - 1, [7]),
        (16, [8, 8]),
        (17, [9, 8]),
        (1000, [1000 // MOST_BUCKETS] * MOST_BUCKETS),
    ],
)
def test_a_range_is_cut_into_buckets_of_equal_count(count, sizes):
    """As many buckets as hold enough points each, and neighbours share no value."""
    trials = [made(0.5, rate=0.001 * (i * 7919 % count + 1)) for i in range(count)]
    (cut,) = cuts_of(judged_of(trials, scientific=[RATE]))
    assert [len(cell.points) for cell in cut.cells] == sizes
    ends = [end for cell in cut.cells for end in (cell.low, cell.high)]
    assert ends == sorted(ends)
    assert (cut.name, cut.is_log) == ("rate", True)


def test_equal_values_stay_in_one_bucket():
    """A bucket grows rather than to share a value with the next."""
    layers = {"name": "layers", "min": 1, "max": 4, "type": "integer"}
    trials = [made(0.5, layers=value) for value in [1] * 12 + [2] * 3 + [3, 4] * 8]
    (cut,) = cuts_of(judged_of(trials, scientific=[layers]))
    assert [(cell.low, cell.high) for cell in cut.cells] == [(1, 1), (2, 3), (4, 4)]


def test_many_numbers_are_cut_into_buckets_and_many_words_are_not():
    """A list of more than eight numbers is a range; of names, it stays one."""
    widths = {"name": "width", "values": list(range(10, 30))}
    numbers = judged_of([made(0.5, width=10 + i) for i in range(20)], scientific=[widths])
    (cut,) = cuts_of(numbers)
    assert (cut.name, len(cut.cells)) == ("width", 2)
    names = {"name": "width", "values": [f"w{i}" for i in range(20)]}
    words = judged_of([made(0.5, width=f"w{i}") for i in range(20)], scientific=[names])
    (cut,) = cuts_of(words)
    assert (cut.name, len(cut.cells)) == ("", 20)


def test_nothing_scientific_is_not_cut():
    """A round that tunes nuisances only has no cut."""
    assert cuts_of(judged_of([made(0.5, rate=0.1)], nuisance=[RATE])) == ()
