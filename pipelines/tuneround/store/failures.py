"""Failures: the one place where an error of boto3 becomes an error of the store.

Loaded by client.py when a bucket is opened, so that importing the store does not load boto3.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from boto3.exceptions import Boto3Error
from botocore import exceptions as boto

from tuneround.store.bucket import NoSuchObjectError, StoreError
from tuneround.store.patience import TransientStoreError

CREDENTIALS = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what else boto3 reads"
FULL = "Free space on it, or write to another bucket; the same command then resumes"


@dataclass(frozen=True)
class Rule:
    """What an operation needs, and what to do where it is not so."""

    rule: str
    next_step: str
    error: type[StoreError] = StoreError


NO_OBJECT = Rule("The object exists", "Check its name", NoSuchObjectError)
NO_BUCKET = Rule("The bucket exists", "Create it, or correct `storage.bucket`")
UNKNOWN_KEY = Rule("The server knows the access key", CREDENTIALS)
WRONG_SECRET = Rule("The secret key belongs to the access key", CREDENTIALS)
NO_CREDENTIALS = Rule("There are credentials for the bucket", CREDENTIALS)
EXPIRED = Rule("The credentials are still valid", "Renew them; the same command then resumes")
DENIED = Rule(
    "The credentials may list, read, write and delete under the prefix",
    "Grant it, or use other credentials",
)
SKEWED = Rule(
    "This machine's clock is within 15 minutes of the server's", "Set the clock (NTP), try again"
)
DISK_FULL = Rule("The store has space left", FULL)
ELSEWHERE = Rule("The bucket is in the region that is asked", "Correct `storage.region`")
TOO_LARGE = Rule("The server takes an object of this size", "Use another server")
BUSY = Rule(
    "The server can do its work",
    # Not every server says so when its disk is full: rclone answers with a bare internal error.
    "Look at its log and at the space left on its disk; the same command then resumes",
    TransientStoreError,
)
UNREACHABLE = Rule(
    "The endpoint answers", "Start the server, or correct `storage.endpoint`", TransientStoreError
)
NO_NAME = Rule(
    "The endpoint's host has an address", "Correct `storage.endpoint`", TransientStoreError
)
SLOW = Rule(
    "The endpoint answers within its time limit", "Look at its load, try again", TransientStoreError
)
BROKEN = Rule("An answer arrives whole", "Look at the network, try again", TransientStoreError)
CONFIGURED = Rule("boto3's configuration can be used", "Correct it, or `storage.endpoint`")
LOCAL = Rule("The local file can be read or written", "Mend that; the same command then resumes")
UNTRUSTED = Rule("The endpoint's TLS certificate is trusted", "Set AWS_CA_BUNDLE, or mend it")
OTHER = Rule("The server accepts the request", "Look at the server's log")

RULES_BY_CODE = {
    "NoSuchKey": NO_OBJECT,
    "NoSuchBucket": NO_BUCKET,
    "InvalidBucketName": NO_BUCKET,
    "InvalidAccessKeyId": UNKNOWN_KEY,
    "XAdminUserNotFound": UNKNOWN_KEY,
    "SignatureDoesNotMatch": WRONG_SECRET,
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "InvalidToken": EXPIRED,
    "AccessDenied": DENIED,
    "AllAccessDisabled": DENIED,
    "RequestTimeTooSkewed": SKEWED,
    "RequestExpired": SKEWED,
    "InsufficientStorage": DISK_FULL,
    "XMinioStorageFull": DISK_FULL,
    "QuotaExceeded": DISK_FULL,
    "XRGWQuotaExceeded": DISK_FULL,
    "PermanentRedirect": ELSEWHERE,
    "AuthorizationHeaderMalformed": ELSEWHERE,
    "EntityTooLarge": TOO_LARGE,
    "RequestTimeout": SLOW,
    "SlowDown": BUSY,
    "Throttling": BUSY,
    "ThrottlingException": BUSY,
    "RequestLimitExceeded": BUSY,
    "OperationAborted": BUSY,
    # A server that was started again, or could not keep a part, has forgotten the upload: all of
    # it starts again.
    "NoSuchUpload": BUSY,
    "InvalidPart": BUSY,
    "IncompleteBody": BROKEN,
    "BadDigest": BROKEN,
}
RULES_BY_STATUS = {401: DENIED, 403: DENIED, 429: BUSY, 501: OTHER, 507: DISK_FULL}
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
