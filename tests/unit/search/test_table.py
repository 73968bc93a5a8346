"""The plan as text."""

from made_rounds import round_spec
from tuneround.search import columns, plan


def test_a_column_for_each_name() -> None:
    """Inactive ones are blank, floats have four digits, and related names stand together."""
    header, rows = columns(plan(round_spec(trials=2)))
    assert header == [
        *("trial", "setting", "point", "repeat"),
        *("optimizer", "learning_rate", "one_minus_beta1", "one_minus_momentum", "batch_size"),
    ]
    nesterov, adam = (dict(zip(header, row, strict=True)) for row in rows)
    assert (nesterov["one_minus_beta1"], adam["one_minus_momentum"]) == ("", "")
    assert (nesterov["optimizer"], nesterov["batch_size"]) == ("nesterov", "64")
    learning_rate = plan(round_spec())[0].hyperparameters["learning_rate"]
    assert nesterov["learning_rate"] == f"{learning_rate:.4g}"


def test_hostile_text_untouched() -> None:
    """A value is passed on as it is; making it safe for a terminal is the printer's part."""
    space = {"scientific": [{"name": "h", "values": ["<b>\x1b[31m[red]", "é"]}]}
    _, rows = columns(plan(round_spec(space, trials=2)))
    assert [row[-1] for row in rows] == ["<b>\x1b[31m[red]", "é"]
