"""The demo round by each way to submit it: the answer is that of `make demo`."""

from collections.abc import Callable

import pytest
import yaml
from harness.failures import HarnessError
from harness.images import ours
from harness.places import REPOSITORY
from rounds.answers import Answer, result_of
from rounds.observed import Observe, ObservedRound
from rounds.programs import NOTHING, command
from rounds.texts import round_text
from rounds.undisturbed import undisturbed

DEMO = REPOSITORY / "pipelines" / "rounds" / "mnist-optimizer.yaml"


def demo(name: str) -> str:
    """Return the demo round with this cluster's images, two of its trials a machine of two cores.

    Neither changes what its trials compute: they train with one thread as before.
    """
    round_ = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    round_["metadata"]["name"] = name
    spec = round_["spec"]
    spec["trainer"]["image"] = ours.name("trainer")
    spec["trainer"]["resources"]["cpu"] = "500m"
    spec["workflow"] = {"controlImage": ours.name("control")}
    return yaml.safe_dump(round_, sort_keys=False)


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return the demo's answer on this machine."""
    return undisturbed(demo("mnist-here"), tmp_path_factory.mktemp("demo"))


def by_compiling(observed: ObservedRound) -> None:
    """Do `tuneround compile FILE | argo submit -`."""
    observed.submit().wait_for_end()


def by_submitting(observed: ObservedRound) -> None:
    """Do `tuneround submit FILE --wait`."""
    observed.on_cluster("submit", "--wait")


@pytest.mark.parametrize(
    ("name", "submit"),
    [
        ("mnist-compiled", by_compiling),
        ("mnist-from-template", ObservedRound.submit_by_template),
        ("mnist-submitted", by_submitting),
    ],
    ids=["compile", "template", "submit"],
)
def test_demo(
    demonstrated: Answer, observed: Observe, name: str, submit: Callable[[ObservedRound], object]
) -> None:
    """Same winner at the same step, same weights, and every metric of every trial bit-equal."""
    shown = observed(demo(name))
    submit(shown)
    assert shown.answer == demonstrated


def test_finished_round_is_left_alone(observed: Observe) -> None:
    """Submitting a finished round again starts nothing, and `tuneround submit` says so."""
    budget = {"trials": 2, "steps": 1, "evaluateEvery": 1}
    done = observed(round_text("submitted-again", command(NOTHING), budget=budget))
    done.on_cluster("submit", "--wait")
    assert result_of(done.store).number == 1
    assert "finished" in done.on_cluster("submit", "--wait")
    done.submit_by_template()
    assert result_of(done.store).number == 1
    assert [done.lives(index) for index in range(2)] == [1, 1]


def test_another_round_of_the_same_name_is_refused(observed: Observe) -> None:
    """By each way, what differs is said, a new name is proposed, and nothing is overwritten."""
    first, second = ({"trials": 1, "steps": steps, "evaluateEvery": 1} for steps in (1, 2))
    name, program = "same-name-r1", command(NOTHING)
    observed(round_text(name, program, budget=first)).on_cluster("submit", "--wait")
    other = observed(round_text(name, program, budget=second))
    refused = other.on_cluster("submit", code=2)
    assert "same-name-r2" in refused
    with pytest.raises(HarnessError):
        other.submit_by_template()
    assert result_of(other.store).number == 1
