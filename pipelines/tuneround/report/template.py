"""Template: what every page of the report is filled in by. jinja2 enters here.

Whatever a user wrote goes through one filter (controls spelled out) and jinja2's escaping, both for
every expression, so that no line of a template can forget them.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tuneround.text import visible


@cache
def template(name: str) -> Template:
    """Return the template of this room called `name`."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template(name)


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
