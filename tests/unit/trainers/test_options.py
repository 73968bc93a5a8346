"""Options and the command line: every hyperparameter is known, described and checked."""

import importlib
import json
import re
import runpy
import sys
from dataclasses import asdict, dataclass, fields

import pytest
from trainers.characters.options import Options as CharacterOptions
from trainers.command_line import parse
from trainers.mnist.options import Options as DigitOptions
from trainers.options import HyperparameterError, option, read_options, rule_of

PROGRAMS = [("trainers.mnist", DigitOptions), ("trainers.characters", CharacterOptions)]


@dataclass(frozen=True)
class Small:
    """Three hyperparameters of three types."""

    kind: str = option("a", "which", role="scientific", choices=("a", "b"))
    rate: float = option(0.5, "how fast", role="nuisance", low=0, high=1)
    count: int = option(2, "how many", role="fixed", low=1)


def parsed(*arguments):
    """Return the parsed command line of Small."""
    return parse(
        Small, arguments, program="small", description="Small.", steps=10, evaluate_every=5
    )


@pytest.mark.parametrize(("program", "options"), PROGRAMS, ids=[p for p, _ in PROGRAMS])
def test_help_lists_every_hyperparameter(program, options, monkeypatch, capsys):
    """`--help` names each hyperparameter with its default, under its usual role."""
    monkeypatch.setattr(sys, "argv", [program, "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(program, run_name="__main__", alter_sys=False)
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for hyperparameter in fields(options):
        name = re.escape(hyperparameter.name.replace("_", "-"))
        help = re.escape(f"{rule_of(hyperparameter).help}; default {hyperparameter.default}")
        assert re.search(rf"--{name} \S+ {help}( |$)", told), hyperparameter.name
    assert all(role in told for role in ("scientific:", "nuisance:", "fixed:"))


def test_command_line_gives_defaults_and_budget():
    """Options become the defaults under the plan; what is left out keeps the program's own."""
    line = parsed("--kind", "b", "--rate", "0.25", "--steps", "7")
    assert line.defaults == {"kind": "b", "rate": 0.25, "count": 2}
    assert (line.steps, line.evaluate_every) == (7, 5)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rate", "2"], "`rate` is float, from 0 to 1; got 2.0"),
        (["--rate", "nan"], "got nan"),
        (["--kind", "c"], "invalid choice: 'c'"),
        (["--count", "0"], "`count` is int, at least 1; got 0"),
        (["--steps", "0"], "at least 1; got 0"),
        (["--momentum", "1"], "unrecognized arguments: --momentum"),
    ],
    ids=["range", "nan", "choice", "integer", "steps", "unknown"],
)
def test_wrong_options_exit_2(arguments, told, capsys):
    """A wrong option ends the program with exit code 2, the rule and the value."""
    with pytest.raises(SystemExit) as ended:
        parsed(*arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_plan_is_checked_whole():
    """Everything wrong in a plan is told at once: unknown names, wrong types, wrong values."""
    with pytest.raises(HyperparameterError) as refused:
        read_options(Small, {"rates": 1.0, "kind": 3, "count": 1.5, "rate": True})
    assert [line.split("`")[1] for line in str(refused.value).splitlines()] == [
        "rates",
        "kind",
        "count",
        "rate",
    ]


def test_a_whole_number_is_a_float():
    """YAML's `1` is a valid value of a float hyperparameter, and stays what it is."""
    assert read_options(Small, {"rate": 1}).rate == 1


@pytest.mark.parametrize("options", [o for _, o in PROGRAMS], ids=[p for p, _ in PROGRAMS])
def test_defaults_obey_their_own_rules(options):
    """Every program's defaults are values that it accepts."""
    assert read_options(options, asdict(options())) == options()


@pytest.mark.parametrize("program", [p for p, _ in PROGRAMS])
def test_unknown_hyperparameter_of_a_plan_is_refused(program, planned, tmp_path):
    """A round that asks for a hyperparameter that the program has not fails before training."""
    planned({"momentum": 0.9})
    module = importlib.import_module(f"{program}.program")
    with pytest.raises(HyperparameterError, match="got `momentum`"):
        module.main([])
    (outcome,) = tmp_path.glob("**/outcome.json")
    assert json.loads(outcome.read_text())["fate"] == "failed"
