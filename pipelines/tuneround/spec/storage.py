"""Storage: the bucket a round writes to."""

from urllib.parse import urlsplit

from pydantic import Field, StrictStr, model_validator

from tuneround.spec.model import SpecModel
from tuneround.spec.problems import Problem, raise_problems

PREFIX_PATTERN = r"^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$"


class Storage(SpecModel):
    """An S3 bucket. Left out, a local run uses its embedded server and a cluster its defaults."""

    bucket: str = Field(default="tuneround", pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    """Name of the bucket; it must exist."""
    prefix: str | None = Field(default=None, pattern=PREFIX_PATTERN, max_length=256)
    """Where rounds lie in the bucket; default `tuneround/<namespace>`."""
    endpoint: StrictStr | None = None
    """URL of an S3-compatible server; left out, AWS. Never with a user name or password in it."""
    region: StrictStr | None = None
    """Region of the bucket; left out, boto3's own configuration decides."""
    credentials_secret: StrictStr | None = None
    """Kubernetes Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for the pods."""

    @model_validator(mode="after")
    def _check(self) -> "Storage":
        raise_problems([*_endpoint_problems(self.endpoint), *_prefix_problems(self.prefix)])
        return self


def _prefix_problems(prefix: str | None) -> list[Problem]:
    if prefix is None or not {".", ".."} & set(prefix.split("/")):
        return []
    return [Problem(("prefix",), "A prefix has no `.` or `..` part", repr(prefix), "Remove it")]


def _endpoint_problems(endpoint: str | None) -> list[Problem]:
    if endpoint is None:
        return []
    rule = "`endpoint` is an http or https URL of a host"
    try:
        url = urlsplit(endpoint)
        host, _ = url.hostname, url.port
    except ValueError as error:
        return [Problem(("endpoint",), rule, f"a URL that cannot be read ({error})", "Mend it")]
    if url.username is not None or url.password is not None:
        return [
            Problem(
                ("endpoint",),
                "Credentials never stand in a spec",
                "a user name or password in the URL",
                "Remove them; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a Secret",
            )
        ]
    if url.scheme not in ("http", "https") or not host:
        return [Problem(("endpoint",), rule, repr(endpoint), "Write http://HOST:PORT")]
    return []
