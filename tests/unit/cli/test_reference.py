"""docs/cli.md is generated from --help: TUNEROUND_REGENERATE=1 writes it anew."""

import os
from pathlib import Path

import pytest
from tuneround.cli.application import COMMANDS

REFERENCE = Path(__file__).parents[3] / "docs" / "cli.md"
NAMES = [command.__name__ for command in COMMANDS]
HEAD = """\
# Commands

Generated from `--help`; the test `tests/unit/cli/test_reference.py` compares it, and writes it
anew when `TUNEROUND_REGENERATE=1` is set.

Every command exits with 0 when it is done, 1 when the world failed (a store, a program), 2 when
the input is wrong (nothing was started then), and 130 after Ctrl-C; `tuneround trial` has further
codes: [architecture.md](architecture.md#who-does-what-for-one-trial). What a program may read goes
to standard output; remarks, progress and errors go to standard error.

`tuneround --install-completion` teaches your shell to complete commands, options and round files.
"""


def section(title: str, text: str) -> str:
    """Return one part of the page."""
    return f"\n## {title}\n\n```text\n{text.rstrip()}\n```\n"


def test_reference_page_equals_every_command_s_help(tuneround) -> None:
    """docs/cli.md says what --help says, for every command."""
    page = HEAD + section("tuneround", tuneround("--help").out)
    page += "".join(section(f"tuneround {n}", tuneround(n, "--help").out) for n in NAMES)
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        REFERENCE.write_text(page)
    assert REFERENCE.read_text() == page, "run again with TUNEROUND_REGENERATE=1, and look at it"


@pytest.mark.parametrize("name", NAMES)
def test_help_ends_with_an_example_that_calls_the_command(name: str, tuneround) -> None:
    """Each command's help shows how it is called."""
    finished = tuneround(name, "--help")
    examples = finished.out.partition("Example")[2]
    assert finished.code == 0
    assert f"tuneround {name} " in examples


@pytest.mark.parametrize("name", NAMES)
def test_one_line_summary_is_whole_in_the_list_of_commands(name: str, tuneround) -> None:
    """No command's summary is cut off in `tuneround --help`."""
    (line,) = [x for x in tuneround("--help").out.splitlines() if x.startswith(f"  {name} ")]
    assert not line.endswith("...")
