"""A round from its first Workflow to its answer."""

from decision_rows import PLAIN, Row, rows
from made_legs import edited, leg, summary_of_round

INVALID = edited(PLAIN, budget={"trials": 0})
ANSWER = summary_of_round()
OPEN = summary_of_round(completed=5, unfinished=(1, 4, 7))
RUNS = leg(PLAIN)
ENDED = leg(PLAIN, phase="Succeeded", summary=ANSWER)
HAS_OPEN = leg(PLAIN, phase="Succeeded", summary=OPEN)
BROKE = leg(PLAIN, phase="Error")

TABLE = [
    Row(
        "new",
        PLAIN,
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1: 0-7"],
    ),
    Row(
        "created",
        PLAIN,
        [leg(PLAIN, phase="")],
        "Pending",
        "Valid Submitted Pending Open AsExpected",
    ),
    Row("runs", PLAIN, [RUNS], "Running", "Valid Submitted Working Open AsExpected"),
    Row("answered", PLAIN, [ENDED], "Succeeded", "Valid Submitted Ended Answered AsExpected"),
    Row(
        "open-trials",
        PLAIN,
        [HAS_OPEN],
        "Succeeded",
        "Valid Submitted Ended Answered TrialsMissing",
    ),
    Row("broke", PLAIN, [BROKE], "Failed", "Valid Submitted Ended WorkflowBroke WorkflowBroke"),
    Row(
        "none-completed",
        PLAIN,
        [leg(PLAIN, phase="Failed", summary=summary_of_round(completed=0, failed=8))],
        "Failed",
        "Valid Submitted Ended NoTrialCompleted NoTrialCompleted",
    ),
    Row(
        "summary-malformed",
        PLAIN,
        [leg(PLAIN, phase="Succeeded", summary="{}")],
        "Failed",
        "Valid Submitted Ended WorkflowBroke WorkflowBroke",
    ),
    Row("invalid", INVALID, [], "Invalid", "Invalid NotAccepted NotBegun NotBegun AsExpected"),
    Row(
        "invalid-edit-while-running",
        INVALID,
        [RUNS],
        "Running",
        "Invalid Submitted Working Open AsExpected",
    ),
    Row(
        "invalid-edit-after-end",
        INVALID,
        [ENDED],
        "Invalid",
        "Invalid Submitted Ended Answered AsExpected",
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """A round is created, followed and judged; a refused edit leaves what runs alone."""
    row.check()
