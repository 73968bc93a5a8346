"""spec.stop, taken back and by hand."""

from decision_rows import HELD, LARGE, PLAIN, STOPPED, Row, rows
from made_legs import after, changed, edited, leg, shard, summary_of_round

STOPPING = edited(PLAIN, stop=True)
ANSWER = summary_of_round()
OPEN = summary_of_round(completed=5, unfinished=(1, 4, 7))
RUNS = leg(PLAIN)
ENDED = leg(PLAIN, phase="Succeeded", summary=ANSWER)
STOPPED_LEG = changed(
    leg(PLAIN, phase="Failed", summary=OPEN), shutdown="Stop", annotations=STOPPED
)
HAND_STOPPED = changed(leg(PLAIN, phase="Failed", summary=OPEN), shutdown="Stop")
PARENT = leg(LARGE)

TABLE = [
    Row("stop-before-first", STOPPING, [], "Stopped", "Valid Stopped NotBegun NotBegun AsExpected"),
    Row(
        "stop",
        STOPPING,
        [RUNS],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1: shutdown=Stop stopped-by=operator"],
    ),
    Row(
        "stopping",
        STOPPING,
        [changed(RUNS, shutdown="Stop", annotations=STOPPED)],
        "Stopping",
        "Valid Submitted Stopping Open AsExpected",
    ),
    Row("stopped", STOPPING, [STOPPED_LEG], "Stopped", "Valid Submitted Ended Stopped AsExpected"),
    Row(
        "stop-after-end",
        STOPPING,
        [ENDED],
        "Succeeded",
        "Valid Submitted Ended Answered AsExpected",
    ),
    Row(
        "stop-taken-back",
        PLAIN,
        [STOPPED_LEG],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1-resume-1: 1,4,7"],
    ),
    Row(
        "stop-taken-back-too-early",
        PLAIN,
        [changed(RUNS, shutdown="Stop", annotations=STOPPED)],
        "Stopping",
        "Valid Submitted Stopping Open AsExpected",
    ),
    Row(
        "stop-without-a-result",
        STOPPING,
        [changed(leg(PLAIN, phase="Failed"), shutdown="Stop", annotations=STOPPED)],
        "Stopped",
        "Valid Submitted Ended Stopped AsExpected",
    ),
    Row(
        "stopped-by-hand",
        PLAIN,
        [HAND_STOPPED],
        "Stopped",
        "Valid Submitted Ended Stopped AsExpected",
    ),
    Row(
        "stop-outranks-suspend",
        edited(STOPPING, suspend=True),
        [changed(RUNS, suspend=True, annotations=HELD)],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
        ["patch made-r1: shutdown=Stop suspend=None stopped-by=operator"],
    ),
    Row(
        "stop-with-shards",
        edited(LARGE, stop=True),
        [PARENT, shard(PARENT, 0), shard(PARENT, 1, phase="Succeeded")],
        "Running",
        "Valid Submitted Working Open AsExpected",
        [
            "patch made-r1-shard-0: shutdown=Stop stopped-by=operator",
            "patch made-r1: shutdown=Stop stopped-by=operator",
        ],
    ),
    Row(
        "deleted-while-stopping",
        after(STOPPING, changed(RUNS, shutdown="Stop", annotations=STOPPED)),
        [],
        "Stopped",
        "Valid Stopped NotBegun Open AsExpected",
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """A stopped round ends, stays ended, and goes on when stop is taken back."""
    row.check()
