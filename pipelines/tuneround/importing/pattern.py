"""PathPattern: paths with names in braces, `study_{repeat}/trial_{trial}/metrics.csv`."""

import glob
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class PathPattern:
    """A path in which `{name}` stands for a part of a name, and `*` for any.

    Attributes:
        text: the pattern.

    """

    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The names in braces, each once."""
        return tuple(dict.fromkeys(FIELD.findall(self.text)))

    def matches(self) -> list[tuple[Path, dict[str, str]]]:
        """Return every path that exists and fits, with the values of the fields."""
        form = re.compile(self._form())
        found = ((path, form.fullmatch(path)) for path in sorted(glob.glob(self._glob())))  # noqa: PTH207
        return [(Path(path), match.groupdict()) for path, match in found if match]

    def filled(self, values: Mapping[str, str]) -> Path:
        """Return the path with `values` for its fields."""
        return Path(FIELD.sub(lambda match: values[match.group(1)], self.text))

    def _glob(self) -> str:
        literal = FIELD.split(self.text)[::2]
        return "*".join(glob.escape(part).replace("[*]", "*") for part in literal)

    def _form(self) -> str:
        parts, seen, form = FIELD.split(self.text), set(), ""
        for number, part in enumerate(parts):
            if number % 2 == 0:
                form += re.escape(part).replace(r"\*", "[^/]*")
            elif part in seen:
                form += f"(?P={part})"
            else:
                form += f"(?P<{part}>[^/]+)"
                seen.add(part)
        return form
