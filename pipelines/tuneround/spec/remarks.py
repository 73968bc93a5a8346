"""Remarks: comments that a proposal puts into a spec, and takes out of it again."""

import re
from textwrap import wrap

from tuneround.spec.editing import says
from tuneround.spec.file import UNPRINTABLE
from tuneround.spec.problems import YamlPath
from tuneround.spec.spans import Spans, parsed
from tuneround.text import one_line

WIDTH = 100
MARK = "# next: "
CONTINUED = "#       "
OWN = re.compile(rf"(?m)^ *{MARK}.*(\r?\n|\r)( *{CONTINUED}.*(\r?\n|\r))*")


def remark(text: str, path: YamlPath, comment: str) -> str:
    r"""Return `text` with `comment` above the line of what stands at `path`.

    >>> print(remark("budget:\n  {trials: 4}", ("budget", "trials"), "Too few."))
    budget:
      # next: Too few.
      {trials: 4}
    """
    spans = Spans(text)
    entry = spans.entry(path)
    for index in (spans.whole_line_start(entry.start) if entry else 0, 0):
        added = "".join(f"{line}{spans.newline}" for line in _lines(comment, text[index:]))
        if text[:index].endswith(added):
            return text
        changed = text[:index] + added + text[index:]
        if says(changed, spans.document.value):
            return changed
    return text


def without_remarks(text: str) -> str:
    """Return `text` without the comments of an earlier proposal."""
    stripped = OWN.sub("", text)
    return stripped if says(stripped, parsed(text).value) else text


def _lines(comment: str, below: str) -> list[str]:
    """Return `comment` as lines indented like the line `below` them."""
    indent = below[: len(below) - len(below.lstrip(" "))]
    harmless = UNPRINTABLE.sub(lambda m: f"\\u{ord(m.group()):04x}", one_line(comment))
    width = max(WIDTH - len(indent) - len(MARK), 40)
    lines = wrap(harmless, width, break_long_words=False, break_on_hyphens=False)
    return [f"{indent}{CONTINUED if n else MARK}{line}" for n, line in enumerate(lines)]
