"""Transitions: what a round keeps once its first Workflow was submitted.

The rules stand at the root, where status and spec are both seen. Before the first Workflow
everything may change.
"""

from tuneround_operator.crd.rule import Rule

IS_OPEN = "!has(oldSelf.status) || !has(oldSelf.status.submitted)"
ASKED = "oldSelf.status.submitted"


def _kept(path: str, default: str | None = None) -> Rule:
    """Return the rule that a scalar stays what it is; `default` is what it is when left out."""
    new, old = (
        f"{root}.spec.{path}" if default is None else _given(f"{root}.spec.{path}", default)
        for root in ("self", "oldSelf")
    )
    return _identity(f"{new} == {old}", path, "%s -> %s", (old, new))


def _given(value: str, default: str) -> str:
    return f"(has({value}) ? {value} : {default})"


def _kept_whole(path: str) -> Rule:
    """Return the rule that a list or a section stays what it is, or stays left out."""
    new, old = f"self.spec.{path}", f"oldSelf.spec.{path}"
    same = f"has({new}) == has({old}) && (!has({new}) || {new} == {old})"
    return _identity(same, path, "another one")


def _identity(holds: str, path: str, got: str, values: tuple[str, ...] = ()) -> Rule:
    return Rule(
        holds=f"{IS_OPEN} || ({holds})",
        sentence=(
            "A round keeps its identity, so that its trials stay comparable: "
            f"`{path}` does not change once the round was submitted"
        ),
        got=got,
        values=values,
        next_step="Give the changed round a name of its own",
        path=f".spec.{path}",
    )


IDENTITY = (
    _kept("objective.metric"),
    _kept("objective.direction"),
    _kept("budget.steps"),
    _kept("budget.evaluateEvery"),
    _kept("budget.repeats", "1"),
    _kept("trainer.image", "''"),
    _kept_whole("trainer.command"),
    _kept_whole("hyperparameters"),
    _kept_whole("search"),
)
TRIALS, ASKED_TRIALS = "self.spec.budget.trials", f"{ASKED}.trials"
RESUME, ASKED_RESUME = _given("self.spec.resume", "0"), _given(f"{ASKED}.resume", "0")
GROWTH = (
    # Against the old spec too: a status may come later than a change of the spec, and is no change.
    Rule(
        holds=f"{IS_OPEN} || {TRIALS} >= {ASKED_TRIALS} || {TRIALS} >= oldSelf.spec.budget.trials",
        sentence="`budget.trials` may grow, and not shrink, once the round was submitted",
        got="%s -> %s",
        values=(ASKED_TRIALS, TRIALS),
        next_step="Write as many or more; `stop: true` ends a round early",
        path=".spec.budget.trials",
    ),
    Rule(
        holds=(
            f"{IS_OPEN} || {RESUME} >= {ASKED_RESUME} || "
            f"{RESUME} >= {_given('oldSelf.spec.resume', '0')}"
        ),
        sentence="`resume` counts up",
        got="%s -> %s",
        values=(ASKED_RESUME, RESUME),
        next_step="Write a larger one to go on with what is missing",
        path=".spec.resume",
    ),
)
