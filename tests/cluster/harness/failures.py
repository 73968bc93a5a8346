"""What the harness raises."""


class HarnessError(Exception):
    """The cluster cannot be had: the rule, what was found, the next step."""
