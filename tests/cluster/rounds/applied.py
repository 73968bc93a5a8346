"""Applied: a round on the cluster as a TuningRound, by kubectl and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import yaml
from tuneround_operator.status import Condition, ConditionType, RoundStatus

from rounds.observed import END_SECONDS, ObservedRound

KIND = "tuningrounds.tuneround.dev"


class AppliedRound(ObservedRound):
    """A round that the operator looks after."""

    @property
    def name(self) -> str:
        """The round's name, also of a file that is no valid round."""
        name: str = yaml.safe_load(self.file.read_text(encoding="utf-8"))["metadata"]["name"]
        return name

    def apply(self) -> "AppliedRound":
        """Do `kubectl apply --filename round.yaml`, with the very file of `tuneround run`."""
        self.site.kubectl("apply", f"--filename={self.file}")
        return self

    def change(self, **spec: Any) -> None:
        """Change fields of the spec, named as in YAML; None takes one away."""
        self.site.kubectl(
            "patch", KIND, self.name, "--type=merge", "-p", json.dumps({"spec": spec})
        )

    def delete(self, seconds: int = 60) -> None:
        """Do `kubectl delete`, which ends when the TuningRound has gone."""
        self.site.kubectl("delete", KIND, self.name, f"--timeout={seconds}s")

    @property
    def resource(self) -> dict[str, Any]:
        """The TuningRound, as the API server has it."""
        return self.site.get(KIND, self.name)

    @property
    def status(self) -> RoundStatus:
        """What the operator says of it."""
        return RoundStatus.model_validate(self.resource.get("status", {}))

    def condition(self, type_: ConditionType) -> Condition:
        """Return one of its conditions."""
        (found,) = [each for each in self.status.conditions if each.type == type_]
        return found

    def wait_for_condition(
        self, type_: ConditionType, status: str = "True", seconds: int = END_SECONDS
    ) -> None:
        """Wait until a condition is said of the present generation."""
        wanted = f"--for=condition={type_}={status}"
        self.site.kubectl("wait", KIND, self.name, wanted, f"--timeout={seconds}s")

    def wait_for(self, field: str, value: object, seconds: int = END_SECONDS) -> None:
        """Wait until a field of the status has a value."""
        wanted = f"--for=jsonpath={{.status.{field}}}={value}"
        self.site.kubectl("wait", KIND, self.name, wanted, f"--timeout={seconds}s")

    def succeed(self, seconds: int = END_SECONDS) -> None:
        """Wait until the round has succeeded, as its spec is now."""
        self.wait_for_condition(ConditionType.SUCCEEDED, seconds=seconds)

    @property
    def workflows(self) -> list[str]:
        """The names of its Workflows."""
        listed = self.site.get("workflows", f"--selector=tuneround.dev/round={self.name}")
        return sorted(item["metadata"]["name"] for item in listed["items"])

    @property
    def events(self) -> list[tuple[str, str]]:
        """Reason and message of every Event that was written of it, each as often as it was."""
        selector = f"involvedObject.kind=TuningRound,involvedObject.name={self.name}"
        listed = self.site.get("events", f"--field-selector={selector}")["items"]
        told = [(event, event.get("count") or 1) for event in listed]
        return sorted((event["reason"], event["message"]) for event, n in told for _ in range(n))

    @property
    def commits(self) -> int:
        """How many evaluations its trials have committed."""
        spec = self.round.spec.budget
        steps = sum(self.survey(index).last_committed for index in range(spec.trials))
        return steps // spec.evaluate_every

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left on the cluster."""
        selector = f"--selector=tuneround.dev/round={self.name}"
        left = self.site.kubectl("get", "workflows,pods", selector, "--output=name")
        same = self.site.kubectl("get", KIND, self.name, "--ignore-not-found", "--output=name")
        return not left and not same

    def wait_until_gone(self) -> None:
        """Wait until nothing of it is left on the cluster."""
        self.wait("nothing is left of the round", lambda: self.is_gone)


Apply = Callable[[str], AppliedRound]
"""Writes a round's file and applies it; a fixture."""
