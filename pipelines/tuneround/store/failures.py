"""Failures: the one place where an error of boto3 becomes an error of the store.

Loaded by client.py when a bucket is opened, so that importing the store does not load boto3.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from boto3.exceptions import Boto3Error
from botocore import exceptions as boto

from tuneround.store.rules import (
    BROKEN,
    BUSY,
    CONFIGURED,
    DISK_FULL,
    ELSEWHERE,
    LOCAL,
    NO_CREDENTIALS,
    NO_NAME,
    OTHER,
    RULES_BY_CODE,
    RULES_BY_STATUS,
    SKEWED,
    SLOW,
    UNREACHABLE,
    UNTRUSTED,
    Rule,
)

RULES_BY_CLASS: tuple[tuple[type[Exception], Rule], ...] = (
    (boto.NoCredentialsError, NO_CREDENTIALS),
    (boto.PartialCredentialsError, NO_CREDENTIALS),
    (boto.CredentialRetrievalError, NO_CREDENTIALS),
    (boto.TokenRetrievalError, NO_CREDENTIALS),
    (boto.ProfileNotFound, CONFIGURED),
    (boto.ConfigParseError, CONFIGURED),
    (boto.ConfigNotFound, CONFIGURED),
    (boto.NoRegionError, ELSEWHERE),
    (boto.InvalidRegionError, ELSEWHERE),
    (boto.EndpointResolutionError, CONFIGURED),
    (boto.SSLError, UNTRUSTED),
    (boto.ConnectTimeoutError, UNREACHABLE),
    (boto.EndpointConnectionError, UNREACHABLE),
    (boto.ProxyConnectionError, UNREACHABLE),
    (boto.ReadTimeoutError, SLOW),
    (boto.HTTPClientError, BROKEN),
    (boto.IncompleteReadError, BROKEN),
    (ConnectionError, BROKEN),
    (OSError, LOCAL),
    (ValueError, CONFIGURED),
)

BOTO = (boto.BotoCoreError, boto.ClientError, Boto3Error, OSError)


@dataclass(frozen=True)
class Place:
    """Where an operation takes place, for messages."""

    bucket: str
    endpoint: str | None

    def __str__(self) -> str:
        """Return the bucket and its server, as one names them to a person."""
        return f"bucket `{self.bucket}` at {self.endpoint or 'AWS'}"


@contextmanager
def translated(action: str, place: Place, *others: type[Exception]) -> Iterator[None]:
    """Raise every error of boto3, and `others`, as a StoreError: rule, value got, next step."""
    ours: tuple[type[Exception], ...] = (*BOTO, *others)
    try:
        yield
    except ours as error:
        # upload_file wraps the server's answer without naming it as the cause.
        context = error.__context__
        inner = context if isinstance(error, Boto3Error) and context is not None else error
        rule = rule_of(inner)
        got = _got(inner)
        message = f"{rule.rule}. Got {got} when asked to {action} in {place}. {rule.next_step}."
        raise rule.error(message) from error


def rule_of(error: BaseException) -> Rule:
    """Return the rule that `error` tells of."""
    if isinstance(error, boto.ClientError):
        return _rule_of_answer(error)
    if "NameResolutionError" in repr(getattr(error, "kwargs", {}).get("error")):
        return NO_NAME
    return next((rule for kind, rule in RULES_BY_CLASS if isinstance(error, kind)), OTHER)


def _rule_of_answer(error: boto.ClientError) -> Rule:
    code, message, status = _answer(error)
    if "request time and the server" in message:
        return SKEWED  # rclone says it under the code AccessDenied
    if "no space left" in message.lower() or "disk quota" in message.lower():
        return DISK_FULL
    by_status = RULES_BY_STATUS.get(status, BUSY if status >= 500 else OTHER)
    return RULES_BY_CODE.get(code, by_status)


def _answer(error: boto.ClientError) -> tuple[str, str, int]:
    content = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return content.get("Code", ""), content.get("Message", ""), status


def _got(error: BaseException) -> str:
    # Never the whole answer: servers repeat the access key in its other fields.
    if isinstance(error, boto.ClientError):
        code, message, status = _answer(error)
        return f"{code} (HTTP {status}: {message[:200]})"
    return f"{type(error).__name__}: {str(error)[:300]}"
