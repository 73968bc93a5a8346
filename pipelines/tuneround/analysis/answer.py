"""Answer: what a question of the analysis returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tuneround.records.finding import Finding


@dataclass(frozen=True)
class Answer:
    """The findings of one question, and the tables its figures are drawn from.

    Attributes:
        findings: worst first; one at least, so that what was looked for is always said.
        data: name of a figure -> what it draws, in tidy columns; published beside the report as
            CSV, so every column has a plain name and a scalar type.

    """

    findings: tuple[Finding, ...]
    data: Mapping[str, pl.DataFrame] = field(default_factory=dict)
