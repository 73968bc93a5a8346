"""Delivery: against a real HTTP server."""

import asyncio
import json
import socket

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from made_notifications import notification
from standardwebhooks import Webhook
from tuneround.errors import InputError
from tuneround_operator.notification import (
    DeliveryError,
    Notifier,
    RefusedError,
    UndeliveredError,
)
from webhook_receiver import PATH, receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
RAW = "thirty-two bytes as they stand…!"


def deliver(url: str, secret: str = SECRET, patience_seconds: float = 20) -> None:
    """Send one notification to its end."""
    notifier = Notifier(url, secret, patience_seconds=patience_seconds)
    asyncio.run(notifier.deliver(notification()))


@pytest.mark.parametrize(
    ("secret", "verifier"),
    [(SECRET, Webhook(SECRET)), (RAW, Webhook(RAW.encode()))],
    ids=["whsec", "raw"],
)
def test_the_standard_s_own_library_verifies_it(secret: str, verifier: Webhook) -> None:
    """What arrives is one POST to the very URL, signed as Standard Webhooks says."""
    with receiver() as taking:
        deliver(taking.url, secret)
    (request,) = taking.received
    assert (request.method, request.path) == ("POST", PATH)
    assert verifier.verify(request.body, request.headers)["id"] == notification().id
    assert request.headers["webhook-id"] == notification().id


def test_the_cloudevents_library_reads_it() -> None:
    """What arrives is a CloudEvent in structured mode, with the round's end as its data."""
    with receiver() as taking:
        deliver(taking.url)
    (request,) = taking.received
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    event = from_structured(HTTPMessage(request.headers, request.body), JSONFormat())
    sent = json.loads(notification().body)
    assert event.get_id() == sent["id"]
    assert event.get_type() == "dev.tuneround.round.succeeded.v1"
    assert event.get_source() == sent["source"]
    assert event.get_data() == sent["data"]


def test_every_attempt_has_its_own_time_and_the_same_body() -> None:
    """A notification that is sent again has the same id and body, and a valid signature."""
    with receiver([503]) as taking:
        with pytest.raises(UndeliveredError):
            deliver(taking.url)
        deliver(taking.url)
    first, second = taking.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    for request in taking.received:
        Webhook(SECRET).verify(request.body, request.headers)


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_any_2xx_is_a_delivery(code: int) -> None:
    """The receiver may answer with any code of success."""
    with receiver([code]) as taking:
        deliver(taking.url)
    assert len(taking.received) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (301, RefusedError),
        (302, RefusedError),
        (307, RefusedError),
        (400, RefusedError),
        (410, RefusedError),
        (413, RefusedError),
        (401, UndeliveredError),
        (404, UndeliveredError),
        (408, UndeliveredError),
        (429, UndeliveredError),
        (500, UndeliveredError),
        (503, UndeliveredError),
    ],
)
def test_what_an_answer_means(code: int, kind: type[DeliveryError]) -> None:
    """An answer about the message is final, any other is not; a redirect is not followed."""
    with receiver([code]) as taking:
        with pytest.raises(kind, match=f"got {code}") as raised:
            deliver(taking.url)
        assert "hidden" not in str(raised.value)
    assert len(taking.received) == 1


def test_nobody_listens() -> None:
    """A receiver that is away is asked again later; the message does not tell the URL's query."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UndeliveredError, match=rf"http://127\.0\.0\.1:{port} takes") as raised:
        deliver(f"http://127.0.0.1:{port}{PATH}")
    assert "hidden" not in str(raised.value)


def test_a_receiver_that_does_not_answer() -> None:
    """A receiver that hears and says nothing is asked again later."""
    with receiver() as taking:
        taking.answering.clear()
        with pytest.raises(UndeliveredError, match=r"within 0\.2 s"):
            deliver(taking.url, patience_seconds=0.2)


@pytest.mark.parametrize(
    ("url", "got"),
    [
        ("ftp://events.example.org", "'ftp'"),
        ("events.example.org/rounds", "''"),
        ("https://", "None"),
        ("https://events.example.org:port", "cannot be read"),
    ],
    ids=["scheme", "no scheme", "no host", "port"],
)
def test_a_url_that_is_none(url: str, got: str) -> None:
    """The operator does not start with a URL that cannot be one."""
    with pytest.raises(InputError, match=got):
        Notifier(url, SECRET)
