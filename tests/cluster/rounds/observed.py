"""Observed: a round on the cluster: submitted, and watched in its bucket and by its pods."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from harness.waiting import until
from tuneround.records.attempt import Attempt, Interruption, Outcome
from tuneround.spec.reading import read_round
from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage
from tuneround.store.environment import round_keys
from tuneround.store.keys import ordinal_of
from tuneround.store.rounds import RoundStore
from tuneround.trial.survey import Survey

from rounds.answers import Answer, answer_of
from rounds.site import Site

PATIENCE_SECONDS = 300.0
END_SECONDS = 600
NODE = "workflows.argoproj.io/node-name"
WORKER = "batch.kubernetes.io/job-completion-index"


@dataclass(frozen=True)
class ObservedRound:
    """A round of a site, known by its file."""

    site: Site
    file: Path

    @classmethod
    def of(cls, site: Site, folder: Path, text: str) -> "ObservedRound":
        """Write the round's file into `folder`."""
        file = folder / "round.yaml"
        file.write_text(text, encoding="utf-8")
        return cls(site, file)

    @cached_property
    def round(self) -> TuningRound:
        """The round, read from its file."""
        return read_round(self.file)

    @property
    def name(self) -> str:
        """The round's name, and its Workflow's."""
        return self.round.name

    @property
    def store(self) -> RoundStore:
        """The round in its bucket."""
        prefix = Storage(prefix=f"tuneround/{self.site.namespace}")
        return RoundStore(self.site.bucket, round_keys(self.round, prefix))

    def submit(self) -> "ObservedRound":
        """Do `tuneround compile FILE | argo submit -`."""
        self.site.tell_argo("submit", "-", stdin=self.tuneround("compile"))
        return self

    def submit_by_template(self) -> "ObservedRound":
        """Give the file to the chart's WorkflowTemplate, and wait until that has followed it."""
        text = self.file.read_text(encoding="utf-8")
        flags = ["--from=workflowtemplate/tuneround", "--wait", "--output=name"]
        self.site.tell_argo("submit", *flags, "-p", f"round={text}")
        return self

    def tuneround(self, command: str, *options: str, code: int = 0) -> str:
        """Run `tuneround COMMAND FILE` on this machine, which must end with `code`.

        Returns:
            What it said.

        """
        words = [sys.executable, "-m", "tuneround", command, self.file, *options]
        environment = {**os.environ, "KUBECONFIG": str(self.site.cluster.kubectl.kubeconfig)}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    def on_cluster(self, command: str, *options: str, code: int = 0) -> str:
        """Run `tuneround COMMAND FILE --namespace …`, as `tuneround` does."""
        return self.tuneround(command, f"--namespace={self.site.namespace}", *options, code=code)

    def ended(self, phase: str = "Succeeded", *, seconds: int = END_SECONDS) -> Answer:
        """Wait for the Workflow's end, which must be `phase`; return the round's answer."""
        self.wait_for_end(phase, seconds=seconds)
        return self.answer

    @property
    def answer(self) -> Answer:
        """The answer that stands."""
        return answer_of(self.store)

    def wait_for_end(self, phase: str = "Succeeded", *, seconds: int = END_SECONDS) -> None:
        """Wait for the Workflow's end, which must be `phase`."""
        name = f"workflow/{self.name}"
        self.site.kubectl("wait", "--for=condition=Completed", name, f"--timeout={seconds}s")
        status = self.site.get(name)["status"]
        assert status["phase"] == phase, status.get("message")

    def survey(self, index: int) -> Survey:
        """Return what the bucket holds of a trial."""
        return Survey.of(self.store.bucket, self.store.keys.trial(index))

    def outcome(self, index: int) -> Outcome | None:
        """Return how a trial ended."""
        return self.survey(index).outcome

    def interruptions(self, index: int) -> tuple[Interruption, ...]:
        """Return what a trial's attempts say of their interruption."""
        return self.survey(index).interruptions

    def lives(self, index: int) -> int:
        """Return how many attempts a trial has had."""
        return len(self.survey(index).names)

    def resumed_from(self, index: int) -> int:
        """Return the step from which the latest attempt of a trial went on; 0: from nothing."""
        survey = self.survey(index)
        latest = max(survey.names, key=lambda attempt: ordinal_of(attempt) or 0)
        start = survey.read(survey.keys.attempt(latest).start, Attempt)
        return start.parent.step if start and start.parent else 0

    def wait_for_commit(self, index: int, step: int) -> None:
        """Wait until a trial has a checkpoint of `step` or later."""
        self.wait(
            f"trial {index} commits step {step}",
            lambda: self.survey(index).last_committed >= step,
        )

    def wait_for_outcome(self, index: int) -> None:
        """Wait until a trial has ended."""
        self.wait(f"trial {index} ends", lambda: self.outcome(index) is not None)

    def wait(
        self, what: str, condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until a condition holds."""
        next_step = f"kubectl --namespace {self.site.namespace} get pods"
        until(what, condition, seconds=seconds, next_step=f"Look at: {next_step}")

    def pods(self, part: str = "") -> list[dict[str, Any]]:
        """Return the round's pods whose node in the Workflow's tree has `part` in its name."""
        listed = self.site.get("pods", f"--selector=tuneround.dev/round={self.name}")["items"]
        return [pod for pod in listed if part in pod["metadata"]["annotations"].get(NODE, "")]

    def pod(self, index: int) -> str:
        """Return the name of the pod of a trial that runs."""
        pods = self.pods(f"({index}:{index})")
        [running] = [pod for pod in pods if pod["status"]["phase"] == "Running"]
        return str(running["metadata"]["name"])

    def worker(self, number: int) -> str:
        """Return the name of the pod of that worker, of the one gathering that trains."""
        selector = f"tuneround.dev/round={self.name},{WORKER}={number}"
        pods = self.site.get("pods", f"--selector={selector}")["items"]
        [running] = [pod for pod in pods if pod["status"]["phase"] == "Running"]
        return str(running["metadata"]["name"])


Observe = Callable[[str], ObservedRound]
"""Writes a round's file, for a round that is submitted and watched; a fixture."""
