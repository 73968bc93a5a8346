"""The schedule on tables: which trial starts next, and what an exit code means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuneround.local.schedule import Backoff, Schedule, State


def schedule(trials=3, parallelism=2, retries=1):
    return Schedule.of(range(trials), parallelism=parallelism, retries=retries)


@pytest.mark.parametrize(
    ("exit_code", "state"),
    [
        pytest.param(0, State.DONE, id="outcome"),
        pytest.param(3, State.FAILED, id="failed"),
        pytest.param(75, State.WAITING, id="exception-or-silent-death"),
        pytest.param(143, State.WAITING, id="sigterm"),
        pytest.param(1, State.WAITING, id="world-failed"),
        pytest.param(-9, State.WAITING, id="supervisor-killed"),
    ],
)
def test_exit_code_decides_what_becomes_of_a_trial(exit_code, state):
    """An exit code means what the architecture's table says."""
    trials = schedule()
    trials.started(0)
    assert trials.ended(0, exit_code, now=5.0) is state


@pytest.mark.parametrize(
    ("exit_code", "state"),
    [
        pytest.param(0, State.DONE, id="outcome"),
        pytest.param(3, State.FAILED, id="failed"),
        pytest.param(143, State.STOPPED, id="sigterm"),
        pytest.param(-9, State.STOPPED, id="killed"),
    ],
)
def test_a_stopping_schedule_retries_nothing(exit_code, state):
    """While stopping, an interrupted trial is left to the next runner and nothing starts."""
    trials = schedule()
    trials.started(0)
    trials.stop()
    assert trials.ended(0, exit_code, now=5.0) is state
    assert trials.startable(1e9) == []
    assert trials.over


def test_starts_in_order_up_to_the_parallelism():
    """Pending trials start in the plan's order, and never more than may run at once."""
    trials = schedule(trials=3, parallelism=2)
    assert trials.startable(0.0) == [0, 1]
    trials.started(0)
    assert trials.startable(0.0) == [1]
    trials.started(1)
    assert trials.startable(0.0) == []
    trials.ended(0, 0, now=1.0)
    assert trials.startable(1.0) == [2]


def test_a_due_retry_goes_before_pending_trials():
    """A retry waits for its time, and then goes first."""
    trials = schedule(trials=3, parallelism=1)
    trials.started(0)
    trials.ended(0, 75, now=10.0)
    assert trials.seconds_to_next_start(10.25) == 0.75
    assert trials.startable(10.5) == [1]
    assert trials.startable(11.0) == [0]


def test_retries_are_counted_for_each_trial():
    """A trial is started once and `retries` times again."""
    trials = schedule(trials=1, retries=2)
    states = []
    for _ in range(3):
        trials.started(0)
        states.append(trials.ended(0, 75, now=0.0))
    assert states == [State.WAITING, State.WAITING, State.EXHAUSTED]
    assert trials.over


def test_waits_grow_up_to_the_cap():
    """The wait doubles with each retry of the trial and stops at the cap."""
    trials = schedule(trials=1, retries=9)
    trials.backoff = Backoff(first_seconds=1.0, cap_seconds=4.0)
    waits = []
    for _ in range(4):
        trials.started(0)
        trials.ended(0, 75, now=100.0)
        waits.append(trials.seconds_to_next_start(100.0))
    assert waits == [1.0, 2.0, 4.0, 4.0]


@given(
    exits=st.lists(st.sampled_from([0, 3, 75, 143, 1, -9]), min_size=200, max_size=200),
    trials=st.integers(1, 12),
    parallelism=st.integers(1, 4),
    retries=st.integers(0, 3),
)
def test_every_round_ends_within_its_starts(exits, trials, parallelism, retries):
    """Whatever the exits are, at most `parallelism` run and each trial starts `retries`+1 times."""
    round_ = schedule(trials, parallelism, retries)
    now, running, codes = 0.0, [], iter(exits)
    while not round_.over:
        for index in round_.startable(now):
            round_.started(index)
            running.append(index)
        assert len(running) == round_.count(State.RUNNING) <= parallelism
        if running:
            round_.ended(running.pop(0), next(codes), now)
        else:
            wait = round_.seconds_to_next_start(now)
            assert wait is not None
            now += wait
    assert all(1 <= t.starts <= retries + 1 for t in round_.trials.values())
    ends = {State.DONE, State.FAILED, State.EXHAUSTED}
    assert {t.state for t in round_.trials.values()} <= ends
