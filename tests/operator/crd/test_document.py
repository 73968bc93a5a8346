"""The definition that the chart installs is the one that the models make."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from tuneround_operator.crd.document import definition

COMMITTED = Path(__file__).parents[3] / "charts" / "tuneround" / "files" / "crd.yaml"


def printed() -> str:
    """Return what `python -m tuneround_operator.crd` prints."""
    command = [sys.executable, "-m", "tuneround_operator.crd"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def schema() -> dict[str, Any]:
    """Return the schema of a TuningRound."""
    version: dict[str, Any] = definition()["spec"]["versions"][0]
    found: dict[str, Any] = version["schema"]["openAPIV3Schema"]
    return found


def nodes(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema in a schema, with its path."""
    yield path, node
    for name, child in node.get("properties", {}).items():
        yield from nodes(child, f"{path}.{name}")
    for inner in ("items", "additionalProperties"):
        if inner in node:
            yield from nodes(node[inner], f"{path}[]")


def test_committed_definition_is_printed() -> None:
    """charts/tuneround/files/crd.yaml is what the module prints: TUNEROUND_REGENERATE=1."""
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        COMMITTED.write_text(printed(), encoding="utf-8")
    assert COMMITTED.read_text(encoding="utf-8") == printed(), "run with TUNEROUND_REGENERATE=1"
    assert yaml.safe_load(COMMITTED.read_text(encoding="utf-8")) == definition()


def test_every_field_has_a_description() -> None:
    """`kubectl explain` says something of every field, those of the status included."""
    fields = [
        (f"{path}.{name}", field)
        for path, node in nodes(schema())
        for name, field in node.get("properties", {}).items()
        if not f"{path}.{name}".startswith(".metadata")  # the API server's, in its words
    ]
    assert len(fields) > 150
    assert [path for path, field in fields if len(field.get("description", "")) < 8] == []


def test_schema_is_structural() -> None:
    """Nothing is left that the API server refuses or that would change what a user wrote."""
    keys = {key for _, node in nodes(schema()) for key in node}
    assert keys <= {
        "type", "properties", "required", "items", "additionalProperties", "description", "enum",
        "nullable", "minimum", "maximum", "exclusiveMinimum", "minItems", "maxItems", "minLength",
        "maxLength", "maxProperties", "x-kubernetes-validations",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys",
    }  # fmt: skip
    typeless = [n for _, n in nodes(schema()) if "type" not in n]
    assert all(node.get("x-kubernetes-preserve-unknown-fields") for node in typeless)


def test_messages_say_rule_value_and_next_step() -> None:
    """Every rule of the API server reads like one of `tuneround check`, on one line."""
    found = [
        rule for _, node in nodes(schema()) for rule in node.get("x-kubernetes-validations", ())
    ]
    assert len(found) > 60
    for rule in found:
        said = rule.get("messageExpression", rule["message"])
        assert "; got " in said and "\n" not in said
        assert rule["message"].endswith(".") and len(rule["message"]) < 2048
