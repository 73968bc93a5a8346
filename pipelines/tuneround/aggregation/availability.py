"""Availability: which committed checkpoint can be had, and is what its commit says."""

from collections.abc import Iterable

from tuneround.analysis.select import RankedCommit
from tuneround.records.result import ChosenCheckpoint
from tuneround.store.checkpoints import read_commit, verify_checkpoint
from tuneround.store.rounds import RoundStore


def available_checkpoint(
    store: RoundStore, ranked: Iterable[RankedCommit]
) -> tuple[ChosenCheckpoint | None, tuple[str, ...]]:
    """Return the first of `ranked` whose files have the committed sizes and hashes.

    Returns:
        The checkpoint, and a sentence for each better one that was passed over.

    """
    notes: list[str] = []
    for candidate in ranked:
        keys = (
            store.keys.trial(candidate.trial).attempt(candidate.attempt).checkpoint(candidate.step)
        )
        commit = read_commit(store.bucket, keys)
        if commit is not None and commit.files and verify_checkpoint(store.bucket, keys, commit):
            chosen = ChosenCheckpoint(
                trial=candidate.trial,
                attempt=candidate.attempt,
                step=candidate.step,
                value=candidate.value,
                key=keys.root,
                files={file.name: file.sha256 for file in commit.files},
            )
            return chosen, tuple(notes)
        notes.append(
            f"The checkpoint of trial {candidate.trial} at step {candidate.step} "
            f"({candidate.value:.6g}) is not what its COMMIT.json says and was passed over: "
            f"{keys.root}"
        )
    return None, tuple(notes)
