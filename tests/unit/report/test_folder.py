import csv
import io
import json
import re
import sys

import pytest
from made_results import METRIC, judged, made_round
from tuneround.report import interactive
from tuneround.report.folder import report_files


@pytest.fixture(scope="module")
def files():
    """Return the files of a round's report."""
    return report_files(*judged(made_round(16)))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def content_of(page):
    """Return what the interactive page was given, as its script reads it."""
    text = page.decode().partition('id="content">')[2].partition("</script>")[0]
    return json.loads(text)


def test_the_folder_has_page_summary_tables_and_the_interactive_page(files):
    """Everything that the page links lies beside it."""
    assert {"index.html", "summary.md", "interactive.html", "data/trials.csv"} <= set(files)
    linked = re.findall(r'href="([^"#][^"]*)"', files["index.html"].decode())
    assert set(linked) <= set(files)
    assert "interactive.html" in linked


def test_the_tables_hold_what_the_figures_show(files):
    """All trials with every digit, and the evaluations of the best five, are there as CSV."""
    _, result, judged_round, _ = judged(made_round(16))
    trials = rows(files["data/trials.csv"])
    assert [int(row["index"]) for row in trials] == list(range(16))
    assert float(trials[result.best.trial]["best_value"]) == result.best.value
    curves = rows(files["data/best-curves.csv"])
    mine = [row for row in curves if int(row["trial"]) == result.best.trial]
    assert min(float(row[METRIC]) for row in mine) == result.best.value
    assert len({row["trial"] for row in curves}) == 5
    assert judged_round.tables.trials.height == 16


def test_every_answer_s_tables_are_published(files):
    """Each table of each answer is a CSV of as many rows, under a name of its own."""
    *_, answered = judged(made_round(16))
    tables = [frame for answer in answered.values() for frame in answer.data.values()]
    published = [name for name in files if name.startswith("data/")]
    assert len(published) == len(tables) + 2


def test_the_next_round_is_linked_when_there_is_one():
    """The YAML lies in the folder as it was given, and the page leads to it."""
    files = report_files(*judged(made_round(4)), next_round="kind: TuningRound\n")
    assert files["next-round.yaml"] == b"kind: TuningRound\n"
    assert b'href="next-round.yaml"' in files["index.html"]


def test_without_plotly_there_is_no_interactive_page(monkeypatch):
    """Where plotly is missing the page is left out, and nothing speaks of it."""
    monkeypatch.setattr(interactive, "find_spec", lambda name: None)
    files = report_files(*judged(made_round(4)))
    assert "interactive.html" not in files
    assert b"interactive" not in files["index.html"]


def test_the_interactive_page_needs_no_network_and_no_python_figures(files):
    """Its only script from elsewhere is within it; plotly's figure classes are not loaded."""
    page = files["interactive.html"].decode()
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", page)
    assert "plotly.graph_objs" not in sys.modules


def test_the_interactive_page_shows_every_trial(files):
    """Each hyperparameter has a plot; completed trials are points, infeasible ones on the edge."""
    round_, result, judged_round, _ = judged(made_round(16))
    content = content_of(files["interactive.html"])
    assert len(content["plots"]) == len(round_.spec.hyperparameters.searched) + 1
    optimizer = content["plots"][0]
    assert optimizer["categories"] == ["nesterov", "adam"]
    shown = [index for series in optimizer["series"] for index in series["trials"]]
    fates = dict(judged_round.tables.trials.select("index", "fate").iter_rows())
    assert sorted(shown) == [i for i, fate in fates.items() if fate in ("completed", "infeasible")]
    assert content["texts"][str(result.best.trial)].startswith(f"<b>trial {result.best.trial}</b>")


def test_hostile_text_stays_text_in_the_interactive_page():
    """No value ends the script that holds it, and plotly is given no markup of a user's."""
    hostile = "</script><b onclick=x>&amp;"
    hyperparameters = {"scientific": [{"name": "data", "values": [hostile, "b"]}]}
    page = report_files(*judged(made_round(4, hyperparameters=hyperparameters)))["interactive.html"]
    text = page.decode().partition('id="content">')[2]
    assert "<" not in text.partition("</script>")[0]
    assert content_of(page)["plots"][0]["categories"][0].startswith("&lt;/script&gt;")
