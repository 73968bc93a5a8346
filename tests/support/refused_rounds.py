"""Rounds that a cluster refuses: where, and in which words of `tuneround check`."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from made_cluster_rounds import round_text

Sections = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A round that is refused.

    Attributes:
        path: where.
        said: rule and value, as `tuneround check` has them.
        sections: what is wrong.
        name: the round's.

    """

    path: str
    said: str
    sections: Sections = field(default_factory=dict)
    name: str = "refused"

    @property
    def content(self) -> Sections:
        """The round, as its file has it."""
        found: Sections = yaml.safe_load(round_text(self.name, **self.sections))
        return found


def space(*nuisance: Sections, **roles: Any) -> Sections:
    """Return a search space."""
    return {"hyperparameters": {"nuisance": list(nuisance), **roles}}


def pods(**trainer: Any) -> Sections:
    """Return a trainer."""
    return {"trainer": trainer}


def place(role: str, name: str = "") -> str:
    """Return the path of the first hyperparameter under `role`."""
    return f"spec.hyperparameters.{role}[0]{f'.{name}' if name else ''}"


RANGE = {"name": "a", "min": 1, "max": 2}
MIN = place("nuisance", "min")
DATA = {"name": "data", "emptyDir": {}}
SOURCE = "A volume has one source, such as `persistentVolumeClaim: {claimName: …}`"
VOLUMES, MOUNTS = "spec.trainer.volumes", "spec.trainer.volumeMounts"
LETTERS = "ASCII letters, digits and underscores, no digit first, at most 63"
DOTTED = "lower-case letters, digits, dots and hyphens"
LABEL = "a DNS label: lower-case letters, digits and hyphens, hyphens not at the ends, at most"
SCIENTIFIC = {"scientific": [RANGE]}

CASES = {
    "name": Case(
        "metadata.name", f"`name` is {LABEL} 52 characters; got the text 'a.b'", {}, "a.b"
    ),
    "long-name": Case("metadata.name", f"`name` is {LABEL} 52 characters; got", {}, "a" * 53),
    "study": Case(
        "spec.study", "`study` is one line that is not blank; got the text ' '", {"study": " "}
    ),
    "braces": Case(
        "spec.study",
        "Argo replaces what stands in double braces; got the study '{{a}}'",
        {"study": "{{a}}"},
    ),
    "goal": Case(
        "spec.goal", "`goal` is a text that is not blank; got the text ' '", {"goal": " "}
    ),
    "previous": Case(
        "spec.previous",
        f"`previous` is {LABEL} 52 characters; got the text 'R1'",
        {"previous": "R1"},
    ),
    "test-metric": Case(
        "spec.objective.metric",
        "Nothing is chosen by a test metric; got the text 'test/loss'",
        {"objective": {"metric": "test/loss", "direction": "minimize"}},
    ),
    "metric": Case(
        "spec.objective.metric",
        "`metric` is a name of at most 128 characters that begins with no space or slash; got the "
        "text '/loss'",
        {"objective": {"metric": "/loss", "direction": "minimize"}},
    ),
    "kept-test-metric": Case(
        "spec.checkpoints.alsoKeep[0].metric",
        "Nothing is chosen by a test metric; got the text 'test/loss'",
        {"checkpoints": {"alsoKeep": [{"metric": "test/loss", "direction": "minimize"}]}},
    ),
    "evaluations": Case(
        "spec.budget.evaluateEvery",
        "`evaluateEvery` is at most `steps`; got evaluateEvery 50, steps 10",
        {"budget": {"evaluateEvery": 50}},
    ),
    "hyperparameter": Case(
        place("nuisance", "name"),
        f"`name` is {LETTERS}; got the text 'l-r'",
        space(RANGE | {"name": "l-r"}),
    ),
    "order": Case(
        MIN, "`min` is below `max`; got min 2, max 1", space(RANGE | {"min": 2, "max": 1})
    ),
    "log": Case(
        MIN,
        "The bounds of a log scale are above 0; got min 0",
        space(RANGE | {"min": 0, "scale": "log"}),
    ),
    "one-bound": Case(
        place("nuisance"),
        "A range has both `min` and `max`; got no `max`",
        space({"name": "a", "min": 1}),
    ),
    "null-bound": Case(
        place("nuisance"),
        "A range has both `min` and `max`; got no `min`",
        space(RANGE | {"min": None}),
    ),
    "width": Case(
        place("nuisance", "max"),
        "The width of a range is finite; got min -1.7e+308, max 1.7e+308",
        space(RANGE | {"min": -1.7e308, "max": 1.7e308}),
    ),
    "integer-min": Case(
        MIN,
        "The bounds of an integer range are whole numbers; got min 0.5",
        space(RANGE | {"min": 0.5, "type": "integer"}),
    ),
    "integer-max": Case(
        place("nuisance", "max"),
        "The bounds of an integer range are whole numbers; got max 2.5",
        space(RANGE | {"max": 2.5, "type": "integer"}),
    ),
    "scale": Case(
        place("nuisance", "scale"),
        "`scale` belongs to a range; got `scale: log`",
        space({"name": "a", "values": [1, 2], "scale": "log"}),
    ),
    "type": Case(
        place("nuisance", "type"),
        "`type` belongs to a range; got `type: integer`",
        space({"name": "a", "values": [1, 2], "type": "integer"}),
    ),
    "fixed": Case(
        "spec.hyperparameters.fixed",
        "A fixed hyperparameter has one `value`; got a search space for `a`",
        space({"name": "b", "min": 1, "max": 2}, fixed=[RANGE]),
    ),
    "crossed": Case(
        "spec.hyperparameters.scientific",
        "A crossed design compares a list of scientific settings; got the range `a`",
        space(**SCIENTIFIC) | {"search": {"design": "crossed"}},
    ),
    "grid-scientific": Case(
        "spec.hyperparameters.scientific",
        "A grid has `values` in every dimension; got the range `a`",
        space(**SCIENTIFIC) | {"search": {"algorithm": "grid"}},
    ),
    "grid-nuisance": Case(
        "spec.hyperparameters.nuisance",
        "A grid has `values` in every dimension; got the range `a`",
        space(RANGE) | {"search": {"algorithm": "grid"}},
    ),
    "listed": Case(
        "spec.search.design",
        "Listed points bring their own scientific values; got `design: crossed` under "
        "`algorithm: listed`",
        {"search": {"algorithm": "listed", "design": "crossed", "points": [{"lr": 0.5}] * 8}},
    ),
    "image": Case(
        "spec.trainer",
        "A round on Kubernetes names the image of its training pods; got no `spec.trainer.image`",
        pods(image=None),
    ),
    "blank-image": Case(
        "spec.trainer.image",
        "`image` is a text that is not blank; got the text ' '",
        pods(image=" "),
    ),
    "command": Case(
        "spec.trainer.command",
        "A command begins with a program; got the text ' '",
        pods(command=[" "]),
    ),
    "workers": Case(
        "spec.trainer.trialsPerPod",
        "A pod runs several trials, or several pods train one; not both; got workers 2, "
        "trialsPerPod 3",
        pods(workers=2, trialsPerPod=3),
    ),
    "variable": Case(
        "spec.trainer.env[0]",
        "A variable has `value` or `valueFrom`; got neither",
        pods(env=[{"name": "A"}]),
    ),
    "variable-twice": Case(
        "spec.trainer.env",
        "The items of `env` differ; got `A` twice",
        pods(env=[{"name": "A", "value": "1"}] * 2),
    ),
    "variable-name": Case(
        "spec.trainer.env[0].name",
        "`name` is ASCII letters, digits, dots, hyphens and underscores, no digit first, at most "
        "255; got the text '1A'",
        pods(env=[{"name": "1A", "value": "1"}]),
    ),
    "own-variable": Case(
        "spec.trainer.env[0].name",
        "Variables that begin with TUNEROUND_ are tuneround's own; got `TUNEROUND_X`",
        pods(env=[{"name": "TUNEROUND_X", "value": "1"}]),
    ),
    "no-source": Case(f"{VOLUMES}[0]", f"{SOURCE}; got 0 of them", pods(volumes=[{"name": "a"}])),
    "two-sources": Case(
        f"{VOLUMES}[0]", f"{SOURCE}; got 2 of them", pods(volumes=[DATA | {"nfs": {"path": "/a"}}])
    ),
    "own-volume": Case(
        f"{VOLUMES}[0].name",
        "The volumes scratch and shared-memory are tuneround's own; got `scratch`",
        pods(volumes=[DATA | {"name": "scratch"}]),
    ),
    "volume-twice": Case(
        VOLUMES, "The items of `volumes` differ; got `data` twice", pods(volumes=[DATA] * 2)
    ),
    "mount": Case(
        MOUNTS,
        "A mount names one of `volumes`; got `other`",
        pods(volumes=[DATA], volumeMounts=[{"name": "other", "mountPath": "/data"}]),
    ),
    "mount-twice": Case(
        MOUNTS,
        "The items of `volumeMounts` differ; got `/data` twice",
        pods(volumes=[DATA], volumeMounts=[{"name": "data", "mountPath": "/data"}] * 2),
    ),
    "mount-path": Case(
        f"{MOUNTS}[0].mountPath",
        "`mountPath` is an absolute path without colons; got the text 'data'",
        pods(volumes=[DATA], volumeMounts=[{"name": "data", "mountPath": "data"}]),
    ),
    "own-folder": Case(
        f"{MOUNTS}[0].mountPath",
        "The folders /, /tmp, /dev/shm, /tuneround are taken; got `/dev//./shm/`",
        pods(volumes=[DATA], volumeMounts=[{"name": "data", "mountPath": "/dev//./shm/"}]),
    ),
    "secret": Case(
        "spec.storage.credentialsSecret",
        f"`credentialsSecret` is {DOTTED}, at most 253; got the text 'other/secret'",
        {"storage": {"credentialsSecret": "other/secret"}},
    ),
    "account": Case(
        "spec.trainer.serviceAccount",
        f"`serviceAccount` is {DOTTED}, at most 253; got the text 'other/account'",
        pods(serviceAccount="other/account"),
    ),
    "bucket": Case(
        "spec.storage.bucket",
        f"`bucket` is 3 to 63 {DOTTED}; got the text 'My_Bucket'",
        {"storage": {"bucket": "My_Bucket"}},
    ),
    "prefix": Case(
        "spec.storage.prefix",
        "`prefix` is ASCII letters, digits and !_.*'()-, with single slashes between; got the text "
        "'a//b'",
        {"storage": {"prefix": "a//b"}},
    ),
    "dots": Case(
        "spec.storage.prefix",
        "A prefix has no `.` or `..` part; got the text 'a/../b'",
        {"storage": {"prefix": "a/../b"}},
    ),
    "credentials": Case(
        "spec.storage.endpoint",
        "Credentials never stand in a spec; got an `@`, and so a user name or password, in the URL",
        {"storage": {"endpoint": "http://user:password@s3:7070"}},
    ),
    "endpoint": Case(
        "spec.storage.endpoint",
        "`endpoint` is an http or https URL of a host; got the text 's3:7070'",
        {"storage": {"endpoint": "s3:7070"}},
    ),
}
"""What the API server refuses."""

UNSEEN = {
    "no-kind": Case("", "A hyperparameter has exactly one of", space({"name": "a"})),
    "two-kinds": Case("", "A hyperparameter has exactly one of", space(RANGE | {"value": 1})),
    "mixed-types": Case(
        "", "A list of values has one scalar type", space({"name": "a", "values": [1, "b"]})
    ),
    "values-twice": Case("", "Values differ", space({"name": "a", "values": [1, 1]})),
    "name-twice": Case("", "A name stands twice only under two `when`s", space(RANGE, RANGE)),
    "unknown-parent": Case(
        "", "A condition names another hyperparameter", space(RANGE | {"when": {"b": [1]}})
    ),
    "searched-value": Case(
        "", "A nuisance hyperparameter is searched", space({"name": "a", "value": 1})
    ),
    "few-trials": Case(
        "",
        "Every scientific setting gets at least one trial",
        space(RANGE, scientific=[{"name": "b", "values": [1, 2]}]) | {"budget": {"trials": 1}},
    ),
    "few-points": Case(
        "",
        "`algorithm: listed` has a point for every trial",
        {"search": {"algorithm": "listed", "points": [{"lr": 0.5}]}},
    ),
    "command": Case(
        "", "A name in braces in the command is a hyperparameter's", pods(command=["a", "{b}"])
    ),
    "quantity": Case(
        "", "A resource is a Kubernetes quantity of 0 or more", pods(resources={"memory": "4 GB"})
    ),
    "quantity-as-list": Case(
        "", "A resource is a Kubernetes quantity of 0 or more", pods(resources={"memory": [4]})
    ),
}
"""What CEL cannot see, since it is of several types; the operator refuses it."""
