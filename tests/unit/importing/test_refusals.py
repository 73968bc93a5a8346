"""What an import refuses: every flaw at once, each with its file and row, and the next step."""

import pytest
from import_desk import OBJECTIVE, Desk

GOOD = "trial,step,valid/loss,lr\n1,5,0.5,0.1\n2,5,0.4,0.2\n"
COLUMNS = ("--hyperparameters", "lr")

ROWS = {
    "a text for a metric": (
        "trial,step,valid/loss,lr\n1,5,0.5,0.1\n1,6,fast,0.1\n",
        "c.csv:3: A metric is a number, or blank where it was not measured; "
        "got `fast` in `valid/loss`. Correct it; write NaN for one that was not finite.",
    ),
    "no step": (
        "trial,step,valid/loss,lr\n1,,0.5,0.1\n",
        "c.csv:2: A step is a whole number, 0 or more; got nothing. Correct it, or remove the row.",
    ),
    "half a step": (
        "trial,step,valid/loss,lr\n1,2.5,0.5,0.1\n",
        "c.csv:2: A step is a whole number, 0 or more; got `2.5`. Correct it, or remove the row.",
    ),
    "a step before the beginning": (
        "trial,step,valid/loss,lr\n1,-1,0.5,0.1\n",
        "c.csv:2: A step is a whole number, 0 or more; got `-1`. Correct it, or remove the row.",
    ),
    "a trial and step twice": (
        "trial,step,valid/loss,lr\n1,5,0.5,0.1\n1,5,0.6,0.1\n",
        "c.csv:3: A trial has one value of a metric at a step; got a second one of `valid/loss` "
        "at step 5. Remove one of the rows; where rows differ by their seed, name its column: "
        "--repeat.",
    ),
    "no trial": (
        "trial,step,valid/loss,lr\n,5,0.5,0.1\n",
        "c.csv:2: A row names its trial in `trial`; got nothing. Fill it, or remove the row.",
    ),
    "no hyperparameter": (
        "trial,step,valid/loss,lr\n1,5,0.5,\n2,5,0.4,0.1\n",
        "c.csv:2: A trial has hyperparameters; got none of trial `1`. Add them, or name where they "
        "stand: --hyperparameters FILE or COLUMN,….",
    ),
    "two values of a hyperparameter": (
        "trial,step,valid/loss,lr\n1,5,0.5,0.1\n1,6,0.5,0.2\n",
        "c.csv:3: A hyperparameter has one value in all rows of its trial; got `0.1` and `0.2` for "
        "`lr`. Correct it, or leave it out of --hyperparameters.",
    ),
    "a short row": (
        "trial,step,valid/loss,lr\n1,5,0.5\n",
        "c.csv:2: A row has a cell for each of the 4 columns; got 3. Correct the line; a cell with "
        "a separator in it stands in quotes.",
    ),
    "a column twice": (
        "trial,step,lr,lr\n1,5,0.5,1\n",
        "c.csv:1: The names of columns differ; got `lr` twice. Rename one.",
    ),
    "nothing": (
        "",
        "c.csv:1: A table begins with a line of names; got none. Write the names of the columns.",
    ),
    "another name for the trial": (
        "trial_id,step,valid/loss,lr\n1,5,0.5,0.1\n",
        "c.csv: A table of evaluations names its trials; got no column `trial`. "
        "Write --trial trial_id.",
    ),
    "another name for the step": (
        "trial,epoch,valid/loss,lr\n1,5,0.5,0.1\n",
        "c.csv: An evaluation has a step; got no column `step`. Name its column: --step COLUMN.",
    ),
    "another name for the objective": (
        "trial,step,valid/los,lr\n1,5,0.5,0.1\n",
        "c.csv: The objective is a metric of the trials; got `valid/loss`, which none has. "
        "Write --metric valid/los.",
    ),
}


@pytest.mark.parametrize(("text", "message"), ROWS.values(), ids=ROWS)
def test_what_is_wrong_in_a_table(text: str, message: str, desk: Desk) -> None:
    """A flaw is told by file and line, with the rule, the value and the next step."""
    found = desk.refusal(desk.write("c.csv", text), *COLUMNS, *OBJECTIVE)
    assert found == [message, "1 problem; nothing was imported."]


def test_all_flaws_are_told_at_once(desk: Desk) -> None:
    """Flaws of several kinds and of both tables come in one error."""
    curves = desk.write("c.csv", "trial,step,valid/loss\n1,x,0.5\n2,5,slow\n2,6,0.4\n")
    trials = desk.write("t.csv", "trial,lr\n1,0.1\n1,0.2\n")
    found = desk.refusal(curves, "--hyperparameters", trials, *OBJECTIVE)
    assert [line.split(": ")[0] for line in found[:-1]] == [
        "c.csv:2",
        "c.csv:3",
        "t.csv:3",
        "c.csv:3",
    ]
    assert found[-1] == "4 problems; nothing was imported."


def test_a_long_list_of_flaws_is_cut(desk: Desk) -> None:
    """Of a thousand flaws the first fifty are shown, and all are counted."""
    rows = "".join(f"1,{step},1,x,1\n" for step in range(1000))
    curves = desk.write("c.csv", f"trial,step,valid/loss,gap,lr\n1,1000,1,1,1\n{rows}")
    found = desk.refusal(curves, *COLUMNS, *OBJECTIVE)
    assert len(found) == 51
    assert found[-1] == "1,000 problems; the first 50 are shown; nothing was imported."


OPTIONS = {
    "a column that is not there": (
        ("--hyperparameters", "lr,dropout"),
        "c.csv: --hyperparameters names a file, or columns of the table; got `dropout`, which is "
        "neither. Correct the path or the name.",
    ),
    "a file that is not there": (
        ("--hyperparameters", "absent.json"),
        "absent.json: A file can be read; got No such file or directory. Correct the path.",
    ),
    "no hyperparameters": (
        (),
        "c.csv:2: A trial has hyperparameters; got none of trial `1`. Add them, or name where they "
        "stand: --hyperparameters FILE or COLUMN,….",
    ),
    "an unknown scientific one": (
        (*COLUMNS, "--scientific", "l_r"),
        "--scientific names a hyperparameter that differs between trials; got `l_r`, which no "
        "trial has. Write lr.",
    ),
    "an unknown repeat": (
        (*COLUMNS, "--repeat", "seed"),
        "--repeat names what tells the seeds of a point apart; got `seed`, which no trial has. "
        "Name one of lr.",
    ),
    "an unknown status": (
        (*COLUMNS, "--status", "state"),
        "c.csv: --status names a column of a table; got no value in `state`. Correct the name.",
    ),
    "unknown seconds": (
        (*COLUMNS, "--seconds", "time"),
        "c.csv: --seconds names a column of the table; got no column `time`. "
        "Name its column: --seconds COLUMN.",
    ),
    "a foreign option": (
        ("--optuna", "s", "--step", "x"),
        "With --optuna the source says all of its trials by itself; got --step. Leave it out.",
    ),
}


@pytest.mark.parametrize(("options", "message"), OPTIONS.values(), ids=OPTIONS)
def test_options_that_do_not_fit(options: tuple[str, ...], message: str, desk: Desk) -> None:
    """A wrong option is told with what could be meant."""
    assert desk.refusal(desk.write("c.csv", GOOD), *options, *OBJECTIVE)[0] == message


def test_a_table_knows_no_objective(desk: Desk) -> None:
    """Metric and direction must be said: no direction is guessed from a name."""
    (message, _) = desk.refusal(desk.write("c.csv", GOOD), *COLUMNS)
    assert message.endswith("Write --metric NAME and --direction minimize or maximize.")


def test_nothing_is_chosen_by_a_test_metric(desk: Desk) -> None:
    """An objective under test/ is refused as it is in any round's file."""
    curves = desk.write("c.csv", GOOD.replace("valid", "test"))
    found = desk.refusal(curves, *COLUMNS, "--metric", "test/loss", "--direction", "minimize")
    assert "Nothing is chosen by a test metric" in found[0]


def test_a_map_is_a_pair(desk: Desk) -> None:
    """--map without a name says how it is written."""
    found = desk.refusal(desk.write("c.csv", GOOD), *COLUMNS, *OBJECTIVE, "--map", "lr")
    assert found == [
        "--map says FOREIGN=NAME; got lr. Write for example --map val_loss=valid/loss."
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.xls", b"x"),
        ("c.csv", b"trial,step\n\xff\n"),
        ("c.jsonl", b'{"trial": 1}\nnot json\n'),
        ("c.parquet", b"PAR1"),
    ],
    ids=["an unknown ending", "no UTF-8", "a line that is no object", "no Parquet"],
)
def test_files_that_are_no_tables(name: str, content: bytes, desk: Desk) -> None:
    """What cannot be read as a table is refused by name, without a traceback."""
    path = desk.folder / name
    path.write_bytes(content)
    assert desk.refusal(path, *COLUMNS, *OBJECTIVE)[0].startswith(name)


def test_passwords_are_not_repeated(desk: Desk) -> None:
    """A URL's password does not come back in an error."""
    found = desk.refusal("mysql://me:secret@localhost:1/x", "--optuna", "s")
    assert "secret" not in "\n".join(found)
