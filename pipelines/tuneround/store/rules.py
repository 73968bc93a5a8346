"""Rules: what an operation on a bucket needs, and what to do where it is not so."""

from dataclasses import dataclass

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
    "The endpoint's host has an address",
    "Correct `storage.endpoint`; outside of its cluster, add --cluster or --storage endpoint=URL",
    TransientStoreError,
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
