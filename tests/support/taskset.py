"""TaskSet's 1,000 Adam configurations of an LSTM, imported by the command a user would type."""

import csv
import json
from pathlib import Path

import pytest
from command_line import command_line

STEPS_BETWEEN = 200
"""TaskSet trains 10,000 steps and looks 51 times, at step 0 first."""
SPLITS = ("train", "valid", "test")


def import_taskset(external: Path, folder: Path) -> None:
    """Write lstm.yaml and its round into `folder`, from a long table and one of hyperparameters."""
    file = external / "taskset" / "imdb_patch32_LSTM128_bs128.json"
    _write_tables(json.loads(file.read_text()), folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        finished = command_line(monkeypatch)(
            *("import", folder / "curves.csv", "--hyperparameters", folder / "trials.jsonl"),
            *("--metric", "valid/loss", "--direction", "minimize"),
            *("--scientific", "learning_rate"),
            *("--into", folder / "lstm.yaml", "--workdir", folder / "rounds"),
        )
    assert finished.code == 0, finished.err


def _write_tables(configurations: list[dict], folder: Path) -> None:
    with (folder / "curves.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["trial", "step", *(f"{split}/loss" for split in SPLITS)])
        for trial, found in enumerate(configurations):
            losses = zip(*(found[split]["loss"] for split in SPLITS), strict=True)
            table.writerows([trial, STEPS_BETWEEN * i, *row] for i, row in enumerate(losses))
    lines = [json.dumps({"trial": trial, **c["hp"]}) for trial, c in enumerate(configurations)]
    (folder / "trials.jsonl").write_text("\n".join(lines))
