"""What every model of the spec shares: frozen, closed, camelCase in YAML and snake_case in Python."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StrictBool, StrictFloat, StrictInt, StrictStr
from pydantic.alias_generators import to_camel

Scalar = StrictBool | StrictInt | StrictFloat | StrictStr
"""One value of a hyperparameter. Strict, so that YAML's text `1e-5` never becomes a number unseen."""

Number = Annotated[StrictInt | StrictFloat, "a bound"]


class SpecModel(BaseModel):
    """Base of all models a user writes."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )
