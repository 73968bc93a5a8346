"""What may change of a round on the API server, before and after its first Workflow."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from harness.failures import HarnessError
from harness.kubectl import Kubectl
from harness.namespaces import create
from harness.tuningrounds import define
from made_cluster_rounds import round_text

Sections = dict[str, Any]
SPACE = [
    {"name": "a", "values": [1.0, 2.0]},
    {"name": "b", "min": 1.0e-3, "max": 1.0, "scale": "log", "when": {"a": [1.0]}},
]
CHANGES: dict[str, tuple[Sections, str]] = {
    "metric": (
        {"objective": {"metric": "valid/error", "direction": "minimize"}},
        "`objective.metric` does not change once the round was submitted; got valid/loss -> "
        "valid/error",
    ),
    "direction": (
        {"objective": {"metric": "valid/loss", "direction": "maximize"}},
        "`objective.direction` does not change once the round was submitted; got minimize -> "
        "maximize",
    ),
    "steps": ({"budget": {"steps": 20}}, "`budget.steps` does not change"),
    "evaluations": ({"budget": {"evaluateEvery": 2}}, "submitted; got 5 -> 2"),
    "repeats": ({"budget": {"repeats": 2}}, "submitted; got 1 -> 2"),
    "image": ({"trainer": {"image": "trainer:2"}}, "submitted; got trainer:1 -> trainer:2"),
    "command": ({"trainer": {"command": ["other"]}}, "`trainer.command` does not change"),
    "values": (
        {"hyperparameters": {"nuisance": [SPACE[0] | {"values": [1.0, 3.0]}, SPACE[1]]}},
        "`hyperparameters` does not change",
    ),
    "bounds": (
        {"hyperparameters": {"nuisance": [SPACE[0], SPACE[1] | {"max": 2.0}]}},
        "`hyperparameters` does not change",
    ),
    "condition": (
        {"hyperparameters": {"nuisance": [SPACE[0], SPACE[1] | {"when": {"a": [2.0]}}]}},
        "`hyperparameters` does not change",
    ),
    "search": ({"search": {"seed": 7}}, "`search` does not change"),
    "fewer trials": (
        {"budget": {"trials": 4}},
        "`budget.trials` may grow, and not shrink, once the round was submitted; got 8 -> 4",
    ),
    "lower resume": ({"resume": 0}, "`resume` counts up; got 1 -> 0"),
}
FREE: dict[str, Sections] = {
    "the same": {},
    "more trials": {"budget": {"trials": 16}},
    "explicit default": {"budget": {"repeats": 1}},
    "parallelism": {"budget": {"parallelism": 1, "retries": 0}},
    "resources": {"trainer": {"resources": {"cpu": 0.5}}},
    "goal": {"goal": "Does it still?", "objective": {
        "metric": "valid/loss", "direction": "minimize", "minEffect": 0.5}},
    "levers": {"suspend": False, "stop": True, "resume": 2, "ttlSecondsAfterFinished": 60},
}  # fmt: skip


@pytest.fixture(scope="module")
def room(kubectl: Kubectl) -> Iterator[str]:
    """Return a namespace for rounds that are stored; suspended, they begin nowhere."""
    define(kubectl)
    name = f"changes-{secrets.token_hex(3)}"
    create(kubectl, name)
    yield name
    kubectl("delete", "namespace", name, "--wait=false")


Apply = Callable[..., str]


@pytest.fixture
def apply(kubectl: Kubectl, room: str) -> Apply:
    """Return what applies a round of some name, its sections changed."""

    def applied(name: str, *flags: str, **changed: Any) -> str:
        sections = {"suspend": True, "hyperparameters": {"nuisance": SPACE}, "resume": 1}
        stdin = yaml.safe_dump(yaml.safe_load(round_text(name, **sections | changed)))
        return kubectl("--namespace", room, "apply", *flags, "--filename=-", stdin=stdin)

    return applied


@pytest.fixture(scope="module")
def submit(kubectl: Kubectl, room: str) -> Callable[[str], None]:
    """Return what writes the status of a round that was submitted."""

    def submitted(name: str) -> None:
        patch = '{"status": {"submitted": {"workflow": "w", "trials": 8, "resume": 1}}}'
        flags = ["--subresource=status", "--type=merge", f"--patch={patch}"]
        kubectl("--namespace", room, "patch", "tr", name, *flags)

    return submitted


Submit = Callable[[str], None]


@pytest.mark.parametrize(("changed", "said"), CHANGES.values(), ids=CHANGES)
def test_submitted_round_keeps_what_trials_compute(
    apply: Apply, submit: Submit, changed: Sections, said: str
) -> None:
    """A change of identity is free before the first Workflow, and refused after it."""
    apply("kept")
    submit("kept")
    with pytest.raises(HarnessError) as caught:
        apply("kept", "--dry-run=server", **changed)
    assert said in str(caught.value)
    apply("open")
    assert "configured" in apply("open", "--dry-run=server", **changed)


@pytest.mark.parametrize("changed", FREE.values(), ids=FREE)
@pytest.mark.parametrize("way", [[], ["--server-side"]], ids=["client", "server"])
def test_submitted_round_may_change_the_rest(
    apply: Apply, submit: Submit, changed: Sections, way: list[str]
) -> None:
    """More trials, resources and what the operator is told may change, both ways to apply."""
    name = "server" if way else "client"
    apply(name, *way)
    submit(name)
    apply(name, "--dry-run=server", *way, **changed)


def test_status_of_a_round_that_shrank_meanwhile_is_written(
    kubectl: Kubectl, room: str, apply: Apply, submit: Submit
) -> None:
    """A spec that shrank just before the status said what was submitted holds up no status."""
    apply("late", budget={"trials": 4}, resume=0)
    submit("late")
    submit("late")
    flags = ["--type=merge", '--patch={"metadata": {"labels": {"a": "b"}}}']
    kubectl("--namespace", room, "patch", "tr", "late", *flags)
    with pytest.raises(HarnessError, match="got 8 -> 3"):
        apply("late", budget={"trials": 3}, resume=0)
    assert "configured" in apply("late", budget={"trials": 8}, resume=1)
