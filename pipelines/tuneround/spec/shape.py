"""Shape: how large a YAML document is before anything recursive looks at it."""

from dataclasses import dataclass

from tuneround.spec.error import refuse
from tuneround.spec.showing import shortened

DEEPEST = 50
MOST_REPEATED = 10_000
"""How many values aliases may repeat. A file of 1 MiB can otherwise mean billions of values."""


@dataclass
class Extent:
    """A value with everything in it.

    Attributes:
        anchor: its name for aliases.
        size: how many values it is, aliases written out.
        height: how deep it is nested, aliases written out.

    """

    anchor: str | None
    size: int = 1
    height: int = 1


class Shape:
    """Follows the parser through documents, scalars, collections and aliases.

    Every method takes the 1-based line, and raises SpecError when a limit is passed.
    """

    def __init__(self, source: str) -> None:
        """Begin before the first document of `source`."""
        self._source = source
        self._documents = 0
        self._repeated = 0
        self._open: list[Extent] = []
        self._anchored: dict[str, Extent | None] = {}

    def document(self, line: int) -> None:
        """Begin a document; a spec has one."""
        self._documents += 1
        if self._documents > 1:
            rule, step = "A spec holds one document", "Keep one round a file"
            raise refuse(self._source, rule, "a second one", step, line)

    def scalar(self, anchor: str | None, line: int) -> None:
        """Pass a scalar."""
        self._add(Extent(anchor), line)

    def begin(self, anchor: str | None, line: int) -> None:
        """Begin a list or mapping."""
        self._open.append(Extent(anchor))
        self._check_depth(0, line)
        if anchor:
            self._anchored[anchor] = None

    def end(self, line: int) -> None:
        """End the collection begun last."""
        self._add(self._open.pop(), line)

    def alias(self, anchor: str, line: int) -> None:
        """Repeat what `anchor` names. An unknown name is left to the composer."""
        if anchor not in self._anchored:
            return
        repeated = self._anchored[anchor]
        if repeated is None:
            rule, got = "An alias stands outside of what it repeats", f"`*{shortened(anchor, 60)}`"
            raise refuse(self._source, rule, got, "Write the values out", line)
        self._repeated += repeated.size
        if self._repeated > MOST_REPEATED:
            rule = f"Aliases repeat at most {MOST_REPEATED:,} values"
            raise refuse(self._source, rule, "more", "Write the values out", line)
        self._add(Extent(None, repeated.size, repeated.height), line)

    def _add(self, extent: Extent, line: int) -> None:
        self._check_depth(extent.height, line)
        if extent.anchor:
            self._anchored[extent.anchor] = extent
        if self._open:
            parent = self._open[-1]
            parent.size += extent.size
            parent.height = max(parent.height, extent.height + 1)

    def _check_depth(self, height: int, line: int) -> None:
        if len(self._open) + height > DEEPEST:
            rule = f"A spec is nested at most {DEEPEST} deep"
            raise refuse(self._source, rule, "more", "docs/spec.md lists every field", line)
