import pytest
from made_histories import attempt, history, outcome
from tuneround.analysis.collection.history import AttemptHistory
from tuneround.analysis.collection.lineage import BEFORE_ALL, ENDLESS, lineage
from tuneround.records.attempt import Fate

A, B, C = "0001-aaaaaaaa", "0002-bbbbbbbb", "0003-cccccccc"


def stretches(found):
    return [(s.attempt.attempt, s.after, s.until) for s in found.stretches]


def test_one_attempt_is_the_trial():
    """A trial with one finished attempt is that attempt, uncut."""
    found = lineage(history(3, attempt(A, outcome=outcome())))
    assert (found.fate, stretches(found)) == (Fate.COMPLETED, [(A, BEFORE_ALL, ENDLESS)])


def test_parents_are_cut_where_the_next_forked():
    """Each attempt counts from its parent's commit to the commit its child resumed from."""
    found = lineage(
        history(
            0,
            attempt(C, parent=(B, 50), outcome=outcome()),
            attempt(A),
            attempt(B, parent=(A, 20)),
        )
    )
    assert stretches(found) == [(A, BEFORE_ALL, 20), (B, 20, 50), (C, 50, ENDLESS)]


@pytest.mark.parametrize(
    ("fates", "winner"),
    [
        ((Fate.FAILED, Fate.INFEASIBLE, Fate.COMPLETED), C),
        ((Fate.FAILED, Fate.INFEASIBLE, None), B),
        ((Fate.FAILED, None, None), A),
        ((Fate.COMPLETED, Fate.COMPLETED, Fate.INFEASIBLE), A),
        ((None, Fate.INTERRUPTED, None), C),
    ],
    ids=["completed first", "then infeasible", "then failed", "lowest id", "newest unfinished"],
)
def test_which_attempt_is_the_trial(fates, winner):
    """Completed goes before infeasible before failed, then the lowest id; else the newest."""
    attempts = [
        attempt(name, outcome=outcome(fate) if fate else None)
        for name, fate in zip((A, B, C), fates, strict=True)
    ]
    found = lineage(history(0, *attempts))
    assert found.stretches[-1].attempt.attempt == winner
    assert found.fate is (fates[(A, B, C).index(winner)] or Fate.INTERRUPTED)


@pytest.mark.parametrize("names", [("9999-aaaaaaaa", "10000-bbbbbbbb")], ids=["five digits"])
def test_ids_go_by_their_number(names):
    """The ten-thousandth attempt is newer than the one before it, though its text sorts first."""
    found = lineage(history(0, *(attempt(name) for name in names)))
    assert found.stretches[-1].attempt.attempt == "10000-bbbbbbbb"


@pytest.mark.parametrize(
    "attempts",
    [(), (AttemptHistory(A),), (AttemptHistory(A), AttemptHistory(B))],
    ids=["no folder", "one empty folder", "two empty folders"],
)
def test_nothing_in_the_bucket_is_missing(attempts):
    """A trial of which the bucket holds nothing is missing and has no lineage."""
    found = lineage(history(0, *attempts))
    assert (found.fate, found.stretches, found.attempts) == (Fate.MISSING, (), 0)


def test_a_torn_attempt_record_does_not_speak_for_the_trial():
    """An unfinished trial goes by its newest attempt that says where it came from."""
    torn = AttemptHistory(B, lines=(b"{",))
    found = lineage(history(0, attempt(A, {5: 0.1}), torn))
    assert stretches(found) == [(A, BEFORE_ALL, ENDLESS)]


@pytest.mark.parametrize(
    "parents",
    [
        {A: (B, 10), B: (A, 20)},
        {A: (A, 10), B: (A, 20)},
        {A: ("0009-99999999", 10), B: (A, 20)},
    ],
    ids=["circle", "its own parent", "unknown parent"],
)
def test_a_broken_line_of_parents_ends(parents):
    """Parents in a circle, or that nobody knows, end the lineage and not the program."""
    attempts = [attempt(name, parent=parents[name]) for name in (A, B)]
    found = lineage(history(0, *attempts))
    assert [s.attempt.attempt for s in found.stretches] == [A, B]


def test_stretches_never_overlap():
    """A parent said to be forked before its own beginning contributes nothing."""
    found = lineage(
        history(
            0,
            attempt(A),
            attempt(B, parent=(A, 60)),
            attempt(C, parent=(B, 50), outcome=outcome()),
        )
    )
    assert stretches(found) == [(A, BEFORE_ALL, 50), (B, 50, 50), (C, 50, ENDLESS)]


def test_a_trial_may_have_been_evaluated_before_its_first_step():
    """A trial that was not resumed begins before step 0, which imported trials have."""
    found = lineage(history(0, attempt(A, outcome=outcome())))
    assert found.stretches[0].covers(0)
