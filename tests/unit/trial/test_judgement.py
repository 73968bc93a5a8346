"""Judge: what the end of a program means, when its Trial could not say it."""

import pytest
from tuneround.records.attempt import Fate, Interruption
from tuneround.trial.judgement import Judge


def ended(bench, assignment, code, **facts) -> int:
    given = {"terminated": False, "out_of_memory": False, "stderr": "", **facts}
    return Judge(bench.bucket, bench.keys, assignment).ended(code, **given).code


@pytest.mark.parametrize(
    ("code", "facts", "exit_code", "reason"),
    [
        (-9, {}, 75, "signal SIGKILL"),
        (-11, {}, 75, "signal SIGSEGV"),
        (-15, {"terminated": True}, 143, "sigterm"),
        (1, {"terminated": True}, 143, "sigterm"),
        (75, {}, 75, "exit code 75"),
        (-9, {"out_of_memory": True}, 75, "out-of-memory kill"),
    ],
    ids=["killed", "crashed", "terminated", "terminated-badly", "store-down", "out-of-memory"],
)
def test_infrastructure_is_an_interruption(bench, code, facts, exit_code, reason):
    """A silent death is tried again, and the bucket says why."""
    assert ended(bench, bench.begin(), code, **facts) == exit_code
    assert [i.reason for i in bench.interruptions] == [reason]
    assert bench.outcome is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [(1, "the program ended with exit code 1"), (0, "ended without finishing its trial")],
)
def test_program_that_dies_before_training_fails_with_its_stderr(bench, code, reason):
    """It would die again; the outcome holds the end of its standard error."""
    assert ended(bench, bench.begin(), code, stderr="ModuleNotFoundError: torhc") == 3
    assert bench.outcome.fate is Fate.FAILED
    assert reason in bench.outcome.reason
    assert bench.outcome.traceback == "ModuleNotFoundError: torhc"


def test_same_exit_code_after_the_same_commit_fails_the_second_time(bench):
    """A program that has trained gets one more chance from its last commit."""
    first = bench.begin()
    keys = bench.trial_keys.attempt(first.attempt)
    bench.bucket.put(keys.segment(5, 5), b"")
    assert ended(bench, first, 2) == 75
    second = bench.begin()
    bench.bucket.put(bench.trial_keys.attempt(second.attempt).segment(5, 5), b"")
    assert ended(bench, second, 2) == 3


def test_second_out_of_memory_kill_without_progress_is_infeasible(bench):
    """The configuration needs more memory than there is: a result."""
    assert ended(bench, bench.begin(), -9, out_of_memory=True) == 75
    assert ended(bench, bench.begin(), -9, out_of_memory=True) == 0
    assert bench.outcome.fate is Fate.INFEASIBLE


def test_outcome_in_the_bucket_outranks_the_exit_code(bench, training):
    """A program that finished its trial and then crashed has finished its trial."""
    assignment = bench.begin()
    training(bench.open(assignment))
    assert ended(bench, assignment, 1) == 0
    assert bench.outcome.fate is Fate.COMPLETED


def test_program_of_a_replaced_attempt_is_not_judged(bench):
    """The newer attempt has the trial now."""
    old = bench.begin()
    bench.begin()
    assert ended(bench, old, 1) == 0
    assert bench.outcome is None


def test_interruption_by_the_program_itself_is_not_written_twice(bench):
    """The program's own record, with its traceback, stands."""
    assignment = bench.begin()
    written = Interruption(reason="exception", step=7, exception="OSError", ended="")
    bench.bucket.put(bench.trial_keys.attempt(assignment.attempt).interruption, written.to_json())
    assert ended(bench, assignment, 1) == 75
    assert bench.interruptions == (written,)


def test_command_that_cannot_be_started_fails_with_the_next_step(bench):
    """Trying again would not help."""
    judge = Judge(bench.bucket, bench.keys, bench.begin())
    assert judge.not_started("trian.py", FileNotFoundError(2, "No such file")).code == 3
    assert "`trian.py` could not be started: No such file" in bench.outcome.reason
