"""The report in a real browser, under the header of Argo's artifact viewer."""

from functools import partial
from pathlib import Path

import pytest
from external_data import external_folder
from judged_rounds import judged_of
from made_results import all_infeasible, concluded, made_round, made_up, named, page_of
from planted import planted_round
from taskset import import_taskset
from tuneround.report.folder import report_files
from tuneround.report.report import PAGE
from tuneround.search import plan

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("legibility.js").read_text()
SIZES = [(width, theme) for width in (400, 1280) for theme in ("light", "dark")]
YAML = "apiVersion: tuneround.dev/v1alpha1\nkind: TuningRound\n"
LONG = "a_very_long_word_without_any_break" * 9
HOSTILE = f"<b>\"'&amp;/../\x07\u202e {LONG}"


def usual():
    return page_of(made_round(32))


def hostile():
    hyperparameters = {
        "scientific": [{"name": "optimizer", "values": [HOSTILE, "adam", LONG]}],
        "nuisance": [
            {"name": "learning_rate", "min": 1e-5, "max": 1e-1, "scale": "log"},
            {"name": "h" * 63, "values": [f"{LONG}{n}" for n in range(14)]},
        ],
        "fixed": [{"name": "data", "value": HOSTILE}],
    }
    objective = {"metric": f"valid/{LONG}"[:128], "direction": "maximize"}
    round_ = made_round(
        24, study=HOSTILE[:300], goal=HOSTILE, objective=objective, hyperparameters=hyperparameters
    )
    made = made_up(plan(round_.spec), round_, traceback=HOSTILE, reason=HOSTILE)
    return page_of(round_, made)


def large():
    return page_of(made_round(1000))


def empty():
    return page_of(made_round(4), [])


def infeasible():
    round_ = made_round(12)
    return page_of(round_, all_infeasible(plan(round_.spec), round_))


def one_trial():
    rate = {"name": "learning_rate", "min": 1e-4, "max": 5e-3, "scale": "log"}
    budget = {"trials": 1, "steps": 600, "evaluateEvery": 25}
    return page_of(made_round(budget=budget, hyperparameters={"nuisance": [rate]}))


def planted(kind):
    judged_round = planted_round(kind, 32, seed=0)
    files = report_files(*concluded(named(judged_round.spec), judged_round), next_round=YAML)
    return files[PAGE].decode()


ROUNDS = {make.__name__: make for make in (usual, hostile, large, empty, infeasible, one_trial)}
ROUNDS |= {
    kind: partial(planted, kind) for kind in ("outside_high", "infeasible_edge", "spiky_late")
}


@pytest.fixture(scope="module", params=ROUNDS.values(), ids=ROUNDS)
def html(request):
    return request.param()


@pytest.mark.parametrize(("width", "theme"), SIZES, ids=[f"{w} {t}" for w, t in SIZES])
def test_the_report_can_be_read(page, html, width, theme):
    """No violation of the policy, nothing beside the page asked for, nothing unreadable.

    What opens at a click is measured open.
    """
    assert_readable(page, html, width, theme)


@pytest.fixture(scope="module")
def taskset(tmp_path_factory):
    """Return the page of a thousand trials that were trained elsewhere."""
    folder = tmp_path_factory.mktemp("taskset")
    import_taskset(external_folder(), folder)
    judged_round = judged_of(folder / "lstm.yaml", folder / "rounds")
    return report_files(*concluded(named(judged_round.spec), judged_round))[PAGE].decode()


@pytest.mark.external
@pytest.mark.parametrize(("width", "theme"), SIZES, ids=[f"{w} {t}" for w, t in SIZES])
def test_the_report_of_taskset_can_be_read(page, taskset, width, theme):
    """The same holds for real curves, and the page is below 5 MB."""
    assert len(taskset.encode()) < 5_000_000
    assert_readable(page, taskset, width, theme)


def assert_readable(page, html, width, theme):
    """Assert that all can be read.

    Unreadable is: the page wider than the screen; visible text below 11 pixels as shown, SVG
    scaled included; contrast below 4.5:1; text over other text.
    """
    page.open(html, width, theme)
    page.measure("page.querySelectorAll('details').forEach((part) => part.open = true)")
    found = page.measure(SCRIPT)
    assert page.complaints() == []
    assert set(page.asked) == {"/frame.html", "/index.html"}
    assert found["texts"] > 20
    assert found["dark"] is (theme == "dark")
    assert found["overflow"] <= 0
    assert {kind: found[kind] for kind in ("small", "faint", "overlapping")} == {
        "small": [],
        "faint": [],
        "overlapping": [],
    }


def test_the_policy_is_in_force(page):
    """The test's own server forbids what the header forbids: else the tests above prove nothing."""
    page.open("<!DOCTYPE html><title>x</title><script>1</script><img src='data:,x'>", 400, "light")
    script, image = sorted(page.complaints())
    assert "Blocked script execution" in script
    assert "Content Security Policy" in image


FLAWS = {
    "overflow": "<p style='width:2000px'>wide</p>",
    "small": "<p style='font-size:10px'>small</p>",
    "small in a scaled figure": "<svg viewBox='0 0 800 10' style='width:200px'>"
    "<text y=9 style='font-size:12px'>x</text></svg>",
    "faint": "<p style='color:#888;background:#fff'>faint</p>",
    "overlapping": "<p>over</p><p style='margin-top:-30px'>over</p>",
}


@pytest.mark.parametrize("flaw", FLAWS, ids=FLAWS)
def test_what_cannot_be_read_is_found(page, flaw):
    """Each kind of flaw, planted in a page of its own, is what the measurement reports."""
    page.open(f"<!DOCTYPE html><style>p{{margin:0}}</style>{FLAWS[flaw]}", 400, "light")
    found = page.measure(SCRIPT)
    kinds = {kind for kind in ("small", "faint", "overlapping") if found[kind]}
    kinds |= {"overflow"} if found["overflow"] > 0 else set()
    assert kinds == {flaw.split()[0]}
