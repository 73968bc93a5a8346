"""The kind TuningRound on a real API server: files, explanations, columns, and what is stored."""

import json
import secrets
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from harness.failures import HarnessError
from harness.kubectl import Kubectl
from harness.namespaces import create
from harness.places import REPOSITORY
from harness.tuningrounds import define
from made_cluster_rounds import round_text
from tuneround.search import plan
from tuneround.spec.identity import digest, identity_content
from tuneround.spec.reading import read_round_text
from tuneround_operator.resource import read_resource

ROUNDS = sorted((REPOSITORY / "pipelines" / "rounds").glob("*.yaml"))
BY_NAME = pytest.mark.parametrize("path", ROUNDS, ids=[path.stem for path in ROUNDS])
STATUS = {
    "state": "Succeeded",
    "progress": "8/8",
    "best": {"trial": 3, "step": 10, "metric": "valid/loss", "value": 0.0125},
    "verdict": "Three wins.",
}


@pytest.fixture(scope="module", autouse=True)
def kind(kubectl: Kubectl) -> None:
    """Define the kind as the chart has it."""
    define(kubectl)


@pytest.fixture(scope="module")
def room(kubectl: Kubectl) -> Iterator[str]:
    """Return a namespace for rounds that are stored; suspended, they begin nowhere."""
    name = f"kind-{secrets.token_hex(3)}"
    create(kubectl, name)
    yield name
    kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture(scope="module")
def homes(kubectl: Kubectl) -> Iterator[None]:
    """Make the namespaces that the files name, unless they are there."""
    documents = [yaml.safe_load(path.read_text()) for path in ROUNDS]
    names = {found["metadata"].get("namespace", "default") for found in documents}
    missing = [n for n in names if not kubectl("get", "namespace", n, "--ignore-not-found")]
    for name in missing:
        create(kubectl, name)
    yield
    for name in missing:
        kubectl("delete", "namespace", name, "--wait=false")


def content(name: str, **sections: Any) -> dict[str, Any]:
    """Return a suspended round."""
    found: dict[str, Any] = yaml.safe_load(round_text(name, suspend=True, **sections))
    return found


@BY_NAME
@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize("way", [[], ["--server-side"]], ids=["client", "server"])
def test_examples_are_applied_as_they_are(kubectl: Kubectl, path: Path, way: list[str]) -> None:
    """`kubectl apply` takes the very file that `tuneround run` takes, both ways."""
    said = kubectl("apply", "--dry-run=server", *way, f"--filename={path}")
    assert "(server dry run)" in said


@BY_NAME
def test_stored_round_is_the_round_of_its_file(kubectl: Kubectl, room: str, path: Path) -> None:
    """What the API server gives back has the file's identity and plan."""
    written = yaml.safe_load(path.read_text())
    written["metadata"].pop("namespace", None)
    written["spec"]["suspend"] = True
    kubectl("--namespace", room, "apply", "--filename=-", stdin=yaml.safe_dump(written))
    name = written["metadata"]["name"]
    stored = read_resource(kubectl.get("--namespace", room, "tr", name)).round
    own = read_round_text(path.read_text(), path.name).spec
    assert stored.spec == own.model_copy(update={"suspend": True})
    assert digest(identity_content(stored.spec)) == digest(identity_content(own))
    assert stored.metadata.namespace == room


def test_numbers_survive_the_api_server(kubectl: Kubectl, room: str) -> None:
    """Small, large and whole floats come back as numbers of the same plan."""
    space = [
        {"name": "a", "values": [1.0, 0.5]},
        {"name": "b", "min": 1e-7, "max": 1e22, "scale": "log", "when": {"a": [1.0]}},
        {"name": "c", "values": [1.5, 1e20, -123456789012345678901.0]},
    ]
    written = content("numbers", hyperparameters={"nuisance": space})
    text = round_text("numbers", hyperparameters={"nuisance": space}).replace("1e-07", "1.0e-7")
    kubectl("--namespace", room, "apply", "--filename=-", stdin=yaml.safe_dump(written))
    stored = read_resource(kubectl.get("--namespace", room, "tr", "numbers")).round
    own = read_round_text(text, "numbers")
    assert stored.spec.hyperparameters == own.spec.hyperparameters
    assert plan(stored.spec, 0, 8) == plan(own.spec, 0, 8)


def test_left_out_fields_may_be_null(kubectl: Kubectl) -> None:
    """A field that may be left out may be null, as in a file."""
    written = content("nulls", previous=None, storage=None)
    hyperparameter = {"name": "a", "min": 1, "max": 2, "scale": None, "type": None, "value": None}
    written["spec"]["hyperparameters"] = {"nuisance": [hyperparameter | {"values": None}]}
    kubectl("apply", "--dry-run=server", "--filename=-", stdin=yaml.safe_dump(written))


def test_unknown_fields_are_refused(kubectl: Kubectl) -> None:
    """A misspelled field is refused by kubectl's strict validation, with its path."""
    written = content("unknown", trainer={"imagee": "a"})
    with pytest.raises(HarnessError, match=r'unknown field "spec\.trainer\.imagee"'):
        kubectl("apply", "--dry-run=server", "--filename=-", stdin=yaml.safe_dump(written))


def test_scale_is_explained(kubectl: Kubectl) -> None:
    """`kubectl explain` says what the scale of a range is, its values and its default."""
    said = kubectl("explain", "tr.spec.hyperparameters.nuisance.scale")
    print(said)
    assert "linear" in said and "log" in said and "default" in said and "learning rate" in said


def test_every_field_is_explained(kubectl: Kubectl) -> None:
    """The API server has a description of every field, down to the conditions."""
    published = json.loads(kubectl("get", "--raw", "/openapi/v3/apis/tuneround.dev/v1alpha1"))
    (schema,) = (
        found
        for name, found in published["components"]["schemas"].items()
        if name.endswith(".v1alpha1.TuningRound")
    )
    fields = dict(described(schema))
    assert "spec.hyperparameters.nuisance.scale" in fields
    assert "status.conditions.reason" in fields
    assert [path for path, description in fields.items() if not description] == []
    listed = kubectl("explain", "tr", "--recursive").splitlines()
    names = {line.split("\t")[0].strip() for line in listed if "\t<" in line}
    assert {path.rsplit(".", 1)[-1] for path in fields} <= names


def described(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every field of ours with its description."""
    for name, field in schema.get("properties", {}).items():
        if path or name not in ("apiVersion", "kind", "metadata"):
            place = f"{path}.{name}".removeprefix(".")
            yield place, field.get("description", "")
            yield from described(field.get("items", field), place)


def test_columns_say_how_a_round_stands(kubectl: Kubectl, room: str) -> None:
    """`kubectl get tr` shows goal, state, trials, best, verdict and age; `get all` has rounds."""
    stdin = yaml.safe_dump(content("columns"))
    kubectl("--namespace", room, "apply", "--filename=-", stdin=stdin)
    write_status(kubectl, room, "columns", STATUS)
    heads, row = kubectl("--namespace", room, "get", "tr", "columns").splitlines()
    print(heads, row, sep="\n")
    assert heads.split() == ["NAME", "GOAL", "STATE", "TRIALS", "BEST", "VERDICT", "AGE"]
    assert "Does it compile?   Succeeded   8/8      0.0125   Three wins." in row
    everything = kubectl("--namespace", room, "get", "all", "--output=name").split()
    assert "tuninground.tuneround.dev/columns" in everything


def test_status_is_kept_from_who_writes_the_spec(kubectl: Kubectl, room: str) -> None:
    """A status in an applied file is dropped, and one in a patch of the round changes nothing."""
    forged = content("forged") | {"status": STATUS}
    kubectl("--namespace", room, "apply", "--filename=-", stdin=yaml.safe_dump(forged))
    assert "status" not in kubectl.get("--namespace", room, "tr", "forged")
    write_status(kubectl, room, "forged", STATUS)
    patch = '{"status": {"state": "Failed"}, "spec": {"goal": "Another?"}}'
    kubectl("--namespace", room, "patch", "tr", "forged", "--type=merge", f"--patch={patch}")
    found = kubectl.get("--namespace", room, "tr", "forged")
    assert (found["status"]["state"], found["spec"]["goal"]) == ("Succeeded", "Another?")


def write_status(kubectl: Kubectl, namespace: str, name: str, status: dict[str, Any]) -> None:
    """Write a status as the operator does, and see that a spec beside it changes nothing."""
    body = {"status": deepcopy(status), "spec": {"goal": "Changed by the way?"}}
    flags = ["--subresource=status", "--type=merge", f"--patch={yaml.safe_dump(body)}"]
    kubectl("--namespace", namespace, "patch", "tr", name, *flags)
    assert kubectl.get("--namespace", namespace, "tr", name)["spec"]["goal"] != body["spec"]["goal"]


def test_large_round_costs_no_more_than_is_granted(kubectl: Kubectl, room: str) -> None:
    """As many of everything as the models allow, with long names, pass the rules' cost limits."""
    long = "n" * 58
    values = [f"value-{i}" for i in range(100)]
    nuisance = [{"name": f"{long}{i:05}", "values": values} for i in range(100)]
    fixed = [{"name": f"f{long[1:]}{i:05}", "value": i} for i in range(1000)]
    volumes = [{"name": f"{'v' * 250}{i:02}", "emptyDir": {}} for i in range(50)]
    mounts = [{"name": v["name"], "mountPath": f"/{'m' * 900}/{i}"} for i, v in enumerate(volumes)]
    env = [{"name": f"E{'E' * 250}{i:03}", "value": "x"} for i in range(100)]
    written = content(
        "large",
        trainer={"env": env, "volumes": volumes, "volumeMounts": mounts},
        hyperparameters={"nuisance": nuisance, "fixed": fixed},
    )
    flags = ["--namespace", room, "apply", "--server-side", "--filename=-"]
    kubectl(*flags, stdin=yaml.safe_dump(written))
    write_status(kubectl, room, "large", {"submitted": {"workflow": "large", "trials": 8}})
    written["spec"]["budget"]["trials"] = 16
    kubectl(*flags, stdin=yaml.safe_dump(written))
    stored = read_resource(kubectl.get("--namespace", room, "tr", "large")).round
    assert len(stored.spec.hyperparameters.fixed) == 1000
