"""Secret: signatures after Standard Webhooks."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from tuneround_operator.notification.secret import Secret, SecretError


@given(
    key=st.binary(min_size=24, max_size=64),
    name=st.uuids(),
    timestamp=st.integers(0, 1 << 33),
    body=st.text(st.characters(codec="utf-8")),
)
def test_signature_is_the_library_s(key: bytes, name: object, timestamp: int, body: str) -> None:
    """Any message has the signature that the standard's own library gives it."""
    when = datetime.fromtimestamp(timestamp, UTC)
    expected = Webhook(key).sign(str(name), when, body)
    assert Secret(key).signature(str(name), timestamp, body.encode()) == expected


@pytest.mark.parametrize("padding", ["=", ""], ids=["padded", "bare"])
def test_base64_after_the_prefix(padding: str) -> None:
    """`whsec_` announces base64, with padding or without."""
    assert Secret.read("whsec_" + "AAEC" * 10 + "AAE" + padding).key == bytes(
        [0, 1, 2] * 10 + [0, 1]
    )


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("", "got 0"),
        ("only twenty-three bytes", "got 23"),
        ("whsec_AAEC", "got 3"),
        ("whsec_" + "AA!C" * 10, "is not"),
    ],
    ids=["empty", "short", "short base64", "no base64"],
)
def test_a_secret_that_cannot_sign(text: str, got: str) -> None:
    """A secret that is too short or misspelt is refused, and not told."""
    with pytest.raises(SecretError, match=got) as raised:
        Secret.read(text)
    assert not text or text not in str(raised.value)


def test_a_secret_does_not_show_itself() -> None:
    """Logs and tracebacks do not tell the key."""
    assert "thirty" not in repr(Secret.read("thirty-two bytes as they stand.."))
