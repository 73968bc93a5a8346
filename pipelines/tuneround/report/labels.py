"""Labels: values and names as the page and its figures write them."""

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar
from tuneround.text import one_line

ELLIPSIS = "…"


def value_text(value: Scalar | None) -> str:
    """Return a value as a table shows it; empty when there is none.

    >>> value_text(0.000123456), value_text(True), value_text("adam"), value_text(None)
    ('0.0001235', 'true', 'adam', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def duration_text(seconds: float | None) -> str:
    """Return a length of time in its two largest units.

    >>> duration_text(7.25), duration_text(605), duration_text(7500), duration_text(None)
    ('7.2 s', '10 min 5 s', '2 h 5 min', '')
    """
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min {seconds % 60:.0f} s"
    return f"{minutes // 60} h {minutes % 60} min"


def condition_text(hyperparameter: Hyperparameter) -> str:
    """Return the conditions under which a hyperparameter exists; empty when there are none."""
    return " and ".join(
        f"{parent} = {' or '.join(value_text(value) for value in accepted)}"
        for parent, accepted in hyperparameter.when.items()
    )


def shortened(text: str, length: int) -> str:
    """Return `text` on one line and at most `length` characters long.

    >>> shortened("a long label", 7)
    'a long…'
    """
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + ELLIPSIS
