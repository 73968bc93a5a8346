"""RoundStore: one round in the bucket: the revisions of its spec, and its plan."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from tuneround.records.plan import PlannedTrial
from tuneround.spec.identity import check_identity
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.store.bucket import Bucket, StoreError
from tuneround.store.extents import Extent, extents_of, missing_extents
from tuneround.store.keys import RoundKeys


@dataclass(frozen=True)
class RoundStore:
    """One round: where it lies, and how its spec and plan are written and read."""

    bucket: Bucket
    keys: RoundKeys

    def save_spec(self, text: str) -> int:
        """Store the round's spec as a new revision, unless it is the latest already.

        Returns:
            The revision that holds `text`, from 1.

        Raises:
            IdentityError: the stored round has another identity: objective, steps,
                evaluateEvery, search space, search, repeats, image or command.

        """
        latest = self.latest_revision()
        if latest == 0:
            return self._write_spec(1, text)
        stored = self._spec_text(latest)
        if stored == text:
            return latest
        check_identity(read_round_text(text, "the spec"), self._parsed(stored, latest))
        return self._write_spec(latest + 1, text)

    def check_spec(self, new: TuningRound) -> bool:
        """Return whether a spec is stored; write nothing.

        Raises:
            IdentityError: the stored round has another identity than `new`.

        """
        latest = self.latest_revision()
        if latest:
            check_identity(new, self._parsed(self._spec_text(latest), latest))
        return latest > 0

    def load_spec(self) -> TuningRound:
        """Return the latest revision of the spec.

        Raises:
            StoreError: when the bucket holds none.

        """
        latest = self._existing_revision()
        return self._parsed(self._spec_text(latest), latest)

    def load_text(self) -> str:
        """Return the latest revision of the spec as its author wrote it.

        Raises:
            StoreError: when the bucket holds none.

        """
        return self._spec_text(self._existing_revision())

    def save_plan(self, trials: Sequence[PlannedTrial]) -> None:
        """Store those of `trials` that no stored extent holds; what is stored outranks."""
        rows = {trial.index: trial for trial in trials}
        for extent in missing_extents(rows, self._extents()):
            content = b"".join(rows[index].to_json() for index in extent.indices)
            self.bucket.put(self.keys.plan(extent.first, extent.last), content)

    def load_plan(self, count: int | None = None) -> list[PlannedTrial]:
        """Return the stored plan, or its first `count` trials, in the order of their indices.

        Raises:
            StoreError: when a trial is missing between 0 and the last, or an extent is torn.

        """
        rows = self._rows(self._extents())
        wanted = range(max(rows, default=-1) + 1 if count is None else count)
        missing = missing_extents(wanted, [Extent(index, index) for index in rows])
        if missing:
            raise StoreError(
                f"The plan under `{self.keys.plans}` holds every trial from 0 to {wanted[-1]}. "
                f"Got none of {', '.join(map(str, missing))}. Plan the round again: what is "
                "stored stays as it is."
            )
        return [rows[index] for index in wanted]

    def planned(self, index: int) -> PlannedTrial:
        """Return the plan's row of trial `index`.

        Raises:
            StoreError: when the stored plan has no such trial.

        """
        return self.planned_trials([index])[0]

    def planned_trials(self, indices: Sequence[int]) -> list[PlannedTrial]:
        """Return the plan's rows of the trials `indices`, in their order.

        Raises:
            StoreError: when the stored plan lacks one.

        """
        wanted = set(indices)
        rows = self._rows(e for e in self._extents() if not wanted.isdisjoint(e.indices))
        if missing := sorted(wanted - set(rows)):
            raise StoreError(
                f"The plan under `{self.keys.plans}` has a row for each trial. Got none for trial "
                f"{', '.join(map(str, missing))}. Use an index of the plan, or raise "
                "`budget.trials` and plan again."
            )
        return [rows[index] for index in indices]

    def latest_revision(self) -> int:
        """Return the number of the latest revision of the spec; 0 when there is none."""
        name = re.compile(re.escape(self.keys.specs) + r"([1-9][0-9]*)\.yaml")
        matches = (name.fullmatch(listed.key) for listed in self.bucket.list(self.keys.specs))
        return max((int(match.group(1)) for match in matches if match), default=0)

    def _existing_revision(self) -> int:
        latest = self.latest_revision()
        if latest == 0:
            raise StoreError(
                f"A round begins with its spec. Got no object under `{self.keys.specs}`. "
                "Check study, round and prefix, or start the round first."
            )
        return latest

    def _spec_text(self, revision: int) -> str:
        return self.bucket.get(self.keys.spec(revision)).decode(errors="replace")

    def _write_spec(self, revision: int, text: str) -> int:
        self.bucket.put(self.keys.spec(revision), text.encode())
        return revision

    def _parsed(self, text: str, revision: int) -> TuningRound:
        return read_round_text(text, self.keys.spec(revision))

    def _extents(self) -> list[Extent]:
        return extents_of(
            self.keys.plans, (listed.key for listed in self.bucket.list(self.keys.plans))
        )

    def _rows(self, extents: Iterable[Extent]) -> dict[int, PlannedTrial]:
        rows: dict[int, PlannedTrial] = {}
        wanted = list(extents)
        contents = self.bucket.get_many(self.keys.plan(e.first, e.last) for e in wanted)
        for extent, (key, content) in zip(wanted, contents, strict=True):
            for trial in _read_extent(key, content, extent):
                rows.setdefault(trial.index, trial)
        return rows


def _read_extent(key: str, content: bytes | None, extent: Extent) -> list[PlannedTrial]:
    lines = (content or b"").splitlines()
    try:
        trials = [PlannedTrial.model_validate_json(line) for line in lines]
    except ValidationError as error:
        raise StoreError(_torn(key, "a line that is no planned trial")) from error
    if [trial.index for trial in trials] != list(extent.indices):
        raise StoreError(_torn(key, f"{len(trials)} other trials"))
    return trials


def _torn(key: str, got: str) -> str:
    return (
        f"An extent of the plan holds the trials that its name says. Got {got} in `{key}`. "
        "Delete the object and plan the round again."
    )
