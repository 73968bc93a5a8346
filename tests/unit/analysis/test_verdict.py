"""The verdict, word by word."""

from dataclasses import replace

import pytest
from made_histories import ERROR
from made_judged import Made, judged_of, made
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.comparing.isolation import isolation
from tuneround.analysis.comparing.noise import noise
from tuneround.analysis.select import select
from tuneround.analysis.verdict import fate_counts, verdict
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding, Level

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]


def adam(value, fate=Fate.COMPLETED):
    return made(value, fate, optimizer="adam")


def sgd(value, fate=Fate.COMPLETED):
    return made(value, fate, optimizer="sgd")


VERDICTS = {
    "two settings": (
        [adam(0.5), sgd(0.25)],
        "optimizer=sgd reached the lowest valid/error, 0.25 (trial 1, step 10), against 0.5 for "
        "optimizer=adam: the best found in 1 completed trial each, not a test of significance.",
    ),
    "unequal shares": (
        [adam(0.5), sgd(0.25), sgd(0.4), adam(None, Fate.INFEASIBLE)],
        "optimizer=sgd reached the lowest valid/error, 0.25 (trial 1, step 10), against 0.5 for "
        "optimizer=adam: the best found in 2 and 1 completed trials, not a test of significance; "
        "1 infeasible.",
    ),
    "a tie": (
        [adam(0.5), sgd(0.5)],
        "optimizer=adam and optimizer=sgd both reached the lowest valid/error, 0.5 (trial 0, step "
        "10; trial 1, step 10), in 1 completed trial each: they cannot be told apart.",
    ),
    "one setting with results": (
        [adam(0.5), sgd(0.25, None)],
        "Only optimizer=adam has results: the lowest valid/error, 0.5 (trial 0, step 10), in 1 "
        "completed trial; 1 interrupted.",
    ),
    "nothing to compare": (
        [made(0.5, rate=1), made(0.25, rate=2)],
        "The lowest valid/error, 0.25 (trial 1, step 10), in 2 completed trials.",
    ),
    "nothing finite": (
        [adam(None), sgd(0.25, Fate.FAILED)],
        "No answer: no finite valid/error in 1 completed trial (1 failed).",
    ),
    "nothing completed": (
        [adam(0.5, Fate.INFEASIBLE), sgd(0.25, None)],
        "No answer yet: of 2 planned trials none completed (1 infeasible, 1 interrupted).",
    ),
}


@pytest.mark.parametrize(("trials", "expected"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_says_no_more_than_it_knows(trials, expected):
    """Without findings it names the two best settings, and in how many trials they were found."""
    assert verdict(judged_of(trials, scientific=OPTIMIZERS)) == expected


def test_a_round_that_has_not_started_has_no_answer():
    """Nothing in the bucket: the verdict says so, and all trials are missing."""
    judged = judged_of([adam(0.5), sgd(0.25)], scientific=OPTIMIZERS)
    tables = collect(judged.plan, [], ERROR)
    judged = replace(judged, tables=tables, selection=select(tables, judged.plan, ERROR))
    assert verdict(judged) == "No answer yet: of 2 planned trials none has started."
    assert fate_counts(tables) == {
        "planned": 2, "completed": 0, "infeasible": 0, "failed": 0, "interrupted": 0, "missing": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("leads", "evidence"),
    [
        (6, "in 6 completed trials each, more than search luck explains (p 0.0022)"),
        (4, "in 6 completed trials each, which search luck could explain (p 0.061)"),
        (1, "in 6 completed trials each, no more than search luck gives (p 1)"),
    ],
    ids=["clear", "doubtful", "luck"],
)
def test_the_verdict_says_whether_luck_could_explain_it(leads, evidence):
    """The lead over the second setting is weighed by the isolation finding."""
    trials = [sgd(0.1 + 0.01 * i) for i in range(leads)]
    trials += [adam(0.5 + 0.01 * i) for i in range(6)] + [sgd(0.6)] * (6 - leads)
    judged = judged_of(trials, scientific=OPTIMIZERS)
    assert verdict(judged, isolation(judged).findings).endswith(f" for optimizer=adam, {evidence}.")


def seeds(optimizer, point, *values):
    return [
        Made({10: value}, {"optimizer": optimizer}, point=point, repeat=repeat)
        for repeat, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("second", "evidence"),
    [
        ((0.50, 0.51, 0.52), "in 3 completed trials each, more than seeds alone explain"),
        ((0.10, 0.11, 0.14), "in 3 completed trials each, no more than seeds alone give"),
        ((0.10, 0.10, 0.10), "in 3 completed trials each; but the means over seeds favour"),
    ],
    ids=["clear", "seeds", "means"],
)
def test_where_nothing_was_searched_the_seeds_are_asked(second, evidence):
    """One point of each setting, re-run: the question is noise, not luck of the search."""
    trials = [*seeds("adam", 0, 0.09, 0.12, 0.13), *seeds("sgd", 1, *second)]
    judged = judged_of(trials, scientific=OPTIMIZERS, repeats=3)
    findings = [*isolation(judged).findings, *noise(judged).findings]
    assert evidence in verdict(judged, findings)


def finding(level, question, hyperparameter=""):
    return Finding(
        question=question, level=level, hyperparameter=hyperparameter, sentence="", section=""
    )


def test_problems_stand_against_the_verdict():
    """A problem is named once; what is less than a problem, not at all."""
    judged = judged_of([made(0.5)])
    problem = finding(Level.PROBLEM, "boundary", "rate")
    caution = finding(Level.CAUTION, "density")
    one = verdict(judged, [problem, problem, caution])
    assert one.endswith("; a problem should be mended before it is believed: boundary of rate.")
    two = verdict(judged, [problem, finding(Level.PROBLEM, "rising")])
    assert "; 2 problems should be mended" in two
    assert "density" not in one + two
