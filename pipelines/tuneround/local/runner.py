"""Runner: a whole round on this machine; run again, it goes on where the last one stopped."""

import sys
from pathlib import Path
from typing import TextIO

from tuneround.local.order import Order
from tuneround.local.signals import received_signals
from tuneround.local.stages import Stages
from tuneround.local.storage import served_storage
from tuneround.local.table import display_on
from tuneround.local.workdir import Workdir
from tuneround.spec.reading import read_round


def run_round(
    file: Path,
    workdir: Path,
    *,
    parallelism: int | None = None,
    report: bool = True,
    out: TextIO | None = None,
) -> int:
    """Run the round of `file`: plan, trials, aggregation. Call it from the main thread.

    Args:
        file: the round's YAML.
        workdir: folder of local rounds.
        parallelism: trials at once; None: as far as budget and cores go.
        report: write the report's page.
        out: where to show progress; None: standard output.

    Returns:
        0: aggregated, with at least one completed trial; 1: with none; 130, 143 or 129: stopped.

    Raises:
        SpecError: the file is wrong.
        IdentityError: a round of this name exists, and it is another one.
        WorkdirBusyError: another runner holds `workdir`.

    """
    round_, text = read_round(file), file.read_text("utf-8")
    order = Order(file, workdir, parallelism, report)
    display = display_on(out or sys.stdout)
    with Workdir(workdir).lock(), received_signals() as signals:
        try:
            with served_storage(round_.spec.storage, Workdir(workdir)) as place:
                stages = Stages(round_, order, place, display, signals)
                stages.announce()
                return stages.perform(text)
        except KeyboardInterrupt:
            display.say(f"Stopped. Go on with: {order.command}")
            return signals.exit_code
