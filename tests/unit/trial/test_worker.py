"""Workers: pods above 0 of a gathering, which train beside the one that supervises."""

import threading
from dataclasses import replace

import pytest
from acted_rounds import ActedRound
from tuneround.errors import InputError
from tuneround.records.attempt import Fate, Interruption, Outcome, Parent
from tuneround.store.checkpoints import save_checkpoint
from tuneround.store.keys import new_attempt
from tuneround.trial import worker
from tuneround.trial.begin import whole_commit, write_start
from tuneround.trial.gathering import Gathering, gathering_here
from tuneround.trial.judgement import Judge
from tuneround.trial.pod import Pod
from tuneround.trial.state import STATE_FILE
from tuneround.trial.supervisor import supervise
from tuneround.trial.worker import assist

FIRST, SECOND = (Gathering(workers=2, worker=i, name="a uid") for i in (0, 1))


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Look often, and give up soon."""
    monkeypatch.setenv("TUNEROUND_PATIENCE_SECONDS", "0.2")
    for name in ("WAIT_SECONDS", "LOOK_SECONDS", "GRACE_SECONDS"):
        monkeypatch.setattr(worker, name, 0.02)


@pytest.fixture
def acted(tmp_path):
    """Return a maker of rounds of one trial, whose program does as it is told."""
    return lambda *lives: ActedRound.of(tmp_path, [list(lives)])


@pytest.fixture
def pod(tmp_path):
    """Return the pod of worker 1."""
    (tmp_path / "scratch").mkdir()
    return Pod(tmp_path / "scratch", gathering=SECOND)


def begin_attempt(round_, gathering=FIRST, parent=None):
    """Begin an attempt as worker 0 does."""
    attempt = new_attempt(round_.survey(0).next_ordinal, gathering.token)
    write_start(round_.store.bucket, round_.store.keys.trial(0), attempt, parent)
    return round_.store.keys.trial(0).attempt(attempt)


def finish(round_, keys):
    outcome = Outcome(fate=Fate.INFEASIBLE, reason="", step=1, ended="")
    round_.store.bucket.put(keys.outcome, outcome.to_json())


def commit(round_, keys, step, folder):
    """Commit a checkpoint whose state says its step."""
    state = folder / STATE_FILE
    state.write_text(f"state at {step}")
    save_checkpoint(
        round_.store.bucket,
        keys.checkpoint(step),
        {},
        {STATE_FILE: state},
        evaluations=1,
        last_evaluation=2,
        before_commit=lambda: None,
    )


@pytest.mark.parametrize(
    ("act", "code"), [("nothing", 0), ("1", 75), ("killed", 75), ("stopped", 143)]
)
def test_worker_trains_and_judges_nothing(act, code, acted, pod):
    """Its program's end says only whether its pod is to be started anew."""
    round_ = acted(act)
    begin_attempt(round_)
    before = round_.survey(0).names
    assert assist(round_.store, 0, pod) == code
    assert round_.survey(0).names == before


def test_worker_waits_for_the_attempt_of_its_own_gathering(acted, pod, monkeypatch):
    """An attempt of another gathering is not its own, however new."""
    monkeypatch.setenv("TUNEROUND_PATIENCE_SECONDS", "60")
    round_ = acted("1", "nothing")
    begin_attempt(round_, Gathering(workers=2, worker=0, name="another"))
    later = threading.Timer(0.1, begin_attempt, (round_,))
    later.start()
    assert assist(round_.store, 0, pod) == 0
    later.join()
    assert not round_.survey(0).names["0002-" + FIRST.token] - {"attempt.json"}


def test_worker_whose_supervisor_does_not_come_gives_up(acted, pod, capsys):
    """Its pod is started anew with the others."""
    assert assist(acted("nothing").store, 0, pod) == 75
    assert "worker 0 has begun no attempt of trial 0" in capsys.readouterr().err


def test_finished_trial_ends_every_worker_at_once(acted, pod):
    """Whatever its fate: nobody would learn the exit code of a failed one."""
    round_ = acted("failed")
    assert supervise(round_.store, 0, replace(pod, gathering=FIRST)) == 3
    for gathering in (FIRST, SECOND):
        assert supervise(round_.store, 0, replace(pod, gathering=gathering)) == 0
    assert assist(round_.store, 0, pod) == 0
    assert round_.lives() == [1]


def test_program_that_dies_of_a_finished_trial_is_no_interruption(acted, pod):
    """Peers of the rank that ended the trial lose it in the middle of an operation."""
    round_ = acted("infeasible by a peer")
    begin_attempt(round_)
    assert assist(round_.store, 0, pod) == 0


def test_program_that_waits_for_a_finished_peer_is_ended(acted, pod):
    """The bucket is looked at while the program runs; it gets a moment to end by itself."""
    round_ = acted("stuck")
    keys = begin_attempt(round_)
    later = threading.Timer(0.5, finish, (round_, keys))
    later.start()
    assert assist(round_.store, 0, pod) == 0
    later.join()


def test_worker_resumes_from_the_checkpoint_that_the_attempt_names(acted, pod, tmp_path):
    """Not from a newer one, which another attempt may have left since."""
    round_ = acted("nothing")
    older = begin_attempt(round_, Gathering(workers=2, worker=0, name="older"))
    for step in (2, 3):
        commit(round_, older, step, tmp_path)
    parent = Parent(attempt=older.attempt, step=2)
    attempt = new_attempt(2, FIRST.token)
    keys = round_.store.keys.trial(0)
    resume = whole_commit(round_.survey(0), parent, tmp_path / "first")
    write_start(round_.store.bucket, keys, attempt, resume)
    assert assist(round_.store, 0, pod) == 0
    (folder,) = (pod.scratch / "resume").iterdir()
    assert (folder / STATE_FILE).read_text() == "state at 2"


def test_worker_without_the_checkpoint_gives_up(acted, pod, tmp_path, capsys):
    """A peer that started from nothing would train another model."""
    round_ = acted("nothing")
    older = begin_attempt(round_, Gathering(workers=2, worker=0, name="older"))
    commit(round_, older, 2, tmp_path)
    parent = Parent(attempt=older.attempt, step=2)
    resume = whole_commit(round_.survey(0), parent, tmp_path / "first")
    write_start(round_.store.bucket, round_.store.keys.trial(0), f"0002-{FIRST.token}", resume)
    round_.store.bucket.delete([older.checkpoint(2).file(STATE_FILE)])
    assert assist(round_.store, 0, pod) == 75
    assert "the commit of step 2 is not there any more" in capsys.readouterr().err


def test_supervisor_names_its_attempt_after_the_gathering(acted, pod):
    """So that its workers find it, and later attempts of other gatherings are told apart."""
    round_ = acted("completed")
    supervise(round_.store, 0, replace(pod, gathering=FIRST))
    assert list(round_.survey(0).names) == [f"0001-{FIRST.token}"]


def test_program_of_several_pods_that_dies_at_the_start_gets_a_second_chance(bench):
    """It may have died of a peer that did not come."""
    for code in (75, 3):
        judge = Judge(bench.bucket, bench.keys, bench.begin(), has_peers=True)
        ended = judge.ended(1, terminated=False, out_of_memory=False, stderr="")
        assert ended.code == code
    assert bench.interruptions == (
        Interruption(reason="exit code 1", step=0, ended=bench.interruptions[0].ended),
    )


@pytest.mark.parametrize(
    "environment",
    [{}, {"TUNEROUND_WORKERS": "1"}, {"TUNEROUND_WORKER": "0", "TUNEROUND_GATHERING": "x"}],
    ids=["nothing", "one", "no-number"],
)
def test_pod_alone_has_no_gathering(environment):
    """One pod a trial is the usual case."""
    assert gathering_here(environment) is None


@pytest.mark.parametrize(
    ("workers", "number", "name"),
    [("2", "2", "x"), ("2", "", "x"), ("two", "0", "x"), ("2", "0", ""), ("2", "-1", "x")],
    ids=["too-high", "no-worker", "no-number", "no-name", "negative"],
)
def test_gathering_that_cannot_be_is_refused(workers, number, name):
    """The three variables come together."""
    values = (workers, number, name)
    names = ("TUNEROUND_WORKERS", "TUNEROUND_WORKER", "TUNEROUND_GATHERING")
    with pytest.raises(InputError, match="Set all three, or none"):
        gathering_here(dict(zip(names, values, strict=True)))


def test_gathering_is_read_from_the_environment():
    """The name may be anything; its token has an attempt id's form."""
    environment = {"TUNEROUND_WORKERS": "3", "TUNEROUND_WORKER": "2", "TUNEROUND_GATHERING": "u"}
    found = gathering_here(environment)
    assert (found.workers, found.worker, len(found.token)) == (3, 2, 8)
