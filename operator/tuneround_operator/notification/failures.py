"""Failures: why a notification has not arrived, and whether to try again."""

from tuneround.errors import TuneroundError


class DeliveryError(TuneroundError):
    """A notification has not arrived."""


class UndeliveredError(DeliveryError):
    """Not now: the receiver is away, slow, or says so. Try the same notification again, later."""


class RefusedError(DeliveryError):
    """Never: the receiver will not take this notification however often it is sent."""
