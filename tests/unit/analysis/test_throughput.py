import pytest
from curve_rounds import EVERY, Drawn, curve_round
from tuneround.analysis.training.throughput import throughput
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level

VALUES = [3.0, 2.0, 1.0]
SPACE = {
    "scientific": [{"name": "model", "values": ["a", "b", "c"]}],
    "nuisance": [{"name": "batch_size", "values": [32, 64]}],
}


def drawn(seconds=2.0, **logged):
    return Drawn(
        VALUES,
        logged={name: [[value] * EVERY] * 3 for name, value in logged.items()},
        seconds=seconds,
    )


def test_waiting_for_data_is_a_caution():
    """Ten steps that wait 0.1 s each of 2 s are half of the time."""
    finding = throughput(curve_round([drawn(data_seconds=0.1)])).findings[0]
    assert finding.level is Level.CAUTION
    assert finding.numbers["median_waiting"] == pytest.approx(0.5)
    assert finding.numbers["median_steps_per_second"] == pytest.approx(5)


def test_little_waiting_is_fine():
    """A twentieth of the time is what a pipeline takes."""
    finding = throughput(curve_round([drawn(data_seconds=0.01)])).findings[0]
    assert finding.level is Level.FINE


def test_evaluating_and_saving_are_noted_together():
    """Once an interval, they add up to more than a quarter of its time."""
    logged = {
        "data_seconds": [[0.001] * 10] * 3,
        "evaluation_seconds": [[0.4]] * 3,
        "saving_seconds": [[0.2]] * 3,
    }
    findings = throughput(curve_round([Drawn(VALUES, logged=logged)])).findings
    assert [finding.level for finding in findings] == [Level.NOTE, Level.FINE]
    assert "30%" in findings[0].sentence


def test_the_median_trial_counts():
    """One slow trial of three does not speak for the round."""
    trials = [drawn(data_seconds=0.19), drawn(data_seconds=0.01), drawn(data_seconds=0.01)]
    answer = throughput(curve_round(trials))
    assert answer.findings[0].level is Level.FINE
    assert answer.data["throughput"]["waiting"].to_list() == pytest.approx([0.95, 0.05, 0.05])


def test_waiting_that_is_not_logged_is_unknown():
    """The speed is said, and what to log."""
    finding = throughput(curve_round([drawn()])).findings[0]
    assert finding.level is Level.UNKNOWN
    assert "5 steps a second" in finding.sentence
    assert "data_seconds" in finding.remedy


@pytest.mark.parametrize(
    ("sizes", "expected"), [((32, 64), 5 * 48.0), ((32, None), 5 * 32.0), ((None, None), None)]
)
def test_examples_a_second(sizes, expected):
    """Where batch_size is a hyperparameter, speed is in examples, too."""
    trials = [
        Drawn(VALUES, hyperparameters={"model": "a"} | ({"batch_size": size} if size else {}))
        for size in sizes
    ]
    answer = throughput(curve_round(trials, hyperparameters=SPACE))
    assert answer.findings[0].numbers["median_examples_per_second"] == expected


@pytest.mark.parametrize(
    "trials",
    [[], [drawn(seconds=0.0)], [Drawn(VALUES, fate=Fate.INFEASIBLE)]],
    ids=["none", "no time", "infeasible"],
)
def test_without_times_it_is_unknown(trials):
    """A round whose completed trials say no time has no speed, and no bars."""
    answer = throughput(curve_round(trials))
    assert answer.findings[0].level is Level.UNKNOWN
    assert answer.data["throughput"].height == 0
