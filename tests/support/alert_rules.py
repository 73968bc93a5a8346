"""The chart's alert rules."""

from functools import cache
from typing import Any

import yaml
from chart_rendering import CHART

FILE = CHART / "files" / "alerts.yaml"


@cache
def alerts() -> tuple[dict[str, Any], ...]:
    """Return every rule that alerts."""
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
    return tuple(rule for group in groups for rule in group["rules"])
