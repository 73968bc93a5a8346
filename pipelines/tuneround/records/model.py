"""What every record in the bucket shares: frozen, snake_case, and readable by older readers."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of all JSON objects that tuneround writes to the bucket.

    Unlike the spec, a record ignores fields it does not know: a newer writer may add some.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    def to_json(self) -> bytes:
        """Return the record as one line of JSON. JSON has no NaN: such values raise."""
        return self.model_dump_json().encode() + b"\n"
