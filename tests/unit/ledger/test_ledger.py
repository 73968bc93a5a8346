"""The ledger of a study, from the objects of its rounds."""

import csv
import hashlib
import json
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from tuneround.ledger.chain import oldest_first
from tuneround.ledger.entry import Entry, Ledger
from tuneround.ledger.formats import as_csv, as_json, as_markdown
from tuneround.ledger.ledger import ledger_of
from tuneround.proposal.successor import next_round
from tuneround.records.attempt import Attempt
from tuneround.records.change import FixValue
from tuneround.records.finding import Finding, Level
from tuneround.records.result import Choice, ChosenCheckpoint, Result
from tuneround.records.reveal import Reveal
from tuneround.spec.reading import read_round_text
from tuneround.store.bucket import StoreError
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

DIGEST = "sha256:" + "0123456789abcdef" * 4
FIRST = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: digits-r1}
spec:
  study: digits
  goal: "Does Nesterov | beat <b>Adam</b>?"
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {image: "trainer:1", command: [train]}
  budget: {trials: 4, steps: 10, evaluateEvery: 5}
  hyperparameters:
    scientific:
      - {name: optimizer, values: [nesterov, adam]}
    nuisance:
      - {name: learning_rate, min: 1.0e-3, max: 1.0, scale: log}
"""
ADOPTED = Finding(
    question="adoption", level=Level.NOTE, sentence="Adopt adam.", section="s",
    changes=(FixValue(name="optimizer", value="adam"),),
)  # fmt: skip
SECOND = next_round(FIRST, [ADOPTED]).text.replace("trainer:1", f"trainer@{DIGEST}")
ATTEMPT = "0001-0123abcd"
HYPERPARAMETERS = {"optimizer": "adam", "learning_rate": 0.01}


class Counted(DirectoryBucket):
    """A bucket that counts what is read, and refuses to list trials."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.read: list[str] = []

    def get(self, key: str) -> bytes:
        self.read.append(key)
        return super().get(key)

    def list(self, prefix: str):
        assert "/trials/" not in prefix
        return super().list(prefix)


def result(text: str, created: str) -> Result:
    """Return a result of the round of `text` that chose trial 1."""
    round_ = read_round_text(text, "round")
    place = {"trial": 1, "attempt": ATTEMPT, "step": 5, "value": 0.125}
    return Result(
        number=2, study="digits", round=round_.name, goal=round_.spec.goal,
        objective=round_.spec.objective,
        counts={"planned": 4, "completed": 2, "infeasible": 1, "failed": 0, "interrupted": 1,
                "missing": 0},
        unfinished=(3,),
        best=Choice(**place, metrics={}, hyperparameters=HYPERPARAMETERS, fate="completed"),
        checkpoint=ChosenCheckpoint(**place, key="p/digits/x/", files={}),
        last_step=None, verdict="optimizer=adam is best.",
        findings=(
            Finding(question="q", level=Level.PROBLEM, sentence="Bounds.", section="s"),
            Finding(question="q", level=Level.FINE, sentence="All well.", section="s"),
        ),
        notes=("A checkpoint was passed over.",), created=created,
    )  # fmt: skip


def store(bucket: DirectoryBucket, text: str, created: str = "") -> RoundStore:
    """Store the round of `text`, with a result if it was `created`."""
    keys = RoundKeys.of("p", "digits", read_round_text(text, "round").name)
    made = RoundStore(bucket, keys)
    made.save_spec(text)
    if created:
        bucket.put(keys.result, result(text, created).to_json())
        versions = {"torch": "2.9.0", "code": "2f9c1ab"}
        record = Attempt(trial=1, attempt=ATTEMPT, started="t", host="node-1", versions=versions)
        bucket.put(keys.trial(1).attempt(ATTEMPT).start, record.to_json())
    return made


@pytest.fixture
def bucket(tmp_path: Path) -> Counted:
    """Return a study of three rounds, one of them without a result, and a folder that is none."""
    made = Counted(tmp_path)
    store(made, SECOND, "2026-11-24T10:00:00+00:00")
    first = store(made, FIRST, "2026-11-23T10:00:00+00:00")
    store(made, next_round(SECOND, []).text)
    look = Reveal(
        number=1, result=2, trial=1, attempt=ATTEMPT, step=5, metrics={}, host="h", time="t"
    )
    made.put(first.keys.reveal(1), look.to_json())
    made.put("p/digits/broken/spec/1.yaml", b"nothing: here")
    made.put("p/other/r1/spec/1.yaml", FIRST.encode())
    return made


@pytest.fixture
def ledger(bucket: Counted) -> Ledger:
    """Return the study's ledger."""
    return ledger_of(bucket, "p/digits/", "digits", "s3://b/p/digits/")


def test_rounds_stand_in_their_chain(ledger: Ledger) -> None:
    """Oldest first, each with what follows it and what that takes for granted."""
    assert [(e.round, e.previous, e.followed_by) for e in ledger.rounds] == [
        ("digits-r1", None, ("digits-r2",)),
        ("digits-r2", "digits-r1", ("digits-r3",)),
        ("digits-r3", "digits-r2", ()),
    ]
    assert [dict(entry.adopted) for entry in ledger.rounds] == [{"optimizer": "adam"}, {}, {}]


def test_entry_has_the_playbook_s_list(ledger: Ledger) -> None:
    """Configuration, notes, trials, the best checkpoint, and everything to train it again."""
    entry = ledger.rounds[0]
    assert (entry.trials, entry.counts["infeasible"]) == (4, 1)
    assert entry.verdict == "optimizer=adam is best."
    assert entry.checkpoint.value == 0.125
    assert entry.best.hyperparameters == HYPERPARAMETERS
    assert entry.notes == ("Bounds.", "A checkpoint was passed over.")
    assert entry.test_looks == 1
    found = entry.reproduction
    assert found.spec_key == "p/digits/digits-r1/spec/1.yaml"
    assert found.spec_sha256 == hashlib.sha256(FIRST.encode()).hexdigest()
    assert (found.image, found.image_pinned) == ("trainer:1", False)
    assert found.versions == {"torch": "2.9.0", "code": "2f9c1ab"}
    assert (found.command, found.seed, found.host) == (("train",), 0, "node-1")
    assert ledger.rounds[1].reproduction.image_pinned


def test_round_without_a_result_says_so(ledger: Ledger) -> None:
    """What was started and not judged is listed all the same."""
    entry = ledger.rounds[2]
    assert (entry.result, entry.verdict, entry.best, entry.counts) == (None, None, None, {})
    assert "no result yet" in as_markdown(ledger)


def test_folder_that_is_no_round_is_named(ledger: Ledger) -> None:
    """A spec that cannot be read hides no other round, and is not passed over in silence."""
    (unreadable,) = ledger.unreadable
    assert unreadable.round == "broken"
    assert "apiVersion" in unreadable.reason
    assert "## Not read" in as_markdown(ledger)


def test_little_is_read(bucket: Counted) -> None:
    """Of a round its spec, its result and one attempt: three objects, however many trials."""
    ledger_of(bucket, "p/digits/", "digits", "here")
    assert len(bucket.read) == 3 * 2 + 2 + 1  # two judged rounds, one without a result, one broken


def test_empty_study_is_refused(bucket: Counted) -> None:
    """A name that nothing lies under is an error that says where it looked."""
    with pytest.raises(StoreError, match="s3://b/p/digit/"):
        ledger_of(bucket, "p/digit/", "digit", "s3://b/p/digit/")


@pytest.mark.parametrize("damage", [b"{}", b'{"number": 1'])
def test_damaged_result_is_named(bucket: Counted, damage: bytes) -> None:
    """A result.json that is none does not stop the ledger."""
    bucket.put("p/digits/digits-r1/result.json", damage)
    read = ledger_of(bucket, "p/digits/", "digits", "here")
    assert {u.round for u in read.unreadable} == {"broken", "digits-r1"}


def test_missing_attempt_leaves_versions_unknown(bucket: Counted) -> None:
    """What the winner's attempt would say is left empty where it is gone."""
    bucket.delete([f"p/digits/digits-r1/trials/00001/{ATTEMPT}/attempt.json"])
    found = ledger_of(bucket, "p/digits/", "digits", "here").rounds[0].reproduction
    assert (found.versions, found.host) == ({}, "")


def test_markdown_shows_texts_as_they_are(ledger: Ledger) -> None:
    """A goal cannot break the table or become markup, and a tag is marked as unpinned."""
    text = as_markdown(ledger)
    row = next(line for line in text.splitlines() if line.startswith("| digits-r1"))
    assert "Does Nesterov \\| beat \\<b\\>Adam\\</b\\>?" in row
    assert row.replace("\\|", "").count("|") == 9
    assert "`trainer:1`, unpinned: a tag" in text
    assert f"`trainer@{DIGEST}`\n" in text


def test_csv_has_a_line_for_each_round(ledger: Ledger) -> None:
    """Single values stand in their cells; what is more is JSON."""
    rows = list(csv.DictReader(StringIO(as_csv(ledger))))
    assert [row["round"] for row in rows] == ["digits-r1", "digits-r2", "digits-r3"]
    assert (rows[0]["best_value"], rows[0]["infeasible"], rows[2]["best_value"]) == (
        "0.125", "1", "",
    )  # fmt: skip
    assert json.loads(rows[0]["hyperparameters"]) == HYPERPARAMETERS
    assert json.loads(rows[0]["adopted"]) == {"optimizer": "adam"}


def test_json_reads_back(ledger: Ledger) -> None:
    """A program gets everything."""
    assert Ledger.model_validate_json(as_json(ledger)) == ledger


def named(entry: Entry, name: str, previous: str | None, created: str | None) -> Entry:
    return entry.model_copy(update={"round": name, "previous": previous, "created": created})


@pytest.mark.parametrize(
    ("rounds", "order"),
    [
        pytest.param([("a", None, "2"), ("b", None, "1")], "ba", id="by time"),
        pytest.param([("a", "b", "1"), ("b", None, "2")], "ba", id="parent first"),
        pytest.param([("a", None, None), ("b", None, "9")], "ba", id="unjudged last"),
        pytest.param([("a", "b", "2"), ("b", "a", "1"), ("c", None, "3")], "cba", id="circle"),
        pytest.param([("a", "gone", "1"), ("b", "b", "2")], "ab", id="no parent"),
    ],
)
def test_order(ledger: Ledger, rounds: list[tuple], order: str) -> None:
    """Whatever order the store names rounds in, the ledger's is by age and by the chain."""
    entries = [named(ledger.rounds[0], *fields) for fields in rounds]
    for turned in permutations(entries):
        assert "".join(entry.round for entry in oldest_first(turned)) == order


def test_numbers_in_names_count(ledger: Ledger) -> None:
    """Among rounds without a result the tenth comes after the ninth."""
    entries = [named(ledger.rounds[0], name, None, None) for name in ("r10", "r9", "9r", "r")]
    assert [entry.round for entry in oldest_first(entries)] == ["9r", "r", "r9", "r10"]
