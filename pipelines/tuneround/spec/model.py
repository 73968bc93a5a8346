"""What every model of the spec shares: frozen, closed, camelCase in YAML, snake_case in Python."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from tuneround.spec.scalar import Number as Number
from tuneround.spec.scalar import Scalar as Scalar


class SpecModel(BaseModel):
    """Base of all models a user writes."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )
