"""Secret: what signs notifications, after Standard Webhooks 1.0 (standardwebhooks.com)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from tuneround.errors import InputError

PREFIX = "whsec_"
LEAST_BYTES = 24  # the specification's: 24 to 64 random bytes
VARIABLE = "TUNEROUND_NOTIFY_SECRET"


class SecretError(InputError):
    """The secret cannot sign."""


@dataclass(frozen=True)
class Secret:
    """A key that operator and receiver share."""

    key: bytes

    def __repr__(self) -> str:
        """Return a text that does not tell the key."""
        return "Secret(…)"

    @classmethod
    def read(cls, text: str) -> "Secret":
        """Read a secret: `whsec_` and base64, or else the very characters are the key.

        Raises:
            SecretError: not base64 after `whsec_`, or fewer than 24 bytes. The message does not
                tell the secret.

        """
        key = _decoded(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else text.encode()
        if len(key) < LEAST_BYTES:
            raise SecretError(
                f"{VARIABLE} holds at least {LEAST_BYTES} bytes; got {len(key)}. Make one: "
                f'echo "{PREFIX}$(head --bytes=32 /dev/urandom | base64)"'
            )
        return cls(key)

    def signature(self, name: str, timestamp: int, body: bytes) -> str:
        """Return the header `webhook-signature` of a message.

        Args:
            name: the header `webhook-id`.
            timestamp: the header `webhook-timestamp`, seconds since 1970.
            body: what is sent, byte by byte.

        """
        signed = f"{name}.{timestamp}.".encode() + body
        digest = hmac.new(self.key, signed, hashlib.sha256).digest()
        return f"v1,{base64.b64encode(digest).decode()}"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        rule = f"{VARIABLE} is base64 after {PREFIX}"
        raise SecretError(
            f"{rule}; it is not: {error}. Leave the prefix out for a key as it is."
        ) from None
