"""Spans: where in its text a value of a document stands, comments and blank space left out."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from tuneround.spec.document import Document, parse
from tuneround.spec.problems import YamlPath

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML."""


@dataclass(frozen=True)
class Entry:
    """A value in its place.

    Attributes:
        key: the node of its key; None for an item of a list, and for the root.
        node: its own.

    """

    key: Any
    node: Any

    @property
    def start(self) -> int:
        """Where the entry begins: its key, if it has one."""
        return int((self.key or self.node).start_mark.index)


@lru_cache(maxsize=4)
def parsed(text: str) -> Document:
    """Return `text` as a document; an edit looks at the same text more than once.

    Raises:
        SpecError: it is none.

    """
    return parse(text, "the spec")


class Spans:
    """The text of one document and the places of its values."""

    def __init__(self, text: str) -> None:
        """Read `text`. Raises SpecError when it is no document."""
        self.text = text
        self.document = parsed(text)

    def entry(self, path: YamlPath) -> Entry | None:
        """Return what stands at `path`; None when nothing does."""
        entry = Entry(None, self.document.root)
        for part in path:
            found = [child for name, child in self.children(entry.node) if name == part]
            if not found:
                return None
            entry = found[0]
        return entry

    def children(self, node: Any) -> list[tuple[str | int, Entry]]:
        """Return the entries of a mapping by key, or those of a list by index."""
        if node.id == "mapping":
            return [(key.value, Entry(key, value)) for key, value in node.value]
        if node.id == "sequence":
            return [(index, Entry(None, item)) for index, item in enumerate(node.value)]
        return []

    def end(self, node: Any) -> int:
        """Return where the text of `node` ends; the parser counts what follows a block to it."""
        if node.id == "scalar" or node.flow_style:
            start, end = node.start_mark.index, node.end_mark.index
            return int(start) + len(self.text[start:end].rstrip())
        return max(self.end(entry.node) for _, entry in self.children(node))

    def line_start(self, index: int) -> int:
        """Return where the line of `index` begins."""
        return max((m.end() for m in BREAK.finditer(self.text, 0, index)), default=0)

    def line_end(self, index: int) -> int:
        """Return where the line of `index` ends, before its break."""
        found = BREAK.search(self.text, index)
        return len(self.text) if found is None else found.start()

    def next_line(self, index: int) -> int:
        """Return where the line after that of `index` begins."""
        found = BREAK.search(self.text, index)
        return len(self.text) if found is None else found.end()

    def whole_line_start(self, index: int) -> int:
        """Return the last line's beginning at or before `index` that lies in no scalar."""
        start = self.line_start(index)
        while True:
            holding = [first for first, last in self._scalars if first < start < last]
            if not holding:
                return start
            start = self.line_start(min(holding))

    @property
    def newline(self) -> str:
        """The break that added lines end with."""
        return "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def _scalars(self) -> list[tuple[int, int]]:
        found = []
        waiting = [self.document.root]
        while waiting:
            node: Any = waiting.pop()
            if node.id == "scalar":
                found.append((int(node.start_mark.index), self.end(node)))
            elif node.id == "mapping":
                waiting += [part for pair in node.value for part in pair]
            else:
                waiting += node.value
        return found
