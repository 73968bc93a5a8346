"""Two operators, people and Argo, in any order: what must hold whatever happens."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)
from operator_world import TakenError, World
from tuneround_operator.actions import CreateWorkflow, PatchWorkflow
from tuneround_operator.reconcile import reconcile
from tuneround_operator.reconciliation import Change

OPERATORS = ("one", "other")
FATES = st.sampled_from(("completed", "completed", "infeasible", "failed", "lost", "given up"))
MOST_TRIALS = 14


class Operators(RuleBasedStateMachine):
    """Operators that look, act in several steps, and die in between."""

    @initialize(shard_size=st.sampled_from((1000, 3)))
    def begin(self, shard_size: int) -> None:
        """Apply a round of 8 trials, large enough for shards or not."""
        self.world = World(workflow={"shardSize": shard_size})
        self.plans: dict[str, list[Any]] = {name: [] for name in OPERATORS}

    # Operators.

    @rule(name=st.sampled_from(OPERATORS))
    def look(self, name: str) -> None:
        """Decide, and begin with nothing of it yet."""
        observed = self.world.observe()
        outcomes = dict(self.world.argo.outcomes)
        decided = reconcile(observed)
        write = (decided.status, observed.resource, outcomes)
        self.plans[name] = [
            *decided.actions,
            *([write] if decided.change is not Change.NONE else []),
        ]

    @precondition(lambda self: any(self.plans.values()))
    @rule(name=st.sampled_from(OPERATORS))
    def act(self, name: str) -> None:
        """Do the next thing that was decided, however much has changed since."""
        if self.plans[name]:
            self._do(name, self.plans[name].pop(0))

    @rule(name=st.sampled_from(OPERATORS))
    def die(self, name: str) -> None:
        """Forget what was decided."""
        self.plans[name] = []

    @rule()
    def settle(self) -> None:
        """Look and act alone, until nothing is left to do: soon, and with nothing more to say."""
        for _ in range(4):
            for name in OPERATORS:
                self.plans[name] = []
            self.look("one")
            if not self.plans["one"]:
                return
            while self.plans["one"]:
                self.act("one")
        raise AssertionError("an unchanged round is written again and again")

    # People.

    @rule(more=st.integers(1, 3))
    def grow(self, more: int) -> None:
        """Ask for more trials."""
        trials = self.world.spec["budget"]["trials"]
        if trials + more <= MOST_TRIALS:
            self.world.reasons += 1
            self.world.edit(budget={"trials": trials + more})

    @rule()
    def resume(self) -> None:
        """Ask for the trials without an outcome."""
        self.world.reasons += 1
        self.world.edit(resume=self.world.spec.get("resume", 0) + 1)

    @rule()
    def stop_or_not(self) -> None:
        """Set spec.stop, or take it back."""
        was = self.world.spec.get("stop", False)
        self.world.reasons += was
        self.world.edit(stop=not was)

    @rule()
    def suspend_or_not(self) -> None:
        """Set spec.suspend, or take it back."""
        self.world.edit(suspend=not self.world.spec.get("suspend", False))

    @rule(parallelism=st.integers(1, 5))
    def spread(self, parallelism: int) -> None:
        """Have more or fewer trials at once."""
        self.world.edit(budget={"parallelism": parallelism})

    @rule()
    def spoil_or_mend(self) -> None:
        """Write a spec that is refused, or correct it."""
        spoiled = self.world.spec["budget"]["evaluateEvery"] == 0
        self.world.edit(budget={"evaluateEvery": 5 if spoiled else 0})

    @precondition(lambda self: self.world.argo.workflows and not self._is_creating())
    @rule(data=st.data())
    def delete_by_hand(self, data: st.DataObject) -> None:
        """Delete a Workflow."""
        self.world.delete_workflow(data.draw(st.sampled_from(sorted(self.world.argo.workflows))))

    @precondition(lambda self: not self._is_creating())
    @rule()
    def apply_anew(self) -> None:
        """Delete the round, and apply it again."""
        self.world.delete_round()

    # Argo, and time.

    @precondition(lambda self: self.world.argo.live())
    @rule(data=st.data(), fate=FATES, tells=st.booleans(), steps=st.integers(1, 12))
    def advance(self, data: st.DataObject, fate: str, tells: bool, steps: int) -> None:
        """Let a Workflow come further."""
        name = data.draw(st.sampled_from(self.world.argo.live()))
        for _ in range(steps):
            if name in self.world.argo.live():
                self.world.argo.advance(name, fate, tells=tells, now=self.world.now)

    @rule()
    def let_time_go_by(self) -> None:
        """Come back after Argo has forgotten what has ended, of which the operators had heard."""
        self.settle()
        self.world.forget()

    def teardown(self) -> None:
        """Leave the round alone: it ends, with every trial accounted for."""
        if not hasattr(self, "world"):
            return
        self.world.edit(stop=False, suspend=False, budget={"evaluateEvery": 5})
        self.world.reasons += 1
        self._run_to_the_end()
        self.world.reasons += 1
        self.world.edit(resume=self.world.spec.get("resume", 0) + 1)
        self._run_to_the_end()
        status = self.world.resource["status"]
        trials = self.world.spec["budget"]["trials"]
        assert set(self.world.argo.outcomes) == set(range(trials))
        is_answered = "completed" in self.world.argo.outcomes.values()
        assert status["state"] == ("Succeeded" if is_answered else "Failed"), status
        assert status["progress"] == f"{trials}/{trials}"

    def _run_to_the_end(self) -> None:
        for _ in range(200):
            self.settle()
            live = self.world.argo.live()
            if not live:
                return
            for name in live:
                self.world.argo.advance(name, "completed", tells=True, now=self.world.now)
        raise AssertionError("the round never ends")

    def _do(self, name: str, step: Any) -> None:
        match step:
            case CreateWorkflow():
                try:
                    self.world.create(step.manifest)
                except TakenError:
                    self.plans[name] = []
            case PatchWorkflow():
                self.world.patch(step.name, step.body)
            case _:
                self.world.write_status(*step)

    def _is_creating(self) -> bool:
        steps = (step for plan in self.plans.values() for step in plan)
        return any(isinstance(step, CreateWorkflow) for step in steps)


TestOperators = Operators.TestCase
TestOperators.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
