"""TuningRound: one question about a model, the file that `tuneround`, `argo` and `kubectl` take."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, StrictBool, StrictStr, model_validator

from tuneround.spec.budget import Budget
from tuneround.spec.checkpoints import Checkpoints
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import SpecModel
from tuneround.spec.objective import Objective
from tuneround.spec.patterns import DNS_LABEL, NAMESPACE, NOT_BLANK, ONE_LINE
from tuneround.spec.problems import raise_problems
from tuneround.spec.rules.round import round_problems
from tuneround.spec.search import Design, Search
from tuneround.spec.settings import Setting, design_in_force, scientific_settings
from tuneround.spec.storage import Storage
from tuneround.spec.trainer import Trainer
from tuneround.spec.workflow import Workflow

API_VERSION = "tuneround.dev/v1alpha1"
TEN_YEARS = 10 * 365 * 24 * 3600
"""In seconds."""


class Metadata(SpecModel):
    """What Kubernetes calls metadata; only the name matters to a local run."""

    name: str = Field(pattern=DNS_LABEL)
    """The round's name: a DNS label of at most 52 characters, unique in its study."""
    namespace: str = Field(default="default", pattern=NAMESPACE)
    """Kubernetes namespace; also part of the default storage prefix."""
    labels: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Kubernetes labels."""
    annotations: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Kubernetes annotations."""


class RoundSpec(SpecModel):
    """The question, the program, the budget and the search space."""

    study: str = Field(pattern=ONE_LINE, max_length=300)
    """The study this round belongs to; rounds of one study share baselines and the ledger."""
    goal: str = Field(pattern=NOT_BLANK, max_length=2000)
    """The question this round answers, narrow enough to be answered."""
    previous: str | None = Field(default=None, pattern=DNS_LABEL)
    """Name of the round of this study that this one follows; `tuneround next` writes it."""
    objective: Objective
    """The metric that decides, and which way is better."""
    trainer: Trainer
    """The training program."""
    budget: Budget
    """Trials, steps and how often to look."""
    hyperparameters: Hyperparameters
    """The search space, and what is held fixed."""
    search: Search = Search()
    """How the points of the search space are chosen."""
    checkpoints: Checkpoints = Checkpoints()
    """Which checkpoints a trial keeps."""
    storage: Storage | None = None
    """The bucket; left out, a local run's embedded server or a cluster's defaults."""
    workflow: Workflow = Workflow()
    """How the round becomes Argo Workflows."""
    suspend: StrictBool = False
    """On Kubernetes: begin no further trials; those that train go on. Take it back to go on."""
    stop: StrictBool = False
    """For the operator: let the trials save and end, and judge what is there. Take it back to go on
    with what is missing."""
    resume: int = Field(default=0, ge=0, le=999, strict=True)
    """For the operator: raise it to go on with the trials that have no outcome, after a round that
    ended without them."""
    ttl_seconds_after_finished: int | None = Field(default=None, ge=0, le=TEN_YEARS, strict=True)
    """For the operator: seconds after the round's end until it deletes the TuningRound with its
    Workflows; left out, they stay. The results are in the bucket either way."""

    @property
    def settings(self) -> list[Setting]:
        """The scientific settings of a crossed design; one empty setting for a sampled one."""
        if self.design is Design.SAMPLED:
            return [{}]
        return scientific_settings(self.hyperparameters)

    @property
    def design(self) -> Design:
        """The design in force, `search.design` or its default; listed points are never crossed."""
        return design_in_force(self.search, self.hyperparameters)

    @model_validator(mode="after")
    def _check(self) -> "RoundSpec":
        raise_problems(round_problems(dict(self)))
        return self


class TuningRound(SpecModel):
    """A tuning round."""

    api_version: Literal["tuneround.dev/v1alpha1"]
    """Version of this format."""
    kind: Literal["TuningRound"]
    """What the file describes."""
    metadata: Metadata
    """Name, and what Kubernetes needs."""
    spec: RoundSpec
    """The round itself."""

    @property
    def name(self) -> str:
        """The round's name."""
        return self.metadata.name
