"""Text: remarks to a person, on standard error; tuneround.text makes what a user wrote safe."""

import sys

from tuneround.text import one_line as one_line
from tuneround.text import visible as visible


def say(message: str) -> None:
    """Print a remark to standard error, where it never mixes with what a program may read."""
    print(visible(message), file=sys.stderr)
