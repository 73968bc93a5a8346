"""Undisturbed: the same round on this machine, by `tuneround run`."""

import os
import subprocess
import sys
from pathlib import Path

from tuneround.local.server import BUCKET
from tuneround.spec.reading import read_round_text
from tuneround.spec.storage import Storage
from tuneround.store.directory import DirectoryBucket
from tuneround.store.environment import round_keys
from tuneround.store.rounds import RoundStore

from rounds.answers import Answer, answer_of


def undisturbed(text: str, folder: Path) -> Answer:
    """Run a round to its end in `folder`, and return its answer."""
    folder.mkdir(parents=True, exist_ok=True)
    file, workdir = folder / "round.yaml", folder / "workdir"
    file.write_text(text, encoding="utf-8")
    # The round's `python` is the one that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "tuneround", "run", file, "--workdir", workdir, "--no-report"]
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    round_ = read_round_text(text, "here")
    bucket = DirectoryBucket(workdir / "s3" / BUCKET)
    return answer_of(RoundStore(bucket, round_keys(round_, Storage())))
