"""Progress: what a trial tells a live table, and Argo."""

import json

import pytest
from tuneround.records.assignment import PodProgress
from tuneround.trial.pod import Pod


@pytest.mark.parametrize(
    ("before", "trials", "said"), [(0, 1, "40/40\n"), (2, 8, "120/320\n")], ids=["alone", "third"]
)
def test_trial_tells_argo_how_far_its_pod_is(bench, training, tmp_path, before, trials, said):
    """N/M in steps: those of the pod's earlier trials, and its own."""
    file = tmp_path / "progress"
    pod = Pod(tmp_path, argo_file=str(file), before=before, trials=trials)
    assignment = bench.begin().model_copy(update={"pod_progress": pod.progress(40)})
    training(bench.open(assignment))
    assert file.read_text() == said


def test_progress_goes_to_both_files(bench, training, tmp_path):
    """The live table's file has the best value too."""
    files = {"progress_file": str(tmp_path / "table"), "pod_progress": None}
    training(bench.open(bench.begin().model_copy(update=files)))
    assert json.loads((tmp_path / "table").read_text())["step"] == 40


def test_progress_that_cannot_be_written_does_not_end_the_training(
    bench, training, tmp_path, capsys
):
    """It is said once."""
    told = PodProgress(file=str(tmp_path / "no" / "such"), steps=40)
    training(bench.open(bench.begin().model_copy(update={"pod_progress": told})))
    assert bench.outcome.fate == "completed"
    assert capsys.readouterr().err.count("progress of the pod is not shown") == 1
