"""Naming: what foreign columns are called here, and which of them are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Naming:
    """How names are translated.

    Attributes:
        renamed: foreign name -> ours.
        only: patterns such as `validation/*` of the metrics that are wanted, as they are called
            here; empty: all.
        left_out: patterns of hyperparameters and metrics that are not wanted.
        objective: the metric that decides, always wanted; None while it is not known.

    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    objective: str | None = None

    def metric(self, foreign: str) -> str | None:
        """Return what a metric is called here; None when it is not wanted."""
        name = self.renamed.get(foreign, foreign)
        if name == self.objective:
            return name
        if not name or _matches(name, self.left_out):
            return None
        return name if not self.only or _matches(name, self.only) else None

    def hyperparameter(self, foreign: str) -> str | None:
        """Return what a hyperparameter is called here; None when it is not wanted."""
        name = self.renamed.get(foreign, foreign)
        return name if name and not _matches(name, self.left_out) else None


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
