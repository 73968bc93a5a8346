"""Claims: what findings want of the next round, one value each, so that they can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from tuneround.records.change import Change, FixValue, MoveBounds, SetRepeats, SetSteps, SetTrials
from tuneround.records.finding import Finding
from tuneround.spec.budget import Budget
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import ROLES, Role
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec

Place = tuple[Role, int]
"""A hyperparameter's role and its index there."""


@dataclass(frozen=True)
class Claim:
    """One value that a finding wants.

    Attributes:
        finding: who wants it.
        what: min, max or value of a hyperparameter; trials, steps or repeats of the budget.
        wanted: the value.
        current: what it is now; for `value` nothing.
        name: of the hyperparameter; empty for the budget.
        when: its condition.

    """

    finding: Finding
    what: str
    wanted: Scalar
    current: Scalar | None = None
    name: str = ""
    when: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()

    @property
    def subject(self) -> tuple[object, ...]:
        """What it changes: claims of one subject are made together."""
        return (self.name, repr(self.when)) if self.name else ("budget",)

    @property
    def target(self) -> tuple[object, ...]:
        """The value that it sets: of two claims on one target only one can be met."""
        return (*self.subject, self.what)

    @property
    def is_more(self) -> bool:
        """Whether it asks for a wider range, or for more of the budget."""
        if isinstance(self.wanted, str) or isinstance(self.current, str) or self.current is None:
            return False
        return self.wanted < self.current if self.what == "min" else self.wanted > self.current

    def __str__(self) -> str:
        """Return what is wanted, in a few words."""
        under = ", ".join(f"{name}={'|'.join(map(str, values))}" for name, values in self.when)
        named = f"{self.name} ({under})" if under else self.name
        shown = f"{self.wanted:.6g}" if isinstance(self.wanted, float) else str(self.wanted)
        words = (named, "" if self.what == "value" else self.what, shown)
        return " ".join(word for word in words if word)


def claims_of(findings: Sequence[Finding], spec: RoundSpec) -> list[Claim]:
    """Return what `findings` want that `spec` does not say already, in their order."""
    claims = (c for f in findings for change in f.changes for c in _claims(f, change, spec))
    return [claim for claim in claims if repr(claim.wanted) != repr(claim.current)]


def place_of(spec: RoundSpec, name: str, when: Mapping[str, tuple[Scalar, ...]]) -> Place | None:
    """Return where the definition of `name` under the condition `when` stands; None: nowhere."""
    for role in ROLES:
        for index, h in enumerate(getattr(spec.hyperparameters, role)):
            if h.name == name and repr(dict(h.when)) == repr(dict(when)):
                return role, index
    return None


def definition(spec: RoundSpec, place: Place) -> Hyperparameter:
    """Return the hyperparameter at `place`."""
    found: Hyperparameter = getattr(spec.hyperparameters, place[0])[place[1]]
    return found


def _claims(finding: Finding, change: Change, spec: RoundSpec) -> Iterator[Claim]:
    match change:
        case MoveBounds():
            yield from _bounds(finding, change, spec)
        case FixValue():
            yield Claim(finding, "value", change.value, None, change.name, _frozen(change.when))
        case SetTrials():
            yield _budget(finding, "trials", change.trials, spec.budget)
        case SetSteps():
            yield _budget(finding, "steps", change.steps, spec.budget)
        case SetRepeats():
            yield _budget(finding, "repeats", change.repeats, spec.budget)


def _bounds(finding: Finding, change: MoveBounds, spec: RoundSpec) -> Iterator[Claim]:
    place = place_of(spec, change.name, change.when)
    h = None if place is None else definition(spec, place)
    for what, wanted in (("min", change.min), ("max", change.max)):
        if wanted is not None:
            whole = h is not None and h.is_integer
            # Outwards, so that no integer that was asked for is lost.
            value = wanted if not whole else floor(wanted) if what == "min" else ceil(wanted)
            current = None if h is None else getattr(h, what)
            yield Claim(finding, what, value, current, change.name, _frozen(change.when))


def _budget(finding: Finding, what: str, wanted: int, budget: Budget) -> Claim:
    return Claim(finding, what, wanted, getattr(budget, what))


def _frozen(
    when: Mapping[str, tuple[Scalar, ...]],
) -> tuple[tuple[str, tuple[Scalar, ...]], ...]:
    return tuple((name, tuple(values)) for name, values in when.items())
