"""The accounts of tuneround: no program of a user runs with their rights."""

import pytest
from harness import pods
from harness.cluster import Cluster
from harness.images import ours
from rounds.guarded import (
    CREATOR,
    EXECUTOR,
    OPERATOR,
    TRAINER,
    answer,
    pod,
    tuning_round,
    with_account,
)


@pytest.mark.parametrize("account", [CREATOR, OPERATOR])
def test_accounts(cluster: Cluster, guarded: str, account: str) -> None:
    """No program of a user runs with the rights of tuneround, nor one in its own images."""
    kubectl, control = cluster.kubectl, ours.name("control")
    said = answer(kubectl, guarded, with_account(tuning_round(TRAINER, {}), account))
    assert f"No training program runs as an account of tuneround. Got {account}." in said
    for image in (TRAINER, control):
        said = answer(kubectl, guarded, with_account(pod(image, {}), account))
        assert f"Only programs of Argo and tuneround run as {account}. Got the container" in said


def test_accounts_of_the_own_programs(cluster: Cluster, guarded: str) -> None:
    """Argo's executor runs as the creator, and the operator as the operator."""
    executor = with_account(pod(f"{EXECUTOR}:2", {}), CREATOR)
    operator = pods.pod("operator", ours.name("control"), ["python", "-m", "tuneround_operator"])
    for made in (executor, with_account(operator, OPERATOR)):
        assert "created" in answer(cluster.kubectl, guarded, made)


def test_accounts_by_their_former_field(cluster: Cluster, guarded: str) -> None:
    """`serviceAccount`, which Kubernetes still takes, is no way around."""
    made = pod(TRAINER, {})
    made["spec"]["serviceAccount"] = CREATOR
    assert "Only programs of Argo" in answer(cluster.kubectl, guarded, made)
