"""Files of the chart that come out of helm as they went in: the kind, the alerts, the dashboard."""

import json
from typing import Any

import pytest
import yaml
from chart_rendering import CHART, VALUES, Helm

FILES = CHART / "files"


@pytest.fixture(scope="module")
def objects(helm: Helm) -> dict[str, dict[str, Any]]:
    """Return what the chart renders with monitors, by kind and name."""
    found = helm.objects("--values", VALUES / "metrics.yaml")
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in found}


def test_the_kind_is_the_generated_one(objects: dict[str, dict[str, Any]]) -> None:
    """All of files/crd.yaml reaches the cluster, and uninstalling keeps it."""
    wanted = yaml.safe_load((FILES / "crd.yaml").read_text(encoding="utf-8"))
    made = objects["CustomResourceDefinition/tuningrounds.tuneround.dev"]
    assert made["spec"] == wanted["spec"]
    kept = {"helm.sh/resource-policy": "keep"}
    assert made["metadata"]["annotations"] == kept | wanted["metadata"].get("annotations", {})


def test_alerts_keep_their_braces(objects: dict[str, dict[str, Any]]) -> None:
    """The PrometheusRule is files/alerts.yaml: helm reads nothing into Prometheus' templates."""
    text = (FILES / "alerts.yaml").read_text(encoding="utf-8")
    assert "{{ $labels." in text
    assert objects["PrometheusRule/tuneround"]["spec"] == yaml.safe_load(text)


def test_the_dashboard_is_the_file(objects: dict[str, dict[str, Any]]) -> None:
    """The ConfigMap holds files/dashboard.json."""
    data = objects["ConfigMap/tuneround-dashboard"]["data"]
    text = (FILES / "dashboard.json").read_text(encoding="utf-8")
    assert json.loads(data["tuneround.json"]) == json.loads(text)
