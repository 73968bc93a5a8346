"""TuningRound: one question about a model, the file that `tuneround`, `argo` and `kubectl` take."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, StrictStr, model_validator

from tuneround.spec.budget import Budget
from tuneround.spec.checkpoints import Checkpoints
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import SpecModel
from tuneround.spec.objective import Objective
from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.search import Algorithm, Design, Search
from tuneround.spec.settings import (
    MAX_CROSSED_BY_DEFAULT,
    MAX_SETTINGS,
    Setting,
    scientific_settings,
)
from tuneround.spec.storage import Storage
from tuneround.spec.trainer import Trainer

API_VERSION = "tuneround.dev/v1alpha1"
DNS_LABEL = r"^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$"


class Metadata(SpecModel):
    """What Kubernetes calls metadata; only the name matters to a local run."""

    name: str = Field(pattern=DNS_LABEL)
    """The round's name: a DNS label of at most 52 characters, unique in its study."""
    namespace: str = Field(default="default", pattern=DNS_LABEL)
    """Kubernetes namespace; also part of the default storage prefix."""
    labels: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Kubernetes labels."""
    annotations: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Kubernetes annotations."""


class RoundSpec(SpecModel):
    """The question, the program, the budget and the search space."""

    study: str = Field(min_length=1, max_length=300)
    """The study this round belongs to; rounds of one study share baselines and the ledger."""
    goal: str = Field(min_length=1, max_length=2000)
    """The question this round answers, narrow enough to be answered."""
    objective: Objective
    trainer: Trainer
    budget: Budget
    hyperparameters: Hyperparameters
    search: Search = Search()
    checkpoints: Checkpoints = Checkpoints()
    storage: Storage | None = None

    @property
    def settings(self) -> list[Setting]:
        """The scientific settings of a crossed design; one empty setting for a sampled one."""
        if self.design is Design.SAMPLED:
            return [{}]
        return scientific_settings(self.hyperparameters)

    @property
    def design(self) -> Design:
        """The design in force: `search.design`, or the default (crossed up to 8 settings)."""
        if self.search.design is not None:
            return self.search.design
        if any(h.is_range for h in self.hyperparameters.scientific):
            return Design.SAMPLED
        few = len(scientific_settings(self.hyperparameters)) <= MAX_CROSSED_BY_DEFAULT
        return Design.CROSSED if few else Design.SAMPLED

    @model_validator(mode="after")
    def _check(self) -> "RoundSpec":
        raise_problems(
            [
                *_budget_problems(self),
                *_search_problems(self),
                *_command_problems(self),
            ]
        )
        return self


class TuningRound(SpecModel):
    """A tuning round."""

    api_version: Literal["tuneround.dev/v1alpha1"]
    kind: Literal["TuningRound"]
    metadata: Metadata
    spec: RoundSpec

    @property
    def name(self) -> str:
        """The round's name."""
        return self.metadata.name


def _budget_problems(spec: RoundSpec) -> Iterator[Problem]:
    budget = spec.budget
    if budget.evaluate_every > budget.steps:
        yield Problem(
            ("budget", "evaluateEvery"),
            "`evaluateEvery` is at most `steps`",
            f"evaluateEvery {budget.evaluate_every}, steps {budget.steps}",
            "Evaluate more often",
        )


def _search_problems(spec: RoundSpec) -> Iterator[Problem]:
    ranges = [i for i, h in enumerate(spec.hyperparameters.scientific) if h.is_range]
    listed = spec.search.algorithm is Algorithm.LISTED
    if spec.search.design is Design.CROSSED and ranges and not listed:
        yield Problem(
            ("hyperparameters", "scientific", ranges[0]),
            "A crossed design compares a list of scientific settings",
            f"the range `{spec.hyperparameters.scientific[ranges[0]].name}`",
            "Write `values`, or `design: sampled`",
        )
        return
    if listed:
        yield from _listed_problems(spec)
        return
    if spec.search.points:
        yield Problem(
            ("search", "points"),
            "`points` belong to `algorithm: listed`",
            f"{len(spec.search.points)} points under `algorithm: {spec.search.algorithm}`",
            "Write `algorithm: listed`, or remove `points`",
        )
    if spec.search.algorithm is Algorithm.GRID:
        yield from _grid_problems(spec)
    yield from _share_problems(spec)


def _share_problems(spec: RoundSpec) -> Iterator[Problem]:
    settings = len(spec.settings)
    if settings > MAX_SETTINGS:
        yield Problem(
            ("hyperparameters", "scientific"),
            f"A crossed design has at most {MAX_SETTINGS} scientific settings",
            "more",
            "Write `design: sampled`",
        )
    elif spec.budget.trials < settings * spec.budget.repeats:
        yield Problem(
            ("budget", "trials"),
            "Every scientific setting needs at least one trial a repeat",
            f"{spec.budget.trials} trials for {settings} settings x {spec.budget.repeats} repeats",
            f"Write `trials: {settings * spec.budget.repeats}` or more",
        )


def _grid_problems(spec: RoundSpec) -> Iterator[Problem]:
    for role in ("scientific", "nuisance"):
        for index, h in enumerate(getattr(spec.hyperparameters, role)):
            if h.is_range:
                yield Problem(
                    ("hyperparameters", role, index),
                    "A grid has `values` in every dimension",
                    f"the range `{h.name}`",
                    "List its values, or use `algorithm: halton`, which covers a range better",
                )


def _listed_problems(spec: RoundSpec) -> Iterator[Problem]:
    points = spec.search.points
    known = {h.name for h in spec.hyperparameters.searched}
    if spec.budget.trials > len(points) * spec.budget.repeats:
        yield Problem(
            ("search", "points"),
            "`algorithm: listed` needs a point for every trial",
            f"{len(points)} points x {spec.budget.repeats} repeats for {spec.budget.trials} trials",
            "Add points, or lower `budget.trials`",
        )
    for index, point in enumerate(points):
        path = ("search", "points", index)
        for name in [n for n in point if n not in known]:
            yield Problem(
                (*path, name),
                "A point gives values to scientific and nuisance hyperparameters",
                f"`{name}`",
                "Declare it under `hyperparameters`, or remove it",
            )
        yield from _point_problems(spec, path, point)


def _point_problems(
    spec: RoundSpec, path: tuple[str | int, ...], point: Mapping[str, object]
) -> Iterator[Problem]:
    fixed = {h.name: h.value for h in spec.hyperparameters.fixed}
    known = {h.name for h in spec.hyperparameters.searched}
    active = [h for h in spec.hyperparameters.searched if h.is_active({**fixed, **point})]
    for name in sorted({h.name for h in active} - set(point)):
        yield Problem(
            path, "A point has a value for every active hyperparameter", f"no `{name}`", "Add it"
        )
    for name in sorted((set(point) & known) - {h.name for h in active}):
        yield Problem(
            (*path, name),
            "A point has no value for a hyperparameter whose `when` does not hold",
            f"`{name}: {point[name]}`",
            "Remove it",
        )
    for h in active:
        if h.name in point and not h.admits(point[h.name]):
            yield Problem(
                (*path, h.name),
                "A listed value lies in its hyperparameter's space",
                repr(point[h.name]),
                "Correct the value, or widen the space",
            )


PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _command_problems(spec: RoundSpec) -> Iterator[Problem]:
    for index, argument in enumerate(spec.trainer.command):
        for name in filter(None, PLACEHOLDER.findall(argument)):
            path = ("trainer", "command", index)
            if name not in spec.hyperparameters.names:
                yield Problem(
                    path,
                    "`{name}` in the command stands for a hyperparameter",
                    f"`{{{name}}}`, which is none",
                    "Declare it, or write {{ and }} for braces",
                )
            elif not _always_set(spec, name):
                yield Problem(
                    path,
                    "`{name}` in the command has a value in every trial",
                    f"`{{{name}}}`, which is conditional",
                    "Let the program read it from $TUNEROUND_TRIAL, or drop its `when`",
                )


def _always_set(spec: RoundSpec, name: str) -> bool:
    found = [
        h for h in (*spec.hyperparameters.searched, *spec.hyperparameters.fixed) if h.name == name
    ]
    if any(not h.when for h in found):
        return True
    parents = {parent for h in found for parent in h.when}
    if len(parents) != 1 or any(len(h.when) != 1 for h in found):
        return False
    (parent,) = parents
    covered = {repr(v) for h in found for v in h.when[parent]}
    choices = [
        h for h in (*spec.hyperparameters.searched, *spec.hyperparameters.fixed) if h.name == parent
    ]
    return all(not h.when and {repr(v) for v in h.choices} <= covered for h in choices)
