"""Generated rounds, judged twice: by the tables, and by a reader that goes line by line."""

import random
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import ERROR, attempt, line, outcome, planned
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.collection.history import TrialHistory
from tuneround.analysis.select import select
from tuneround.records.attempt import Fate
from tuneround.records.evaluation import read_lines
from tuneround.spec.objective import Objective

STEPS = range(1, 8)
VALUES = st.sampled_from([None, 0.0, 0.25, 0.5, 1.0])
JUNK = st.sampled_from([b"", b"\n", b"{}\n", b"junk\n", b'{"step":2}\n', line(1, 0.0)[:-9]])
FATES = st.sampled_from([None, Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED])
OBJECTIVES = st.sampled_from(
    [ERROR, Objective(metric=ERROR.metric, direction="maximize")],
)


@st.composite
def attempts(draw, ordinal):
    name = f"{ordinal:04d}-{draw(st.sampled_from(['aaaaaaaa', 'bbbbbbbb']))}"
    number = draw(st.integers(0, ordinal))
    parent = (f"{number:04d}-aaaaaaaa", draw(st.sampled_from(STEPS))) if number else None
    fate = draw(FATES)
    held = attempt(
        name,
        draw(st.dictionaries(st.sampled_from(STEPS), VALUES)),
        parent=parent,
        outcome=outcome(fate) if fate else None,
        commits=draw(st.lists(st.sampled_from(STEPS), unique=True)),
    )
    return replace(held, lines=(*held.lines, draw(JUNK), *held.lines[: draw(st.integers(0, 1))]))


@st.composite
def trials(draw, index):
    held = [draw(attempts(n)) for n in range(1, draw(st.integers(0, 4)) + 1)]
    return TrialHistory(index, tuple(held))


@st.composite
def rounds(draw):
    return [draw(trials(i)) for i in range(draw(st.integers(0, 4)))]


def naive_trial(history):
    """Return (fate, step -> (attempt, value)) by the words of DESIGN, without any table."""
    held = {a.attempt: a for a in history.attempts}
    ended = [
        (rank, name)
        for rank, fate in enumerate([Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED])
        for name, a in held.items()
        if a.outcome and a.outcome.fate is fate
    ]
    if not held:
        return Fate.MISSING, {}
    name = min(ended)[1] if ended else max(held)
    fate = held[name].outcome.fate if ended else Fate.INTERRUPTED
    evaluations, limit, seen = {}, max(STEPS), set()
    while name in held and name not in seen:
        seen.add(name)
        parent = held[name].record.parent
        fork = parent.step if parent else 0
        for piece in held[name].lines:
            for e in read_lines(piece):
                if fork < e.step <= limit:
                    evaluations.setdefault(e.step, (name, e.metrics.get(ERROR.metric)))
        limit = min(limit, fork)
        name = parent.attempt if parent else ""
    return fate, evaluations


@settings(max_examples=60, deadline=None)
@given(rounds(), OBJECTIVES)
def test_tables_and_choice_agree_with_a_naive_reader(histories, objective):
    """Fates, evaluations and the choice are those of a reader that follows DESIGN's words."""
    plan = [planned(i) for i in range(len(histories) + 1)]
    tables = collect(plan, histories, objective)
    naive = [naive_trial(h) for h in histories] + [(Fate.MISSING, {})]
    assert tables.trials["fate"].to_list() == [fate.value for fate, _ in naive]
    expected = [
        (i, name, s, v) for i, (_, e) in enumerate(naive) for s, (name, v) in sorted(e.items())
    ]
    got = tables.evaluations.select("trial", "attempt", "step", ERROR.metric)
    assert got.rows() == expected

    sign = 1 if objective is ERROR else -1
    eligible = [
        (sign * v, step, trial, name)
        for trial, name, step, v in expected
        if v is not None and naive[trial][0] is Fate.COMPLETED
    ]
    best = select(tables, plan, objective).best
    chosen = best and (sign * best.value, best.step, best.trial, best.attempt)
    assert chosen == min(eligible, default=None)


@settings(max_examples=40, deadline=None)
@given(rounds(), OBJECTIVES, st.integers(0, 2**32))
def test_order_changes_nothing(histories, objective, seed):
    """The order of plan, trials, attempts and pieces changes no bit of tables and choice."""
    plan = [planned(i) for i in range(len(histories))]
    shuffle = random.Random(seed)
    shuffled = [
        TrialHistory(h.trial, tuple(shuffle.sample(h.attempts, len(h.attempts)))) for h in histories
    ]
    shuffled = [
        replace(
            h,
            attempts=tuple(
                replace(a, lines=tuple(shuffle.sample(a.lines, len(a.lines)))) for a in h.attempts
            ),
        )
        for h in shuffle.sample(shuffled, len(shuffled))
    ]
    one = collect(plan, histories, objective)
    other = collect(shuffle.sample(plan, len(plan)), shuffled, objective)
    assert one.trials.equals(other.trials)
    assert one.evaluations.equals(other.evaluations)
    assert one.checkpoints.equals(other.checkpoints)
    assert select(one, plan, objective) == select(other, plan, objective)


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_dead_attempts_change_nothing(histories):
    """An attempt of a finished trial that is no one's parent and never ended leaves no trace."""
    plan = [planned(i) for i in range(len(histories))]
    dead = attempt("9999-dddddddd", {1: 0.0, 7: 0.0}, commits=[1])
    haunted = [
        replace(h, attempts=(*h.attempts, dead)) if any(a.outcome for a in h.attempts) else h
        for h in histories
    ]
    one, other = collect(plan, histories, ERROR), collect(plan, haunted, ERROR)
    assert one.trials.select(pl.exclude("attempts")).equals(
        other.trials.select(pl.exclude("attempts"))
    )
    assert one.evaluations.equals(other.evaluations)
    assert one.checkpoints.equals(other.checkpoints)
