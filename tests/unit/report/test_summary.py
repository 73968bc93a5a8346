import re

import pytest
from made_results import judged, made_round
from tuneround.records.finding import Finding, Level
from tuneround.report.summary import finding_lines, summary_markdown, summary_text


def found(level, sentence="Piled up.", remedy=""):
    section = "A section"
    return Finding(
        question="boundary", level=level, sentence=sentence, remedy=remedy, section=section
    )


@pytest.fixture(scope="module")
def result():
    """Return a result without findings."""
    return judged(made_round(16))[1].model_copy(update={"findings": ()})


def with_findings(result, *findings):
    return result.model_copy(update={"findings": findings})


def test_the_text_says_verdict_findings_and_what_is_next(result):
    """In the terminal: verdict, each finding with its remedy, counts, the next command."""
    text = summary_text(
        with_findings(result, found(Level.PROBLEM, remedy="Widen it."), found(Level.FINE))
    )
    lines = text.splitlines()
    assert lines[0].startswith("Round digits-optimizer-r1 of study digits-mlp: Does Nesterov")
    assert "Problem: Piled up." in lines
    assert "  What to do: Widen it." in lines
    assert "Looked for, and not found: 1. Could not be looked for: 0." in lines
    assert "tuneround next ROUND.yaml" in lines[-1]


def test_lines_are_no_wider_than_a_terminal(result):
    """Long sentences are wrapped, their later lines indented."""
    lines = list(finding_lines(with_findings(result, found(Level.NOTE, "many words " * 40))))
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  ") for line in lines[1:-2])


def test_only_the_levels_asked_for_are_told(result):
    """The end of a runner tells problems and cautions, and leaves notes to the report."""
    lines = finding_lines(
        with_findings(result, found(Level.CAUTION, "One."), found(Level.NOTE, "Two.")),
        (Level.PROBLEM, Level.CAUTION),
    )
    assert [line for line in lines if "One." in line or "Two." in line] == ["Caution: One."]


def test_a_result_without_findings_says_nothing_of_them(result):
    """Results of before there were findings have a summary without any."""
    assert list(finding_lines(result)) == []
    assert "What to run next" not in summary_markdown(result)


HOSTILE = {
    "html": ("<img src=x>", "<img"),
    "link": ("[text](javascript:x)", "[text]("),
    "address": ("https://example.org", "https://"),
    "bare address": ("see www.example.org", "www."),
    "mention": ("@someone", "@someone"),
    "issue": ("#12", "#12"),
    "table": ("a | b", "a | b"),
    "code": ("`x`", "`x`"),
    "emphasis": ("**x**", "**x**"),
    "mathematics": ("$x$", "$x$"),
    "escaped before": (r"\*x\*", r"\*x\*"),
    "new line": ("a\n\n# b", "\n# b"),
}


@pytest.mark.parametrize(("text", "forbidden"), HOSTILE.values(), ids=HOSTILE)
def test_markdown_keeps_what_users_wrote_from_being_markup(result, text, forbidden):
    """No goal, sentence or value becomes a link, a mention, HTML or a new block."""
    goal = f"Start {text} end"
    hostile = with_findings(result, found(Level.PROBLEM, goal, goal)).model_copy(
        update={"goal": goal, "verdict": goal, "round": goal, "study": goal}
    )
    markdown = summary_markdown(hostile)
    assert not re.search(r"(?<!\\)" + re.escape(forbidden), markdown.replace(r"\\", "\x00"))
    assert "\x1b" not in markdown


def test_markdown_shows_levels_by_sign_and_word(result):
    """Each finding is an item with a sign, a word, its question and its remedy."""
    markdown = summary_markdown(with_findings(result, found(Level.CAUTION, remedy="Widen it.")))
    (item,) = [line for line in markdown.splitlines() if line.startswith("- ")]
    assert item == (
        "- ⚠️ **Caution** · Is the search space large enough?<br>Piled up.<br>What to do: Widen it."
    )
