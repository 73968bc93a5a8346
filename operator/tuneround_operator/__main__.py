"""`python -m tuneround_operator`: look after the TuningRounds of a cluster."""

import asyncio
import signal
import sys

from tuneround.errors import TuneroundError

from tuneround_operator.logs import configure
from tuneround_operator.settings import settings_of


def main() -> int:
    """Run the operator; return its exit code."""
    settings = settings_of()
    configure(settings.log_format, verbose=settings.verbose)
    # kopf imports the package kubernetes where it is, to know its models: 50 MiB for nothing.
    sys.modules["kubernetes"] = None  # type: ignore[assignment]
    from tuneround_operator.application import operate

    async def until_told() -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await operate(settings)

    try:
        asyncio.run(until_told())
    except asyncio.CancelledError:
        return 0  # told to end before kopf had begun
    except TuneroundError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
