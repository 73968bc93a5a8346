"""Writing: an imported round laid into the bucket, as if its trials had been run here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tuneround.errors import InputError
from tuneround.importing.assembly import ImportedRound
from tuneround.importing.foreign import ForeignTrial
from tuneround.records.attempt import FINISHED, Attempt, Fate, Interruption, Outcome
from tuneround.search import plan
from tuneround.spec.succession import next_name
from tuneround.store.bucket import Bucket
from tuneround.store.contents import contents_of
from tuneround.store.keys import AttemptKeys, new_attempt
from tuneround.store.metrics import seal, seal_attempt
from tuneround.store.parallel import map_in_order
from tuneround.store.rounds import RoundStore

WRITING_THREADS = 16
HOST = "imported"


class OtherTrialsError(InputError):
    """The round has trials already, and they are others."""


@dataclass(frozen=True)
class Written:
    """What an import did.

    Attributes:
        written: how many trials it wrote.
        present: how many were there already.

    """

    written: int
    present: int


def write(store: RoundStore, imported: ImportedRound) -> Written:
    """Write spec, plan, and of each trial one attempt with its evaluations and its end.

    What is there already stays: the same import again writes nothing, and one that was broken off
    goes on.

    Raises:
        IdentityError: a round of this name is stored, and it is another one.
        OtherTrialsError: it is this one, with other trials.

    """
    store.check_spec(imported.round)
    names = {i: _attempt_name(t) for i, t in imported.trials.items() if t.fate is not Fate.MISSING}
    ended = _ended_attempts(store, names)
    store.save_spec(imported.text)
    store.save_plan(plan(imported.round.spec))
    waiting = [index for index in names if index not in ended]

    def write_one(index: int) -> None:
        keys = store.keys.trial(index).attempt(names[index])
        _write_trial(store.bucket, keys, index, imported.trials[index])

    for _ in map_in_order(write_one, waiting, WRITING_THREADS):
        pass
    return Written(len(waiting), len(ended))


def _attempt_name(trial: ForeignTrial) -> str:
    """Return an attempt id that the same trial has at every import."""
    lines = "".join(evaluation.to_line() for evaluation in trial.evaluations)
    content = f"{trial.title}\n{trial.fate}\n{lines}"
    return new_attempt(1, hashlib.sha256(content.encode()).hexdigest()[:8])


def _ended_attempts(store: RoundStore, names: Mapping[int, str]) -> set[int]:
    """Return the trials that are written in full.

    Raises:
        OtherTrialsError: when another attempt is there.

    """
    contents = contents_of(store.keys, store.bucket.list(store.keys.trials))
    others = sorted({c.trial for c in contents if c.keys.attempt != names.get(c.trial)})
    if others:
        shown = ", ".join(map(str, others[:10])) + (" and more" if len(others) > 10 else "")
        raise OtherTrialsError(
            "What is imported again is the same as before. Got other evaluations, or trials that "
            f"were run here, for trial {shown} of {store.keys.root}. Import under another name: "
            f"--round {next_name(store.load_spec().name)}."
        )
    return {c.trial for c in contents if c.names & {"outcome.json", "interruption.json"}}


def _write_trial(bucket: Bucket, keys: AttemptKeys, index: int, trial: ForeignTrial) -> None:
    record = Attempt(
        trial=index,
        attempt=keys.attempt,
        started=trial.started,
        host=HOST,
        versions={"source": f"trial {trial.title}"},
    )
    bucket.put(keys.start, record.to_json())
    last = trial.evaluations[-1] if trial.evaluations else None
    step = last.step if last else 0
    if trial.fate not in FINISHED:
        if trial.evaluations:
            seal(bucket, keys, trial.evaluations)
        end = Interruption(reason=trial.reason, step=step, ended=trial.ended)
        bucket.put(keys.interruption, end.to_json())
        return
    outcome = Outcome(
        fate=trial.fate,
        reason=trial.reason,
        step=step,
        evaluations=len(trial.evaluations),
        training_seconds=last.training_seconds if last else None,
        ended=trial.ended,
    )
    seal_attempt(bucket, keys, record, trial.evaluations, outcome)
    bucket.put(keys.outcome, outcome.to_json())
