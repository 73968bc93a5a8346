"""Override: how this machine reaches a round's bucket, where the round's file does not say it."""

from dataclasses import dataclass, field

from pydantic import ValidationError

from tuneround.errors import InputError
from tuneround.spec.storage import Storage
from tuneround.spec.translation import translated

FIELDS = ("endpoint", "bucket", "prefix", "region")
PROFILE = "profile"


@dataclass(frozen=True)
class Override:
    """What stands instead of a storage's own fields.

    Attributes:
        fields: those of a Storage, by name.
        profile: of AWS's configuration files, whose credentials are used.

    """

    fields: dict[str, str] = field(default_factory=dict)
    profile: str | None = None

    @property
    def names_a_place(self) -> bool:
        """Whether this alone says where a bucket is; a prefix does not."""
        return (
            bool({"endpoint", "bucket", "region"} & self.fields.keys()) or self.profile is not None
        )

    def over(self, storage: Storage | None) -> Storage:
        """Return `storage` with these fields instead of its own."""
        said = {} if storage is None else storage.model_dump(exclude_unset=True)
        return Storage.model_validate({**said, **self.fields})


def parse_override(text: str) -> Override:
    """Return the override that `text` spells, `name=value` with commas between.

    >>> parse_override("endpoint=http://localhost:7070,profile=lab")
    Override(fields={'endpoint': 'http://localhost:7070'}, profile='lab')

    Raises:
        InputError: with everything that is wrong.

    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    values = {name.strip(): value.strip() for name, _, value in pairs}
    problems = [_problem(name) for name, value in values.items() if not _is_known(name, value)]
    fields = {name: value for name, value in values.items() if name in FIELDS and value}
    problems += _refusals(fields)
    if len(values) < len(pairs):
        problems.append("a name twice")
    if problems or not pairs:
        raise InputError(
            f"--storage is `name=value` with commas between, of {', '.join((*FIELDS, PROFILE))}. "
            f"Got {'; '.join(problems) or 'nothing'}. For example: "
            "--storage endpoint=http://localhost:7070,profile=lab"
        )
    return Override(fields, values.get(PROFILE))


def _is_known(name: str, value: str) -> bool:
    return name in (*FIELDS, PROFILE) and bool(value)


def _problem(name: str) -> str:
    if name in (*FIELDS, PROFILE):
        return f"no value of `{name}`"
    if any(word in name.lower() for word in ("secret", "key", "password", "token")):
        # The name is repeated, the value is not.
        return (
            f"`{name}`, but credentials never stand on a command line: name a profile that has them"
        )
    return f"the unknown name `{name}`"


def _refusals(fields: dict[str, str]) -> list[str]:
    try:
        Storage.model_validate(fields)
    except ValidationError as error:
        found = [problem for details in error.errors() for problem in translated(details)]
        return [f"{problem.got} ({problem.rule})" for problem in found]
    return []
