"""Bench: what an idle operator costs, where 200 rounds have ended.

One round is run, and its TuningRound and Workflow are copied: the objects are what Argo left, and
the operator is the real one, as a process of this machine with the rights of its account.
"""

import json
import os
import sys
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from harness.cluster import up
from harness.waiting import until
from rounds.applied import AppliedRound
from rounds.local_operator import local_operator
from rounds.programs import NOTHING, command
from rounds.site import Site, made_site
from rounds.texts import round_text

ROUNDS = 200
SECONDS = 60
SETTLED_SECONDS = 20
CPU_LIMIT, MEMORY_LIMIT = 0.01, 150.0
TICKS = os.sysconf("SC_CLK_TCK")
SERVERS = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")


def main() -> int:
    """Measure, print a line each, and return how many limits were missed."""
    cluster = up()
    if cluster.argo is None:
        sys.exit("NOT MEASURED: Argo's binaries are absent.")
    with (
        made_site(cluster, cluster.argo, f"bench-{token_hex(3)}") as site,
        TemporaryDirectory() as folder,
        local_operator(site, Path(folder)) as operator,
    ):
        operator.start()
        _copy(_ended(site, Path(folder)))
        _wait_for_all(site)
        worked = _memory(operator.pid)
        begun = operator.sample("tuneround_operator_writes_total")
        operator.end()
        operator.start()
        sleep(SETTLED_SECONDS)
        share = _busy(operator.pid, SECONDS)
        memory = _memory(operator.pid)
        written = operator.sample("tuneround_operator_writes_total")
        print(f"{ROUNDS} rounds that have ended; {begun:.0f} writes brought them there, and left")
        print(f"  the operator that did it {worked:.1f} MiB; of one that began afterwards:")
        missed = _line("CPU, share of a core", share, CPU_LIMIT, ".4f")
        missed += _line("memory, MiB resident", memory, MEMORY_LIMIT, ".1f")
        missed += _line("writes since its start", written, 0, ".0f")
    return missed


def _ended(site: Site, folder: Path) -> AppliedRound:
    """Return a round that has run and ended."""
    budget = {"trials": 4, "parallelism": 4, "steps": 1, "evaluateEvery": 1}
    text = round_text("original", command(NOTHING), budget=budget)
    ended = AppliedRound.of(site, folder, text).apply()
    ended.succeed()
    return ended


def _copy(original: AppliedRound) -> None:
    """Create rounds of other names that have ended the same way."""
    site = original.site
    workflow = site.get(f"workflow/{original.name}")
    for first in range(0, ROUNDS - 1, 50):
        names = [f"copy-{number}" for number in range(first, min(first + 50, ROUNDS - 1))]
        copies = [_named(original.resource, original.name, name) for name in names]
        for copy in copies:
            copy.pop("status")
        # The Workflow first: an operator that saw the round alone would start one.
        workflows = [_named(workflow, original.name, name) for name in names]
        for one in workflows:
            one["metadata"].pop("ownerReferences")
        _create(site, workflows)
        _create(site, copies)


def _named(content: dict[str, Any], name: str, other: str) -> dict[str, Any]:
    text = json.dumps(content).replace(name, other)
    copy: dict[str, Any] = json.loads(text)
    for field in SERVERS:
        copy["metadata"].pop(field, None)
    return copy


def _create(site: Site, items: list[dict[str, Any]]) -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    site.kubectl("create", "--filename=-", stdin=text)


def _wait_for_all(site: Site) -> None:
    def count() -> int:
        path = "--output=jsonpath={range .items[*]}{.status.state} {end}"
        return site.kubectl("get", "tuningrounds", path).split().count("Succeeded")

    until(
        f"{ROUNDS} rounds have succeeded",
        lambda: count() == ROUNDS,
        seconds=300,
        next_step="Look at kubectl get tuningrounds.",
    )


def _busy(pid: int, seconds: int) -> float:
    """Return the share of a core that a process uses, watched for so long."""
    before = _ticks(pid)
    sleep(seconds)
    return (_ticks(pid) - before) / TICKS / seconds


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _line(name: str, value: float, limit: float, shown: str) -> bool:
    verdict = "" if value <= limit else "  TOO MUCH"
    print(f"  {name:<24} {value:{shown}}  (limit {limit:g}){verdict}")
    return value > limit


if __name__ == "__main__":
    sys.exit(main())
