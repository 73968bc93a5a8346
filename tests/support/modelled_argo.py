"""Argo as an operator sees it: Workflows that begin, run trials, create shards and end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from made_legs import Content, aggregate_node
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.pod_report import LETTERS, PodReport
from tuneround.records.summary import RoundSummary
from tuneround.workflow.names import IDENTITY
from tuneround_operator.pod_record import PodRecord

OVER = ("Succeeded", "Failed", "Error")
LISTED = 3
"""How many unfinished trials a summary lists at most here; a real one lists 1,000."""


def is_leading(workflow: Content) -> bool:
    """Return whether a Workflow carries a round, and is no shard."""
    return IDENTITY in workflow["metadata"].get("annotations", {})


@dataclass
class Run:
    """What Argo knows of a Workflow.

    Attributes:
        waiting: trials that have not begun.
        shards: name and trials of those that have not been created.
        tries: of each trial that is in a pod.
        nodes: what is shown.

    """

    waiting: list[int]
    shards: list[tuple[str, list[int]]] = field(default_factory=list)
    tries: dict[int, int] = field(default_factory=dict)
    nodes: dict[str, Any] = field(default_factory=dict)


class Argo:
    """The Workflows of a round, and the bucket in which its trials leave what they did.

    Attributes:
        workflows: by name, as the API server has them.
        outcomes: of trials, by number.

    """

    def __init__(self) -> None:
        self.workflows: dict[str, Content] = {}
        self.outcomes: dict[int, str] = {}
        self._runs: dict[str, Run] = {}
        self._begun: set[int] = set()
        self._planned = 0
        self._results = 0
        self._count = 0
        self._records: list[PodRecord] = []

    def add(self, manifest: Content, now: datetime) -> list[int]:
        """Take a Workflow, and return the trials that it is to run."""
        self._count += 1
        name = manifest["metadata"]["name"]
        created = {"uid": f"{name}-{self._count}", "creationTimestamp": _spelled(now, self._count)}
        metadata = {**manifest["metadata"], **created}
        self.workflows[name] = {**json.loads(json.dumps(manifest)), "metadata": metadata}
        trials, shards = _fan_out(manifest)
        self._runs[name] = Run([] if shards else trials, shards)
        return trials

    def delete(self, name: str) -> None:
        """Delete a Workflow with its shards and pods."""
        gone = {
            n
            for n in self.workflows
            if n == name or name in RoundWorkflow(self.workflows[n]).owners
        }
        for each in gone:
            del self.workflows[each], self._runs[each]
        self._records = [record for record in self._records if record.workflow not in gone]

    def records(self) -> list[PodRecord]:
        """Return what the pods said."""
        return list(self._records)

    def live(self) -> list[str]:
        """Return the names of the Workflows that have not ended."""
        return [
            n
            for n, found in self.workflows.items()
            if found.get("status", {}).get("phase") not in OVER
        ]

    def advance(self, name: str, fate: str, *, tells: bool, now: datetime) -> None:
        """Let a Workflow do its next thing.

        Args:
            name: its name.
            fate: what becomes of a trial that runs: that of an outcome, or lost, or given up.
            tells: whether its pods report, and its aggregation leaves a summary.
            now: UTC.

        """
        workflow, run = self.workflows[name], self._runs[name]
        spec = workflow["spec"]
        if "status" not in workflow:
            if not spec.get("suspend"):
                self._show(name, "Running")
                carried = RoundWorkflow(workflow).round
                self._planned = max(self._planned, carried.spec.budget.trials if carried else 0)
        elif spec.get("shutdown"):
            self._give_up(name, run)
            if not spec.get("suspend") and not self._children(name):
                self._end(name, "Failed", tells, now)
        elif run.tries:
            self._finish(name, run, min(run.tries), fate, tells)
        elif spec.get("suspend") or self._children(name):
            return
        elif run.waiting:
            for trial in run.waiting[: spec["parallelism"]]:
                self._begin(name, run, trial)
        elif run.shards:
            self._create_shard(name, run, now)
        else:
            self._end(name, "Succeeded", tells, now)

    def _begin(self, name: str, run: Run, trial: int) -> None:
        run.waiting.remove(trial)
        run.tries[trial] = 1
        self._begun.add(trial)
        self._show_trial(name, run, trial, "Running", "Running")

    def _finish(self, name: str, run: Run, trial: int, fate: str, tells: bool) -> None:
        known = self.outcomes.get(trial)
        if known is None and fate in ("completed", "infeasible", "failed"):
            self.outcomes[trial] = fate
        said = self.outcomes.get(trial, "interrupted")
        if tells:
            self._records.append(_record(name, trial, run.tries[trial], said))
        if fate == "lost" and known is None:
            run.tries[trial] += 1
            self._show_trial(name, run, trial, "Running", "Running")
            return
        del run.tries[trial]
        ended = "Failed" if said in ("failed", "interrupted") else "Succeeded"
        self._show_trial(name, run, trial, ended, ended)

    def _give_up(self, name: str, run: Run) -> None:
        for trial in list(run.tries):
            self._finish(name, run, trial, "given up", True)
        run.waiting.clear()
        run.shards.clear()

    def _create_shard(self, name: str, run: Run, now: datetime) -> None:
        parent = self.workflows[name]
        shard, trials = run.shards.pop(0)
        self._count += 1
        owner = {"kind": "Workflow", "name": name, "uid": parent["metadata"]["uid"]}
        self.workflows[shard] = {
            "metadata": {
                "name": shard,
                "uid": f"{shard}-{self._count}",
                "labels": parent["metadata"]["labels"],
                "creationTimestamp": _spelled(now, self._count),
                "ownerReferences": [owner],
            },
            "spec": {"parallelism": 4, "templates": []},
        }
        self._runs[shard] = Run(trials)

    def _children(self, name: str) -> list[str]:
        return [n for n in self.live() if name in RoundWorkflow(self.workflows[n]).owners]

    def _end(self, name: str, phase: str, tells: bool, now: datetime) -> None:
        run = self._runs[name]
        if is_leading(self.workflows[name]):
            if tells and self._planned:
                run.nodes["aggregate"] = aggregate_node(self._judged())
            else:
                phase = "Error"
        self._show(name, phase, finishedAt=_spelled(now, 0))

    def _judged(self) -> RoundSummary:
        self._results += 1
        fates = [self.outcomes.get(trial, "open") for trial in range(self._planned)]
        open_ = [trial for trial, fate in enumerate(fates) if fate == "open"]
        counts = {fate: fates.count(fate) for fate in ("completed", "infeasible", "failed")}
        lost = sum(trial in self._begun for trial in open_)
        return RoundSummary(
            number=self._results,
            study="made",
            round="made-r1",
            direction="minimize",
            counts={
                "planned": self._planned,
                **counts,
                "interrupted": lost,
                "missing": len(open_) - lost,
            },
            best=None,
            verdict="One is best.",
            unfinished=tuple(open_[:LISTED]),
            created="2026-11-01T12:00:00Z",
        )

    def _show_trial(self, name: str, run: Run, trial: int, pod: str, whole: str) -> None:
        inputs = {"parameters": [{"name": "index", "value": str(trial)}]}
        common = {"templateName": "trial", "inputs": inputs}
        turn = run.tries.get(trial)
        tries = [n for n in run.nodes if n.startswith(f"trials({trial})(")]
        new = f"trials({trial})({len(tries)})"
        if turn is not None:
            for each in tries:
                run.nodes[each]["phase"] = "Failed"
            run.nodes[new] = {**common, "type": "Pod", "phase": pod}
            tries.append(new)
        else:
            run.nodes[tries[-1]]["phase"] = pod
        retry = {**common, "type": "Retry", "phase": whole, "children": tries}
        run.nodes[f"trials({trial})"] = retry
        self._show(name, "Running")

    def _show(self, name: str, phase: str, **status: str) -> None:
        shown = {"phase": phase, "nodes": self._runs[name].nodes, **status}
        self.workflows[name] = {**self.workflows[name], "status": json.loads(json.dumps(shown))}


def _fan_out(manifest: Content) -> tuple[list[int], list[tuple[str, list[int]]]]:
    """Return the trials of a leading Workflow, and its shards if it has some."""
    tasks = manifest["spec"]["templates"][0]["dag"]["tasks"]
    shards = [
        (s["name"], list(_numbers(s)))
        for t in tasks
        if t["name"] == "shards"
        for s in t["withItems"]
    ]
    if shards:
        return [trial for _, trials in shards for trial in trials], shards
    return [trial for task in tasks if task["name"] == "trials" for trial in _sequence(task)], []


def _numbers(shard: Content) -> list[int]:
    listed: list[int] = json.loads(shard["items"])
    return listed or list(range(int(shard["first"]), int(shard["last"]) + 1))


def _sequence(task: Content) -> Iterator[int]:
    if "withItems" in task:
        yield from (int(item) for item in task["withItems"])
    else:
        bounds = task["withSequence"]
        yield from range(int(bounds["start"]), int(bounds["end"]) + 1)


def _record(workflow: str, trial: int, turn: int, fate: str) -> PodRecord:
    best = (
        {"best": float(trial), "best_trial": trial, "best_step": 10} if fate == "completed" else {}
    )
    report = PodReport.model_validate(
        {"first": trial, "fates": LETTERS[fate], "metric": "valid/loss", **best}
    )
    return PodRecord(f"{workflow}-{trial}-{turn}", "made-r1", workflow, False, None, report)


def _spelled(now: datetime, count: int) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:") + f"{count % 60:02d}Z"
