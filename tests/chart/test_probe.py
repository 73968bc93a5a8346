"""What `helm test` runs in a pod, against a real S3 server."""

import os
import subprocess
import sys

from chart_rendering import CHART
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.environment import environment_of

PROBE = (CHART / "files" / "storage_probe.py").read_text()


def probed(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Return how the probe ended, with the variables that a pod would have."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("TUNEROUND_")}
    command = [sys.executable, "-c", PROBE]
    given = {**own, "TUNEROUND_PATIENCE_SECONDS": "1", **environment}
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


def test_the_probe_leaves_nothing_behind(s3_storage: Storage, s3_bucket: Bucket) -> None:
    """It writes, reads and deletes one object, and says where."""
    done = probed(environment_of(s3_storage))
    assert done.returncode == 0, done.stderr
    assert s3_storage.bucket in done.stdout
    assert not list(s3_bucket.list(str(s3_storage.prefix)))


def test_the_probe_names_wrong_credentials(s3_storage: Storage) -> None:
    """It fails with the store's own message, not with a traceback."""
    done = probed({**environment_of(s3_storage), "AWS_ACCESS_KEY_ID": "wrong"})
    assert done.returncode == 1
    assert "access key" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_probe_names_missing_defaults() -> None:
    """Without a bucket in the environment it names the ConfigMap."""
    done = probed({})
    assert done.returncode == 1
    assert "ConfigMap tuneround-storage" in done.stderr
