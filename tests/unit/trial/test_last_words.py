"""What a pod leaves in its termination message."""

import pytest
from acted_rounds import ActedRound
from tuneround.records.attempt import Fate
from tuneround.records.pod_report import PodReport, read_message
from tuneround.records.pod_words import MOST_BYTES
from tuneround.records.progress import Progress
from tuneround.spec.objective import Direction, Objective
from tuneround.store.bucket import StoreError
from tuneround.trial.block import supervise_block
from tuneround.trial.ended import Ended
from tuneround.trial.last_words import LastWords, last_words
from tuneround.trial.pod import Pod
from tuneround.trial.supervisor import supervise

HIGHER = Objective(metric="valid/accuracy", direction=Direction.MAXIMIZE)
COMPLETED = Ended.finished(Fate.COMPLETED, "")


@pytest.fixture
def report(tmp_path):
    """Return what reads the report back as whoever lists pods does."""
    return lambda: read_message((tmp_path / "words").read_text())


@pytest.fixture
def pod(tmp_path):
    """Return a pod that is asked for its last words."""
    (tmp_path / "scratch").mkdir()
    return Pod(tmp_path / "scratch", report_file=str(tmp_path / "words"))


@pytest.mark.parametrize(
    ("act", "fate", "reason"),
    [
        ("completed", "c", ""),
        ("infeasible", "i", ""),
        ("nothing", "f", "the program ended without finishing its trial"),
        ("killed", "x", "signal SIGKILL"),
        ("75", "x", "exit code 75"),
        ("stopped", "x", "sigterm"),
    ],
)
def test_each_end_of_a_trial_is_told(act, fate, reason, pod, report, tmp_path):
    """The pod names its trial, its fate and why it did not complete."""
    round_ = ActedRound.of(tmp_path, [["completed"], [act]])
    supervise(round_.store, 1, pod)
    told = report()
    assert (told.first, told.fates, told.metric) == (1, fate, "valid/loss")
    assert told.reason.startswith(reason) and bool(told.reason) == bool(reason)


def test_a_trial_that_had_ended_before_is_told_again(pod, report, tmp_path):
    """A second pod of a trial says the same of it as the first."""
    round_ = ActedRound.of(tmp_path, [["failed"]])
    supervise(round_.store, 0, pod)
    first = report()
    supervise(round_.store, 0, pod)
    assert report() == first


@pytest.mark.parametrize(
    ("acts", "fates"),
    [
        (["completed", "nothing", "infeasible"], "cfi"),
        (["completed", "stopped", "completed"], "cx-"),
        (["completed", "completed when stopped", "completed"], "cc-"),
    ],
    ids=["all", "stopped", "ended-nevertheless"],
)
def test_a_block_tells_all_its_trials(acts, fates, pod, report, tmp_path):
    """One letter a trial, from the first; who had no turn is told so."""
    before = [["completed"]] * 4
    round_ = ActedRound.of(tmp_path, [*before, *([act] for act in acts)])
    supervise_block(round_.store, 1, 4, pod)
    assert (report().first, report().fates) == (4, fates)


def test_a_store_that_cannot_be_reached_is_told(pod, report, tmp_path, monkeypatch):
    """The pod that cannot even begin says why."""
    round_ = ActedRound.of(tmp_path, [["completed"]])

    def refused(self, key, content):
        raise StoreError("The endpoint answers. Got nothing.")

    monkeypatch.setattr(type(round_.store.bucket), "put", refused)
    with pytest.raises(StoreError):
        supervise(round_.store, 0, pod)
    assert (report().fates, report().reason) == ("x", "The endpoint answers. Got nothing.")


def test_an_earlier_trial_is_told_when_the_next_kills_the_pod(tmp_path, report):
    """The report is written after each trial: a killed pod writes nothing any more."""
    words = LastWords(str(tmp_path / "words"), 6)
    words.expect(2, HIGHER)
    words.begin(6)
    words.end(COMPLETED, Progress(step=4, steps=4, best=0.5, best_step=2))
    words.begin(7)
    assert report() == PodReport(
        first=6, fates="c-", metric="valid/accuracy", best=0.5, best_trial=6, best_step=2
    )


def test_the_best_is_that_of_completed_trials(tmp_path, report):
    """In the objective's direction, the first of equals; others have none."""
    ends = [
        (COMPLETED, 0.5),
        (COMPLETED, 0.75),
        (COMPLETED, 0.75),
        (Ended.finished(Fate.INFEASIBLE, "diverged"), 0.9),
        (COMPLETED, None),
    ]
    with last_words(str(tmp_path / "words"), 0) as words:
        words.expect(5, HIGHER)
        for index, (ended, best) in enumerate(ends):
            words.begin(index)
            words.end(ended, Progress(step=4, steps=4, best=best, best_step=index))
    told = report()
    assert (told.best, told.best_trial, told.best_step) == (0.75, 1, 1)
    assert (told.fates, told.reason) == ("cccic", "diverged")


@pytest.mark.parametrize("letter", ["a", "ß", "🎈", '"', "{"])
def test_it_fits(letter, tmp_path, report):
    """Whatever a program says at its end, Kubernetes keeps the whole report."""
    with last_words(str(tmp_path / "words"), 0) as words:
        words.expect(1000, Objective.model_construct(metric=letter * 500, direction="minimize"))
        words.begin(999)
        words.end(Ended.finished(Fate.FAILED, letter * 5000), None)
    written = (tmp_path / "words").read_bytes()
    assert len(written) <= MOST_BYTES and written.isascii()
    assert b"{{" not in written, "Argo would replace it"
    assert report().fates.endswith("-f")
    assert report().reason.startswith(letter)


def test_words_that_cannot_be_written_harm_no_trial(tmp_path, capsys):
    """It is said once."""
    (tmp_path / "scratch").mkdir()
    pod = Pod(tmp_path / "scratch", report_file=str(tmp_path / "no" / "such"))
    round_ = ActedRound.of(tmp_path, [["completed"], ["completed"]])
    assert supervise_block(round_.store, 0, 2, pod) == 0
    assert capsys.readouterr().err.count("last words are not kept") == 1


@pytest.mark.parametrize("text", ["", "Killed", "{}", '{"first": 0, "fates": "z"}'])
def test_another_text_is_no_report(text):
    """A training program may write there what it likes."""
    assert read_message(text) is None
