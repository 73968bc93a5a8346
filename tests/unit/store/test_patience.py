"""Patience tries again while it may help, and no longer."""

import itertools
import subprocess
import sys
import time

import pytest
from tuneround.store.bucket import StoreError
from tuneround.store.patience import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Patience,
    TransientStoreError,
    pauses,
)


def test_tries_again_until_it_heals() -> None:
    """An action that fails twice and then succeeds has succeeded."""
    failures = iter([TransientStoreError("1"), TransientStoreError("2"), None])

    def action() -> str:
        failure = next(failures)
        if failure is not None:
            raise failure
        return "done"

    assert Patience(60).persist(action) == "done"


def test_gives_up_with_the_last_failure() -> None:
    """When patience has run out, the newest failure is the one that is told."""
    numbers = itertools.count(1)

    def action() -> None:
        raise TransientStoreError(str(next(numbers)))

    began = time.monotonic()
    with pytest.raises(TransientStoreError) as caught:
        Patience(0.5).persist(action)
    assert time.monotonic() - began < 0.6
    assert int(str(caught.value)) == next(numbers) - 1 > 1


@pytest.mark.parametrize("error", [StoreError("no"), ValueError("no")], ids=["store", "other"])
def test_what_cannot_heal_is_not_tried_again(error: Exception) -> None:
    """Any other error is raised at once."""
    tries = []

    def action() -> None:
        tries.append(1)
        raise error

    with pytest.raises(type(error)):
        Patience(60).persist(action)
    assert tries == [1]


def test_pauses_grow_and_stay_bounded() -> None:
    """Pause k is at most 0.2 * 2^k seconds and at most 8."""
    for number, pause in enumerate(itertools.islice(pauses(), 40)):
        assert 0 <= pause <= min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**number)


MODULES = "client directory rounds environment checkpoints metrics histories"


def test_importing_the_store_loads_no_boto3() -> None:
    """The first bucket that is opened loads boto3; an import does not."""
    program = "; ".join(f"import tuneround.store.{module}" for module in MODULES.split())
    program += "; import sys; sys.exit('boto3' in sys.modules or 'botocore' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
