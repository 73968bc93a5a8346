"""The alert rules that the chart installs."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from alert_rules import FILE, alerts
from metric_catalogue import exposed, used
from prometheus import promtool

ROOT = Path(__file__).parents[3]
TESTS = Path(__file__).parent / "alerts_test.yaml"
SEVERITIES = {"critical", "warning", "info"}


def test_prometheus_accepts_the_rules() -> None:
    """Prometheus has nothing to say against the rules."""
    promtool("check", "rules", FILE)


def test_each_alert_fires_when_it_should() -> None:
    """The rules do on made series what their unit tests expect, to the word."""
    promtool("test", "rules", TESTS)


def test_each_alert_is_tested_both_ways() -> None:
    """Every alert has a case in which it fires, and one in which it does not."""
    fires: dict[str, set[bool]] = defaultdict(set)
    for test in yaml.safe_load(TESTS.read_text(encoding="utf-8"))["tests"]:
        for case in test["alert_rule_test"]:
            fires[case["alertname"]].add(bool(case["exp_alerts"]))
    assert fires == {rule["alert"]: {True, False} for rule in alerts()}


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_each_alert_tells_a_person_what_to_do(rule: dict[str, Any]) -> None:
    """An alert has a severity, a summary, a description with its numbers, and a section to read."""
    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in SEVERITIES
    annotations = rule["annotations"]
    assert annotations.keys() == {"summary", "description", "runbook"}
    assert "{{ $value" in annotations["description"] or "absent" in rule["expr"]
    page, _, anchor = annotations["runbook"].partition("#")
    assert anchor == rule["alert"].lower()
    section = re.search(rf"^### {rule['alert']}\n\n\S", (ROOT / page).read_text(), re.MULTILINE)
    assert section, f"{page} must have a section `### {rule['alert']}`"


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_each_alert_asks_for_metrics_that_exist(rule: dict[str, Any]) -> None:
    """No rule names a metric that neither the operator nor a training pod serves."""
    assert used(rule["expr"])
    assert used(rule["expr"]) <= exposed()
