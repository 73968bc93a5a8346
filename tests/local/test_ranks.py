"""Ranks: two processes that train one trial together, over gloo."""

import gzip
import json
import re
from math import isnan
from pathlib import Path

import pytest
import ranked_programs as programs
from ranked import Ranks
from tuneround.records.attempt import Fate
from tuneround.store.checkpoints import read_commit
from workbench import Workbench


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what the helpers gave two ranks."""
    folder = tmp_path_factory.mktemp("shared")
    assert Ranks.start(programs.share, str(folder)).wait() == [0, 0]
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in (0, 1)]


def test_ranks_know_themselves(told):
    """Each has its number, and the number of all."""
    assert [t["ranks"] for t in told] == [[0, 2], [1, 2]]


def test_means_are_weighted_and_the_same_on_every_rank(told):
    """(1 * 1 + 3 * 2) / 4; a rank without examples does not count; what is not finite spreads."""
    assert [t["mean"] for t in told] == [1.75, 1.75]
    assert [t["of one"] for t in told] == [7.0, 7.0]
    assert all(isnan(t["not finite"]) for t in told)


def test_buffers_are_the_same_after_synchronization(told):
    """Floating ones are averaged, in their own type; others are rank 0's."""
    assert told[0]["after"] == told[1]["after"]
    before, after = [t["before"] for t in told], told[0]["after"]
    for name in ("norm.running_mean", "norm.running_var", "short"):
        means = [(a + b) / 2 for a, b in zip(before[0][name], before[1][name], strict=True)]
        assert before[0][name] != before[1][name]
        assert after[name] == pytest.approx(means, rel=1e-6)
    for name in ("norm.num_batches_tracked", "mask", "wave"):
        assert before[0][name] != before[1][name]
        assert after[name] == before[0][name]


def test_equal_buffers_stay_what_they_are_to_the_last_bit(told):
    """Averaging must not wear out a constant."""
    assert told[0]["after"]["equal"] == told[0]["before"]["equal"]


class Together(Workbench):
    """A trial that two ranks train."""

    def train(self, *act):
        """Run one attempt; return the exit codes of the ranks."""
        return Ranks.start(programs.train, str(self.assignment()), *act).wait()

    def follow(self, page, *act):
        """Run one attempt of a program in a page; return the exit codes of the ranks."""
        file = str(self.assignment(steps=60, every=10))
        return Ranks.start(programs.run_document, str(page), file, *act).wait()

    def assignment(self, **budget):
        """Begin an attempt; return the file that says so to every rank."""
        self.root.mkdir(exist_ok=True)
        path = self.root / "assignment.json"
        orders = self.begin(**budget).model_copy(update={"directory": str(self.root / "bucket")})
        path.write_bytes(orders.to_json())
        return path

    def losses(self):
        """Return step -> objective of the attempt that finished."""
        (name,) = [n for n in self.names() if n.endswith("metrics.jsonl.gz")]
        content = gzip.decompress(self.bucket.get(self.trial_keys.root + name))
        lines = [json.loads(line) for line in content.splitlines()]
        return {line["step"]: line["metrics"]["valid/loss"] for line in lines if "step" in line}


@pytest.fixture
def together(tmp_path):
    """Return a trial for two ranks."""
    return Together(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the objectives of an undisturbed trial."""
    made = Together(tmp_path_factory.mktemp("undisturbed"))
    assert made.train() == [0, 0]
    assert made.outcome.fate is Fate.COMPLETED
    return made.losses()


@pytest.mark.parametrize("lost", [0, 1])
def test_loss_of_one_rank_ends_the_other_and_a_restart_ends_as_if_undisturbed(
    lost, together, undisturbed
):
    """From the last commit on, the metrics are the same, bit for bit."""
    codes = together.train("die", lost, 23)
    assert codes[lost] == -9
    assert codes[1 - lost] == 1
    assert together.outcome is None
    assert together.survey.last_committed == 20
    assert together.train() == [0, 0]
    resumed = together.losses()
    assert resumed == {step: undisturbed[step] for step in resumed}
    assert together.outcome.evaluations == len(undisturbed)


@pytest.mark.parametrize("stopped", [0, 1])
def test_sigterm_to_one_rank_stops_all_at_the_same_step(stopped, together, undisturbed):
    """Both leave with 143 after the checkpoint of one boundary; buffers are averaged there."""
    assert together.train("terminate", stopped, 12) == [143, 143]
    (told,) = together.interruptions
    assert told.reason == "sigterm"
    assert together.survey.last_committed == told.step in (12, 13)
    assert together.train() == [0, 0]
    resumed = together.losses()
    assert resumed == pytest.approx({step: undisturbed[step] for step in resumed}, rel=1e-5)


def test_trial_that_one_rank_ends_as_infeasible_leaves_no_rank_behind(together):
    """The others lose their peer when its outcome is written already."""
    codes = together.train("infeasible", 0, 7)
    assert codes == [0, 1]
    assert together.outcome.reason == "this rank says so"


def test_exception_of_another_rank_is_an_interruption(together):
    """The rank that writes tells of the loss, and the trial goes on from its last commit."""
    assert together.train("raise", 1, 8) == [1, 1]
    assert together.outcome is None
    assert [i.reason for i in together.interruptions] == ["exception"]


def test_peer_lost_before_the_first_step_fails_nothing(together):
    """However often: it says nothing about the trial."""
    for _ in range(2):
        run = Ranks.start(programs.lose_a_peer_at_the_start, str(together.assignment()))
        assert run.wait() == [1, -9]
    assert together.outcome is None
    assert len(together.interruptions) == 2


BLOCK = re.compile(r"^```python name=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = Path(__file__).parents[2] / "docs" / "several-processes.md"
PROGRAMS = dict(BLOCK.findall(PAGE.read_text()))


@pytest.mark.parametrize("name", ["ranks", "sharded"])
def test_documented_programs_learn_and_resume_bit_for_bit(name, tmp_path):
    """With two ranks, of which one is lost; the weights lie there whole in the end."""
    program = tmp_path / f"{name}.py"
    program.write_text(PROGRAMS[name])
    whole, resumed = Together(tmp_path / "whole"), Together(tmp_path / "resumed")
    assert whole.follow(program) == [0, 0]
    assert resumed.follow(program, 4) == [1, -9]
    assert resumed.survey.last_committed == 30
    assert resumed.follow(program) == [0, 0]
    losses, expected = resumed.losses(), whole.losses()
    assert losses == {step: expected[step] for step in (40, 50, 60)}
    assert expected[60] < expected[10]
    last = whole.trial_keys.attempt(next(iter(whole.survey.names))).checkpoint(60)
    assert read_commit(whole.bucket, last).files[0].name == "model.safetensors"


def test_named_programs_of_the_page_are_tested():
    """No other block has a name."""
    assert set(PROGRAMS) == {"ranks", "sharded"}
