"""Ledger: every round of a study, with what it found and how to reproduce it."""

import hashlib
import re
from collections.abc import Sequence

from tuneround.ledger.chain import oldest_first
from tuneround.ledger.entry import Entry, Ledger, Reproduction, Unreadable
from tuneround.ledger.reading import StoredRound, stored_rounds
from tuneround.records.finding import Level
from tuneround.records.result import Result
from tuneround.spec.identity import digest, identity_content
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec
from tuneround.store.bucket import Bucket, StoreError

PINNED = re.compile(r"@sha256:[0-9a-f]{64}$")
SERIOUS = (Level.PROBLEM, Level.CAUTION)


def ledger_of(bucket: Bucket, prefix: str, study: str, place: str) -> Ledger:
    """Return the ledger of a study.

    Args:
        bucket: where it lies.
        prefix: of the study's rounds.
        study: its name.
        place: where that is, for a person.

    Raises:
        StoreError: the bucket cannot be reached, or holds nothing of the study.

    """
    found = stored_rounds(bucket, prefix)
    if not found:
        raise StoreError(
            f"A study has rounds once one was started; got nothing under {place}. "
            "Check the study's name, and where its bucket is: --workdir, --cluster or --storage."
        )
    rounds = [stored for stored in found if isinstance(stored, StoredRound)]
    return Ledger(
        study=study,
        place=place,
        rounds=tuple(oldest_first([_entry(stored, rounds) for stored in rounds])),
        unreadable=tuple(stored for stored in found if isinstance(stored, Unreadable)),
    )


def _entry(stored: StoredRound, rounds: Sequence[StoredRound]) -> Entry:
    spec, result = stored.round.spec, stored.result
    name = stored.round.name
    followers = [other.round for other in rounds if other.round.spec.previous == name]
    return Entry(
        round=name,
        goal=spec.goal,
        previous=spec.previous,
        followed_by=tuple(follower.name for follower in followers),
        adopted=adopted(spec, [follower.spec for follower in followers]),
        objective=spec.objective,
        trials=spec.budget.trials,
        counts={} if result is None else result.counts,
        result=result and result.number,
        created=result and result.created,
        verdict=result and result.verdict,
        best=result and result.best,
        checkpoint=result and result.checkpoint,
        notes=() if result is None else _notes(result),
        test_looks=stored.test_looks,
        reproduction=_reproduction(stored),
    )


def adopted(spec: RoundSpec, followers: Sequence[RoundSpec]) -> dict[str, Scalar]:
    """Return the scientific hyperparameters of a round that a following one holds at one value."""
    asked = {h.name for h in spec.hyperparameters.scientific}
    held = {
        h.name: h.value
        for follower in followers
        for h in follower.hyperparameters.fixed
        if h.value is not None
    }
    return {name: value for name, value in held.items() if name in asked}


def _notes(result: Result) -> tuple[str, ...]:
    serious = (finding.sentence for finding in result.findings if finding.level in SERIOUS)
    return (*serious, *result.notes)


def _reproduction(stored: StoredRound) -> Reproduction:
    spec, attempt = stored.round.spec, stored.attempt
    image = spec.trainer.image
    return Reproduction(
        spec_key=stored.spec_key,
        spec_sha256=hashlib.sha256(stored.text.encode()).hexdigest(),
        identity=digest(identity_content(spec)),
        image=image,
        image_pinned=image is not None and PINNED.search(image) is not None,
        command=spec.trainer.command,
        seed=spec.search.seed,
        repeats=spec.budget.repeats,
        versions={} if attempt is None else attempt.versions,
        host="" if attempt is None else attempt.host,
    )
