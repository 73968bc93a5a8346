import pytest
from tuneround.records.finding import Finding, Level
from tuneround.report.findings import MOST_SHOWN, findings_of, places_of


def found(question, level, sentence="It is so.", section="A section"):
    return Finding(question=question, level=level, sentence=sentence, section=section)


MIXED = [
    found("steps", Level.NOTE, section="Deciding"),
    found("boundary", Level.FINE, "Nothing at the lower end."),
    found("boundary", Level.PROBLEM, "Piled up."),
    found("boundary", Level.CAUTION, "Perhaps."),
    found("noise", Level.UNKNOWN),
    found("density", Level.FINE),
]


def test_questions_with_something_to_tell_come_worst_first():
    """A question is told with its problems, cautions and notes, the worst question first."""
    told = findings_of(MIXED).told
    assert [asked.question for asked in told] == ["boundary", "steps"]
    assert [s.sentence for s in told[0].statements] == ["Piled up.", "Perhaps."]
    assert (told[0].level, told[0].title) == (Level.PROBLEM, "Is the search space large enough?")


def test_what_was_not_found_and_what_could_not_be_looked_for_are_listed():
    """Fine and unknown findings have lists of their own, whatever else their question found."""
    shown = findings_of(MIXED)
    assert [asked.question for asked in shown.fine] == ["boundary", "density"]
    assert [asked.question for asked in shown.unknown] == ["noise"]


def test_figures_of_a_question_stand_in_one_place():
    """The place of a question's figures is where the worst of it is told."""
    assert places_of(findings_of(MIXED)) == {
        "noise": "unknown",
        "density": "fine",
        "boundary": "told",
        "steps": "told",
    }


def test_levels_are_counted_in_words():
    """The head of the page counts what is told."""
    counts = findings_of([*MIXED, found("x", Level.CAUTION)]).counts
    assert [text for _, text in counts] == ["1 problem", "2 cautions", "1 note"]


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_many_findings_of_one_question_are_counted_beyond_a_limit(level):
    """Of very many findings the first are shown, and how many more there are is said."""
    shown = findings_of([found("isolation", level, f"Number {n}.") for n in range(40)])
    (asked,) = (*shown.told, *shown.fine, *shown.unknown)
    assert len(asked.statements) == MOST_SHOWN
    assert asked.left_out == 40 - MOST_SHOWN


def test_no_findings_are_no_section():
    """A result of before there were findings has nothing in any place."""
    shown = findings_of([])
    assert (shown.told, shown.fine, shown.unknown, shown.counts) == ((), (), (), ())
