"""Client: opens a bucket. boto3 enters here, when the first bucket is opened."""

import ipaddress
import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.patience import Patience, patience_here

if TYPE_CHECKING:
    from boto3.s3.transfer import TransferConfig
    from boto3.session import Session
    from botocore.config import Config

MIB = 1 << 20
PART_BYTES = 16 * MIB
PART_THREADS = 4
ONE_STREAM_BYTES = 256 * MIB
"""What one thread sends whole: parts gain it nothing, and cost a server their assembly."""
CONNECT_TIMEOUT_SECONDS = 10
READ_TIMEOUT_SECONDS = 60
REQUEST_ATTEMPTS = 3
"""Tries of one request; a failed part of a large upload is tried again alone."""


def open_bucket(
    storage: Storage,
    *,
    threads: int = 16,
    patience_seconds: float | None = None,
    credentials: Mapping[str, str] | None = None,
    profile: str | None = None,
) -> Bucket:
    """Open the bucket of `storage`. Nothing is asked of the server yet.

    Args:
        storage: bucket, endpoint and region.
        threads: parallel reads of `get_many`, parts of a large object sent at once (at most 4),
            and the connections kept open.
        patience_seconds: how long an operation tries again after its first failure; None: what
            TUNEROUND_PATIENCE_SECONDS says, else 60.
        credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for example an embedded server's
            environment; without them boto3's own chain finds some, those two variables first.
        profile: of AWS's configuration files; boto3's chain then begins there.

    Raises:
        StoreError: when the configuration of boto3 cannot be used.
        InputError: when TUNEROUND_PATIENCE_SECONDS is no number.

    """
    from tuneround.store.failures import Place, translated  # loads boto3
    from tuneround.store.s3 import S3Bucket

    endpoint = _endpoint(storage)
    place = Place(storage.bucket, endpoint)
    with translated("open a connection", place, ValueError):  # "Invalid endpoint: …"
        client = _session(credentials or {}, profile).client(
            "s3",
            endpoint_url=endpoint,
            region_name=storage.region,
            config=_config(endpoint, threads),
        )
    patience = Patience(patience_here() if patience_seconds is None else patience_seconds)
    return S3Bucket(client, _transfer(threads), place, threads=threads, patience=patience)


def _endpoint(storage: Storage) -> str | None:
    # boto3 honours these variables by itself; they matter here because they mean "not AWS".
    environment = os.environ
    named = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    return storage.endpoint or named or None


def _session(credentials: Mapping[str, str], profile: str | None) -> "Session":
    import boto3
    import botocore.session

    # A session of its own: boto3's default session is not safe to share between threads. Nobody
    # asks when an object was written, and parsing that is three quarters of a listing's time.
    core = botocore.session.Session(profile=profile)
    core.register_component("data_loader", _service_models())
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=str)
    return boto3.session.Session(
        botocore_session=core,
        aws_access_key_id=credentials.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=credentials.get("AWS_SECRET_ACCESS_KEY"),
        region_name=credentials.get("AWS_REGION"),
    )


@cache
def _service_models() -> Any:
    """Return botocore's reader of its description of S3, which it then reads once a process.

    It asks first which services there are, and looks into some 400 folders for the answer.
    """
    from botocore.loaders import Loader

    class OnlyS3(Loader):
        def list_available_services(self, type_name: str) -> list[str]:
            return ["s3"]

    return OnlyS3()


def _config(endpoint: str | None, threads: int) -> "Config":
    from botocore.config import Config

    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": REQUEST_ATTEMPTS},
        max_pool_connections=max(threads, PART_THREADS),
        tcp_keepalive=True,
        **_compatibility(endpoint),
    )


def _compatibility(endpoint: str | None) -> dict[str, Any]:
    """Return what S3-compatible servers need: no virtual hosts, no checksums unasked for."""
    if endpoint is None:
        return {}
    options: dict[str, Any] = {
        "s3": {"addressing_style": "path"},
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    if _is_loopback(urlsplit(endpoint).hostname or ""):
        options["proxies"] = {}  # a proxy of the environment cannot reach this machine's loopback
        # Signing hashes every byte that is sent. Nobody alters it on the way to this machine.
        options["s3"]["payload_signing_enabled"] = False
    return options


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _transfer(threads: int) -> "TransferConfig":
    from boto3.s3.transfer import TransferConfig

    return TransferConfig(
        multipart_threshold=PART_BYTES if threads > 1 else ONE_STREAM_BYTES,
        multipart_chunksize=PART_BYTES,
        max_concurrency=min(threads, PART_THREADS),
        preferred_transfer_client="classic",  # the crt client ignores endpoints (boto3#4839)
    )
