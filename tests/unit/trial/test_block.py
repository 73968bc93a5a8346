"""Blocks: the trials of one pod, one after the other."""

import pytest
from acted_rounds import ActedRound
from tuneround.records.attempt import Fate
from tuneround.trial.begin import write_start
from tuneround.trial.block import supervise_block
from tuneround.trial.pod import Pod
from tuneround.trial.postmortem import Postmortem

KILLED = "main: OOMKilled (exit code 137)"


@pytest.fixture
def acted(tmp_path):
    """Return a maker of rounds whose trials do as they are told."""
    return lambda *acts: ActedRound.of(tmp_path, [list(lives) for lives in acts])


@pytest.fixture
def supervised(tmp_path):
    """Return a function that supervises a block in an empty scratch folder."""
    (tmp_path / "scratch").mkdir()

    def run(round_, block=0, size=8, **pod):
        return supervise_block(round_.store, block, size, Pod(tmp_path / "scratch", **pod))

    return run


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        (["completed", "infeasible"], 0),
        (["completed", "failed"], 3),
        (["nothing", "completed"], 3),
        (["failed", "killed"], 75),
        (["75", "completed"], 75),
    ],
    ids=["ended-well", "failed", "left-early", "killed", "interrupted"],
)
def test_exit_code_says_what_is_left_to_do(acts, code, acted, supervised):
    """Interrupted outranks failed, which outranks an end; each trial has had its turn."""
    round_ = acted(*([act] for act in acts))
    assert supervised(round_) == code
    assert round_.lives() == [1, 1]


def test_a_second_pod_runs_what_is_unfinished(acted, supervised):
    """An interrupted trial does not keep the others from running, and is taken up again."""
    round_ = acted(["completed"], ["killed", "completed"], ["failed"], ["75", "infeasible"])
    assert supervised(round_) == 75
    assert supervised(round_) == 3
    assert round_.lives() == [1, 2, 1, 2]
    fates = [round_.outcome(i).fate for i in range(4)]
    assert fates == [Fate.COMPLETED, Fate.COMPLETED, Fate.FAILED, Fate.INFEASIBLE]


@pytest.mark.parametrize(("block", "ran"), [(0, [1, 1, 0]), (1, [0, 0, 1]), (2, [0, 0, 0])])
def test_blocks_part_the_trials(block, ran, acted, supervised):
    """The last block has what is left, and one beyond the budget has nothing to do."""
    round_ = acted(*[["completed"]] * 3)
    assert supervised(round_, block, size=2) == 0
    assert round_.lives() == ran


@pytest.mark.parametrize(
    ("act", "code", "lives"),
    [
        (["completed", "stopped", "completed"], 143, [1, 1, 0]),
        (["completed", "completed when stopped", "completed"], 143, [1, 1, 0]),
        (["completed", "completed", "completed when stopped"], 0, [1, 1, 1]),
    ],
    ids=["stopped", "ended-nevertheless", "the-last"],
)
def test_no_trial_is_begun_after_sigterm(act, code, lives, acted, supervised):
    """The pod ends with 143 unless nothing is left."""
    round_ = acted(*([a] for a in act))
    assert supervised(round_) == code
    assert round_.lives() == lives


def test_a_finished_trial_costs_one_listing_and_its_outcome(acted, supervised, monkeypatch):
    """Beside what the block reads once."""
    round_ = acted(*[["completed"]] * 4)
    supervised(round_)
    asked = []
    for name in ("list", "get", "put"):
        plain = getattr(type(round_.store.bucket), name)

        def counted(self, key, *more, plain=plain, name=name):
            if key.startswith(round_.store.keys.trials):
                asked.append(name)
            return plain(self, key, *more)

        monkeypatch.setattr(type(round_.store.bucket), name, counted)
    assert supervised(round_) == 0
    assert asked == ["list", "get"] * 4


def test_progress_counts_the_trials_that_are_done(acted, supervised, tmp_path, monkeypatch):
    """Argo's file says N/M in steps of the whole pod, at the start of each trial."""
    round_ = acted(*[["completed"]] * 3)
    said = []
    monkeypatch.setattr(
        "tuneround.trial.block.write_pod_progress",
        lambda pod, step: said.append(f"{pod.before + step}/{pod.steps}"),
    )
    supervised(round_, argo_file=str(tmp_path / "progress"))
    assert said == ["0/12", "4/12", "8/12"]


def test_scratch_of_a_trial_is_gone_before_the_next(acted, supervised, tmp_path):
    """Downloaded checkpoints of eight trials would fill a pod's disk."""
    supervised(acted(["completed"], ["killed"]))
    assert list((tmp_path / "scratch").iterdir()) == []


def test_killed_pod_s_trial_is_infeasible_the_second_time_and_the_others_go_on(acted, supervised):
    """What Argo said of the pod before counts before a further training."""
    round_ = acted(*[["completed"]] * 2)
    keys = round_.store.keys.trial(0)
    write_start(round_.store.bucket, keys, "0001-00000000", None)
    Postmortem(KILLED).record(round_.survey(0))
    write_start(round_.store.bucket, keys, "0002-00000000", None)
    assert supervised(round_, postmortem=Postmortem(KILLED)) == 0
    assert [round_.outcome(i).fate for i in (0, 1)] == [Fate.INFEASIBLE, Fate.COMPLETED]
    assert round_.lives() == [2, 1]
