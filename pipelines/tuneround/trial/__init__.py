"""What runs in a training pod: the supervisor beside the program, and the Trial inside it."""

from tuneround.trial.trial import Trial

__all__ = ["Trial"]
