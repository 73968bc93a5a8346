from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from made_results import judged, made_round, made_up, page_of
from tuneround.report.folder import report_files
from tuneround.report.report import PAGE
from tuneround.search import plan
from tuneround.text import visible

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Document(HTMLParser):
    """What a parser makes of a page: its elements, attributes and the text in each element."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self._open = [], [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self._open[-1] if self._open else "", data))

    def text(self, within=None):
        return "\n".join(text for tag, text in self.texts if within is None or tag == within)


HOSTILE = {
    "html": "<script>alert(1)</script><b onclick='x'>bold</b> &amp; <!-- c --> </style></title>",
    "quotes": "\"double\" 'single' `back` {{ 7 * 7 }} {% raw %}",
    "paths": "../../etc/passwd C:\\temp\\x /absolute",
    "controls": "bell\x07 escape\x1b[31m null\x00 bidi\u202eevil\u2066 end",
    "mathtext": "$x^2$ \\frac{1}{2} $unclosed",
    "drawing": 'id="x" url(#y) href="#z" #0a0b00 font-family: x; <metadata>',
    "long": "a" * 300,
    "scripts": "漢字 العربية 🙂 \ufffe",
}


@pytest.fixture(scope="module")
def usual():
    return page_of(made_round(16))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text(text):
    """Goal, study, values, metric names and errors are read back from the page as text."""
    hyperparameters = {
        "scientific": [{"name": "optimizer", "values": [f"A {text}", "adam"]}],
        "nuisance": [{"name": "learning_rate", "min": 1e-5, "max": 1.0, "scale": "log"}],
        "fixed": [{"name": "data", "value": f"B {text}"}],
    }
    metric = f"m {visible(text)[:60]}"
    spec = {"goal": f"C {text}", "study": f"D {text}"[:300], "hyperparameters": hyperparameters}
    round_ = made_round(16, **spec, objective={"metric": metric, "direction": "minimize"})
    made = made_up(plan(round_.spec), round_, traceback=f"E {text}", reason=f"F {text}")
    page = Document(page_of(round_, made))
    shown = page.text()
    for mark in "ABCDEF":
        assert visible(f"{mark} {text}")[:300] in shown, mark
    assert {"script", "b onclick", "metadata", "img", "iframe"}.isdisjoint(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on")]
    drawn = page.text(within="text")
    assert metric[:30].split("\ufffe")[0] in drawn
    assert f"A {visible(text)}"[:12] in drawn


def test_the_page_needs_nothing_beside_itself(usual):
    """No script, font, image or address elsewhere; what is linked lies in its folder."""
    page = Document(usual)
    assert {"script", "link", "img", "iframe", "object", "image", "form"}.isdisjoint(page.tags)
    for forbidden in ("http:", "https:", "//", "data:", "@import", "@font-face", "javascript:"):
        assert forbidden not in usual, forbidden
    references = [value for _, name, value in page.attributes if name in ("href", "src")]
    beside = {value for value in references if not value.startswith("#")}
    assert beside and beside <= set(report_files(*judged(made_round(16))))


def test_every_id_is_unique_and_every_reference_has_one(usual):
    """Figures on one page do not share ids, and each reference finds its target."""
    page = Document(usual)
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    values = [value for _, name, value in page.attributes if name in ("href", "clip-path")]
    within = [v.removeprefix("url(").removesuffix(")") for v in values]
    targets = {value.removeprefix("#") for value in within if value.startswith("#")}
    assert targets <= set(ids)


def test_every_figure_says_what_it_shows(usual):
    """Each figure has a title and a label for those who cannot see it; ornaments are hidden."""
    page = Document(usual)
    labelled = [v for tag, name, v in page.attributes if (tag, name) == ("svg", "aria-label")]
    hidden = [v for tag, name, v in page.attributes if (tag, name) == ("svg", "aria-hidden")]
    assert "valid/error_rate against dropout" in labelled
    assert len(labelled) + len(hidden) == page.tags.count("svg")


def test_the_verdict_comes_first(usual):
    """The one heading of the first rank is the verdict, before anything but the round's name."""
    page = Document(usual)
    assert page.text("h1").startswith("optimizer=")
    assert page.tags.count("h1") == 1
    assert page.tags.index("h1") < min(page.tags.index(tag) for tag in ("dl", "h2", "table", "svg"))


def test_all_trials_are_in_the_table_best_first():
    """The table has one row a planned trial; completed ones lead, by their value."""
    round_, result, judged_round, answered = judged(made_round(32))
    html = report_files(round_, result, judged_round, answered)[PAGE].decode()
    body = html[html.rindex("<tbody>") : html.rindex("</tbody>") + len("</tbody>")]
    page = Document(body)
    indices = [int(text) for tag, text in page.texts if tag == "th"]
    assert sorted(indices) == list(range(32))
    assert indices[0] == result.best.trial
    trials = judged_round.tables.trials
    completed = trials.filter(trials["fate"] == "completed")
    ranks = dict(zip(completed["index"], completed["best_value"], strict=True))
    leading = [ranks[i] for i in indices[: len(ranks)]]
    assert leading == sorted(leading)


def test_the_settings_compared_have_a_table():
    """Each setting stands with its best and the trials it was looked for in; none, no table."""
    round_, result, judged_round, answered = judged(made_round(32))
    html = report_files(round_, result, judged_round, answered)[PAGE].decode()
    body = html[html.index("<tbody>") : html.index("</tbody>") + len("</tbody>")]
    cells = [text for tag, text in Document(body).texts if tag in ("th", "td")]
    best, second = result.settings
    assert cells[:4] == ["optimizer=adam", f"{best.value:.4g}", str(best.trial), str(best.step)]
    assert cells[6] == "optimizer=nesterov"
    assert int(cells[4]) + int(cells[10]) == result.counts["completed"]
    fixed = {"nuisance": [{"name": "learning_rate", "min": 0.1, "max": 1.0}]}
    assert "settings compared" not in page_of(made_round(4, hyperparameters=fixed))
    assert second.value > best.value


def test_rendering_is_repeatable_and_leaves_matplotlib_alone(usual):
    """The same round gives the same bytes, and no global setting of matplotlib changes."""
    before = dict(mpl.rcParams)
    assert page_of(made_round(16)) == usual
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("histories", "expected"),
    [([], "No answer yet: of 4 planned trials none has started.")],
    ids=["nothing started"],
)
def test_a_round_without_an_answer(histories, expected):
    """A round of which nothing is there yet has a page that says so."""
    page = Document(page_of(made_round(4), histories))
    assert page.text("h1") == expected
    assert "There is no best checkpoint" in page.text("p")


def test_a_round_without_a_search_space():
    """A round with nothing but fixed hyperparameters has a page without axis plots."""
    fixed = {"fixed": [{"name": "batch_size", "value": 64}]}
    html = page_of(made_round(2, hyperparameters=fixed))
    assert "Each hyperparameter" not in html
    assert "It holds for batch_size = 64, which was not varied." in html


def test_a_thousand_trials_stay_small():
    """A thousand trials make a page below 5 MB."""
    assert len(page_of(made_round(1000)).encode()) < 5_000_000
