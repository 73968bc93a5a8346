"""docs/metrics.md, and the scrape job that it recommends."""

import re
from pathlib import Path
from typing import Any

import yaml

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def documented_job() -> dict[str, Any]:
    """Return the one job of the page."""
    (block,) = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    (job,) = yaml.safe_load(block)["scrape_configs"]
    found: dict[str, Any] = job
    return found
