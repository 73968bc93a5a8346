"""docs/operator.md shows notifications as they are."""

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_notifications import notification
from tuneround_operator.notification import Notifier
from webhook_receiver import Received, receiver

PAGE = Path(__file__).parents[3] / "docs" / "operator.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


def shown(language: str) -> str:
    """Return the page's one block of a language."""
    (block,) = re.findall(
        rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    return str(block)


@pytest.fixture(scope="module")
def sent() -> Received:
    """Return what a receiver gets."""
    with receiver() as taking:
        asyncio.run(Notifier(taking.url, SECRET).deliver(notification()))
    (request,) = taking.received
    return request


@pytest.fixture(scope="module")
def verify() -> Callable[[dict[str, str], bytes, str], None]:
    """Return the function that the page shows."""
    names: dict[str, Any] = {}
    exec(shown("python"), names)
    found: Callable[[dict[str, str], bytes, str], None] = names["verify"]
    return found


def test_the_event_has_these_fields(sent: Received) -> None:
    """The event on the page has the fields of a real one, and no other."""
    event, real = json.loads(shown("json")), json.loads(sent.body)
    assert event.keys() == real.keys()
    assert event["data"].keys() == real["data"].keys()
    assert event["data"]["counts"].keys() == real["data"]["counts"].keys()
    assert event["data"]["best"].keys() == real["data"]["best"].keys()
    assert event["data"]["findings"][0].keys() == real["data"]["findings"][0].keys()


def test_the_function_verifies(
    sent: Received, verify: Callable[[dict[str, str], bytes, str], None]
) -> None:
    """The function on the page takes a real notification."""
    verify(sent.headers, sent.body, SECRET)


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("webhook-timestamp", "1700000000", "not from our operator"),
        ("webhook-id", "another", "not from our operator"),
        ("webhook-signature", "v1,AAAA", "not from our operator"),
    ],
)
def test_the_function_refuses(
    sent: Received,
    verify: Callable[[dict[str, str], bytes, str], None],
    header: str,
    value: str,
    said: str,
) -> None:
    """The function on the page refuses what was changed on the way."""
    with pytest.raises(ValueError, match=said):
        verify({**sent.headers, header: value}, sent.body, SECRET)
    with pytest.raises(ValueError, match=said):
        verify(sent.headers, sent.body + b" ", SECRET)
