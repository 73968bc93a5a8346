"""The working directory's paths and its lock, against real processes."""

import os
import signal
import subprocess
import sys

import pytest
from tuneround.local.workdir import Workdir, WorkdirBusyError, WorkdirError

HOLDER = """
import sys
from pathlib import Path
from tuneround.local.workdir import Workdir
with Workdir(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_second_holder_is_refused_with_the_pid(tmp_path, holder):
    """A held directory refuses at once, naming the holder and what to do."""
    with (
        pytest.raises(WorkdirBusyError, match=rf"process {holder.pid}\..*--workdir"),
        Workdir(tmp_path).lock(),
    ):
        pytest.fail("two holders")


def test_lock_dies_with_its_holder(tmp_path, holder):
    """A SIGKILLed holder leaves no lock behind."""
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with Workdir(tmp_path).lock():
        assert Workdir(tmp_path).lock_file.read_text() == f"{os.getpid()}\n"


def test_lock_can_be_taken_again(tmp_path):
    """A directory that was let go can be held again by the same process."""
    for _ in range(2):
        with Workdir(tmp_path).lock():
            pass


def test_a_file_in_the_way_is_an_error(tmp_path):
    """A working directory that is a file is refused with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkdirError, match="--workdir"), Workdir(tmp_path / "file").lock():
        pytest.fail("locked a file")


def test_hostile_names_stay_inside(tmp_path):
    """A study's name with path separators names one folder below the working directory."""
    paths = Workdir(tmp_path).round("../../<b>etc</b>", "r1")
    assert (tmp_path / "rounds") in paths.log(3).resolve().parents
    assert paths.log(3).name == "trial-00003.log"
