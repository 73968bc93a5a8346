"""Which Service an endpoint names, and where its port leads."""

from typing import Any

import pytest
from tuneround.cluster.failures import ClusterError
from tuneround.cluster.service import is_ready, service_named, target_port


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("tuneround-s3", ("apples", "tuneround-s3")),
        ("s3.pears", ("pears", "s3")),
        ("s3.pears.svc", ("pears", "s3")),
        ("s3.pears.svc.cluster.local.", ("pears", "s3")),
        ("s3.eu-west-1.amazonaws.com", None),
    ],
)
def test_name_that_pods_use(host: str, named: tuple[str, str] | None) -> None:
    """Every form of a Service's name in the cluster's DNS is understood; other hosts are none."""
    assert service_named(host, "apples") == named


def service(*ports: dict[str, Any]) -> dict[str, Any]:
    """Return a Service with `ports`."""
    return {"metadata": {"name": "s3", "namespace": "apples"}, "spec": {"ports": list(ports)}}


POD = {
    "metadata": {},
    "spec": {"containers": [{}, {"ports": [{"name": "s3", "containerPort": 7070}]}]},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ({"port": 80, "targetPort": "s3"}, 7070),
        ({"port": 80, "targetPort": 9000}, 9000),
        ({"port": 80}, 80),
    ],
    ids=["named", "number", "same"],
)
def test_port_of_the_pod(port: dict[str, Any], expected: int) -> None:
    """A Service's port leads to a number, to a name of the pod's, or to the same number."""
    assert target_port(service({"port": 1, "targetPort": 2}, port), POD, 80) == expected


@pytest.mark.parametrize(
    "port", [{"port": 80, "targetPort": "web"}, {"port": 81}], ids=["no such name", "no such port"]
)
def test_port_that_leads_nowhere(port: dict[str, Any]) -> None:
    """An endpoint whose port is not the Service's is named, with what to correct."""
    with pytest.raises(ClusterError, match="port 80 of Service `s3`"):
        target_port(service(port), POD, 80)


@pytest.mark.parametrize(
    ("change", "ready"),
    [
        ({}, True),
        ({"metadata": {"deletionTimestamp": "2026-11-23T00:00:00Z"}}, False),
        ({"status": {"conditions": [{"type": "Ready", "status": "False"}]}}, False),
        ({"status": {}}, False),
    ],
    ids=["ready", "going", "not ready", "new"],
)
def test_ready_pods_only(change: dict[str, Any], ready: bool) -> None:
    """Connections lead to pods that a Service would choose."""
    assert is_ready({**POD, **change}) is ready
