"""Whole rounds in a namespace whose lists permit just what they use."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.argo import Argo
from harness.cluster import Cluster
from harness.helm import RELEASE, helm
from rounds.applied import AppliedRound
from rounds.guarded import POLICY, WAYS, wait_for_refusal
from rounds.installed import InstalledOperator
from rounds.observed import ObservedRound
from rounds.programs import NOTHING, command
from rounds.site import Site, made_site
from rounds.texts import round_text

BUDGET = {"trials": 2, "steps": 1, "evaluateEvery": 1}


@pytest.fixture
def guarded_site(cluster: Cluster, argo: Argo) -> Iterator[Site]:
    """Return a site with an operator, lists, and nothing of a round in them but the trainer."""
    name = f"guarded-{secrets.token_hex(3)}"
    values = {"operator": {"enabled": True}, "policy": {**POLICY, "images": POLICY["images"][:1]}}
    with made_site(cluster, argo, name, **values) as site:
        wait_for_refusal(cluster.kubectl, name, [way("evil", {}) for way in WAYS.values()])
        yield site
        helm(cluster, "uninstall", RELEASE, f"--namespace={name}")


def test_every_pod_of_a_round_is_permitted(guarded_site: Site, tmp_path: Path) -> None:
    """Plans, trials, shards, aggregations and what creates them pass, however they come in."""
    text = round_text("by-template", command(NOTHING), budget=BUDGET, workflow={"shardSize": 1})
    ObservedRound.of(guarded_site, tmp_path, text).submit_by_template().wait_for_end()
    workers = round_text("applied", command(NOTHING), budget=BUDGET, trainer={"workers": 2})
    AppliedRound.of(guarded_site, tmp_path, workers).apply().succeed()
    assert InstalledOperator(guarded_site).restarts == 0
