"""tuneround: one written question, many parallel trainings, one answer with evidence.

A training program needs two names of this package, and importing it loads neither torch nor boto3:

    from tuneround import Trial

The rooms, in the order in which data flows, are described in docs/architecture.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuneround.errors import TuneroundError as TuneroundError
    from tuneround.trial import Trial as Trial

__all__ = ["Trial", "TuneroundError", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the public names on first use, so that `import tuneround` stays cheap."""
    if name == "Trial":
        from tuneround.trial import Trial

        return Trial
    if name == "TuneroundError":
        from tuneround.errors import TuneroundError

        return TuneroundError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
