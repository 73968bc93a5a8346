"""spec.suspend and budget.parallelism."""

from decision_rows import HELD, LARGE, PLAIN, Row, rows
from made_legs import changed, edited, handmade, leg, shard

SUSPENDED = edited(PLAIN, suspend=True)
RUNS = leg(PLAIN)
PARENT = leg(LARGE)

TABLE = [
    Row(
        "suspend",
        SUSPENDED,
        [RUNS],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1: suspend=True suspended-by=operator"],
    ),
    Row(
        "suspended",
        SUSPENDED,
        [changed(RUNS, suspend=True, annotations=HELD)],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
    ),
    Row(
        "suspend-lifted",
        PLAIN,
        [changed(RUNS, suspend=True, annotations=HELD)],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
        ["patch made-r1: suspend=None suspended-by=None"],
    ),
    Row(
        "suspended-by-hand",
        PLAIN,
        [changed(RUNS, suspend=True)],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
    ),
    Row(
        "hold-by-hand-is-taken-over",
        SUSPENDED,
        [changed(RUNS, suspend=True)],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
        ["patch made-r1: suspended-by=operator"],
    ),
    Row(
        "suspended-before-first",
        SUSPENDED,
        [],
        "Pending",
        "Valid Creating NotBegun Open AsExpected",
        ["create made-r1: 0-7 held"],
    ),
    Row(
        "submitted-suspended-and-lifted",
        PLAIN,
        [handmade(leg(SUSPENDED))],
        "Suspended",
        "Valid Submitted Suspended Open AsExpected",
        ["patch made-r1: suspend=None"],
    ),
    Row(
        "suspend-with-shards",
        edited(LARGE, suspend=True),
        [PARENT, shard(PARENT, 0)],
        "Running",
        "Valid Submitted Working Open AsExpected",
        [
            "patch made-r1-shard-0: suspend=True suspended-by=operator",
            "patch made-r1: suspend=True suspended-by=operator",
        ],
    ),
    Row(
        "parallelism",
        edited(PLAIN, budget={"parallelism": 7}),
        [RUNS],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1: parallelism=7"],
    ),
    Row(
        "parallelism-of-shards",
        edited(LARGE, budget={"parallelism": 7}),
        [PARENT, shard(PARENT, 0)],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1-shard-0: parallelism=7"],
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """Workflows at work begin as many trials as the spec says; a hold by hand is left alone."""
    row.check()
