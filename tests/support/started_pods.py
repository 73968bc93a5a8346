"""Pods: supervisors as Kubernetes would start them, of a planned round in a real S3 server."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from local_rounds import definition
from tuneround.records.attempt import Fate
from tuneround.search import plan
from tuneround.spec.reading import read_round_text
from tuneround.spec.storage import Storage
from tuneround.store.client import open_bucket
from tuneround.store.environment import environment_of
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore
from tuneround.trial.survey import Survey

TRIAL = [sys.executable, "-m", "tuneround.cli.trial"]


class Pods:
    """A planned round in a bucket, and the pods that work on it."""

    def __init__(self, storage: Storage, folder: Path, command: list[str], **changes: Any) -> None:
        text = yaml.safe_dump(definition(command, **changes))
        self.store = RoundStore(
            open_bucket(storage), RoundKeys.of(storage.prefix or "", "local", "r1")
        )
        self.store.save_spec(text)
        self.store.save_plan(plan(read_round_text(text, "here").spec))
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ,
            **environment_of(storage),
            "TUNEROUND_STUDY": "local",
            "TUNEROUND_ROUND": "r1",
            "TUNEROUND_SCRATCH": str(folder),
        }

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start a pod."""
        log = (self.folder / f"pod-{len(self.started)}.log").open("w")
        pod = subprocess.Popen(
            [*TRIAL, *arguments], env={**self._environment, **variables}, stderr=log, stdout=log
        )
        log.close()
        self.started.append(pod)
        return pod

    def survey(self, index: int) -> Survey:
        """Return what the bucket holds of a trial."""
        return Survey.of(self.store.bucket, self.store.keys.trial(index))

    def fates(self, indices: range) -> list[Fate | None]:
        """Return how trials have ended."""
        return [o and o.fate for o in (self.survey(i).outcome for i in indices)]

    def read(self, name: str) -> str:
        """Return a file of the folder."""
        return self.folder.joinpath(name).read_text()

    def end(self) -> None:
        """Kill what still runs."""
        for pod in self.started:
            if pod.poll() is None:
                pod.kill()
                pod.wait()
