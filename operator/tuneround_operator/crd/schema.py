"""Schema: pydantic's JSON schema as the structural schema that a CRD asks for.

References are written out, and null is `nullable`. What may be of several scalar types is not
checked by the API server: the operator reads it. There are no defaults, so that what is stored is
what was applied.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from tuneround.spec.patterns import FORMS
from tuneround.spec.reference import constraints, default

from tuneround_operator.crd.rule import Rule, pattern_rule

Schema = dict[str, Any]
ANYTHING: Schema = {"x-kubernetes-preserve-unknown-fields": True}
KEPT = ("type", "enum", "maximum", "minimum", "maxItems", "minItems", "maxLength", "minLength")
WORDS = {"integer": "number", "number": "number", "string": "text", "boolean": "true or false"}
KEPT_OF_MAPPINGS = ("maxProperties", "minProperties")


def structural(model: type[BaseModel], rules: Mapping[str, tuple[Rule, ...]]) -> Schema:
    """Return the structural schema of `model`.

    Args:
        model: what Kubernetes stores.
        rules: by a model's name, what its fields have to fit.

    """
    whole = model.model_json_schema(by_alias=True)
    return _Flattening(whole.get("$defs", {}), rules).schema(whole)


@dataclass(frozen=True)
class _Flattening:
    definitions: Mapping[str, Schema]
    rules: Mapping[str, tuple[Rule, ...]]

    def schema(self, node: Schema, name: str = "") -> Schema:
        """Return `node` and all in it; `name` is the field's, if it is one's."""
        node, nullable = _without_null(node)
        node = self._resolved(node)
        found = self._typed(node, name)
        if nullable:
            found["nullable"] = True
        if "description" in node:
            found["description"] = _one_line(node["description"])
        return found

    def _resolved(self, node: Schema) -> Schema:
        if "$ref" not in node:
            return node
        definition = self.definitions[node["$ref"].rsplit("/", 1)[-1]]
        return {**definition, **{key: value for key, value in node.items() if key != "$ref"}}

    def _typed(self, node: Schema, name: str) -> Schema:
        if "anyOf" in node:
            return _of_several_types(node["anyOf"])
        found = {key: node[key] for key in KEPT if key in node}
        if "const" in node:
            found["enum"] = [node["const"]]
        if "exclusiveMinimum" in node:
            found |= {"minimum": node["exclusiveMinimum"], "exclusiveMinimum": True}
        if "pattern" in node:
            found |= _with_form(node, name)
        if node["type"] == "array":
            found["items"] = self.schema(node["items"])
        if node["type"] == "object":
            found |= self._mapping(node)
        return found

    def _mapping(self, node: Schema) -> Schema:
        if "properties" not in node:
            bounds = {key: node[key] for key in KEPT_OF_MAPPINGS if key in node}
            values = node["additionalProperties"]
            inner = ANYTHING if values is True else {"additionalProperties": self.schema(values)}
            return bounds | inner
        found: Schema = {"properties": dict(self._properties(node))}
        if node.get("required"):
            found["required"] = node["required"]
        if rules := self.rules.get(node["title"]):
            found["x-kubernetes-validations"] = [rule.validation() for rule in rules]
        return found

    def _properties(self, node: Schema) -> Iterator[tuple[str, Schema]]:
        for name, field in node["properties"].items():
            found = self.schema(field, name)
            found["description"] = " ".join([found["description"], *_said(field, node, name)])
            yield name, found


def _with_form(node: Schema, name: str) -> Schema:
    """Return what a text has to fit, in words: `pattern` would show the expression."""
    form = FORMS[node["pattern"]]
    length = {"maxLength": form.longest} if form.longest and "maxLength" not in node else {}
    rule = pattern_rule(name, node["pattern"])
    return {**length, "x-kubernetes-validations": [rule.validation()]}


def _without_null(node: Schema) -> tuple[Schema, bool]:
    options = [option for option in node.get("anyOf", ()) if option != {"type": "null"}]
    nullable = len(options) < len(node.get("anyOf", ()))
    rest = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
    if len(options) == 1:
        return {**options[0], **rest}, nullable
    return {**rest, **({"anyOf": options} if options else {})}, nullable


def _of_several_types(options: list[Schema]) -> Schema:
    kinds = {option["type"] for option in options}
    return {"type": "number"} if kinds == {"integer", "number"} else dict(ANYTHING)


def _said(field: Schema, model: Schema, name: str) -> Iterator[str]:
    """Yield what `kubectl explain` does not show of a field: several types, limits, default."""
    kinds = dict.fromkeys(WORDS[k] for k in _kinds(field) if k in WORDS)
    if len(kinds) > 1:
        yield f"Type: {' or '.join(kinds)}."
    limits = "; ".join(constraints(field))
    if limits:
        yield f"Limits: {limits}."
    if name not in model.get("required", ()) and "`" in default(field):
        yield f"Default: {default(field)}."


def _kinds(field: Schema) -> Iterator[str]:
    """Yield the scalar types of a field, of its items, and of the values in it."""
    for option in field.get("anyOf", (field,)):
        yield option.get("type", "")
        for inner in ("items", "additionalProperties"):
            if isinstance(option.get(inner), dict):
                yield from _kinds(option[inner])


def _one_line(text: str) -> str:
    return " ".join(text.split())
