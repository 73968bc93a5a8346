"""Reference: docs/spec.md, every field of a spec, written from the models."""

from collections.abc import Iterator
from typing import Any

from tuneround.spec.fields import sections
from tuneround.spec.file import MOST_BYTES
from tuneround.spec.model import SpecModel
from tuneround.spec.patterns import FORMS
from tuneround.spec.round import TuningRound
from tuneround.spec.rules.round import RULES
from tuneround.spec.shape import DEEPEST, MOST_REPEATED

Schema = dict[str, Any]

HEAD = """# The spec, field by field

Generated from the models by `tuneround.spec.reference`; a test compares it, and writes it anew when
`TUNEROUND_REGENERATE=1` is set. `tuneround check FILE` reports every violation of it at once, each
with its line, the rule, the value and the next step.
"""

WRITING = f"""
## How it is written

- One YAML document in UTF-8, at most {MOST_BYTES // 2**20} MiB, nested at most {DEEPEST} deep.
- Aliases may repeat {MOST_REPEATED:,} values; tags and merge keys (`<<`) are refused.
- Keys are texts, and stand once. Unknown ones are refused.
- YAML 1.1 reads `1e-5` as a text: write `1.0e-5`. Spellings that YAML and people read differently
  are refused rather than guessed: `1e-5`, `010`, `1:30`, `yes`, `off`, `2026-01-01`, `nan`. Quote
  them where a text is meant.
- Numbers are finite, and whole numbers lie within 2**53 of 0. Texts have no control characters.
"""


def json_schema() -> Schema:
    """Return the JSON schema of a tuning round, for editors."""
    return TuningRound.model_json_schema(by_alias=True)


def render() -> str:
    """Return the whole page."""
    definitions = json_schema()["$defs"]
    parts = [HEAD, WRITING]
    for model, places in _models():
        parts += _section(model, places, definitions)
    rules = "".join(f"- {rule.sentence}\n" for rule in RULES)
    return "".join([*parts, "\n## Rules between sections\n\n", rules])


def _models() -> Iterator[tuple[type[SpecModel], list[str]]]:
    """Yield every model once, with all places where it stands."""
    places: dict[type[SpecModel], list[str]] = {}
    for place, model in sections():
        places.setdefault(model, []).append(place)
    yield from places.items()


def _section(model: type[SpecModel], places: list[str], definitions: Schema) -> Iterator[str]:
    where = ", ".join(f"`{place}`" for place in places if place) or "the whole file"
    yield f"\n## {model.__name__}\n\n{_one_line(model.__doc__ or '')} Stands at: {where}.\n\n"
    yield "| field | type | default | constraint | meaning |\n|---|---|---|---|---|\n"
    schema = json_schema() if model is TuningRound else definitions[model.__name__]
    for name, field in schema["properties"].items():
        required = name in schema.get("required", ())
        cells = [
            f"`{name}`",
            _type(field, definitions),
            "required" if required else default(field),
            "; ".join(constraints(field)),
            _one_line(field.get("description", "")),
        ]
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _type(schema: Schema, definitions: Schema) -> str:
    if "anyOf" in schema:
        return _choice([_type(option, definitions) for option in schema["anyOf"]])
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        enumeration = definitions[name].get("enum")
        link = f"[{name}](#{name.lower()})"
        return " or ".join(f"`{word}`" for word in enumeration) if enumeration else link
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{word}`" for word in schema["enum"])
    if schema["type"] == "array":
        return f"list of: {_type(schema['items'], definitions)}"
    if schema["type"] == "object":
        if schema["additionalProperties"] is True:
            return "mapping, as Kubernetes spells it"
        return f"mapping of names to: {_type(schema['additionalProperties'], definitions)}"
    names = {"string": "text", "integer": "whole number", "boolean": "true, false", "null": ""}
    return names.get(schema["type"], str(schema["type"]))


def _choice(options: list[str]) -> str:
    kinds = [option for option in dict.fromkeys(options) if option]
    if "number" in kinds and "whole number" in kinds:
        kinds.remove("whole number")
    return " or ".join(kinds)


def default(schema: Schema) -> str:
    """Return what a field is when it is left out; a value as code."""
    match schema.get("default"):
        case None:
            return "empty" if schema.get("type") == "object" else "absent"
        case dict() | list():
            return "its own defaults" if "$ref" in schema else "empty"
        case bool() as value:
            return f"`{str(value).lower()}`"
        case value:
            return f"`{value}`"


def constraints(schema: Schema) -> Iterator[str]:
    """Yield what completes "it is …" of a field's value."""
    for option in [schema, *schema.get("anyOf", ())]:
        for key, wording in _WORDINGS.items():
            if key in option:
                yield wording.format(option[key])
        if "pattern" in option:
            yield FORMS[option["pattern"]].meaning


_WORDINGS = {
    "minimum": "at least {:,}",
    "exclusiveMinimum": "above {:,}",
    "maximum": "at most {:,}",
    "minLength": "length at least {:,}",
    "maxLength": "length at most {:,}",
    "minItems": "length at least {:,}",
    "maxItems": "length at most {:,}",
}


def _one_line(text: str) -> str:
    return " ".join(text.split())
