"""Problem: one thing wrong with a spec, and the way several leave one pydantic validator."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

PROBLEMS = "tuneround_problems"
"""Type of the pydantic error whose context carries a list of Problem under `problems`."""

YamlPath = tuple[str | int, ...]
"""Where something stands in a document: YAML (camelCase) keys and list indices."""


@dataclass(frozen=True)
class Problem:
    """One violated rule.

    Attributes:
        path: where, relative to the model that found it.
        rule: what must hold, a full sentence without its full stop.
        got: the value that violates it, as the user wrote it.
        next_step: what to write or run instead, without a full stop.

    """

    path: YamlPath
    rule: str
    got: str
    next_step: str

    def __str__(self) -> str:
        """Return the problem on one line."""
        return f"{self.rule}; got {self.got}. {self.next_step}."


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise all `problems` as one pydantic error; return when there are none.

    Raises:
        PydanticCustomError: inside a validator, where pydantic turns it into a ValidationError.

    """
    if problems:
        text = " ".join(str(problem) for problem in problems).replace("{", "{{").replace("}", "}}")
        raise PydanticCustomError(PROBLEMS, text, {"problems": list(problems)})
