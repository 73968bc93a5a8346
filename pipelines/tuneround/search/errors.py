"""PlanError: a plan that cannot be made from the spec as it stands."""

from tuneround.errors import InputError


class PlanError(InputError):
    """The search has no such trials; nothing was planned."""
