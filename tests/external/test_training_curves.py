"""What the questions of the training see in real curves; a person sees the same in their plots."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from curve_rounds import Drawn, curve_round
from tuneround.analysis.questions import QUESTIONS
from tuneround.analysis.training.curve_end import still_improving
from tuneround.analysis.training.learning_curve import LearningCurve
from tuneround.analysis.training.overfitting import overfitting
from tuneround.analysis.training.rise import rise_of
from tuneround.analysis.training.saturated import saturation_step
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level

WORKLOADS = {
    "criteo1tb": ("validation/loss", 1),
    "fastmri": ("validation/ssim", -1),
    "imagenet_resnet": ("validation/accuracy", -1),
    "imagenet_vit": ("validation/accuracy", -1),
    "librispeech_conformer": ("validation/wer", 1),
    "librispeech_deepspeech": ("validation/wer", 1),
    "ogbg": ("validation/mean_average_precision", -1),
    "wmt": ("validation/bleu", -1),
}
"""Metric, and 1 where lower is better."""


@pytest.fixture(scope="module")
def curves(external: Path) -> dict[str, list[LearningCurve]]:
    """Return the 25 curves of each workload of AlgoPerf."""
    return {
        workload: [
            curve_of(path, metric, sign)
            for path in sorted((external / "algoperf").glob(f"*/{workload}_jax/*/*.csv"))
        ]
        for workload, (metric, sign) in WORKLOADS.items()
    }


def curve_of(path: Path, metric: str, sign: int) -> LearningCurve:
    with path.open() as file:
        rows = list(csv.DictReader(file))
    steps = np.array([float(row["global_step"]) for row in rows])
    return LearningCurve(0, "", steps, sign * np.array([float(row[metric]) for row in rows]))


@pytest.fixture(scope="module", params=["LSTM128", "GRU64_avg"])
def taskset(request: pytest.FixtureRequest, external: Path) -> list[Drawn]:
    """Return the 1,000 configurations of a task with training and validation losses."""
    path = external / "taskset" / f"imdb_patch32_{request.param}_bs128.json"
    return [
        Drawn(
            [loss if is_finite(loss) else None for loss in found["valid"]["loss"]],
            metrics={"train/loss": [x if is_finite(x) else 9e9 for x in found["train"]["loss"]]},
            hyperparameters=found["hp"],
            fate=Fate.COMPLETED if is_finite(found["valid"]["loss"][-1]) else Fate.INFEASIBLE,
        )
        for found in json.loads(path.read_text())
    ]


def is_finite(value: object) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


@pytest.mark.parametrize(
    ("workload", "least", "most"),
    [
        ("imagenet_vit", 25, 25),  # straight lines to the last step
        ("librispeech_deepspeech", 0, 0),  # its decay levels out
        ("criteo1tb", 0, 0),  # seven evaluations tell nothing
        ("wmt", 0, 5),
    ],
)
def test_which_workloads_are_still_improving(curves, workload, least, most):
    """ViT's accuracy rises to the last step in every study; what decays to nothing levels out."""
    assert least <= sum(map(still_improving, curves[workload])) <= most


@pytest.mark.parametrize("workload", WORKLOADS)
def test_which_workloads_overfit(curves, workload):
    """Only the graph network on its small data set loses after its best what is beyond noise."""
    found = [rise for curve in curves[workload] if (rise := rise_of(curve, 0.01)) is not None]
    if workload != "ogbg":
        assert found == []
        return
    assert 5 <= len(found) <= 12
    lost = [curve.values[-5:].mean() - curve.values.min() for curve in curves["ogbg"]]
    assert min(rise.size for rise in found) > 0.3 * np.median(lost)


def test_the_last_being_worse_than_the_best_is_no_overfitting(curves):
    """In 102 of 200 trials the last evaluation is worse; hardly any of them has really risen."""
    every = [curve for found in curves.values() for curve in found]
    assert sum(curve.best != len(curve) - 1 for curve in every) >= 102
    assert sum(rise_of(curve, 0.01) is not None for curve in every) <= 12


def test_saturation_is_that_of_the_last_hundredth(curves):
    """After the step nothing more than noise or a hundredth of the improvement was gained."""
    for curve in (curve for found in curves.values() for curve in found):
        step = saturation_step(curve)
        if step is not None:
            near = curve.steps >= step
            whole = curve.values[0] - curve.values.min()
            assert curve.values[near][:3].min() - curve.values.min() <= 0.1 * whole


def test_resnets_gain_their_last_points_late(curves):
    """A decaying rate brings its gain at the end: that is no saturation."""
    resnets = curves["imagenet_resnet"]
    found = [step for curve in resnets if (step := saturation_step(curve)) is not None]
    assert min(found) > 0.7 * resnets[0].steps[-1]


def test_one_configuration_in_a_hundred_overfits(taskset):
    """Most of TaskSet's curves whose validation loss rises have a training loss that rises too."""
    finding = overfitting(curve_round(taskset)).findings[0]
    assert finding.level is Level.FINE
    assert 0 < finding.numbers["overfit_trials"] <= 20


@pytest.mark.parametrize("question", ["improving", "saturated", "variance", "rising", "steps"])
def test_nothing_is_made_of_the_best_configuration(taskset, question):
    """Its loss levels out after a good part of the budget, steadily: no alarm."""
    finding = QUESTIONS[question](curve_round(taskset)).findings[0]
    assert finding.level.rank >= Level.NOTE.rank
