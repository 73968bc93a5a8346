"""Key: which round is to be looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Key:
    """A round, by its namespace and name."""

    namespace: str
    name: str

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.namespace}/{self.name}"
