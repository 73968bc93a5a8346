"""Names: what the objects of a round are called on the cluster, always the same way."""

import hashlib
import re

from tuneround import __version__

MANAGED_BY = "app.kubernetes.io/managed-by"
STUDY_LABEL = "tuneround.dev/study"
ROUND_LABEL = "tuneround.dev/round"
IDENTITY = "tuneround.dev/identity"
COMPONENT_LABEL, TRAINING = "tuneround.dev/component", "trial"
"""By which the pods that train are known."""

SERVICE_ACCOUNT = "tuneround"
CREATOR_ACCOUNT = "tuneround-creator"
STORAGE_CONFIG = "tuneround-storage"
CREDENTIALS_SECRET = "tuneround-s3"
TEMPLATE = "tuneround"
CONTROL_IMAGE = f"tuneround/control:{__version__}"

LONGEST = 63
"""Of a DNS label, and so of a Service, and of a label's value."""
LONGEST_JOB = 40
"""Leaves room for a trial's number, a random part and a worker's number in a pod's host name."""


def resume_name(round_name: str, number: int) -> str:
    """Return the name of the Workflow that goes on with a round for the `number`th time.

    >>> resume_name("digits-r1", 2)
    'digits-r1-resume-2'
    """
    return f"{round_name}-resume-{number}"


def shard_name(workflow: str, number: int) -> str:
    """Return the name of the Workflow of a shard, numbered from 0.

    >>> shard_name("digits-r1", 3)
    'digits-r1-shard-3'
    """
    return shortened(f"{workflow}-shard-{number}")


def service_name(workflow: str) -> str:
    """Return the name of the Service through which a trial's pods find each other.

    >>> service_name("2024-digits")
    'workers-2024-digits'
    """
    return shortened(f"workers-{workflow}")


def shortened(name: str, longest: int = LONGEST) -> str:
    """Return `name`, its end replaced by a hash where it is longer than `longest`.

    >>> shortened("digits-r1", 9), shortened("digits-r10", 9)
    ('digits-r1', 'd-0a15e38')
    """
    if len(name) <= longest:
        return name
    return f"{name[: longest - 8]}-{hashlib.sha256(name.encode()).hexdigest()[:7]}"


def label_value(text: str) -> str:
    """Return `text` as the value of a label: itself if it is one, else a slug with a hash.

    >>> label_value("digits-mlp"), label_value("Größe?")
    ('digits-mlp', 'Gr-e-a517c099')
    """
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", text):
        return text
    slug = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:40].rstrip("-") or "study"
    return f"{slug}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def labels(study: str, round_name: str) -> dict[str, str]:
    """Return the labels of everything that belongs to a round."""
    return {
        MANAGED_BY: "tuneround",
        STUDY_LABEL: label_value(study),
        ROUND_LABEL: label_value(round_name),
    }
