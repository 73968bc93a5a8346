"""Trial: what `tuneround trial` does, and a direct way to it.

`python -m tuneround.cli.trial --index N` does the same without loading the command line's
framework: a runner on one machine starts it for every trial.
"""

import os
import sys
from pathlib import Path

from tuneround.errors import InputError


def run_trial(index: int, study: str | None = None, round_name: str | None = None) -> int:
    """Supervise one trial of a round whose plan is in the bucket; return the exit code.

    Args:
        index: the trial's number in the plan, from 0.
        study: the study's name; None: the variable TUNEROUND_STUDY.
        round_name: the round's name; None: the variable TUNEROUND_ROUND.

    Raises:
        InputError: when the study, the round or the bucket is named nowhere.

    """
    from tempfile import TemporaryDirectory

    from tuneround.cli.environment import store_from_environment
    from tuneround.trial.supervisor import supervise

    store = store_from_environment(study, round_name)
    progress_file = os.environ.get("TUNEROUND_PROGRESS_FILE")
    folder = os.environ.get("TUNEROUND_SCRATCH")
    with TemporaryDirectory(prefix=f"trial-{index:05d}-", dir=folder) as scratch:
        return supervise(
            store,
            index,
            scratch=Path(scratch),
            progress_file=Path(progress_file) if progress_file else None,
        )


def _index(arguments: list[str]) -> int:
    match arguments:
        case ["--index", text] if text.isascii() and text.isdigit():
            return int(text)
    raise InputError(
        "`python -m tuneround.cli.trial` takes `--index N` and nothing else; got "
        f"{' '.join(arguments) or 'nothing'}. `tuneround trial --help` lists the options."
    )


if __name__ == "__main__":
    from tuneround.cli.entry import exit_code

    sys.exit(exit_code(lambda: run_trial(_index(sys.argv[1:]))))
