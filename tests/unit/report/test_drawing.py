from xml.etree import ElementTree

import pytest
from tuneround.report.drawing import Panel, swatch
from tuneround.report.exhibits import plates_of
from tuneround.report.figure import Figure, Key
from tuneround.report.looks import area_look
from tuneround.report.ranges import AxisRange
from tuneround.report.styles import INFEASIBLE, SERIES
from tuneround.report.thinning import BEST, MOST, rule_text, thinned

STYLE = SERIES[0]
DRAWN = {
    "bars": lambda panel: panel.bars([1, 2], [3.0, 4.0], 0.5, SERIES[1]),
    "boxes": lambda panel: panel.boxes([1, 2], [(0, 1, 2, 3, 4), (2, 2, 2, 2, 2)], SERIES[2]),
    "interval": lambda panel: panel.interval([1.0], [0.5], [1.5], STYLE),
    "band": lambda panel: panel.band([1, 2], [0, 1], [2, 3], STYLE),
    "step": lambda panel: panel.step([1, 2, 3], [3, 2, 1], SERIES[3]),
    "rule across": lambda panel: panel.rule_x(2.0, "here"),
    "rule along": lambda panel: panel.rule_y(2.0, "there"),
    "label": lambda panel: panel.label_x("step"),
    "crosses": lambda panel: panel.crosses([1.0, 2.0], at_top=True),
}


def panel():
    made = Panel("title", 340, 230)
    made.numeric_x(AxisRange(0, 5, log=False))
    made.numeric_y(AxisRange(0, 5, log=False))
    return made


def paths(svg):
    return [element.get("d") for element in ElementTree.fromstring(svg).iter("path")]


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_every_mark_is_drawn_in_the_colours_of_the_page(draw):
    """Each primitive adds something to the figure, and no colour but the page's variables."""
    drawn = panel()
    draw(drawn)
    svg, empty = drawn.svg("p"), panel().svg("p")
    assert len(svg) > len(empty)
    assert "#0a0b" not in svg
    assert svg.count("var(--") > empty.count("var(--")


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_marks_of_nothing_leave_the_figure_as_it_is(draw):
    """A figure is laid out alike whether or not it has infeasible trials to mark."""
    bare, crossed = panel(), panel()
    crossed.crosses([], at_top=True)
    for drawn in (bare, crossed):
        draw(drawn)
    assert paths(bare.svg("p"))[0] == paths(crossed.svg("p"))[0]


@pytest.mark.parametrize(("value", "anchor"), [(1.0, "start"), (4.5, "end")], ids=["left", "right"])
def test_text_beside_a_rule_stays_within_the_figure(value, anchor):
    """Beside a line in the right half the text stands on its left."""
    drawn = panel()
    drawn.rule_x(value, "a rule")
    (text,) = [t for t in ElementTree.fromstring(drawn.svg("p")).iter("text") if t.text == "a rule"]
    found = "end" if "text-anchor: end" in (text.get("style") or "") else "start"
    assert found == anchor


@pytest.mark.parametrize("width", [340, 1000])
def test_names_have_the_room_that_the_figure_has(width):
    """Two names of usual length are whole and upright, whatever the figure's width."""
    drawn = Panel("title", width, 230)
    drawn.named_x(["optimizer=nesterov", "optimizer=adam"])
    first, second, *_ = ElementTree.fromstring(drawn.svg("p")).iter("text")
    assert (first.text, second.text) == ("optimizer=nesterov", "optimizer=adam")
    assert "rotate(-35" not in first.get("transform") + second.get("transform")


def test_areas_differ_without_colour():
    """No two series fill their bars alike."""
    looks = [(area_look(s)["hatch"], area_look(s)["facecolor"] == "none") for s in SERIES]
    assert len(set(looks)) == len(SERIES)


KEYS = {
    "point": Key(STYLE, "x"),
    "line": Key(STYLE, "x", line=True),
    "area": Key(STYLE, "x", area=True),
    "cross": Key(INFEASIBLE, "x"),
    "ring": Key(None, "x"),
}


def test_samples_of_a_legend_look_like_what_they_stand_for():
    """A point, a line, an area, a cross and the ring of the best all differ."""
    samples = [swatch(key, "p") for key in KEYS.values()]
    assert len(set(samples)) == len(KEYS)
    assert all('aria-hidden="true"' in sample for sample in samples)


def figure(name, keys=(KEYS["point"],), narrow=None, data="table"):
    return Figure(name, "caption", f"<svg>{name}</svg>", narrow, keys, data)


def test_figures_of_one_legend_share_a_plate():
    """Neighbours of the same legend and width stand together, with each table linked once."""
    figures = [
        figure("a"),
        figure("b"),
        figure("c", keys=()),
        figure("d", keys=(), narrow="<svg/>"),
    ]
    plates = plates_of(figures, {"table": "data/table.csv"})
    assert [len(plate.exhibits) for plate in plates] == [2, 1, 1]
    assert [plate.is_wide for plate in plates] == [False, False, True]
    assert plates[0].paths == ("data/table.csv",)


@pytest.mark.parametrize("count", [0, 1, MOST, MOST + 1, 10_000])
def test_thinning_keeps_the_best_and_an_even_sample(count):
    """At most MOST items stay, in order, all of the best among them; the rule is said."""
    kept = thinned(range(count))
    assert len(kept) == min(count, MOST)
    assert kept == sorted(set(kept))
    assert kept[:BEST] == list(range(min(count, BEST)))
    assert bool(rule_text(count)) is (count > MOST)
