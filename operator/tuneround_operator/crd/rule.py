"""Rule: what the API server checks of a round, in the words of `tuneround check`."""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps

from tuneround.spec.patterns import FORMS

Validation = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule in CEL.

    Attributes:
        holds: the expression that is true of what is valid.
        sentence: what must hold, without a full stop.
        got: the value that violates it, with `%s` for each of `values`.
        next_step: what to write instead, without a full stop.
        values: expressions.
        path: the field that is meant, from where the rule stands; empty: all of it.

    """

    holds: str
    sentence: str
    got: str
    next_step: str
    values: tuple[str, ...] = ()
    path: str = ""

    def validation(self) -> Validation:
        """Return the rule as a CRD says it."""
        found = {"rule": self.holds, "message": f"{self.sentence}. {self.next_step}."}
        if not self.values:
            found["message"] = f"{self.sentence}; got {self.got}. {self.next_step}."
        else:
            # Of all ways to build a text, the API server estimates only this one to be cheap.
            text = f"{_literal(self.sentence)}; got {self.got}. {_literal(self.next_step)}."
            found["messageExpression"] = f"{quoted(text)}.format([{', '.join(self.values)}])"
        return found | ({"fieldPath": self.path} if self.path else {})


def pattern_rule(name: str, pattern: str, value: str = "self", path: str = "") -> Rule:
    """Return the rule that the text `value` of a field `name` has the form of `pattern`."""
    return Rule(
        holds=f"{value}.matches({raw(pattern)})",
        sentence=f"`{name}` is {FORMS[pattern].meaning}",
        got="the text '%s'",
        values=(value,),
        next_step="Correct it",
        path=path,
    )


def quoted(text: str) -> str:
    r"""Return `text` as a CEL string.

    >>> quoted('a "b"')
    '"a \\"b\\""'
    """
    return dumps(text, ensure_ascii=False)


def raw(pattern: str) -> str:
    """Return a regular expression as a CEL string in which backslashes stay."""
    return f'r"{pattern}"'


def _literal(text: str) -> str:
    return text.replace("%", "%%")


Rules = Mapping[str, tuple[Rule, ...]]
"""By the name of the model in which they stand."""
