"""Environment: the storage of a round as TUNEROUND_* variables, as pods and processes get it."""

import os

from pydantic import ValidationError

from tuneround.errors import InputError
from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage
from tuneround.store.keys import RoundKeys

VARIABLES = {
    "bucket": "TUNEROUND_BUCKET",
    "prefix": "TUNEROUND_PREFIX",
    "endpoint": "TUNEROUND_ENDPOINT",
    "region": "TUNEROUND_REGION",
}


def storage_from_environment(written: Storage | None = None) -> Storage | None:
    """Return the storage that `written` and the environment name; None: neither names a place.

    What `written` leaves out, the environment fills, field by field. A place is a bucket or an
    endpoint; a prefix alone names none.

    Args:
        written: what a spec says.

    Raises:
        InputError: when a variable's value is none that a spec could have.

    """
    said = {field: getattr(written, field) for field in written.model_fields_set} if written else {}
    found = {field: os.environ.get(name) for field, name in VARIABLES.items()}
    filled = {field: value for field, value in found.items() if value and said.get(field) is None}
    if not {"bucket", "endpoint"} & {*filled, *(f for f, value in said.items() if value)}:
        return None
    try:
        return Storage.model_validate({**said, **filled})
    except ValidationError as error:
        names = sorted({VARIABLES[str(e["loc"][0])] for e in error.errors() if e["loc"]})
        raise InputError(
            f"{', '.join(names) or 'TUNEROUND_*'} must describe a bucket as `storage` in a spec "
            f"does. {'; '.join(e['msg'] for e in error.errors())}. Correct the environment."
        ) from error


def environment_of(storage: Storage) -> dict[str, str]:
    """Return the variables from which `storage_from_environment` reads `storage` back.

    >>> environment_of(Storage(bucket="weights", region="eu-west-1"))
    {'TUNEROUND_BUCKET': 'weights', 'TUNEROUND_REGION': 'eu-west-1'}
    """
    values = {name: getattr(storage, field) for field, name in VARIABLES.items()}
    return {name: value for name, value in values.items() if value is not None}


def round_prefix(round: TuningRound, storage: Storage) -> str:
    """Return where in `storage` rounds like `round` lie: its prefix, else the default."""
    return storage.prefix or f"tuneround/{round.metadata.namespace}"


def round_keys(round: TuningRound, storage: Storage) -> RoundKeys:
    """Return the names of the objects of `round` in `storage`."""
    return RoundKeys.of(round_prefix(round, storage), round.spec.study, round.name)
