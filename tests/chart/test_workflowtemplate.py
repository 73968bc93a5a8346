"""The WorkflowTemplate that helm renders is the one that tuneround.workflow makes."""

from typing import Any

import pytest
from chart_rendering import VALUES, Helm
from tuneround.workflow.names import CONTROL_IMAGE
from tuneround.workflow.submitter import submitter


@pytest.mark.parametrize(
    ("values", "image", "artifact", "namespaces"),
    [
        ("development", CONTROL_IMAGE, False, ["tuning"]),
        ("limits", CONTROL_IMAGE, True, ["vision"]),
        (
            "namespaces",
            "registry.example.org/tuneround/control:0.1.0",
            False,
            ["vision", "language"],
        ),
    ],
    ids=["default", "report artifact", "another image"],
)
def test_helm_changes_nothing_else(
    helm: Helm, values: str, image: str, artifact: bool, namespaces: list[str]
) -> None:
    """What helm renders is what `submitter` returns for the image and the artifact."""
    objects = helm.objects("--values", VALUES / f"{values}.yaml")
    found = [each for each in objects if each["kind"] == "WorkflowTemplate"]
    wanted = submitter(image, report_artifact=artifact)
    assert {each["metadata"]["namespace"] for each in found} == set(namespaces)
    for each in found:
        assert each["spec"] == wanted["spec"]
        assert without_labels(each["metadata"]) == wanted["metadata"]


def without_labels(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return metadata without what differs between installations."""
    return {name: metadata[name] for name in metadata.keys() - {"labels", "namespace"}}
