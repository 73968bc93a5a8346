"""A round from a laptop that is stopped, and goes on: by tuneround's own commands."""

from pathlib import Path

from rounds.answers import result_of
from rounds.laptop import laptop_of
from rounds.observed import Observe
from rounds.site import Site
from rounds.texts import EVERY, disturbed, round_text


def test_stop_and_resume(site: Site, observed: Observe, tmp_path: Path) -> None:
    """A stopped round is judged as it is; resume runs what is missing, and nothing twice."""
    laptop = laptop_of(site, tmp_path)
    slow = disturbed(0, after=EVERY, seconds=0.5)
    budget = {"trials": 2, "parallelism": 1}
    halted = observed(round_text("halted", trainer=slow, budget=budget))
    assert laptop("submit", halted.file).returncode == 0
    halted.wait_for_commit(0, EVERY)
    running = laptop("resume", halted.file)
    assert running.returncode == 1
    assert "`halted`, Running" in running.stderr
    assert laptop("cleanup", halted.file, "--yes").returncode == 1
    stopped = laptop("stop", halted.file, "--wait")
    assert stopped.returncode == 0, stopped.stderr
    assert result_of(halted.store).unfinished == (0, 1)
    refused = laptop("submit", halted.file)
    assert refused.returncode == 1
    assert "tuneround resume FILE" in refused.stderr
    done = laptop.json("resume", halted.file, "--wait")
    assert done["progress"]["phase"] == "Succeeded"
    assert done["result"]["counts"]["completed"] == 2
    assert halted.resumed_from(0) >= EVERY
