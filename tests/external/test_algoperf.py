"""AlgoPerf's baseline, imported: the figures of NOTICE.md, and what the tables say of them."""

import shlex
from pathlib import Path

import polars as pl
import pytest
from command_line import Finished, command_line
from judged_rounds import tables_of
from tuneround.analysis.tables import Tables

WORKLOADS = {
    "criteo1tb": ("validation/loss", "minimize", 1, 0.12369),
    "fastmri": ("validation/ssim", "maximize", 4, 0.72710),
    "imagenet_resnet": ("validation/accuracy", "maximize", 1, 0.77300),
    "imagenet_vit": ("validation/accuracy", "maximize", 2, 0.78329),
    "librispeech_conformer": ("validation/wer", "minimize", 3, 0.08210),
    "librispeech_deepspeech": ("validation/wer", "minimize", 4, 0.11576),
    "ogbg": ("validation/mean_average_precision", "maximize", 5, 0.29722),
    "wmt": ("validation/bleu", "maximize", 3, 31.0842),
}
"""Metric, direction, and the winner: the trial of AlgoPerf and its mean of five studies."""


def imported(workload: str, external: Path, folder: Path) -> Tables:
    """Import a workload by the documented command, and collect it."""
    metric, direction, *_ = WORKLOADS[workload]
    path = f"{external}/algoperf/study_{{repeat}}/{workload}_jax/trial_{{trial}}"
    file, workdir = folder / f"{workload.replace('_', '-')}.yaml", folder / "rounds"
    with pytest.MonkeyPatch.context() as monkeypatch:
        finished: Finished = command_line(monkeypatch)(
            "import",
            f"{path}/eval_measurements.csv",
            *("--hyperparameters", "hparams.json", "--into", file, "--workdir", workdir),
            *("--metric", metric, "--direction", direction),
            *("--seconds", "accumulated_submission_time"),
        )
    assert finished.code == 0, finished.err
    return tables_of(file, workdir)


@pytest.fixture(scope="session")
def rounds(external: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    """Import all eight workloads, each as a round."""
    folder = tmp_path_factory.mktemp("algoperf")
    return {workload: imported(workload, external, folder) for workload in WORKLOADS}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_winner_by_the_best_evaluation_averaged_over_studies(
    workload: str, rounds: dict[str, Tables]
) -> None:
    """The best mean over five seeds is that of the trial, and the figure, in NOTICE.md."""
    _, direction, winner, score = WORKLOADS[workload]
    trials = rounds[workload].trials
    assert (trials.height, trials["fate"].unique().to_list()) == (25, ["completed"])
    means = trials.group_by("point").agg(pl.col("best_value").mean()).sort("best_value")
    best = means.row(-1 if direction == "maximize" else 0, named=True)
    assert best["point"] + 1 == winner
    assert best["best_value"] == pytest.approx(score, rel=0, abs=0.5 * 10.0 ** -_digits(score))


def test_the_last_evaluation_is_worse_than_the_best_in_half_of_the_trials(
    rounds: dict[str, Tables],
) -> None:
    """In 102 of 200 trials the last evaluation is not the best one, hence hindsight."""
    trials = pl.concat(
        [tables.trials.select("best_value", "last_value") for tables in rounds.values()]
    )
    assert trials.height == 200
    assert trials.filter(pl.col("best_value") != pl.col("last_value")).height == 102


def test_training_times_are_those_of_the_submission(rounds: dict[str, Tables]) -> None:
    """--seconds takes the time that AlgoPerf counts, which grows in every trial."""
    evaluations = rounds["wmt"].evaluations
    growth = pl.col("training_seconds").diff().over("trial").drop_nulls() > 0
    assert evaluations.select(growth.all()).item()


def documented_commands() -> list[list[str]]:
    """Return the commands of docs/import.md about AlgoPerf, word by word."""
    page = Path(__file__).parents[2].joinpath("docs", "import.md").read_text()
    section = page.partition("## AlgoPerf, for example")[2].partition("## ")[0]
    lines = section.replace("\\\n", "").splitlines()
    return [shlex.split(line) for line in lines if line.startswith("    tuneround ")]


def test_the_documented_commands_adopt_label_smoothing(
    external: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What docs/import.md tells to type imports ResNet's trials, judges them, and compares."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "algoperf").symlink_to(external / "algoperf")
    run = command_line(monkeypatch)
    finished = [run(*words[1:]) for words in documented_commands()]
    assert [(command.code, command.err[-300:]) for command in finished if command.code] == []
    assert len(finished) == 3
    assert finished[2].out.startswith("ADOPT: label_smoothing=0.1 against label_smoothing=0.0\n")
    assert "p = 0.007937" in finished[2].out


def _digits(figure: float) -> int:
    """Return how many decimals NOTICE.md gives of `figure`."""
    return 4 if figure > 1 else 5
