"""Workflows that the operator did not make."""

from decision_rows import LARGE, PLAIN, Row, rows
from made_legs import (
    edited,
    handmade,
    leg,
    owner_of,
    renamed,
    shard,
    summary_of_round,
    tuning_round,
)

STOPPING = edited(PLAIN, stop=True)
GROWN = edited(PLAIN, budget={"trials": 12})
OTHER_STEPS = edited(PLAIN, budget={"steps": 20})
ANSWER = summary_of_round()
OPEN = summary_of_round(completed=5, unfinished=(1, 4, 7))
RUNS = leg(PLAIN)
ENDED = leg(PLAIN, phase="Succeeded", summary=ANSWER)
HAS_OPEN = leg(PLAIN, phase="Succeeded", summary=OPEN)
PARENT = leg(LARGE)
STRANGER = {"metadata": {"name": "made-r1"}, "spec": {"templates": []}}
OTHER_STUDY = handmade(leg(tuning_round(study="other")))
EARLIER = renamed(RUNS, ownerReferences=[{**owner_of(PLAIN), "uid": "of an earlier one"}])

TABLE = [
    Row("adopted", PLAIN, [handmade(RUNS)], "Running", "Valid Submitted Working Open AsExpected"),
    Row(
        "adopted-stop",
        STOPPING,
        [handmade(RUNS)],
        "Running",
        "Valid Submitted Working Open AsExpected",
        ["patch made-r1: shutdown=Stop stopped-by=operator"],
    ),
    Row(
        "resumed-by-command",
        PLAIN,
        [HAS_OPEN, handmade(leg(PLAIN, 1, indices=[1, 4, 7]))],
        "Running",
        "Valid Submitted Working Open AsExpected",
    ),
    Row(
        "resumed-by-command-from-the-older-file",
        edited(GROWN, resume=2),
        [
            leg(edited(GROWN, resume=2), phase="Failed", summary=OPEN),
            handmade(leg(PLAIN, 1, phase="Failed", summary=OPEN)),
        ],
        "Succeeded",
        "Valid Submitted Ended Answered TrialsMissing",
    ),
    Row("name-taken", PLAIN, [STRANGER], "Refused", "Valid NameTaken NotBegun NotBegun AsExpected"),
    Row(
        "name-of-another-study",
        PLAIN,
        [OTHER_STUDY],
        "Refused",
        "Valid NameTaken NotBegun NotBegun AsExpected",
    ),
    Row(
        "another-identity",
        OTHER_STEPS,
        [RUNS],
        "Running",
        "Valid AnotherIdentity Working Open AsExpected",
    ),
    Row(
        "another-identity-after-end",
        edited(OTHER_STEPS, stop=True),
        [ENDED],
        "Refused",
        "Valid AnotherIdentity Ended Answered AsExpected",
    ),
    Row(
        "earlier-round-leaves",
        PLAIN,
        [EARLIER],
        "Pending",
        "Valid Waiting NotBegun NotBegun AsExpected",
    ),
    Row(
        "shard-outlives-its-parent",
        edited(LARGE, budget={"trials": 12}),
        [leg(LARGE, phase="Failed", summary=ANSWER), shard(PARENT, 0)],
        "Stopping",
        "Valid Submitted Stopping Open AsExpected",
    ),
    Row(
        "another-round-submitted-by-hand",
        OTHER_STEPS,
        [handmade(RUNS)],
        "Refused",
        "Valid AnotherIdentity NotBegun NotBegun AsExpected",
    ),
    Row(
        "moved-to-another-study",
        edited(PLAIN, study="other"),
        [ENDED],
        "Refused",
        "Valid AnotherIdentity Ended Answered AsExpected",
    ),
]


@rows(TABLE)
def test_decision_is_that_of_the_table(row: Row) -> None:
    """A round's Workflow is followed whoever made it; another round's is left alone."""
    row.check()
