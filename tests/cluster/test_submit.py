"""A round from a laptop: submitted, read, stopped and gone on with over the Kubernetes API."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from rounds.answers import result_of
from rounds.gate import Gate
from rounds.laptop import Laptop, laptop_of
from rounds.observed import ObservedRound
from rounds.programs import NOTHING, command
from rounds.site import Site
from rounds.texts import round_text
from tuneround.cluster.api import connect
from tuneround.cluster.failures import ClusterError
from tuneround.cluster.following import Away, follow
from tuneround.cluster.progress import Progress
from tuneround.cluster.workflows import Workflows
from tuneround.workflow.compilation import compile_round

SHORT = {"trials": 2, "parallelism": 2, "steps": 2, "evaluateEvery": 1}
Change = Callable[..., Path]


@pytest.fixture(scope="module")
def laptop(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """Return a laptop whose user may do what the chart grants to submitters."""
    return laptop_of(site, tmp_path_factory.mktemp("laptop"))


@pytest.fixture(scope="module")
def finished(site: Site, laptop: Laptop, tmp_path_factory: pytest.TempPathFactory) -> ObservedRound:
    """Return a round of two trials that was submitted and followed to its end."""
    text = round_text("laptop", command(NOTHING), budget=SHORT)
    observed = ObservedRound.of(site, tmp_path_factory.mktemp("finished"), text)
    done = laptop.json("submit", observed.file, "--wait")
    assert (done["action"], done["workflow"]) == ("create", "laptop")
    assert done["progress"] == {
        "phase": "Succeeded",
        "planned": 2,
        "ended": 2,
        "running": 0,
        "failed_pods": 0,
    }
    assert done["result"] == result_of(observed.store).model_dump(mode="json")
    return observed


@pytest.fixture
def changed(finished: ObservedRound, tmp_path: Path) -> Change:
    """Return what writes the finished round's file with another value at a path of its spec."""

    def change(*path: str, value: Any) -> Path:
        content = yaml.safe_load(finished.file.read_text())
        part = content
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = value
        file = tmp_path / "changed.yaml"
        file.write_text(yaml.safe_dump(content))
        return file

    return change


@pytest.fixture
def waiting(site: Site, tmp_path: Path) -> Iterator[ObservedRound]:
    """Return a round whose Workflow exists and starts no pod, for as long as the test lasts."""
    text = round_text(f"waiting-{secrets.token_hex(3)}", command(NOTHING), budget=SHORT)
    observed = ObservedRound.of(site, tmp_path, text)
    manifest = compile_round(observed.round, text, namespace=site.namespace)
    manifest["spec"]["suspend"] = True
    site.kubectl("create", "--filename=-", stdin=json.dumps(manifest))
    yield observed
    site.kubectl("delete", "workflow", observed.name, "--ignore-not-found")


def names(site: Site, round_name: str) -> list[str]:
    """Return the names of a round's Workflows."""
    selector = f"--selector=tuneround.dev/round={round_name}"
    return [item["metadata"]["name"] for item in site.get("workflows", selector)["items"]]


def test_finished_round_is_not_run_again(
    site: Site, laptop: Laptop, finished: ObservedRound
) -> None:
    """To submit or resume it once more creates nothing, and says where the result is."""
    for name in ("submit", "resume"):
        done = laptop(name, finished.file, "--wait")
        assert done.returncode == 0, done.stderr
        assert "nothing was created" in done.stdout
        assert result_of(finished.store).verdict in done.stdout
        assert finished.store.keys.root in done.stdout
    assert names(site, finished.name) == [finished.name]


def test_round_is_read_through_a_port_forward(laptop: Laptop, finished: ObservedRound) -> None:
    """status, best and report find the cluster's bucket although its address is the cluster's."""
    status = laptop.json("status", finished.file)
    assert (status["counts"]["planned"], status["counts"]["completed"]) == (2, 2)
    assert [found["phase"] for found in status["workflows"]] == ["Succeeded"]
    assert laptop.json("best", finished.file)["best"]["value"] == min(
        trial["valid/loss"] for trial in finished.answer.evaluations
    )
    page = laptop("report", finished.file)
    assert "port-forward" in page.stderr
    assert (finished.file.parent / page.stdout.strip()).read_text().startswith("<!DOCTYPE html>")


def test_override_outranks_the_cluster_s_storage(laptop: Laptop, finished: ObservedRound) -> None:
    """--storage names another way to the same bucket; the rest is the cluster's."""
    address = finished.site.get("service", "tuneround-s3")["spec"]["clusterIP"]
    done = laptop("status", finished.file, f"--storage=endpoint=http://{address}:7070")
    assert done.returncode == 0, done.stderr
    assert "port-forward" not in done.stderr


def test_other_identity_is_refused(
    laptop: Laptop, finished: ObservedRound, changed: Change
) -> None:
    """Another round under the name of one that exists gets the difference and a new name."""
    file = changed("spec", "budget", "steps", value=3)
    for name in ("submit", "resume"):
        done = laptop(name, file)
        assert (done.returncode, done.stdout) == (2, "")
        assert "steps: 2 -> 3" in done.stderr
        assert "`laptop-r2`" in done.stderr


def test_name_of_another_study_is_refused(
    laptop: Laptop, finished: ObservedRound, changed: Change
) -> None:
    """Two studies cannot have Workflows of one name in a namespace: said before the server does."""
    done = laptop("submit", changed("spec", "study", value="another"))
    assert done.returncode == 1
    assert "study `acceptance`" in done.stderr
    assert "`metadata.name`" in done.stderr


def test_extended_round_is_resumed(
    laptop: Laptop, finished: ObservedRound, changed: Change
) -> None:
    """More trials of a finished round are run by resume, to which submit leads."""
    file = changed("spec", "budget", "trials", value=3)
    refused = laptop("submit", file)
    assert refused.returncode == 1
    assert f"tuneround resume FILE --namespace {laptop.namespace}" in refused.stderr
    before = finished.lives(0), finished.lives(1)
    done = laptop.json("resume", file, "--wait")
    assert (done["workflow"], done["progress"]["planned"]) == ("laptop-resume-1", 1)
    assert done["result"]["counts"]["completed"] == 3
    assert (finished.lives(0), finished.lives(1)) == before


def test_running_round_is_joined_and_left(
    site: Site, laptop: Laptop, waiting: ObservedRound
) -> None:
    """A second submission follows the first; Ctrl-C leaves the round alone, and says so."""
    joined = laptop.json("submit", waiting.file)
    assert (joined["action"], joined["workflow"]) == ("follow", waiting.name)
    code, said = laptop.interrupted("submit", waiting.file, "--wait", at="0 of 2 trials")
    assert code == 130
    assert f"the Workflow {waiting.name} goes on" in said
    assert "tuneround stop" in said
    assert "shutdown" not in site.get("workflow", waiting.name)["spec"]


def test_cleanup_frees_the_name(site: Site, laptop: Laptop, waiting: ObservedRound) -> None:
    """Workflows and objects go together, once nothing runs and somebody has agreed."""
    store = waiting.store
    store.save_spec(waiting.file.read_text())
    refused = laptop("cleanup", waiting.file, "--yes")
    assert refused.returncode == 1
    assert "tuneround stop" in refused.stderr
    end = json.dumps({"status": {"phase": "Failed"}})
    site.kubectl("patch", "workflow", waiting.name, "--type=merge", f"--patch={end}")
    unasked = laptop("cleanup", waiting.file)
    assert unasked.returncode == 2
    assert f"Workflows: {waiting.name}" in unasked.stderr
    assert "1 objects" in unasked.stderr
    done = laptop("cleanup", waiting.file, "--yes")
    assert done.returncode == 0, done.stderr
    assert names(site, waiting.name) == []
    assert list(store.bucket.list(store.keys.root)) == []
    assert "Nothing is left" in laptop("cleanup", waiting.file, "--yes").stdout


def test_missing_right_is_named(site: Site, waiting: ObservedRound, tmp_path: Path) -> None:
    """Who may not start rounds learns which right is missing, and who grants it."""
    done = laptop_of(site, tmp_path, account="tuneround")("submit", waiting.file)
    assert done.returncode == 1
    assert f"list workflows.argoproj.io in namespace `{site.namespace}`" in done.stderr
    assert "`accounts.submitters`" in done.stderr


@pytest.fixture
def gate(laptop: Laptop) -> Iterator[Gate]:
    """Yield a gate to the API server."""
    content = yaml.safe_load(laptop.kubeconfig.read_text())
    server = urlsplit(content["clusters"][0]["cluster"]["server"])
    with Gate(str(server.hostname), server.port or 443) as gate:
        yield gate


@pytest.fixture
def gated(
    gate: Gate,
    laptop: Laptop,
    waiting: ObservedRound,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Workflows:
    """Return a round's Workflows, asked for through the gate."""

    def go_through(content: dict[str, Any]) -> None:
        for cluster in content["clusters"]:
            server = urlsplit(cluster["cluster"]["server"])
            cluster["cluster"]["tls-server-name"] = server.hostname
            cluster["cluster"]["server"] = f"https://127.0.0.1:{gate.port}"

    through = laptop.changed(go_through, tmp_path / "gated")
    monkeypatch.setenv("KUBECONFIG", str(through.kubeconfig))
    return Workflows(connect(), laptop.namespace, waiting.round.spec.study, waiting.name)


def test_server_s_absence_is_waited_out(
    site: Site, gate: Gate, gated: Workflows, waiting: ObservedRound
) -> None:
    """A round is followed over an API server that goes away and comes back."""
    states = follow(gated, waiting.name)
    assert isinstance(next(states), Progress)
    gate.close()
    assert isinstance(next(states), Away)
    gate.open()
    end = json.dumps({"status": {"phase": "Failed", "message": "ended meanwhile"}})
    site.kubectl("patch", "workflow", waiting.name, "--type=merge", f"--patch={end}")
    *_, last = states
    assert isinstance(last, Progress)
    assert last.phase == "Failed"


def test_server_s_absence_has_an_end(gate: Gate, gated: Workflows, waiting: ObservedRound) -> None:
    """A server that stays away ends the command, with what to look at."""
    gate.close()
    with pytest.raises(ClusterError, match="The API server answers"):
        list(follow(gated, waiting.name, patience_seconds=1))


def test_deleted_workflow_ends_its_following(
    site: Site, gated: Workflows, waiting: ObservedRound
) -> None:
    """Who follows a round that somebody deletes is told."""
    states = follow(gated, waiting.name)
    next(states)
    site.kubectl("delete", "workflow", waiting.name)
    with pytest.raises(ClusterError, match="somebody deleted it"):
        list(states)
