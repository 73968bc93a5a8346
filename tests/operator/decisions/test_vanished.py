"""Workflows that are gone."""

from decision_rows import PLAIN, STOPPED, Row, rows
from made_legs import after, changed, edited, leg, renamed, summary_of_round

STOPPING = edited(PLAIN, stop=True)
GROWN = edited(PLAIN, budget={"trials": 12})
ANSWER = summary_of_round()
OPEN = summary_of_round(completed=5, unfinished=(1, 4, 7))
RUNS = leg(PLAIN)
ENDED = leg(PLAIN, phase="Succeeded", summary=ANSWER)
BROKE = leg(PLAIN, phase="Error")
STOPPED_LEG = changed(
    leg(PLAIN, phase="Failed", summary=OPEN), shutdown="Stop", annotations=STOPPED
)

TABLE = [
    Row(
        "deleted-in-mid-flight",
        after(PLAIN, RUNS),
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1: 0-7"],
    ),
    Row(
        "second-leg-deleted-in-mid-flight",
        after(GROWN, ENDED, leg(GROWN, 1, indices=range(8, 12))),
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 8-11"],
    ),
    Row(
        "gone-after-end",
        after(PLAIN, ENDED),
        [],
        "Succeeded",
        "Valid Submitted Ended Answered AsExpected",
    ),
    Row(
        "gone-after-break",
        after(PLAIN, BROKE),
        [],
        "Failed",
        "Valid Submitted Ended WorkflowBroke WorkflowBroke",
    ),
    Row(
        "gone-after-stop",
        after(STOPPING, STOPPED_LEG),
        [],
        "Stopped",
        "Valid Submitted Ended Stopped AsExpected",
    ),
    Row(
        "gone-and-stop-taken-back",
        edited(after(STOPPING, STOPPED_LEG), stop=False),
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 0-7"],
    ),
    Row(
        "gone-and-grown",
        edited(after(PLAIN, ENDED), budget={"trials": 12}),
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 8-11"],
    ),
    Row(
        "gone-and-resumed-of-nothing",
        edited(after(PLAIN, ENDED), resume=1),
        [],
        "Succeeded",
        "Valid Submitted Ended Answered AsExpected",
    ),
    Row(
        "leg-is-being-deleted",
        after(PLAIN, RUNS),
        [renamed(RUNS, deletionTimestamp="2026-11-01T12:20:00Z")],
        "Pending",
        "Valid Waiting NotBegun Open AsExpected",
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """A Workflow that is deleted in mid-flight is made again; one that had ended is remembered."""
    row.check()
