"""Status: what kubectl shows of a round; the CRD's schema comes from it.

Never lists of trials: a round may have a million.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class StatusModel(BaseModel):
    """Base: frozen, camelCase on the cluster; fields of a newer operator are ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


class ConditionType(StrEnum):
    """What is said of every round. True, False, or Unknown while it is open."""

    ACCEPTED = "Accepted"
    """The spec is a valid round, and the platform team permits its images and buckets."""
    SUBMITTED = "Submitted"
    """The round has, or had, its Workflow."""
    RUNNING = "Running"
    """A Workflow of the round is at work: not suspended, not stopped, not ended."""
    SUCCEEDED = "Succeeded"
    """Every planned trial is accounted for, at least one completed, and an answer stands."""
    DEGRADED = "Degraded"
    """Something needs a person: failed, interrupted or missing trials, many infeasible ones, a
    Workflow that broke."""


class ConditionStatus(StrEnum):
    """Kubernetes' three answers."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


class Condition(StatusModel):
    """One condition, as Kubernetes spells it."""

    type: str = Field(max_length=316)
    """Which one; each stands once."""
    status: ConditionStatus
    """True, False or Unknown."""
    observed_generation: int = Field(ge=0)
    """The generation of the round that this was said of."""
    last_transition_time: str
    """When `status` last changed; UTC, RFC 3339."""
    reason: str = Field(max_length=1024)
    """One word for programs."""
    message: str = Field(max_length=32768)
    """A sentence for people: rule, value got and next step where something is wrong."""


class TrialCounts(StatusModel):
    """How many trials are where; from pods while the round runs, from its summary afterwards."""

    planned: int = 0
    """The budget's."""
    done: int = 0
    """Trials whose pods are over, whatever became of them."""
    running: int = 0
    """Pods that train."""
    completed: int = 0
    """Trained to the last step."""
    infeasible: int = 0
    """Diverged, or could not run with their hyperparameters: a result."""
    failed: int = 0
    """The program raised, and would again."""
    interrupted: int = 0
    """Begun and not finished, retries exhausted."""
    missing: int = 0
    """Planned, and never begun; counted when the round has ended."""
    retried: int = 0
    """Pods that were started again."""


class Best(StatusModel):
    """The best evaluation of all completed trials, chosen in hindsight."""

    trial: int
    """Its number in the plan."""
    step: int
    """The step of the evaluation."""
    metric: str
    """The objective's name."""
    value: float
    """The objective there."""
    checkpoint: str | None = None
    """URI of the best checkpoint that was kept."""


class Submitted(StatusModel):
    """What the newest Workflow was asked for; it outlives the Workflow."""

    workflow: str
    """Its name."""
    trials: int
    """The budget's trials then."""
    resume: int = 0
    """The spec's `resume` then."""
    stopped: bool = False
    """Whether `spec.stop` ended it; it goes on when that is taken back."""


class RoundStatus(StatusModel):
    """The status of a TuningRound. Only the operator writes it."""

    observed_generation: int = 0
    """The generation of the spec that this status is about."""
    state: str = "Pending"
    """One word for the printer column: Pending, Invalid, Refused, Running, Suspended, Stopping,
    Stopped, Succeeded, Failed."""
    progress: str = ""
    """Trials done and planned, for example `12/32`."""
    trials: TrialCounts = TrialCounts()
    """Counts of trials."""
    best: Best | None = None
    """The best evaluation; while the round runs, the best that its pods have reported."""
    verdict: str = ""
    """The answer in one sentence, when the round has ended."""
    report: str = ""
    """URI of the report's page."""
    result: int = 0
    """Number of the aggregation that this status tells of; 0: none yet."""
    judged: TrialCounts | None = None
    """The counts of that aggregation; while the round goes on, `trials` may be further."""
    submitted: Submitted | None = None
    """The newest Workflow."""
    notified: int = 0
    """Number of the aggregation whose notification was delivered; 0: none."""
    notified_end: str | None = None
    """The completion time of an end without a result whose notification was delivered."""
    start_time: str | None = None
    """When the first Workflow was created; UTC, RFC 3339."""
    completion_time: str | None = None
    """When the newest Workflow ended, if none runs; UTC, RFC 3339."""
    conditions: tuple[Condition, ...] = ()
    """Accepted, Submitted, Running, Succeeded, Degraded."""
