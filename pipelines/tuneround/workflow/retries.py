"""Retries: which ends of a pod are tried again, and how often."""

from hera.workflows import models as m

from tuneround.trial.errors import EXIT_FAILED

EXIT_INPUT = 2
CONTROL_RETRIES = 3
FIRST_PAUSE, LONGEST_PAUSE = "5s", "2m"
WORTH_A_RETRY = f"asInt(lastRetry.exitCode) not in [{EXIT_INPUT}, {EXIT_FAILED}]"


def trial_retries(limit: int) -> m.RetryStrategy:
    """Return what retries an interrupted trial, however its pod was lost.

    A failed trial (exit 3) and a wrong input (exit 2) would only end the same way again. A lost
    pod is an error or a failure, with an exit code or without: so the policy is Always.
    """
    return _retries(limit, WORTH_A_RETRY)


def control_retries() -> m.RetryStrategy:
    """Return what retries a pod that plans or aggregates: both may be done twice.

    An aggregation that finds no completed trial (exit 3) would find none again.
    """
    return _retries(CONTROL_RETRIES, WORTH_A_RETRY)


def worker_retries(limit: int) -> m.RetryStrategy:
    """Return what retries a trial of several pods: the bucket decides whether it is finished."""
    return m.RetryStrategy(limit=str(limit), retry_policy="Always", backoff=_backoff())


def follower_retries() -> m.RetryStrategy:
    """Return what retries a pod that only watches another Workflow, unless that one has failed."""
    return _retries(CONTROL_RETRIES, "!(lastRetry.message contains 'failure condition')")


def _retries(limit: int, expression: str) -> m.RetryStrategy:
    return m.RetryStrategy(
        limit=str(limit), retry_policy="Always", expression=expression, backoff=_backoff()
    )


def _backoff() -> m.Backoff:
    return m.Backoff(duration=FIRST_PAUSE, factor="2", cap=LONGEST_PAUSE)
