"""The pages on training programs: every block of code that has a name is executed, and resumes."""

import gzip
import json
import os
import re
import runpy
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from tuneround import Trial
from tuneround.records.assignment import Assignment

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("training-program.md", "from-your-train-py.md")
BLOCK = re.compile(r"^```(\w+) name=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = {
    name: (page, language, content)
    for page in PAGES
    for language, name, content in BLOCK.findall((DOCS / page).read_text())
}
NEEDS = {"lightning": ("lightning",), "transformers": ("transformers", "accelerate")}
PROGRAMS = ("program", "argparse", "dataloader", "lightning", "transformers")
# Deprecations inside these libraries, and their advice on workers and loggers, are not ours.
QUIET = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def execute(tmp_path, monkeypatch):
    """Return a function that executes a named block as a program, by hand, in an empty folder."""
    monkeypatch.delenv("TUNEROUND_TRIAL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["train.py"])
    threads = torch.get_num_threads()
    torch.set_num_threads(1)

    def run(name):
        missing = [package for package in NEEDS.get(name, ()) if find_spec(package) is None]
        if missing:
            pytest.skip(f"{', '.join(missing)} not installed: this page's block is NOT tested")
        path = tmp_path / f"{name}.py"
        path.write_text(BLOCKS[name][2])
        runpy.run_path(str(path), run_name="__main__")

    yield run
    torch.set_num_threads(threads)


def attempts_of(tmp_path, index):
    """Return the evaluations of a trial by step, and its outcome."""
    trial = tmp_path / "tuneround-trial" / "by-hand" / "trials" / f"{index:05d}"
    evaluations, outcome = {}, None
    for attempt in sorted(trial.iterdir()):
        sealed = [gzip.decompress(path.read_bytes()) for path in attempt.glob("metrics.jsonl.gz")]
        segments = [path.read_bytes() for path in sorted(attempt.glob("metrics/*.jsonl"))]
        for line in b"".join(sealed or segments).splitlines():
            content = json.loads(line)
            outcome = content.get("outcome", outcome)
            if "step" in content:
                evaluations[content["step"]] = content
    return evaluations, outcome


def test_no_named_block_is_left_out():
    """Every named block of the pages is one that a test here executes."""
    assert set(BLOCKS) == {*PROGRAMS, "before", "epochs", "assignment"}


@pytest.mark.parametrize("name", ["before", "epochs"])
def test_blocks_without_a_trial_run(name, execute):
    """The script as it was before, and the arithmetic of epochs, are valid programs."""
    execute(name)


@QUIET
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_learn(name, execute, tmp_path):
    """Each program completes its trial, and its last evaluation is better than its first."""
    execute(name)
    evaluations, outcome = attempts_of(tmp_path, 0)
    metric = Assignment.model_validate_json(
        (tmp_path / "tuneround-trial/by-hand/assignments/00000.json").read_text()
    ).objective.metric
    values = [evaluations[step]["metrics"][metric] for step in sorted(evaluations)]
    assert outcome["fate"] == "completed"
    assert len(values) >= 10
    assert values[-1] < 0.8 * values[0]


@QUIET
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_resume_bit_for_bit(name, execute, tmp_path, monkeypatch):
    """SIGTERM at two evaluations leaves all of them as they would have been."""
    evaluate, calls = Trial.evaluate, []

    def and_terminate(trial, metrics):
        evaluate(trial, metrics)
        calls.append(metrics)
        if len(calls) in (3, 6):
            os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(Trial, "evaluate", and_terminate)
        for _ in range(2):
            with pytest.raises(SystemExit) as ended:
                execute(name)
            assert ended.value.code == 128 + signal.SIGTERM
        execute(name)
    execute(name)
    resumed, outcome = attempts_of(tmp_path, 0)
    whole, _ = attempts_of(tmp_path, 1)
    assert outcome["fate"] == "completed"
    assert sorted(resumed) == sorted(whole)
    assert len(calls) == len(whole) >= 10
    for step, evaluation in whole.items():
        assert resumed[step]["metrics"] == evaluation["metrics"]
        assert resumed[step]["logged"] == evaluation["logged"]


def test_the_example_assignment_is_whole():
    """The documented assignment is a valid one, and the example and its table have every field."""
    page, _, content = BLOCKS["assignment"]
    assert set(json.loads(content)) == set(Assignment.model_fields)
    Assignment.model_validate_json(content)
    table = (DOCS / page).read_text().split("| field | what it is |")[1]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", "".join(rows))) == set(Assignment.model_fields)
