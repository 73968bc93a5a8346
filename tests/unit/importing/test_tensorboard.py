"""TensorBoard: event files as PyTorch writes them."""

from math import nan
from pathlib import Path

import pytest
from import_desk import OBJECTIVE, Desk
from torch.utils.tensorboard import SummaryWriter


def write(folder: Path, losses: list[float], tag: str = "valid/loss", **hparams: object) -> None:
    """Write the events of one folder: a loss every ten steps, and hyperparameters if given."""
    with SummaryWriter(str(folder)) as writer:
        for number, loss in enumerate(losses):
            writer.add_scalar(tag, loss, 10 * number)
        writer.add_text("note", "hello", 0)
        if hparams:
            writer.add_hparams(hparams, {"hparam/loss": losses[-1]})


def test_folders_are_trials(desk: Desk) -> None:
    """A folder below the one named is a trial; hyperparameters are what the plugin was told."""
    write(desk.folder / "logs/run2", [0.5, 0.25], lr=0.1, optimizer="adam", layers=2)
    write(desk.folder / "logs/run10", [0.75, nan], lr=0.2, optimizer="adam", layers=3)
    tables = desk.imported(desk.folder / "logs", *OBJECTIVE)
    assert tables.evaluations.select("trial", "step", "valid/loss").rows() == [
        (0, 0, 0.5),
        (0, 10, 0.25),
        (1, 0, 0.75),
        (1, 10, None),
    ]
    assert tables.trials["fate"].to_list() == ["completed", "infeasible"]
    assert tables.trials["hyperparameter/lr"].to_list() == [0.1, 0.2]
    assert tables.trials["hyperparameter/layers"].to_list() == [2, 3]
    assert "hparam/loss" not in tables.evaluations.columns


def test_a_table_of_hyperparameters(desk: Desk) -> None:
    """Where the plugin was told nothing, a table says the hyperparameters."""
    for trial in ("a", "b"):
        write(desk.folder / f"logs/{trial}", [0.5, 0.25])
    trials = desk.write("t.csv", "trial,lr\na,0.1\nb,0.2\n")
    tables = desk.imported(f"{desk.folder}/logs/{{trial}}", "--hyperparameters", trials, *OBJECTIVE)
    assert tables.trials["hyperparameter/lr"].to_list() == [0.1, 0.2]


def test_folders_below_a_trial_are_parts_of_it(desk: Desk) -> None:
    """What lies in train/ and valid/ of a trial, as Keras writes it, is named by the folder."""
    write(desk.folder / "logs/a/train", [0.5, 0.25], tag="loss")
    write(desk.folder / "logs/a/valid", [0.75, 0.5], tag="loss")
    trials = desk.write("t.csv", "trial,lr\na,0.1\n")
    tables = desk.imported(desk.folder / "logs", "--hyperparameters", trials, *OBJECTIVE)
    assert tables.evaluations.select("step", "train/loss", "valid/loss").rows() == [
        (0, 0.5, 0.75),
        (10, 0.25, 0.5),
    ]


def test_seeds_in_the_path(desk: Desk) -> None:
    """{repeat} in the path of a folder tells seeds apart."""
    for seed in range(2):
        for rate in ("0.1", "0.2"):
            write(desk.folder / f"logs/lr={rate}/seed{seed}", [0.5, float(rate) + seed])
    tables = desk.imported(f"{desk.folder}/logs/lr={{lr}}/seed{{repeat}}", *OBJECTIVE)
    assert tables.trials.select("point", "repeat", "hyperparameter/lr").rows() == [
        (0, 0, 0.1),
        (0, 1, 0.1),
        (1, 0, 0.2),
        (1, 1, 0.2),
    ]


def test_a_training_that_was_taken_up_again(desk: Desk) -> None:
    """Steps that a later file of the same folder wrote anew count as it says."""
    folder = desk.folder / "logs/a"
    write(folder, [1.0, 0.75, 0.5])
    first = next(folder.iterdir())
    first.rename(folder / f"events.out.tfevents.1.{first.name}")
    with SummaryWriter(str(folder)) as writer:
        for step, loss in ((20, 0.25), (30, 0.125)):
            writer.add_scalar("valid/loss", loss, step)
    trials = desk.write("t.csv", "trial,lr\na,0.1\n")
    tables = desk.imported(desk.folder / "logs", "--hyperparameters", trials, *OBJECTIVE)
    assert tables.evaluations["valid/loss"].to_list() == [1.0, 0.75, 0.25, 0.125]


@pytest.mark.parametrize("name", ["logs", "logs/a"], ids=["empty", "the trial itself"])
def test_a_folder_without_trials(name: str, desk: Desk) -> None:
    """A folder that has no folders of events is refused."""
    write(desk.folder / "logs/a", [0.5]) if name == "logs/a" else (desk.folder / name).mkdir()
    found = desk.refusal(desk.folder / name, *OBJECTIVE)
    assert "A trial is a folder with event files" in found[0]
