"""The command line: one file a group of commands, and one that translates errors."""

from typing import NoReturn


def main() -> NoReturn:
    """Run the command that `sys.argv` holds, and exit."""
    from tuneround.cli.entry import main

    main()
