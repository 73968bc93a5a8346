"""Delivery: one signed POST of a notification, and what the answer means.

At least once: the caller tries again, with growing pauses, until a delivery has succeeded and
`status.notified` says so. A receiver tells what it has seen by the event's id.
"""

import time
from urllib.parse import urlsplit

import aiohttp
from tuneround.errors import InputError

from tuneround_operator.notification.failures import RefusedError, UndeliveredError
from tuneround_operator.notification.notification import CONTENT_TYPE, Notification
from tuneround_operator.notification.secret import Secret

PATIENCE_SECONDS = 20.0
NEVER = frozenset({400, 405, 410, 411, 413, 414, 415, 422, 431})
"""Answers about this very message. Others may change without it: a missing route, a wrong secret,
too many requests, a server's failure."""


class Notifier:
    """Sends notifications to one URL, which the operator was started with: no round names one."""

    def __init__(
        self, url: str, secret: str, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Read what the operator was started with.

        Args:
            url: http or https.
            secret: `whsec_` and base64, or a key as it is; at least 24 bytes.
            patience_seconds: for the receiver's answer.

        Raises:
            InputError: the URL is no web address, or the secret cannot sign.

        """
        self._receiver = _origin(url)
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=patience_seconds)
        self._secret = Secret.read(secret)

    async def deliver(self, notification: Notification) -> None:
        """Send a notification; return when the receiver has taken it.

        Raises:
            UndeliveredError: try again, later.
            RefusedError: do not.

        """
        try:
            # No cookies, no connection kept: rounds end rarely, and receivers restart meanwhile.
            async with aiohttp.ClientSession(timeout=self._timeout, trust_env=True) as session:
                code = await self._post(session, notification)
        except (aiohttp.ClientError, TimeoutError) as error:
            said = str(error) or type(error).__name__
            raise UndeliveredError(
                f"{self._rule} within {self._timeout.total:g} s; got: {said}. It is sent again."
            ) from error
        self._judge(code)

    async def _post(self, session: aiohttp.ClientSession, notification: Notification) -> int:
        timestamp = int(time.time())
        headers = {
            "content-type": CONTENT_TYPE,
            "webhook-id": notification.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": self._secret.signature(
                notification.id, timestamp, notification.body
            ),
        }
        async with session.post(
            self._url, data=notification.body, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status

    def _judge(self, code: int) -> None:
        if 200 <= code < 300:
            return
        got = f"{self._rule}; got {code}."
        if 300 <= code < 400:
            raise RefusedError(f"{got} Redirects are not followed: set --notify-url to its target.")
        if code in NEVER:
            raise RefusedError(f"{got} It is not sent again. Look at the receiver.")
        raise UndeliveredError(f"{got} It is sent again. Look at the receiver if this goes on.")

    @property
    def _rule(self) -> str:
        return f"{self._receiver} takes a notification by an answer of 2xx"


def _origin(url: str) -> str:
    """Return scheme, host and port of a URL: the rest of it may be a secret.

    Raises:
        InputError: it is no web address.

    """
    rule = "--notify-url is an address of http or https"
    try:
        parts = urlsplit(url)
        _ = parts.port  # which raises where it is none
    except ValueError as error:
        raise InputError(f"{rule}; got one that cannot be read: {error}.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        got = f"the scheme {parts.scheme!r} and the host {parts.hostname!r}"
        raise InputError(f"{rule}; got {got}. Write it like https://events.example.org/rounds.")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
