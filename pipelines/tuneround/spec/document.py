"""Document: YAML text as plain values, with the line of every path. Nothing else imports yaml.

Nodes are composed, never constructed: a tag cannot make an object, and every value has a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from tuneround.spec.error import Located, SpecError, refuse
from tuneround.spec.plain import STANDARD, Spelling, plain_value
from tuneround.spec.problems import Problem, YamlPath
from tuneround.spec.shape import Shape
from tuneround.spec.showing import shortened
from tuneround.spec.syntax import explained

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """One YAML document.

    Attributes:
        value: mappings with text keys, lists, texts, numbers, truth values and None.
        problems: what YAML allows and a spec does not; such values are still in `value`.

    """

    value: object
    problems: tuple[Located, ...]
    root: yaml.Node

    def line(self, path: YamlPath) -> int:
        """Return the line of the key or item at `path`, or of the last part of it that exists."""
        node, line = self.root, _line(self.root)
        for part in path:
            found = _child(node, part)
            if found is None:
                break
            node, line = found
        return line


def parse(text: str, source: str) -> Document:
    """Return the one document of `text`.

    Raises:
        SpecError: no document, several, a syntax error, nested too deeply, or aliases that repeat
            too much.

    """
    try:
        _check_shape(text, source)
        root = yaml.compose(text, LOADER)
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, source) from error
    if root is None:
        raise refuse(
            source,
            "A spec holds one document",
            "an empty file",
            "Write apiVersion, kind, metadata and spec; docs/spec.md lists every field",
        )
    builder = _Builder()
    value = builder.value(root, ())
    return Document(value, tuple(builder.problems), root)


@dataclass(frozen=True)
class Alias:
    """Where an alias stands in a text, and the value that it repeats."""

    start: int
    end: int
    value: object


def aliases(text: str) -> list[Alias]:
    """Return the aliases of a text that `parse` takes, in the order in which they stand."""
    composer = _Composer(text)
    composer.get_single_node()
    return composer.found


class _Composer(yaml.SafeLoader):
    """Remembers where aliases stand: a composed node knows its anchor's place only."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.found: list[Alias] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        is_alias = self.check_event(yaml.AliasEvent)
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        if is_alias and node is not None:
            value = _Builder().value(node, ())
            self.found.append(Alias(event.start_mark.index, event.end_mark.index, value))
        return node


def _check_shape(text: str, source: str) -> None:
    """Walk the events, which needs no recursion, before anything that does."""
    shape = Shape(source)
    events: Iterator[Any] = yaml.parse(text, LOADER)
    for event in events:
        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                shape.document(line)
            case yaml.AliasEvent():
                shape.alias(str(event.anchor), line)
            case yaml.ScalarEvent():
                shape.scalar(event.anchor, line)
            case yaml.CollectionStartEvent():
                shape.begin(event.anchor, line)
            case yaml.CollectionEndEvent():
                shape.end(line)


def _syntax_error(error: yaml.YAMLError, text: str, source: str) -> SpecError:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return refuse(source, *explained(str(error), ""))
    lines = text.splitlines() or [""]
    problem = getattr(error, "problem", None) or str(error)
    line = min(mark.line, len(lines) - 1)
    return refuse(source, *explained(problem, lines[line]), line + 1)


class _Builder:
    """Turns nodes into plain values and collects what a spec does not allow."""

    def __init__(self) -> None:
        self.problems: list[Located] = []

    def value(self, node: yaml.Node, path: YamlPath) -> object:
        match node:
            case yaml.MappingNode(tag=tag) if tag == STANDARD + "map":
                return self._mapping(node, path)
            case yaml.SequenceNode(tag=tag) if tag == STANDARD + "seq":
                return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
            case yaml.ScalarNode():
                spelling = Spelling(node.value, node.tag, plain=not node.style)
                value, refusal = plain_value(spelling)
                if refusal:
                    self._refuse(node, path, *refusal)
                return value
        got = f"`{shortened(node.tag, 60)}`"
        self._refuse(node, path, "A spec has plain values without tags", got, "Remove the tag")
        return None

    def _mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, object]:
        value: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in value:
                got = f"a second one; the first is on line {lines[key]}"
                self._refuse(key_node, (*path, key), "A key stands once", got, "Remove one of them")
                continue
            lines[key] = _line(key_node)
            value[key] = self.value(value_node, (*path, key))
        return value

    def _key(self, node: yaml.Node, path: YamlPath) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.tag == STANDARD + "str":
            value, refusal = plain_value(Spelling(node.value, node.tag, plain=False))
            if refusal:
                self._refuse(node, (*path, str(value)), *refusal)
            return str(value)
        if node.tag == STANDARD + "merge":
            rule, got = "A spec has no merge keys", "`<<`"
            self._refuse(node, path, rule, got, "Write the fields out")
        else:
            self._refuse(node, path, "A key is a text", _shown_key(node), "Put it in quotes")
        return None

    def _refuse(self, node: yaml.Node, path: YamlPath, rule: str, got: str, step: str) -> None:
        self.problems.append(Located(Problem(path, rule, got, step), _line(node)))


def _shown_key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return "a list or mapping"
    kind = {"int": "number", "float": "number", "bool": "truth value", "null": "null"}
    return f"the {kind.get(node.tag.removeprefix(STANDARD), 'value')} `{node.value}`"


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        return _entries(node).get(part)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], _line(node.value[part])
    return None


@lru_cache(maxsize=64)
def _entries(node: yaml.MappingNode) -> dict[str | int, tuple[yaml.Node, int]]:
    """Return the first value and the line of every key; cached, for files with many mistakes."""
    entries: dict[str | int, tuple[yaml.Node, int]] = {}
    for key, value in node.value:
        if key.tag == STANDARD + "str":
            entries.setdefault(key.value, (value, _line(key)))
    return entries


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
