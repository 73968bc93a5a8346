"""The figures of isolation, best of k and noise."""

import pytest
from made_histories import ERROR
from made_judged import Made, judged_of, made
from tuneround.analysis.comparing.best_of_k import best_of_k
from tuneround.analysis.comparing.isolation import isolation
from tuneround.analysis.comparing.noise import noise
from tuneround.records.attempt import Fate
from tuneround.report.best_of_k import boxes_of, draw_best_of_k, labels_of
from tuneround.report.groups import styles_of
from tuneround.report.isolation import draw_isolation, isolation_plots
from tuneround.report.noise import MOST_POINTS, draw_noise, strips_of
from tuneround.report.styles import INFEASIBLE, SERIES
from tuneround.report.thinning import MOST
from tuneround.spec.objective import Objective

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]
RATE = {"name": "rate", "min": 0.001, "max": 1.0, "scale": "log"}
HIGHER = Objective(metric=ERROR.metric, direction="maximize")


def adam(value, fate=Fate.COMPLETED):
    return made(value, fate, optimizer="adam")


def sgd(value, fate=Fate.COMPLETED):
    return made(value, fate, optimizer="sgd")


def test_each_setting_has_its_place_its_points_its_best_and_its_interval():
    """Points are spread about their place, crosses too; the best is one of the points."""
    trials = [adam(0.3), adam(0.1), adam(None, Fate.INFEASIBLE), sgd(0.2), sgd(0.4)]
    judged = judged_of(trials, scientific=OPTIMIZERS)
    (plot,) = isolation_plots(judged, isolation(judged))
    first, second = plot.isolates
    assert [isolate.style for isolate in plot.isolates] == list(SERIES[:2])
    assert sorted(value for _, value in first.points) == [0.1, 0.3]
    assert first.best in first.points
    assert all(abs(x) < 0.5 for x in (*first.crosses, *(x for x, _ in first.points)))
    assert all(abs(x - 1) < 0.5 for x, _ in second.points)
    assert second.interval == (pytest.approx(1.34), 0.2, 0.4)
    assert first.interval is None  # an infeasible point reaches into it


def test_a_setting_of_infeasible_points_has_crosses_only():
    """There is no best, and the figure is drawn."""
    judged = judged_of([adam(0.1), sgd(None, Fate.INFEASIBLE)], scientific=OPTIMIZERS)
    answer = isolation(judged)
    second = isolation_plots(judged, answer)[0].isolates[1]
    assert (second.points, second.best, len(second.crosses)) == ((), None, 1)
    (figure,) = draw_isolation(judged, answer)
    assert INFEASIBLE in {key.style for key in figure.keys}
    assert figure.narrow is not None


def test_buckets_stand_on_the_axis_of_their_range():
    """Points are at their values, intervals in the middle of their bucket, on the log axis."""
    trials = [made(0.1 + i / 100, rate=0.001 * 1.2**i) for i in range(16)]
    judged = judged_of(trials, scientific=[RATE])
    (plot,) = isolation_plots(judged, isolation(judged))
    assert plot.x.log
    assert [len(isolate.points) for isolate in plot.isolates] == [8, 8]
    for isolate in plot.isolates:
        xs = [x for x, _ in isolate.points]
        assert min(xs) < isolate.interval[0] < max(xs)


def test_of_very_many_points_a_sample_is_drawn_and_every_best():
    """The page stays light, and says what it leaves out."""
    trials = [made(0.1 + i / 1e4, rate=0.001 + 0.0005 * i) for i in range(MOST + 200)]
    judged = judged_of(trials, scientific=[RATE])
    answer = isolation(judged)
    (plot,) = isolation_plots(judged, answer)
    assert sum(len(isolate.points) for isolate in plot.isolates) == MOST
    assert all(isolate.best is not None for isolate in plot.isolates)
    assert "600 points" in draw_isolation(judged, answer)[0].caption


def test_boxes_stand_side_by_side_and_end_at_the_axis():
    """Sizes are n, n/2 and so on; a box that reaches infeasible points ends at the bad edge."""
    trials = [adam(0.1 + i / 10) for i in range(8)]
    trials += [sgd(0.2), sgd(0.3), *[sgd(None, Fate.INFEASIBLE)] * 6]
    judged = judged_of(trials, scientific=OPTIMIZERS)
    rows = best_of_k(judged).data["best-of-k"].rows(named=True)
    shown = boxes_of(rows, judged.labels, lower=True)
    assert shown.sizes == (1, 2, 4, 8)
    first, second = shown.settings
    assert all(a < b for a, b in zip(first.places, second.places, strict=True))
    assert second.boxes[0][2:] == (shown.y.high,) * 3
    assert second.boxes[-1] == (0.2,) * 5
    assert all(list(box) == sorted(box) for one in shown.settings for box in one.boxes)


def test_boxes_of_a_maximized_objective_end_at_the_lower_edge():
    """Bad is down."""
    trials = [made(v) for v in (0.5, 0.6, 0.7)] + [made(None, Fate.INFEASIBLE)] * 5
    judged = judged_of(trials, objective=HIGHER)
    rows = best_of_k(judged).data["best-of-k"].rows(named=True)
    shown = boxes_of(rows, judged.labels, lower=False)
    assert shown.settings[0].boxes[0][0] == shown.y.low
    assert shown.settings[0].boxes[-1] == (0.7,) * 5


def test_of_many_settings_the_best_have_boxes():
    """No more than there are styles, in the order of the plan, and the caption says so."""
    names = [f"o{i}" for i in range(8)]
    trials = [made(1 - i / 10 + k / 100, optimizer=names[i]) for i in range(8) for k in range(4)]
    judged = judged_of(trials, scientific=[{"name": "optimizer", "values": names}])
    answer = best_of_k(judged)
    rows = answer.data["best-of-k"].rows(named=True)
    assert labels_of(rows, judged.labels, lower=True) == list(judged.labels[2:])
    assert labels_of(rows, judged.labels, lower=False) == list(judged.labels[:6])
    (figure,) = draw_best_of_k(judged, answer)
    assert "settings with the best values" in figure.caption


def test_strips_show_the_best_points_in_the_colour_of_their_setting():
    """Each training of a point, best mean first, and no more points than there is room for."""
    trials = [
        Made({10: 0.1 * (point + 1) + 0.01 * repeat}, {"optimizer": optimizer}, point=point,
             repeat=repeat)
        for point in range(MOST_POINTS + 2)
        for optimizer in [("sgd", "adam")[point % 2]]
        for repeat in range(2)
    ]  # fmt: skip
    judged = judged_of(trials, repeats=2, scientific=OPTIMIZERS)
    answer = noise(judged)
    styles = styles_of(judged.labels)
    strips = strips_of(answer.data["noise"].rows(named=True), styles)
    assert len(strips) == MOST_POINTS
    assert strips[0].values == pytest.approx((0.1, 0.11))
    assert strips[0].mean == pytest.approx(0.105)
    assert [strip.style for strip in strips[:2]] == [
        styles["optimizer=sgd"],
        styles["optimizer=adam"],
    ]
    (figure,) = draw_noise(judged, answer)
    assert {key.text for key in figure.keys} == {"optimizer=adam", "optimizer=sgd"}


def test_what_was_not_found_is_not_drawn():
    """Without points, curves or repeats there are no figures."""
    judged = judged_of([], scientific=OPTIMIZERS)
    for question, draw in (
        (isolation, draw_isolation),
        (best_of_k, draw_best_of_k),
        (noise, draw_noise),
    ):
        assert draw(judged, question(judged)) == ()
