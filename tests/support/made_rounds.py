"""Rounds made for tests of the plan: one by hand, and a strategy for any."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec

Definition = dict[str, Any]

OPTIMIZERS: dict[str, list[Definition]] = {
    "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
    "nuisance": [
        {"name": name, "min": low, "max": 1.0, "scale": "log", "when": {"optimizer": [optimizer]}}
        for optimizer, name, low in (
            ("nesterov", "learning_rate", 1e-3),
            ("nesterov", "one_minus_momentum", 1e-2),
            ("adam", "learning_rate", 1e-5),
            ("adam", "one_minus_beta1", 1e-2),
        )
    ],
    "fixed": [{"name": "batch_size", "value": 64}],
}
"""The playbook's example: two optimizers, each with its own nuisances."""


def round_spec(
    hyperparameters: Mapping[str, Sequence[Definition]] = OPTIMIZERS,
    *,
    trials: int = 12,
    repeats: int = 1,
    **search: Any,
) -> RoundSpec:
    """Return a valid spec of a round over `hyperparameters`."""
    return RoundSpec.model_validate(
        {
            "study": "made",
            "goal": "Does the plan hold?",
            "objective": {"metric": "valid/loss", "direction": "minimize"},
            "trainer": {"command": ["true"]},
            "budget": {"trials": trials, "repeats": repeats, "steps": 10, "evaluateEvery": 5},
            "hyperparameters": hyperparameters,
            "search": search,
        }
    )


VALUES = st.one_of(
    st.lists(st.sampled_from(["x", "y", "z", "w"]), min_size=2, max_size=3, unique=True),
    st.lists(st.integers(-3, 3), min_size=2, max_size=3, unique=True),
    st.sampled_from([[False, True], ["only"]]),
)


@st.composite
def ranges(draw: st.DrawFn) -> Definition:
    """Draw `min`, `max`, `scale` and `type` of a range."""
    if draw(st.booleans()):
        low = draw(st.integers(1, 100))
        bounds: Definition = {
            "min": low,
            "max": low + draw(st.integers(1, 1000)),
            "type": "integer",
        }
    else:
        low_float = draw(st.floats(1e-12, 1e6))
        bounds = {"min": low_float, "max": low_float * draw(st.floats(1.001, 1e9))}
    return bounds | {"scale": draw(st.sampled_from(["linear", "log"]))}


@st.composite
def spaces(draw: st.DrawFn) -> dict[str, list[Definition]]:
    """Draw scientific, nuisance and fixed hyperparameters, conditional ones and doubles among them.

    A condition names an earlier hyperparameter with values, so that there are no circles.
    """
    space: dict[str, list[Definition]] = {"scientific": [], "nuisance": [], "fixed": []}
    for number in range(draw(st.integers(0, 7))):
        role = draw(st.sampled_from(["scientific", "nuisance", "nuisance", "fixed"]))
        parent, shares = draw(_conditions(space, role))
        names = draw(st.sampled_from([(f"h{number}",) * 2, (f"h{number}", f"g{number}")]))
        for name, share in zip(names, shares, strict=False):
            when = {"when": {parent: share}} if share else {}
            space[role].append({"name": name} | _content(draw, role) | when)
    return {role: draw(st.permutations(found)) for role, found in space.items()}


@st.composite
def _conditions(
    draw: st.DrawFn, space: dict[str, list[Definition]], role: str
) -> tuple[str, list[list[Scalar]]]:
    """Draw a parent and one or two disjoint shares of its values, or no parent and no share."""
    roles = ["scientific"] if role == "scientific" else ["scientific", "nuisance", "fixed"]
    givers = [h for giver_role in roles for h in space[giver_role]]
    ranged = {h["name"] for h in givers if "min" in h}
    givers = [h for h in givers if h["name"] not in ranged]
    if not givers or draw(st.booleans()):
        return "", [[]]
    parent = draw(st.sampled_from(givers))
    choices = parent.get("values", [parent.get("value")])
    cut = draw(st.integers(1, len(choices)))
    return parent["name"], [share for share in (choices[:cut], choices[cut:]) if share]


def _content(draw: st.DrawFn, role: str) -> Definition:
    if role == "fixed":
        return {"value": draw(st.sampled_from([1, 0.5, "x", True]))}
    return {"values": draw(VALUES)} if draw(st.booleans()) else draw(ranges())


@st.composite
def round_specs(draw: st.DrawFn) -> RoundSpec:
    """Draw a quasi-random round over any space, with room for trials beyond every test's count."""
    space = draw(spaces())
    crossable = all("values" in h for h in space["scientific"])
    return round_spec(
        space,
        trials=1_000_000,
        repeats=draw(st.integers(1, 3)),
        algorithm=draw(st.sampled_from(["halton", "sobol"])),
        design=draw(st.sampled_from([None, "sampled", *(["crossed"] if crossable else [])])),
        seed=draw(st.integers(0, 2**32 - 1)),
    )
