"""Naming: how sentences name hyperparameters, the ends of their axes, and settings."""

from math import ceil

from tuneround.analysis.space.axes import OUTER, Axis
from tuneround.analysis.verdict import number
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar


def definition_text(definition: Hyperparameter) -> str:
    """Return the name of a hyperparameter with its condition.

    >>> definition_text(Hyperparameter(name="beta1", min=0.5, max=0.9, when={"opt": ["adam"]}))
    'beta1 (when opt = adam)'
    """
    condition = " and ".join(
        f"{parent} = {' or '.join(scalar_text(value) for value in accepted)}"
        for parent, accepted in definition.when.items()
    )
    return f"{definition.name} (when {condition})" if condition else definition.name


def scalar_text(value: Scalar) -> str:
    """Return a value as a sentence writes it.

    >>> scalar_text(0.000123456), scalar_text(True), scalar_text("adam")
    ('0.0001235', 'true', 'adam')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return number(value) if isinstance(value, float) else str(value)


def setting_text(label: str) -> str:
    """Return ` with <setting>`; empty in a round that compares none.

    >>> setting_text("optimizer=adam"), setting_text("")
    (' with optimizer=adam', '')
    """
    return f" with {label}" if label else ""


def zone_text(axis: Axis, upper: bool) -> str:
    """Return which part of an axis is its outer zone, and where that begins.

    >>> zone_text(Axis(Hyperparameter(name="rate", min=0.01, max=1.0, scale="log")), upper=True)
    'in the highest tenth of the range of rate, 0.631 to 1'
    >>> zone_text(Axis(Hyperparameter(name="layers", values=[1, 2, 4])), upper=False)
    'at the smallest value of layers, 1'
    """
    definition, name = axis.definition, definition_text(axis.definition)
    if not definition.is_range:
        count = ceil(OUTER * len(definition.choices))
        values = sorted(float(value) for value in definition.choices)
        shown = [number(value) for value in (values[-count:] if upper else values[:count])]
        which = "largest" if upper else "smallest"
        if count == 1:
            return f"at the {which} value of {name}, {shown[0]}"
        return f"at the {count} {which} values of {name}, {shown[0]} to {shown[-1]}"
    share = axis.outer(upper)
    inner = axis.value(1 - share if upper else share)
    if definition.is_integer:
        inner = round(inner) if upper else round(inner) - 1
    part = "tenth" if abs(share - OUTER) < 1e-9 else f"{100 * share:.0f}%"
    ends = (inner, axis.bound(upper)) if upper else (axis.bound(upper), inner)
    which = "highest" if upper else "lowest"
    return f"in the {which} {part} of the range of {name}, {number(ends[0])} to {number(ends[1])}"
