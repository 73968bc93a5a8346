"""More trials, and trials without an outcome."""

from decision_rows import PLAIN, Row, rows
from made_legs import edited, leg, summary_of_round

GROWN = edited(PLAIN, budget={"trials": 12})
RESUMED = edited(PLAIN, resume=1)
ANSWER = summary_of_round()
OPEN = summary_of_round(completed=5, unfinished=(1, 4, 7))
RUNS = leg(PLAIN)
ENDED = leg(PLAIN, phase="Succeeded", summary=ANSWER)
HAS_OPEN = leg(PLAIN, phase="Succeeded", summary=OPEN)
BROKE = leg(PLAIN, phase="Error")

TABLE = [
    Row("growth-waits", GROWN, [RUNS], "Running", "Valid Submitted Working Open AsExpected"),
    Row(
        "growth",
        GROWN,
        [ENDED],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 8-11"],
    ),
    Row(
        "growth-takes-open-trials-along",
        GROWN,
        [HAS_OPEN],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 1,4,7-11"],
    ),
    Row(
        "growth-after-break-takes-all",
        GROWN,
        [BROKE],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 0-11"],
    ),
    Row(
        "growth-and-stop",
        edited(GROWN, stop=True),
        [ENDED],
        "Stopped",
        "Valid Submitted Ended Stopped AsExpected",
    ),
    Row(
        "growth-and-stop-while-running",
        edited(GROWN, stop=True),
        [RUNS],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1: shutdown=Stop stopped-by=operator"],
    ),
    Row(
        "older-summary-of-a-broken-second-leg",
        edited(GROWN, resume=1),
        [ENDED, leg(GROWN, 1, phase="Error", indices=range(8, 12))],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-2: 8-11"],
    ),
    Row(
        "second-leg-broke",
        GROWN,
        [ENDED, leg(GROWN, 1, phase="Error", indices=range(8, 12))],
        "Failed",
        "Valid Submitted Ended WorkflowBroke WorkflowBroke",
    ),
    Row(
        "fewer-trials",
        edited(PLAIN, budget={"trials": 4}),
        [ENDED],
        "Succeeded",
        "Valid Submitted Ended Answered AsExpected",
    ),
    Row("resume-waits", RESUMED, [RUNS], "Running", "Valid Submitted Working Open AsExpected"),
    Row(
        "resume",
        RESUMED,
        [HAS_OPEN],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 1,4,7"],
    ),
    Row(
        "resume-of-nothing",
        RESUMED,
        [ENDED],
        "Succeeded",
        "Valid Submitted Ended Answered AsExpected",
    ),
    Row(
        "resume-answered",
        RESUMED,
        [HAS_OPEN, leg(RESUMED, 1, phase="Failed", summary=OPEN, indices=[1, 4, 7])],
        "Succeeded",
        "Valid Submitted Ended Answered TrialsMissing",
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """A round goes on with new trials and those without an outcome, once nothing of it runs."""
    row.check()
