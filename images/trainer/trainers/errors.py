"""What can be wrong with a program's data."""

from tuneround.errors import TuneroundError


class DataError(TuneroundError):
    """The program's data is not installed, or is not what it was written for."""
