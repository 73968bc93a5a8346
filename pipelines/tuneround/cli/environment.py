"""Environment: the round that a pod's environment variables name."""

import os

from tuneround.errors import InputError
from tuneround.store.client import open_bucket
from tuneround.store.environment import storage_from_environment
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

DEFAULT_PREFIX = "tuneround/default"


def store_from_environment(study: str | None, round_name: str | None) -> RoundStore:
    """Return the round that the arguments, else TUNEROUND_STUDY and TUNEROUND_ROUND, name.

    Its bucket is TUNEROUND_BUCKET's.

    Raises:
        InputError: naming everything that is missing.

    """
    study = study or os.environ.get("TUNEROUND_STUDY")
    round_name = round_name or os.environ.get("TUNEROUND_ROUND")
    storage = storage_from_environment()
    if not study or not round_name or storage is None:
        raise InputError(_missing(study, round_name, storage is not None))
    keys = RoundKeys.of(storage.prefix or DEFAULT_PREFIX, study, round_name)
    return RoundStore(open_bucket(storage), keys)


def _missing(study: str | None, round_name: str | None, bucket: bool) -> str:
    found = {
        "TUNEROUND_STUDY": bool(study),
        "TUNEROUND_ROUND": bool(round_name),
        "TUNEROUND_BUCKET": bucket,
    }
    missing = [name for name, there in found.items() if not there]
    return (
        f"A study, a round and a bucket must be named; got no {', '.join(missing)}. "
        f"Set {'it' if len(missing) == 1 else 'them'} in the environment, "
        "or name the round's file where the command takes one."
    )
