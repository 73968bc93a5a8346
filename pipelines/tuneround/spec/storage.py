"""Storage: the bucket a round writes to."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from tuneround.spec.model import SpecModel
from tuneround.spec.patterns import BUCKET, NOT_BLANK, PREFIX, SECRET
from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.showing import shown


def _checked_prefix(prefix: str) -> str:
    if {".", ".."} & set(prefix.split("/")):
        rule = "A prefix has no `.` or `..` part"
        raise_problems([Problem((), rule, shown(prefix), "Remove it")])
    return prefix


def _checked_endpoint(endpoint: str) -> str:
    if "@" in endpoint:
        problem = Problem(
            (),
            "Credentials never stand in a spec",
            "an `@`, and so a user name or password, in the URL",
            "Remove them; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a Secret",
        )
        raise_problems([problem])
    if not _is_host_url(endpoint):
        rule = "`endpoint` is an http or https URL of a host"
        raise_problems([Problem((), rule, shown(endpoint), "Write http://HOST:PORT")])
    return endpoint


def _is_host_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False


Prefix = Annotated[str, Field(pattern=PREFIX, max_length=256), AfterValidator(_checked_prefix)]
Endpoint = Annotated[str, AfterValidator(_checked_endpoint)]


class Storage(SpecModel):
    """An S3 bucket. Left out, a local run uses its embedded server and a cluster its defaults."""

    bucket: str = Field(default="tuneround", pattern=BUCKET)
    """Name of the bucket; it must exist."""
    prefix: Prefix | None = None
    """Where rounds lie in the bucket; default `tuneround/<namespace>`."""
    endpoint: Endpoint | None = None
    """URL of an S3-compatible server; left out, AWS. Never with a user name or password in it."""
    region: str | None = Field(default=None, pattern=NOT_BLANK)
    """Region of the bucket; left out, boto3's own configuration decides."""
    credentials_secret: str | None = Field(default=None, pattern=SECRET)
    """Kubernetes Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for the pods."""

    @property
    def names_a_place(self) -> bool:
        """Whether a bucket or an endpoint is written; a prefix alone names no place."""
        return bool({"bucket", "endpoint"} & self.model_fields_set)
