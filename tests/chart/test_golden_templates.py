"""What the chart renders, whole, for the values a user would write."""

import os
import re
from pathlib import Path

import pytest
from chart_rendering import CHART, VALUES, Helm
from tuneround.workflow.manifest import to_yaml
from tuneround.workflow.submitter import submitter

GOLDEN = Path(__file__).parent / "golden"
TEMPLATE = CHART / "files" / "workflowtemplate.yaml"
TEMPLATE_HEAD = "# Generated: tests/chart/test_golden_templates.py, TUNEROUND_REGENERATE=1.\n"
FILES = sorted(VALUES.glob("*.yaml"))
COPIED = {  # files that the chart passes on as they are, and the line under which each stands
    "crd/tuningrounds.yaml": "spec:",
    "metrics/rules.yaml": "spec:",
    "metrics/dashboard.yaml": "  tuneround.json: |-",
}
MADE_UP = re.compile(r"^(  AWS_[A-Z_]+: ).*$", re.MULTILINE)


def hidden(rendered: str) -> str:
    """Return manifests without the credentials that helm made up, which differ every time."""
    return MADE_UP.sub(r"\1MADE_UP", rendered)


def without_copies(rendered: str) -> str:
    """Return manifests without the long files in them: test_files.py compares those."""
    return "---\n".join(map(_without_copy, rendered.split("---\n")))


def _without_copy(document: str) -> str:
    for template, line in COPIED.items():
        if document.startswith(f"# Source: tuneround/templates/{template}"):
            return document[: document.index(f"\n{line}\n")] + f"\n{line} LEFT_OUT\n"
    return document


def test_the_workflowtemplate_is_generated() -> None:
    """The chart's WorkflowTemplate is what `submitter` returns, a word standing for the image."""
    made = TEMPLATE_HEAD + to_yaml(submitter("CONTROL_IMAGE"))
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        TEMPLATE.write_text(made, encoding="utf-8")
    assert TEMPLATE.exists(), "write it with TUNEROUND_REGENERATE=1"
    assert TEMPLATE.read_text(encoding="utf-8") == made, "run with TUNEROUND_REGENERATE=1"


@pytest.mark.parametrize("values", FILES, ids=lambda path: path.stem)
def test_golden_template(helm: Helm, values: Path) -> None:
    """The manifests are the recorded ones, byte for byte."""
    made = without_copies(helm.rendered("--values", values))
    path = GOLDEN / values.name
    made = made if "secretAccessKey" in values.read_text() else hidden(made)
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        path.write_text(made)
    assert path.exists(), f"no {path.name}; write it with TUNEROUND_REGENERATE=1 and read it"
    assert made == path.read_text()


@pytest.mark.parametrize("values", FILES, ids=lambda path: path.stem)
def test_lint_finds_nothing(helm: Helm, values: Path) -> None:
    """`helm lint --strict` has nothing to say."""
    done = helm("lint", "--strict", CHART, "--values", values)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[WARNING]" not in done.stdout
    assert "[ERROR]" not in done.stdout


def test_no_golden_without_values() -> None:
    """Every recorded rendering is compared."""
    assert {path.name for path in GOLDEN.glob("*")} == {path.name for path in FILES}
