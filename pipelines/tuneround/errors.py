"""The one root of every error that tuneround raises on purpose."""


class TuneroundError(Exception):
    """Something the user can act on. The message is: the rule, the value got, the next step.

    Attributes:
        exit_code: what a command exits with: 1 the world failed, 2 the input is wrong.

    """

    exit_code = 1


class InputError(TuneroundError):
    """What the user wrote is wrong; nothing was started."""

    exit_code = 2
