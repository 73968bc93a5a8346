"""Every answer of a server becomes one rule, one value got and one next step."""

import pytest
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import ClientError, ReadTimeoutError, SSLError
from tuneround.store.bucket import NoSuchObjectError, StoreError
from tuneround.store.failures import Place, translated
from tuneround.store.patience import TransientStoreError

PLACE = Place("tuneround", "http://store:7070")


def answer(code: str, status: int, message: str = "") -> ClientError:
    """Return a server's refusal; servers repeat the access key in fields like this one."""
    content = {"Code": code, "Message": message, "AWSAccessKeyId": "AKIASECRET"}
    response = {"Error": content, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "PutObject")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        pytest.param(answer("NoSuchKey", 404), NoSuchObjectError, "object exists", id="object"),
        pytest.param(answer("NoSuchBucket", 404), StoreError, "bucket exists", id="bucket"),
        pytest.param(answer("AccessDenied", 403), StoreError, "may list, read", id="denied"),
        pytest.param(answer("ExpiredToken", 400), StoreError, "still valid", id="expired"),
        pytest.param(answer("RequestTimeTooSkewed", 403), StoreError, "clock", id="skewed"),
        pytest.param(answer("InsufficientStorage", 507), StoreError, "space", id="full"),
        pytest.param(answer("XMinioStorageFull", 507), StoreError, "space", id="full-minio"),
        pytest.param(answer("", 507), StoreError, "space", id="full-by-status"),
        pytest.param(
            answer("InternalError", 500, "write a: no space left on device"),
            StoreError,
            "space",
            id="full-by-message",
        ),
        pytest.param(answer("SlowDown", 503), TransientStoreError, "do its work", id="slow-down"),
        pytest.param(answer("Odd", 500), TransientStoreError, "do its work", id="any-500"),
        pytest.param(answer("Odd", 429), TransientStoreError, "do its work", id="throttled"),
        pytest.param(answer("NoSuchUpload", 404), TransientStoreError, "work", id="forgotten"),
        pytest.param(answer("Odd", 400), StoreError, "accepts the request", id="any-400"),
        pytest.param(answer("NotImplemented", 501), StoreError, "accepts", id="not-implemented"),
        pytest.param(
            ReadTimeoutError(endpoint_url="http://store:7070"),
            TransientStoreError,
            "time limit",
            id="timeout",
        ),
        pytest.param(
            SSLError(endpoint_url="https://store", error="self-signed"),
            StoreError,
            "certificate",
            id="tls",
        ),
        pytest.param(ConnectionResetError("reset"), TransientStoreError, "whole", id="reset"),
        pytest.param(FileNotFoundError("model"), StoreError, "local file", id="local-file"),
    ],
)
def test_rules(error: Exception, kind: type[StoreError], words: str) -> None:
    """The kind says whether it can heal; the message says what was asked, of whom."""
    with pytest.raises(StoreError, match=words) as caught, translated("write `p/a`", PLACE):
        raise error
    assert type(caught.value) is kind
    assert caught.value.__cause__ is error
    assert "when asked to write `p/a` in bucket `tuneround` at http://store:7070" in str(
        caught.value
    )
    assert "AKIASECRET" not in str(caught.value)


def test_a_failed_upload_is_judged_by_its_cause() -> None:
    """A refused part is told as the refusal, not as boto3's wrapping of it."""

    def upload() -> None:
        try:
            raise answer("XMinioStorageFull", 507)
        except ClientError:
            raise S3UploadFailedError("Failed to upload") from None

    with pytest.raises(StoreError, match="space left"), translated("write `p/a`", PLACE):
        upload()


def test_other_errors_pass() -> None:
    """A mistake of ours is not dressed up as one of the store's."""
    with pytest.raises(ZeroDivisionError), translated("write `p/a`", PLACE):
        raise ZeroDivisionError
