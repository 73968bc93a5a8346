"""Documents name only what exists."""

import re
from pathlib import Path

import pytest
from tuneround.cli.application import COMMANDS
from tuneround.cli.table import table
from tuneround.search import columns, plan
from tuneround.spec.reading import read_round

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]+)?\)")
CODE = re.compile(r"^( {4}[^\n]*|```.*?^```)$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def named(document: Path) -> str:
    """Return a document's name as the id of a test."""
    return str(document.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """Return what a link may say after `#`: GitHub's slugs of the headings."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {f"#{heading.replace(' ', '-')}" for heading in kept}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    """A relative link names a file of the repository, and a heading in it."""
    for path, anchor in LINK.findall(document.read_text()):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_and_targets_exist(document: Path) -> None:
    """What a document tells one to type is a command of tuneround, or a make target."""
    text = document.read_text()
    code = "\n".join([*CODE.findall(text), *re.findall(r"`([^`\n]+)`", text)])
    commands = {command.__name__ for command in COMMANDS}
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    typed = set(re.findall(r"(?:^|[\s;&|/])(?<!from )tuneround ([a-z]+)\b", code, re.MULTILINE))
    made = set(re.findall(r"(?:^|[\s;&|])make ([a-z][a-z-]*)", code, re.MULTILINE))
    assert typed <= commands
    assert made <= targets


def test_readme_shows_the_plan_that_the_command_prints() -> None:
    """The rows of the plan in README.md are those of the round in the repository."""
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(r"^\d+ +[01] +\d+ +0 +(?:nesterov|adam) .*$", readme, re.MULTILINE)
    spec = read_round(ROOT / "pipelines" / "rounds" / "mnist-optimizer.yaml").spec
    printed = table(*columns(plan(spec))).splitlines()
    assert len(shown) == 4
    assert shown == printed[1:5]
