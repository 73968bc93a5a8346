import re

import numpy as np
import pytest
from curve_rounds import Drawn, curve_round
from made_histories import ACCURACY
from planted import planted_round
from tuneround.analysis.questions import QUESTIONS
from tuneround.records.attempt import Fate
from tuneround.report.figures import FIGURES
from tuneround.report.gradients import MOST, norms_of
from tuneround.report.learning_curves import infeasible_ends, marked_at_best, setting_lines
from tuneround.report.overfitting import lines_of
from tuneround.report.variance import second_half
from tuneround.spec.objective import Direction

TRAINING = (
    "overfitting",
    "improving",
    "saturated",
    "variance",
    "rising",
    "steps",
    "gradients",
    "throughput",
    "importance",
)


def figures(question, judged):
    return FIGURES[question](judged, QUESTIONS[question](judged))


@pytest.mark.parametrize(
    ("question", "kind", "count"),
    [
        ("overfitting", "clean", 2),
        ("improving", "clean", 1),
        ("saturated", "improving", 0),
        ("saturated", "saturated", 1),
        ("variance", "noisy", 1),
        ("rising", "clean", 1),
        ("steps", "clean", 1),
        ("gradients", "clean", 2),
        ("throughput", "clean", 1),
        ("importance", "clean", 1),
    ],
)
def test_each_question_has_its_figures(question, kind, count):
    """Names are unique and begin with the question; each table is that of the answer."""
    judged = planted_round(kind, 16, 0)
    answer = QUESTIONS[question](judged)
    drawn = FIGURES[question](judged, answer)
    assert len({figure.name for figure in drawn}) == len(drawn) == count
    for figure in drawn:
        assert figure.name.startswith(question)
        assert figure.data in answer.data
        assert figure.caption


@pytest.mark.parametrize("question", TRAINING)
def test_an_empty_round_has_no_figures(question):
    """Nothing is drawn of nothing."""
    assert figures(question, curve_round([])) == ()


def test_the_best_is_marked_by_the_direction():
    """The marker stands at the earliest best, the greatest when maximized."""
    drawn = Drawn([0.5, 0.9, 0.1, 0.9])
    table = QUESTIONS["improving"](curve_round([drawn], objective=ACCURACY)).data["improving"]
    (line,) = setting_lines(table, "objective")
    assert marked_at_best(line, Direction.MAXIMIZE).marked == (20,)
    assert marked_at_best(line, Direction.MINIMIZE).marked == (30,)


def test_crosses_stand_where_infeasible_trials_ended():
    """One for each, and none for the others."""
    trials = [Drawn([1, 2]), Drawn([1], fate=Fate.INFEASIBLE), Drawn([1, 2], fate=Fate.FAILED)]
    assert infeasible_ends(curve_round(trials)) == (10,)


def test_overfitting_compares_like_with_like():
    """Where there is a loss on both sets they are drawn; an error rate is not drawn with a loss."""
    values = [3.0, 2.0, 1.0]
    logged = {"loss": [[0.3], [0.2], [0.1]]}
    with_loss = Drawn(values, metrics={"valid/loss": [0.6, 0.5, 0.4]}, logged=logged)
    for drawn, names, heading in (
        (with_loss, ["validation", "training"], "loss, training and validation"),
        (Drawn(values, logged=logged), ["validation"], "valid/error"),
    ):
        judged = curve_round([drawn])
        shown = lines_of(judged, QUESTIONS["overfitting"](judged).data["overfitting"])
        assert ([line.name for line in shown.lines], shown.heading) == (names, heading)


def test_many_intervals_are_gathered_without_hiding_a_spike():
    """A hundred places at most, each as far as its intervals reach."""
    count = 950
    norms = [[1.0, 1.1, 1.2]] * count
    norms[777] = [1.0, 50.0]
    drawn = Drawn(list(np.linspace(1, 0, count)), logged={"grad_norm": norms})
    table = QUESTIONS["gradients"](curve_round([drawn])).data["gradients"]
    (shown,) = norms_of(table)
    assert len(shown.steps) == len(shown.greatest) <= MOST
    assert (max(shown.greatest), shown.steps[-1]) == (50.0, 10 * count)


def test_late_evaluations_are_those_after_the_middle():
    """Their markers stay countable: beyond sixty there are none."""
    for count, marked in ((20, 10), (200, 0)):
        table = QUESTIONS["variance"](curve_round([Drawn([1.0] * count)])).data["variance"]
        (line,) = setting_lines(table, "objective")
        late = second_half(line)
        assert (len(late.steps), len(late.marked)) == (count // 2, marked)


def test_the_figures_stay_small():
    """A round of a thousand evaluations a trial is drawn in a few hundred kilobytes."""
    count = 1000
    norms = [[1.0, 1.1]] * count
    trials = [
        Drawn(
            list(np.exp(-np.linspace(0, 5, count))),
            logged={"grad_norm": norms, "loss": norms},
            hyperparameters={"model": model},
        )
        for model in "abc"
    ]
    judged = curve_round(trials)
    drawn = [figure for question in TRAINING for figure in figures(question, judged)]
    assert sum(len(figure.wide) + len(figure.narrow or "") for figure in drawn) < 600_000


def test_bars_of_importance_name_their_hyperparameters():
    """The most important comes first."""
    (figure,) = figures("importance", planted_round("clean", 16, 0))
    assert re.search("learning_rate.*dropout", figure.wide, re.DOTALL)
