"""What the chart refuses, and what it says."""

import json

import pytest
from chart_rendering import CHART, Helm

DEVELOPMENT = "s3.enabled=true"


def test_everything_wrong_is_named_at_once(helm: Helm) -> None:
    """Each problem has a line with the rule, what was given and the next step."""
    values = "storage.credentials.accessKeyId=a,storage.credentials.existingSecret=true"
    done = helm("template", "tuneround", CHART, "--set", values)
    assert done.returncode != 0
    for step in (
        "Install Argo Workflows 4",
        "--set s3.enabled=true",
        "Give both or neither",
        "existingSecret and keys to write into it. Leave one out",
    ):
        assert step in done.stderr


def test_two_stores_are_refused(helm: Helm) -> None:
    """A store of the chart's own and an endpoint exclude each other."""
    done = helm.template("--set", f"{DEVELOPMENT},storage.endpoint=http://s3.example.org")
    assert done.returncode != 0
    assert "Rounds have one store" in done.stderr


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ("policy.images={python}", "Add --set policy.enabled=true, or leave them out"),
        ("policy.enabled=true,policy.executorImages=null", "controller has as --executor-image"),
        (
            "operator.enabled=false,notifications.url=https://a.org,notifications.existingSecret=a",
            "operator.enabled=false. Leave one out",
        ),
        ("operator=null", "Use --reset-then-reuse-values instead"),
    ],
    ids=["lists without policy", "no executor", "nobody to notify", "values of an older chart"],
)
def test_contradictions_are_refused(helm: Helm, values: str, step: str) -> None:
    """Values that could not do what they ask for are refused, with what to do."""
    done = helm.template("--set", f"{DEVELOPMENT},{values}")
    assert done.returncode != 0
    assert step in done.stderr


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ("metrics.podMonitor.enabled=true", "Install the Prometheus operator"),
        ("metrics.rules.enabled=true", "Install the Prometheus operator"),
        ("policy.enabled=true", "Upgrade Kubernetes to 1.30"),
    ],
    ids=["monitors", "rules", "policies"],
)
def test_kinds_that_a_cluster_lacks_are_refused(helm: Helm, values: str, step: str) -> None:
    """What needs a kind of somebody else's is refused where that is not known."""
    values = f"{DEVELOPMENT},{values}"
    argo = "--api-versions=argoproj.io/v1alpha1/WorkflowTemplate"
    done = helm("template", "tuneround", CHART, argo, "--set", values)
    assert done.returncode != 0
    assert step in done.stderr


@pytest.mark.parametrize("value", ["url=https://example.org", "existingSecret=notify"])
def test_notifications_are_signed(helm: Helm, value: str) -> None:
    """A URL without a Secret is refused, and the other way round."""
    done = helm.template("--set", f"{DEVELOPMENT},notifications.{value}")
    assert done.returncode != 0
    assert "Give both, or neither" in done.stderr


def test_templates_are_rendered_without_a_cluster_on_request(helm: Helm) -> None:
    """`argo.check=false` renders where no cluster tells what it knows."""
    done = helm("template", "t", CHART, "--set", f"{DEVELOPMENT},argo.check=false")
    assert done.returncode == 0, done.stderr


def test_an_old_kubernetes_is_refused(helm: Helm) -> None:
    """A version before the supported ones is named together with them."""
    done = helm("template", "t", CHART, "--set", DEVELOPMENT, "--kube-version", "1.28.9")
    assert done.returncode != 0
    assert ">=1.29.0-0" in done.stderr
    assert "v1.28.9" in done.stderr


def objects(schema: dict, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return where the schema expects a section of named values."""
    found = [path] if "properties" in schema else []
    for name, part in schema.get("properties", {}).items():
        found += objects(part, (*path, name))
    return found


SCHEMA = json.loads((CHART / "values.schema.json").read_text())


@pytest.mark.parametrize("path", objects(SCHEMA), ids=lambda path: ".".join(path) or "top")
def test_an_unknown_value_is_refused(helm: Helm, path: tuple[str, ...]) -> None:
    """A misspelt value is an error that names it, in every section."""
    done = helm.template("--set", f"{DEVELOPMENT},{'.'.join([*path, 'mispelt'])}=1")
    assert done.returncode != 0
    assert "'mispelt' not allowed" in done.stderr


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("s3.enabled=maybe", "/s3/enabled"),
        ("namespaces=vision", "/namespaces"),
        ("namespaces[0]=Vision", "/namespaces/0"),
        ("storage.bucket=UPPER", "/storage/bucket"),
        ("storage.endpoint=s3.example.org", "/storage/endpoint"),
        ("s3.image=", "/s3/image"),
        ("s3.persistence.size=ten", "/s3/persistence/size"),
        ("s3.nodeSelector.gpu=1", "/s3/nodeSelector/gpu"),
        ("s3.tolerations[0].effect=Never", "/s3/tolerations/0/effect"),
        ("quota.hard.pods=true", "/quota/hard/pods"),
        ("operator.replicas=2", "/operator"),
        ("policy.images[0]='x", "/policy/images/0"),
        ("policy.buckets[0]=Weights", "/policy/buckets/0"),
        ("policy.endpoints[0]=gcs", "/policy/endpoints/0"),
        ("metrics.podMonitor.interval=30", "/metrics/podMonitor/interval"),
        ("networkPolicy.scrapers=monitoring", "/networkPolicy/scrapers"),
    ],
    ids=lambda text: text if "=" in text else "",
)
def test_a_value_of_another_type_is_refused(helm: Helm, value: str, place: str) -> None:
    """A value of a wrong type or form is an error that names its place."""
    done = helm.template("--set", DEVELOPMENT, "--set", value)
    assert done.returncode != 0
    assert f"at '{place}'" in done.stderr
