"""Gathering: the pods that train one attempt of a trial together, as its environment says."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from tuneround.errors import InputError

WORKERS, WORKER, GATHERING = "TUNEROUND_WORKERS", "TUNEROUND_WORKER", "TUNEROUND_GATHERING"


@dataclass(frozen=True)
class Gathering:
    """Several pods that were started together, of which worker 0 speaks for the attempt.

    Attributes:
        workers: how many, above 1.
        worker: which of them this is, from 0.
        name: what only they share, such as the uid of their Kubernetes Job.

    """

    workers: int
    worker: int
    name: str

    @property
    def token(self) -> str:
        """The random part of the attempt's id, by which its workers know it.

        >>> Gathering(workers=2, worker=1, name="6e0e9e9d-27c6-4e4c-a1a5-0a5d4e5b6c7d").token
        '75e961ef'
        """
        return sha256(self.name.encode()).hexdigest()[:8]


def gathering_here(environment: Mapping[str, str] = os.environ) -> Gathering | None:
    """Return the gathering that this pod belongs to; None for a pod that trains by itself.

    Raises:
        InputError: the three variables do not describe one; with everything that is wrong.

    """
    if environment.get(WORKERS, "1") == "1":
        return None
    numbers = {name: _number(environment.get(name, "")) for name in (WORKERS, WORKER)}
    workers, worker = numbers[WORKERS], numbers[WORKER]
    name = environment.get(GATHERING, "")
    wrong = [n for n, number in numbers.items() if number is None] + [GATHERING] * (not name)
    if workers is None or worker is None or wrong or not worker < workers:
        got = ", ".join(f"{n}={environment.get(n, '')!r}" for n in (WORKERS, WORKER, GATHERING))
        raise InputError(
            f"{WORKERS} is a number of pods, {WORKER} counts them from 0, and {GATHERING} is a "
            f"name that only they share; got {got}. Set all three, or none."
        )
    return Gathering(workers, worker, name)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None
