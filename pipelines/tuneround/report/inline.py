"""Inline: an SVG document made into an element of an HTML page."""

import re
from html import escape
from xml.etree import ElementTree

from tuneround.report.styles import SENTINELS
from tuneround.text import one_line

COLOURS = {sentinel: f"var(--{name})" for name, sentinel in SENTINELS.items()}
COLOUR = re.compile("|".join(COLOURS))
FONT = re.compile(r"font-family: [^;]*")
REFERENCE = re.compile(r"(?<=^#)|(?<=url\(#)")


def inline(document: str, title: str | None, prefix: str) -> str:
    """Return an SVG document as an element for HTML: no namespaces, ids of its own.

    One without a title is an ornament, which screen readers pass over.

    Only attributes are rewritten, so that no label can be mistaken for one.
    """
    root = ElementTree.fromstring(document)
    for parent in root.iter():
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
            else:
                _rewrite(child, prefix)
    view = root.attrib["viewBox"]
    body = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    if title is None:
        return f'<svg viewBox="{view}" aria-hidden="true">{body}</svg>'
    label = escape(one_line(title))
    return (
        f'<svg viewBox="{view}" role="img" aria-label="{label}"><title>{label}</title>{body}</svg>'
    )


def _rewrite(element: ElementTree.Element, prefix: str) -> None:
    element.tag = _local(element.tag)
    element.tail = None
    if element.tag != "text":
        element.text = None
    element.attrib = {
        _local(name): _attribute(_local(name), value, prefix)
        for name, value in element.attrib.items()
    }


def _attribute(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    if name == "style":
        value = COLOUR.sub(lambda match: COLOURS[match.group()], value)
        value = FONT.sub("font-family: var(--sans)", value)
    return REFERENCE.sub(f"{prefix}-", value)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def spellable(text: str) -> str:
    """Return `text` without the two characters that no XML document may hold."""
    return re.sub("[\ufffe\uffff]", "\ufffd", text)
