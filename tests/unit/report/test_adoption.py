"""The figure of a comparison."""

from math import inf

import pytest
from made_rounds import round_spec
from scored_rounds import scored_round
from tuneround.analysis.adopting.adoption import adoption
from tuneround.report.adoption import draw_adoption, strips_of
from tuneround.spec.objective import Objective

SPACE = {"scientific": [{"name": "smoothing", "values": [0.0, 0.1]}]}
ROUND = round_spec(SPACE, trials=10, repeats=5)


def value(trial):
    return 1.0 - 0.5 * trial.setting + 0.01 * trial.repeat


def test_strips_hold_every_seed_and_the_interval_of_the_change() -> None:
    """Both sides have their five values, and the interval lies around the change's mean."""
    shown = strips_of(adoption(scored_round(ROUND, value)), ROUND.objective)
    assert [strip.name for strip in shown.sides] == ["smoothing=0.1", "smoothing=0.0"]
    assert [len(strip.values) for strip in shown.sides] == [5, 5]
    assert shown.interval is not None
    assert shown.sides[0].mean == pytest.approx(0.52)
    assert shown.interval[0] < 0.52 < shown.interval[1] < 1.0


def test_interval_of_a_maximized_objective_lies_above_the_baseline() -> None:
    """The difference is drawn in the objective's own direction."""
    better = Objective(metric="valid/loss", direction="maximize")
    spec = ROUND.model_copy(update={"objective": better})
    shown = strips_of(adoption(scored_round(spec, value)), better)
    assert shown.sides[0].name == "smoothing=0.0"
    assert shown.interval is not None
    assert shown.interval[0] > 0.52


@pytest.mark.parametrize(
    "lost",
    [inf, None],
    ids=["infeasible", "unfinished"],
)
def test_figure_is_drawn_without_a_mean(lost: float | None) -> None:
    """A side with an infeasible seed has crosses and no mean; missing seeds are left out."""
    judged = scored_round(ROUND, lambda t: lost if t.repeat < 2 else value(t))
    (figure,) = draw_adoption(judged, adoption(judged))
    assert figure.wide.startswith("<svg")
    assert {key.text for key in figure.keys} == {"smoothing=0.1", "smoothing=0.0"}
    assert "difference" not in figure.wide


def test_round_without_seeds_has_no_figure() -> None:
    """What was not compared is not drawn."""
    judged = scored_round(round_spec(SPACE, trials=2), value)
    assert draw_adoption(judged, adoption(judged)) == ()
