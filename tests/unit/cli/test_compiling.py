"""`tuneround compile`: printed for `argo submit -`, or written for the pod that creates it."""

import json
from pathlib import Path

import pytest
import yaml
from made_bucket import complete_trial
from made_cluster_rounds import made_round, round_text
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.environment import environment_of
from tuneround.store.keys import RoundKeys
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a round of one trial."""
    path = tmp_path / "round.yaml"
    path.write_text(round_text(budget={"trials": 1}))
    return path


@pytest.fixture
def pod(s3_storage: Storage, monkeypatch: pytest.MonkeyPatch, tuneround) -> Storage:
    """Set the variables that the pod has in which a round is compiled."""
    for name, value in environment_of(s3_storage).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TUNEROUND_PATIENCE_SECONDS", "0")
    return s3_storage


def written(folder: Path) -> tuple[str, str]:
    """Return the Workflow's name, and whether it is to be created."""
    return (folder / "name").read_text(), (folder / "create").read_text()


def test_prints_the_compiled_workflow_and_nothing_else(file: Path, tuneround) -> None:
    """What is printed is what `compile_round` returns, for the options given."""
    options = ("--name", "again", "--namespace", "apples", "--control-image", "control:2")
    finished = tuneround("compile", str(file), *options)
    expected = compile_round(
        *made_round(budget={"trials": 1}),
        name="again",
        namespace="apples",
        control_image="control:2",
    )
    assert (finished.code, finished.err) == (0, "")
    assert finished.out == to_yaml(expected)


def test_round_without_an_image_is_refused(file: Path, tuneround) -> None:
    """What a round on one machine does without and a cluster needs is an input error."""
    content = yaml.safe_load(file.read_text())
    del content["spec"]["trainer"]["image"]
    file.write_text(yaml.safe_dump(content))
    finished = tuneround("compile", str(file))
    assert (finished.code, finished.out) == (2, "")
    assert "spec.trainer.image" in finished.err


def test_new_round_is_to_be_created(file: Path, tmp_path: Path, pod: Storage, tuneround) -> None:
    """A pod gets the Workflow as JSON without Argo's braces, its name, and `yes`."""
    folder = tmp_path / "submission"
    finished = tuneround("compile", str(file), "--into", str(folder))
    assert (finished.code, finished.out) == (0, "")
    assert written(folder) == ("made-r1", "yes")
    text = (folder / "workflow.json").read_text()
    assert "{{" not in text
    assert json.loads(text) == compile_round(*made_round(budget={"trials": 1}))


def test_finished_round_is_not_created_again(
    file: Path, tmp_path: Path, pod: Storage, s3_bucket: Bucket, tuneround
) -> None:
    """A round whose result accounts for every trial is said to be finished; an extended one not."""
    keys = RoundKeys.of(str(pod.prefix), "made", "made-r1")
    assert tuneround("plan", str(file), "--save").code == 0
    complete_trial(s3_bucket, keys, 0, {5: 0.25, 10: 0.5})
    tuneround("compile", str(file), "--into", str(tmp_path))
    assert written(tmp_path) == ("made-r1", "yes")
    assert tuneround("aggregate", str(file), "--no-report").code == 0
    finished = tuneround("compile", str(file), "--into", str(tmp_path))
    assert "Round made-r1 is finished" in finished.err
    assert written(tmp_path) == ("made-r1", "no")
    file.write_text(file.read_text().replace("trials: 1", "trials: 2"))
    tuneround("compile", str(file), "--into", str(tmp_path))
    assert written(tmp_path) == ("made-r1", "yes")


def test_another_round_of_that_name_is_refused(
    file: Path, tmp_path: Path, pod: Storage, tuneround
) -> None:
    """Another identity ends the pod with exit code 2, which is not retried, and writes nothing."""
    assert tuneround("plan", str(file), "--save").code == 0
    file.write_text(file.read_text().replace("steps: 10", "steps: 20"))
    finished = tuneround("compile", str(file), "--into", str(tmp_path / "submission"))
    assert finished.code == 2
    assert "steps: 10 -> 20" in finished.err
    assert "`made-r2`" in finished.err
    assert not (tmp_path / "submission").exists()


def test_unreachable_bucket_is_left_to_the_round_s_own_pods(
    file: Path, tmp_path: Path, pod: Storage, monkeypatch: pytest.MonkeyPatch, tuneround
) -> None:
    """The pod that compiles may lack what the round's pods have: it says so, and goes on."""
    monkeypatch.setenv("TUNEROUND_BUCKET", "no-such-bucket")
    finished = tuneround("compile", str(file), "--into", str(tmp_path))
    assert finished.code == 0
    assert "NoSuchBucket" in finished.err
    assert written(tmp_path) == ("made-r1", "yes")


def test_place_of_the_spec_is_not_mixed_with_the_namespace_s_default(
    file: Path, tmp_path: Path, pod: Storage, monkeypatch: pytest.MonkeyPatch, tuneround
) -> None:
    """Where the spec names a place, the default's endpoint and region are not asked."""
    storage = {"endpoint": pod.endpoint, "bucket": pod.bucket, "region": pod.region}
    content = yaml.safe_load(file.read_text())
    content["spec"]["storage"] = storage
    file.write_text(yaml.safe_dump(content))
    monkeypatch.setenv("TUNEROUND_ENDPOINT", "http://127.0.0.1:1")
    finished = tuneround("compile", str(file), "--into", str(tmp_path))
    assert (finished.code, finished.err) == (0, "")
