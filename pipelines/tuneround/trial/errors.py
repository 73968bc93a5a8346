"""How a trial ends before its time, as exceptions inside the training program."""

from tuneround.errors import TuneroundError

EXIT_TRY_AGAIN = 75
"""EX_TEMPFAIL, of a program whose store is out of reach and of a supervisor: no conclusion."""

EXIT_FAILED = 3
"""Of a supervisor whose trial has failed: trying again would not help."""

EXIT_TERMINATED = 143
"""Of a supervisor that was stopped by SIGTERM before its trial had ended."""


class TrialUsageError(TuneroundError):
    """The training program uses its Trial in a way that would make the result wrong."""


class InfeasibleError(TuneroundError):
    """The training diverged or cannot work with these hyperparameters: a result, not a failure."""


class SupersededError(TuneroundError):
    """A newer attempt of the same trial exists; this one must not write any more."""


class InterruptedTrialExit(SystemExit):
    """Leave the program at a step boundary after SIGTERM (143) or SIGINT (130)."""
