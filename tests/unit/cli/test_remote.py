"""Commands over a round on an S3 server that the spec or the environment names."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made_bucket import complete_trial
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.environment import environment_of
from tuneround.store.keys import RoundKeys


@pytest.fixture
def keys(s3_storage: Storage) -> RoundKeys:
    """Return the names of the round's objects."""
    return RoundKeys.of(str(s3_storage.prefix), "digits", "digits-r1")


@pytest.fixture
def file(tmp_path: Path, round_text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a round's file in a folder of its own, where commands are run."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "round.yaml"
    path.write_text(round_text)
    return path


def test_storage_of_the_spec_is_used(
    file: Path, s3_storage: Storage, s3_bucket: Bucket, keys: RoundKeys, tuneround
) -> None:
    """A round whose spec names an endpoint lies there, and nothing is written on this machine."""
    storage = {"endpoint": s3_storage.endpoint, "bucket": s3_storage.bucket, "region": "us-east-1"}
    named = json.dumps({**storage, "prefix": s3_storage.prefix})
    file.write_text(f"{file.read_text()}  storage: {named}\n")
    saved = tuneround("plan", str(file), "--save")
    complete_trial(s3_bucket, keys, 0, {5: 0.25, 10: 0.5})
    status = json.loads(tuneround("status", str(file), "--json").out)
    assert saved.code == 0
    assert status["place"] == f"s3://{s3_storage.bucket}/{keys.root}"
    assert (status["counts"]["completed"], status["counts"]["missing"]) == (1, 3)
    assert [path.name for path in file.parent.iterdir()] == ["round.yaml"]


def test_pod_finds_its_round_in_the_environment(
    file: Path,
    s3_storage: Storage,
    s3_bucket: Bucket,
    keys: RoundKeys,
    tuneround,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pods plan, supervise and aggregate with what their variables say."""
    variables = {**environment_of(s3_storage), "TUNEROUND_STUDY": "digits"}
    for name, value in {**variables, "TUNEROUND_ROUND": "digits-r1"}.items():
        monkeypatch.setenv(name, value)
    assert tuneround("plan", str(file), "--save").code == 0
    complete_trial(s3_bucket, keys, 1, {5: 0.125, 10: 0.375})
    trial = tuneround("trial", "--index", "1")
    result = json.loads(tuneround("aggregate", "--no-report", "--json").out)
    assert trial.code == 0
    assert "trial 1 is completed already" in trial.err
    assert result["best"]["trial"] == 1
    assert not (file.parent / ".tuneround").exists()


def test_commands_of_a_pod_agree_on_the_prefix(
    file: Path,
    s3_storage: Storage,
    s3_bucket: Bucket,
    tuneround,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a spec names a bucket and no prefix, plan, trial and aggregate use the pod's."""
    prefix = f"{s3_storage.prefix}/apples"
    keys = RoundKeys.of(prefix, "digits", "digits-r1")
    storage = {"endpoint": s3_storage.endpoint, "bucket": s3_storage.bucket, "region": "us-east-1"}
    file.write_text(f"{file.read_text()}  storage: {json.dumps(storage)}\n")
    variables = environment_of(s3_storage.model_copy(update={"prefix": prefix}))
    names = {"TUNEROUND_STUDY": "digits", "TUNEROUND_ROUND": "digits-r1"}
    for name, value in {**variables, **names}.items():
        monkeypatch.setenv(name, value)
    assert tuneround("plan", str(file), "--save").code == 0
    complete_trial(s3_bucket, keys, 1, {5: 0.125, 10: 0.375})
    trial = subprocess.run(
        [sys.executable, "-m", "tuneround.cli.trial", "--index", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    result = json.loads(tuneround("aggregate", str(file), "--no-report", "--json").out)
    assert (trial.returncode, result["best"]["trial"]) == (0, 1)
    assert "trial 1 is completed already" in trial.stderr
    assert {key.key.split(prefix)[0] for key in s3_bucket.list(f"{s3_storage.prefix}/")} == {""}
