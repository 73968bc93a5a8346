"""Adoption of a change in the real ImageNet trainings of AlgoPerf, by the commands of the guide."""

import json
import os
from collections.abc import Callable
from math import comb
from pathlib import Path

import pytest
from command_line import Finished, command_line

PAGE = Path(__file__).parents[2] / "docs" / "compare.md"
BEGIN, END = "<!-- output: tests/external/test_adoption.py -->\n\n```text\n", "```\n"
SIDES = ("--change", "label_smoothing=0.1", "--baseline", "trial=10")


@pytest.fixture
def resnet(
    external: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Finished]:
    """Import the ResNet workload as a round, and return what runs commands on it."""
    run = command_line(monkeypatch)
    file, workdir = tmp_path / "resnet.yaml", ("--workdir", tmp_path / "rounds")
    folder = f"{external}/algoperf/study_{{repeat}}/imagenet_resnet_jax/trial_{{trial}}"
    imported = run(
        "import",
        f"{folder}/eval_measurements.csv",
        *("--hyperparameters", "hparams.json", "--into", file, *workdir),
        *("--metric", "validation/accuracy", "--direction", "maximize"),
        *("--seconds", "accumulated_submission_time", "--scientific", "label_smoothing"),
    )
    assert imported.code == 0, imported.err
    return lambda name, *options: run(name, file, *workdir, *options)


@pytest.mark.parametrize(
    "sides",
    [SIDES, (), ("--change", "trial=0", "--baseline", "label_smoothing=0")],
    ids=["named", "by default", "by setting"],
)
def test_label_smoothing_is_adopted(sides: tuple[str, ...], resnet) -> None:
    """Trial 1 differs from trial 3 in label smoothing only, and is better in all five seeds."""
    found = json.loads(resnet("compare", *sides, "--json").out)
    evidence = found["evidence"]
    assert found["verdict"] == "adopt"
    assert found["differs"] == ["label_smoothing"]
    assert found["change"]["mean"] == pytest.approx(0.77300, abs=5e-6)
    assert found["baseline"]["mean"] == pytest.approx(0.76464, abs=5e-6)
    assert evidence["p_value"] == pytest.approx(2 / comb(10, 5), abs=1e-15)
    assert (evidence["exact"], evidence["assignments"]) == (True, 252)
    assert (evidence["pairs"], evidence["paired_p"]) == (5, 0.0625)
    assert evidence["superiority"] == 1.0
    assert evidence["beyond_spreads"]


def test_guide_shows_what_the_command_prints(resnet) -> None:
    """The example of docs/compare.md is this output, to the letter."""
    printed = resnet("compare", *SIDES).out
    page = PAGE.read_text()
    head, _, rest = page.partition(BEGIN)
    shown, _, tail = rest.partition(END)
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        PAGE.write_text(f"{head}{BEGIN}{printed}{END}{tail}")
        shown = printed
    assert shown == printed, "run again with TUNEROUND_REGENERATE=1, and look at it"


def test_best_of_a_round_with_seeds_is_a_finding(resnet) -> None:
    """The round's own analysis asks the question, and finds the same."""
    findings = json.loads(resnet("aggregate", "--json", "--no-report").out)["findings"]
    (adoption,) = [finding for finding in findings if finding["question"] == "adoption"]
    assert adoption["sentence"].startswith(
        "Adopt: label_smoothing=0.1 is better than label_smoothing=0.0"
    )
    assert adoption["numbers"]["difference"] == pytest.approx(0.00836, abs=5e-6)
