"""`tuneround cleanup` on one machine and in a bucket."""

import os
import pty
from pathlib import Path

import pytest
from made_bucket import KEYS, complete_trial, local_bucket
from tuneround.local.workdir import Workdir
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.environment import environment_of
from tuneround.store.keys import RoundKeys


@pytest.fixture
def file(tmp_path: Path, round_text: str) -> Path:
    """Return a round's file."""
    path = tmp_path / "round.yaml"
    path.write_text(round_text)
    return path


@pytest.fixture
def workdir(file: Path, tuneround) -> Workdir:
    """Return a working directory with a round that has one completed trial, and a log."""
    workdir = Workdir(file.parent / "rounds")
    assert tuneround("plan", str(file), "--save", "--workdir", str(workdir.root)).code == 0
    complete_trial(local_bucket(workdir.root), KEYS, 0, {5: 0.25})
    paths = workdir.round("digits", "digits-r1")
    paths.create()
    paths.log(0).write_text("hello\n")
    return workdir


def keys_in(bucket: Bucket) -> list[str]:
    """Return the names of all objects of the round."""
    return [listed.key for listed in bucket.list(KEYS.root)]


def test_local_round_is_deleted_whole(file: Path, workdir: Workdir, tuneround) -> None:
    """Objects, logs and reports go, after they were counted; then the name is free."""
    bucket = local_bucket(workdir.root)
    other = "tuneround/default/digits/digits-r2/spec/1.yaml"
    bucket.put(other, b"")
    count = len(keys_in(bucket))
    finished = tuneround("cleanup", str(file), "--workdir", str(workdir.root), "--yes")
    assert finished.code == 0
    assert f"{count} objects" in finished.err
    assert "1 logs and reports, 6 bytes" in finished.err
    assert keys_in(bucket) == []
    assert not workdir.round("digits", "digits-r1").root.exists()
    assert [x.key for x in bucket.list("tuneround/")] == [other]
    file.write_text(file.read_text().replace("steps: 10", "steps: 20"))
    assert tuneround("plan", str(file), "--save", "--workdir", str(workdir.root)).code == 0


def test_nothing_is_deleted_unasked(file: Path, workdir: Workdir, tuneround) -> None:
    """Without a terminal and without --yes the command refuses, and everything stays."""
    before = keys_in(local_bucket(workdir.root))
    finished = tuneround("cleanup", str(file), "--workdir", str(workdir.root))
    assert finished.code == 2
    assert "--yes" in finished.err
    assert keys_in(local_bucket(workdir.root)) == before


@pytest.mark.parametrize(("answer", "left"), [(b"n\n", True), (b"y\n", False)], ids=["no", "yes"])
def test_person_is_asked(
    answer: bytes,
    left: bool,
    file: Path,
    workdir: Workdir,
    tuneround,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a terminal the answer decides."""
    controller, terminal = pty.openpty()
    os.write(controller, answer)
    with os.fdopen(terminal) as stdin, os.fdopen(controller):
        monkeypatch.setattr("sys.stdin", stdin)
        finished = tuneround("cleanup", str(file), "--workdir", str(workdir.root))
    assert finished.code == int(left)
    assert bool(keys_in(local_bucket(workdir.root))) is left


def test_running_round_is_left_alone(file: Path, workdir: Workdir, tuneround) -> None:
    """While a runner holds the working directory nothing is deleted."""
    with workdir.lock():
        finished = tuneround("cleanup", str(file), "--workdir", str(workdir.root), "--yes")
    assert finished.code == 1
    assert keys_in(local_bucket(workdir.root))


def test_nothing_left_is_said(file: Path, tmp_path: Path, tuneround) -> None:
    """A round that was never started needs no cleaning, and that is no error."""
    finished = tuneround("cleanup", str(file), "--workdir", str(tmp_path / "none"))
    assert finished.code == 0
    assert "Nothing is left" in finished.out


def test_trials_that_may_still_train_are_counted(
    file: Path,
    s3_storage: Storage,
    s3_bucket: Bucket,
    tuneround,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a bucket that somebody else serves, only what it holds says that a trial may run."""
    monkeypatch.chdir(file.parent)
    for name, value in environment_of(s3_storage).items():
        monkeypatch.setenv(name, value)
    keys = RoundKeys.of(str(s3_storage.prefix), "digits", "digits-r1")
    s3_bucket.put(keys.trial(0).attempt("0001-00000000").start, b"{}")
    finished = tuneround("cleanup", str(file), "--yes")
    assert finished.code == 0
    assert "1 trials have begun and not ended" in finished.err
    assert list(s3_bucket.list(keys.root)) == []
