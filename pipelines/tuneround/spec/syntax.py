"""Syntax: what a YAML parser complains about, in the words of somebody who writes YAML."""

from tuneround.spec.showing import shortened

RULE = "A spec is YAML"
DEFAULT_STEP = "Correct the syntax on this line or just before it"


def explained(problem: str, line_text: str) -> tuple[str, str, str]:
    r"""Return rule, got and next step for the parser's `problem` on `line_text`.

    >>> explained("found character that cannot start any token", "\t- 1")[0]
    'YAML is indented by spaces'
    """
    indentation = line_text[: len(line_text) - len(line_text.lstrip())]
    if "cannot start any token" in problem and "\t" in indentation:
        return "YAML is indented by spaces", "a tab", "Replace tabs by spaces"
    for part, got, step in _KNOWN:
        if part in problem:
            return RULE, got, step
    return RULE, f"`{shortened(problem)}`", DEFAULT_STEP


_KNOWN = (
    (
        "cannot start any token",
        "a text that begins with a character that YAML reserves",
        "Put the text in quotes",
    ),
    (
        "mapping values are not allowed",
        "a colon where no key can stand",
        "Indent the line like its neighbours, or quote a text that has a colon in it",
    ),
    (
        "unexpected end of stream",
        "a quoted text without its end",
        "Close the quotes",
    ),
    (
        "expected ',' or",
        "a list or mapping in brackets without its end, or without a comma",
        "Close the bracket, or add the comma",
    ),
    (
        "could not find expected ':'",
        "a line that is neither a `key: value` nor part of the text above",
        "Add the colon, or indent the line",
    ),
    (
        "did not find expected key",
        "a line that does not fit into the mapping around it",
        "Indent it like its neighbours; write `key: value`; quote a text with special characters",
    ),
    (
        "expected '-' indicator",
        "a line that does not fit into the list around it",
        "Indent it like its neighbours, and begin items with `- `",
    ),
    ("undefined alias", "an alias to nothing", "Write the value out"),
    ("undefined tag handle", "a tag", "Remove it, or put the value in quotes"),
)
"""Part of the parser's message, what that means, and the next step."""
