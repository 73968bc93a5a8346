"""Placement: one change of a text at the place where the value stands, for the usual layouts.

What a layout is not foreseen for comes back as None, or means something else; the caller looks.
"""

import re

from tuneround.spec.problems import YamlPath
from tuneround.spec.spans import Entry, Spans
from tuneround.spec.spelling import below, has_mappings, spelled

DASH = re.compile(r"( *)- +")
COMMENT = re.compile(r"\s+#.*")


def with_value(spans: Spans, path: YamlPath, value: object, after: str = "") -> str | None:
    """Return the text with `value` at `path`, a new key behind the key `after`."""
    entry, parent = spans.entry(path), spans.entry(path[:-1]) if path else None
    in_block = parent is not None and not parent.node.flow_style
    if entry is not None:
        return _replaced(spans, entry, value, in_block)
    if parent is None or parent.node.id != "mapping":
        return None
    children = dict(spans.children(parent.node))
    if not children:
        return _replaced(spans, parent, {str(path[-1]): value}, in_block=False)
    sibling = children.get(after) or list(children.values())[-1]
    end, key = spans.end(sibling.node), spelled(str(path[-1]))
    if not in_block:
        return f"{spans.text[:end]}, {key}: {spelled(value)}{spans.text[end:]}"
    column = sibling.key.start_mark.column
    return _with_line(spans, end, f"{' ' * column}{key}:{below(value, column)}")


def with_item(spans: Spans, path: YamlPath, value: object) -> str | None:
    """Return the text with `value` as the last item of the list at `path`, which has some."""
    entry = spans.entry(path)
    if entry is None:
        return None
    last = spans.children(entry.node)[-1][1]
    end = spans.end(last.node)
    if entry.node.flow_style:
        return f"{spans.text[:end]}, {spelled(value)}{spans.text[end:]}"
    dash = DASH.match(spans.text, spans.line_start(last.start))
    return dash and _with_line(spans, end, f"{dash.group(1)}- {spelled(value)}")


def without(spans: Spans, path: YamlPath) -> str | None:
    """Return the text without what stands at `path`, which is not alone there."""
    parent, entry = spans.entry(path[:-1]), spans.entry(path)
    if parent is None or entry is None:
        return None
    text, start, end = spans.text, entry.start, spans.end(entry.node)
    if parent.node.flow_style:
        following = [e.start for _, e in spans.children(parent.node) if e.start > start]
        if following:
            return text[:start] + text[following[0] :]
        return text[:start].rstrip().removesuffix(",") + text[end:]
    first = spans.line_start(start)
    alone = re.fullmatch(r" *(- +)?", text[first:start])
    return alone and text[:first] + text[spans.next_line(end) :]


def _replaced(spans: Spans, entry: Entry, value: object, in_block: bool) -> str:
    text, start, end = spans.text, int(entry.node.start_mark.index), spans.end(entry.node)
    colon = re.compile(r"\s*:\s*")
    between = entry.key and colon.fullmatch(text, spans.end(entry.key), start)
    if not between:
        return f"{text[:start]}{spelled(value)}{text[end:]}"
    # All that stands behind the colon, so that a block gives way whole.
    start = text.index(":", between.start()) + 1
    was_block = entry.node.id != "scalar" and not entry.node.flow_style
    if was_block and COMMENT.fullmatch(text, end, spans.line_end(end)):
        end = spans.line_end(end)  # it spoke of the last item, as the other items' did of them
    is_block = in_block and (was_block or has_mappings(value))
    written = below(value, entry.key.start_mark.column).replace("\n", spans.newline)
    return f"{text[:start]}{written if is_block else f' {spelled(value)}'}{text[end:]}"


def _with_line(spans: Spans, index: int, line: str) -> str:
    """Return the text with `line`, which may be several, below the line of `index`."""
    end = spans.line_end(index)
    return spans.text[:end] + f"\n{line}".replace("\n", spans.newline) + spans.text[end:]
