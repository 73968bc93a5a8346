"""From the chart before the operator to this one, with a round that trains; and out again."""

import json
import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

import pytest
from harness.argo import Argo
from harness.cluster import Cluster
from harness.helm import RELEASE, helm
from harness.images import ours, small
from harness.namespaces import create
from harness.places import REPOSITORY
from rounds.answers import Answer
from rounds.applied import AppliedRound
from rounds.installed import InstalledOperator
from rounds.observed import ObservedRound
from rounds.programs import NOTHING, command
from rounds.site import CHART, Site
from rounds.texts import EVERY, disturbed, round_text

BEFORE = "ff93accc1cc55520396c2f17151e05534b5378dd"
"""The last commit with version 0.1.0 of the chart, without an operator."""
KIND = "customresourcedefinition/tuningrounds.tuneround.dev"
SLOW = 1


@pytest.fixture(scope="module")
def chart_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the chart of the last version, out of the history; skip where that is cut off."""
    asked = ["git", "archive", BEFORE, CHART.relative_to(REPOSITORY)]
    done = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(
            f"THE CHART'S UPGRADE IS NOT TESTED: this clone has no commit {BEFORE[:7]}. "
            "Try: git fetch --unshallow"
        )
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / CHART.relative_to(REPOSITORY)


@pytest.fixture
def site(cluster: Cluster, argo: Argo, chart_before: Path) -> Iterator[Site]:
    """Return a namespace with the chart of the last version, and its store."""
    name = f"upgraded-{secrets.token_hex(3)}"
    create(cluster.kubectl, name)
    store = {"enabled": True} if cluster.external else {"enabled": True, "image": small.STORE}
    values = json.dumps({"controlImage": ours.name("control"), "s3": store})
    try:
        flags = [f"--namespace={name}", "--wait", "--timeout=120s", "--values=-"]
        helm(cluster, "install", RELEASE, chart_before, *flags, stdin=values)
        yield Site(cluster, argo, name)
    finally:
        cluster.kubectl("delete", "namespace", name, "--wait=false")


def test_upgrade_with_a_round_that_trains(site: Site, expected: Answer, tmp_path: Path) -> None:
    """The round goes on to the undisturbed answer, and the operator to its first round.

    Uninstalled, the kind stays, with every round of the cluster.
    """
    cluster, where = site.cluster, f"--namespace={site.namespace}"
    slow = disturbed(SLOW, after=2 * EVERY, seconds=0.5)
    before = ObservedRound.of(site, tmp_path, round_text("before", trainer=slow)).submit()
    before.wait_for_commit(SLOW, 2 * EVERY)
    trains = before.pod(SLOW)
    # As docs/kubernetes.md says; the kind of the test's cluster was there before, of no release.
    adopting = ["--take-ownership", "--force-conflicts"]
    flags = ["--reset-then-reuse-values", *adopting, "--wait", "--timeout=120s"]
    helm(cluster, "upgrade", RELEASE, CHART, where, *flags)
    InstalledOperator(site).wait_for_ready(1)
    owner = cluster.kubectl.get(KIND)["metadata"]["annotations"]
    assert owner["meta.helm.sh/release-namespace"] == site.namespace
    assert owner["helm.sh/resource-policy"] == "keep"
    assert before.pod(SLOW) == trains
    budget = {"trials": 1, "steps": 1, "evaluateEvery": 1}
    text = round_text("after", command(NOTHING), budget=budget)
    after = AppliedRound.of(site, Path(mkdtemp(dir=tmp_path)), text).apply()
    after.succeed(seconds=180)
    assert before.ended() == expected
    assert before.lives(SLOW) == 1
    helm(cluster, "uninstall", RELEASE, where, "--wait", "--timeout=120s")
    assert cluster.kubectl.get(KIND)["metadata"].get("deletionTimestamp") is None
    assert after.status.state == "Succeeded"
