"""Editing: a spec's text with one value changed, and every other byte as its author left it.

An edit is made where the value stands, and read again: it holds when the document then says what
was meant, and nothing else. Where it does not (an alias repeats the place, or the layout is one
that is not foreseen), aliases are written out; and where that does not do, the smallest list or
mapping around the value is written anew on one line: docs/decisions/0013-editing-specs.md.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from json import dumps
from typing import Any

from tuneround.spec.document import aliases
from tuneround.spec.error import SpecError
from tuneround.spec.placement import with_item, with_value, without
from tuneround.spec.problems import YamlPath
from tuneround.spec.spans import Spans, parsed
from tuneround.spec.spelling import spelled

Edit = Callable[[Spans], str | None]


def value_at(text: str, path: YamlPath) -> Any:
    """Return the plain value at `path`; None when nothing stands there."""
    value: Any = parsed(text).value
    for part in path:
        known = value if isinstance(value, dict) else dict(enumerate(value))
        value = known.get(part)
        if value is None:
            return None
    return value


def put(text: str, path: YamlPath, value: object, after: str = "") -> str:
    r"""Return `text` with `value` at `path`.

    Args:
        text: a valid document.
        path: to a key of a mapping, or an index of a list that is there.
        value: mappings with text keys, lists and scalars.
        after: the key behind which a new one is put; empty: behind the last.

    >>> put("budget: {trials: 4}  # small\n", ("budget", "trials"), 8)
    'budget: {trials: 8}  # small\n'

    """
    meant = _copy(text)
    _at(meant, path[:-1])[path[-1]] = value
    return _verified(text, path[:-1], meant, lambda spans: with_value(spans, path, value, after))


def append(text: str, path: YamlPath, value: object) -> str:
    """Return `text` with `value` as the last item of the list at `path`; a new list if need be."""
    if not value_at(text, path):
        return put(text, path, [value])
    meant = _copy(text)
    _at(meant, path).append(value)
    return _verified(text, path, meant, lambda spans: with_item(spans, path, value))


def remove(text: str, path: YamlPath) -> str:
    """Return `text` without the key or item at `path`; what held nothing else stays, empty."""
    meant = _copy(text)
    holder = _at(meant, path[:-1])
    del holder[path[-1]]
    if not holder:
        return put(text, path[:-1], holder)
    return _verified(text, path[:-1], meant, lambda spans: without(spans, path))


def says(text: str, meant: object) -> bool:
    """Whether `text` is a document of the value `meant`, types included."""
    try:
        found = parsed(text)
    except SpecError:
        return False
    return not found.problems and dumps(found.value, sort_keys=True) == dumps(meant, sort_keys=True)


def _verified(text: str, container: YamlPath, meant: object, edit: Edit) -> str:
    for candidate in _candidates(text, container, meant, edit):
        if candidate is not None and says(candidate, meant):
            return candidate
    raise ValueError(f"no layout says what is meant at {container}")


def _candidates(text: str, container: YamlPath, meant: object, edit: Edit) -> Iterator[str | None]:
    yield edit(Spans(text))
    for alias in reversed(aliases(text)):
        text = text[: alias.start] + spelled(alias.value) + text[alias.end :]
    yield edit(Spans(text))
    for length in range(len(container), -1, -1):
        whole = container[:length]
        yield with_value(Spans(text), whole, _at(meant, whole))


def _copy(text: str) -> Any:
    return deepcopy(parsed(text).value)


def _at(value: Any, path: YamlPath) -> Any:
    for part in path:
        value = value[part]
    return value
