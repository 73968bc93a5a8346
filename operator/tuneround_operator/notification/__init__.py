"""Notifications: a round's end as a signed CloudEvent to one URL."""

from tuneround_operator.notification.delivery import Notifier
from tuneround_operator.notification.failures import DeliveryError, RefusedError, UndeliveredError
from tuneround_operator.notification.notification import Notification
from tuneround_operator.notification.secret import SecretError

__all__ = [
    "DeliveryError",
    "Notification",
    "Notifier",
    "RefusedError",
    "SecretError",
    "UndeliveredError",
]
