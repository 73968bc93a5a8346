"""Manifest: a compiled object as plain values, and as YAML that is the same byte for byte."""

from typing import Any

from pydantic import BaseModel

Manifest = dict[str, Any]


def plain(model: BaseModel) -> Manifest:
    """Return one of Hera's models as Kubernetes spells it."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def to_yaml(manifest: Manifest) -> str:
    """Return `manifest` as YAML: names first, long texts as blocks.

    PyYAML enters here a second time because Hera changes the way its global dumper writes texts;
    this dumper is our own.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as blocks, and repeats nothing by aliases."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return yaml.dump(
        _names_first(manifest), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100
    )


def _names_first(value: Any) -> Any:
    if isinstance(value, dict):
        names = [key for key in ("name", "namespace") if key in value]
        return {key: _names_first(value[key]) for key in dict.fromkeys([*names, *value])}
    return [_names_first(item) for item in value] if isinstance(value, list) else value
