"""Commands over a round in a local folder."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_bucket import KEYS, checkpoint_file, complete_trial, local_bucket
from safetensors.numpy import load_file
from tuneround.local.server import BUCKET
from tuneround.local.workdir import Workdir


@dataclass(frozen=True)
class Command:
    """Runs commands over one round in one working directory."""

    run: Callable
    file: Path
    workdir: Path

    def __call__(self, name: str, *options: str):
        """Run command `name` on the round."""
        return self.run(name, str(self.file), "--workdir", str(self.workdir), *options)


@pytest.fixture
def command(tmp_path: Path, round_text: str, tuneround) -> Command:
    """Write the round's file, and return what runs commands on it."""
    file = tmp_path / "round.yaml"
    file.write_text(round_text)
    return Command(tuneround, file, tmp_path / "rounds")


@pytest.fixture
def judged(command: Command) -> Command:
    """Return the same after two of its four trials completed, and the aggregation."""
    assert command("plan", "--save").code == 0
    bucket = local_bucket(command.workdir)
    complete_trial(bucket, KEYS, 0, {5: 0.25, 10: 0.5})
    complete_trial(bucket, KEYS, 1, {5: 0.125, 10: 0.375})
    assert command("aggregate", "--no-report").code == 0
    return command


def test_check_says_what_the_round_asks(command: Command) -> None:
    """A valid file is confirmed with its question and its size."""
    finished = command.run("check", str(command.file))
    assert finished.code == 0
    assert "Does Nesterov momentum beat Adam?" in finished.out
    assert "4 trials of 10 steps" in finished.out


@pytest.mark.parametrize("name", ["check", "plan", "status", "best", "report", "aggregate", "run"])
def test_wrong_file_exits_with_2_and_writes_nothing(name: str, command: Command) -> None:
    """Every command refuses a wrong file with its problem, and starts nothing."""
    command.file.write_text(command.file.read_text().replace("steps: 10", "steps: 0"))
    options = () if name == "check" else ("--workdir", str(command.workdir))
    finished = command.run(name, str(command.file), *options)
    assert finished.code == 2
    assert "steps" in finished.err
    assert "Traceback" not in finished.err
    assert finished.out == ""
    assert not command.workdir.exists()


def test_plan_prints_a_row_for_each_trial(command: Command) -> None:
    """The table has the header, and the planned number of rows."""
    lines = command("plan").out.splitlines()
    assert lines[0].split()[0] == "trial"
    assert {"optimizer", "learning_rate"} <= set(lines[0].split())
    assert [line.split()[0] for line in lines[1:]] == ["0", "1", "2", "3"]


def test_plan_as_json_is_one_document(command: Command) -> None:
    """A program gets every trial with its hyperparameters and seeds."""
    trials = json.loads(command("plan", "--json").out)
    assert [trial["index"] for trial in trials] == [0, 1, 2, 3]
    assert {trial["hyperparameters"]["optimizer"] for trial in trials} == {"nesterov", "adam"}


def test_plan_writes_only_when_asked(command: Command) -> None:
    """Without --save nothing is written; with it, what was written is said on standard error."""
    command("plan")
    assert not command.workdir.exists()
    finished = command("plan", "--save", "--json")
    assert len(json.loads(finished.out)) == 4
    assert "Saved revision 1 of the spec and 4 trials" in finished.err
    assert KEYS.root in finished.err


def test_saving_another_identity_is_refused(command: Command) -> None:
    """A round of the same name with another question exits with 2 and says what differs."""
    command("plan", "--save")
    command.file.write_text(command.file.read_text().replace("steps: 10", "steps: 20"))
    finished = command("plan", "--save")
    assert finished.code == 2
    assert "steps: 10 -> 20" in finished.err


def test_writing_commands_keep_out_of_a_runner_s_way(command: Command) -> None:
    """While a runner holds the working directory, a command that writes there is refused."""
    with Workdir(command.workdir).lock():
        assert command("plan", "--save").code == 1
        assert command("plan").code == 0


@pytest.mark.parametrize("name", ["status", "best", "report"])
def test_round_that_was_never_started_says_what_to_do(name: str, command: Command) -> None:
    """Without anything in the bucket the message names the next command."""
    finished = command(name)
    assert finished.code == 1
    assert "tuneround run FILE" in finished.err


def test_status_accounts_for_every_trial(judged: Command) -> None:
    """The counts add up to the plan, and the newest result is named."""
    content = json.loads(judged("status", "--json").out)
    counts = content["counts"]
    assert counts.pop("planned") == sum(counts.values()) == 4
    assert (counts["completed"], counts["missing"]) == (2, 2)
    assert content["revision"] == 1
    assert content["result"]["number"] == 1
    text = judged("status").out
    assert content["result"]["verdict"] in text


def test_aggregate_prints_the_verdict_or_the_result(judged: Command) -> None:
    """A person gets the verdict, a program the whole result; each aggregation has its number."""
    result = json.loads(judged("aggregate", "--no-report", "--json").out)
    assert result["number"] == 2
    assert (result["best"]["trial"], result["best"]["step"]) == (1, 5)
    assert judged("aggregate", "--no-report").out.strip() == result["verdict"]


def test_aggregate_without_a_completed_trial_ends_with_3(command: Command) -> None:
    """The result is written all the same: a Workflow with no answer is to be a failed one."""
    assert command("plan", "--save").code == 0
    done = command("aggregate", "--no-report")
    assert done.code == 3
    assert done.out == "No answer yet: of 4 planned trials none has started.\n"


def test_best_shows_the_choice_and_how_to_load_it(judged: Command) -> None:
    """The chosen evaluation, its hyperparameters and the lines of Python, but no test metric."""
    shown = judged("best").out
    assert "Trial 1" in shown
    assert "learning_rate" in shown
    assert "load_file" in shown
    assert "test/" not in shown


def test_best_downloads_the_verified_weights(judged: Command, tmp_path: Path) -> None:
    """--download fetches the chosen checkpoint, which the printed lines load."""
    directory = tmp_path / "winner"
    finished = judged("best", "--download", str(directory))
    assert finished.code == 0
    assert load_file(directory / "model.safetensors")["bias"].tolist() == [0.125] * 3
    assert f"load_file('{directory}/model.safetensors')" in finished.out


def test_best_says_which_place_cannot_be_written(judged: Command, tmp_path: Path) -> None:
    """A download into a place that is none ends in its name, not in a traceback."""
    (tmp_path / "winner").write_text("a file")
    finished = judged("best", "--download", str(tmp_path / "winner"))
    assert finished.code == 1
    assert str(tmp_path / "winner") in finished.err
    assert "Traceback" not in finished.err


def test_best_refuses_weights_that_have_changed(judged: Command, tmp_path: Path) -> None:
    """A checkpoint whose bytes are no longer those of its commit is not handed over."""
    file = checkpoint_file(judged.workdir, 1, 5)
    file.write_bytes(bytes([*file.read_bytes()[:-1], 1]))
    finished = judged("best", "--download", str(tmp_path / "winner"))
    assert finished.code == 1
    assert "SHA-256" in finished.err
    assert not (tmp_path / "winner" / "model.safetensors").exists()


def test_best_refuses_a_checkpoint_that_is_gone(judged: Command, tmp_path: Path) -> None:
    """Without its commit a chosen checkpoint does not exist; the message names the next command."""
    checkpoint_file(judged.workdir, 1, 5).with_name("COMMIT.json").unlink()
    finished = judged("best", "--download", str(tmp_path / "winner"))
    assert finished.code == 1
    assert "tuneround aggregate FILE" in finished.err


def test_test_metrics_are_shown_on_record_only(judged: Command) -> None:
    """Each look at the test metrics is one more object in the bucket."""
    first = json.loads(judged("best", "--reveal-test", "--json").out)["test"]
    second = judged("best", "--reveal-test").out
    assert first["number"] == 1
    assert first["metrics"] == {"test/error_rate": 0.135}
    assert "test/error_rate  0.135" in second
    assert "look 2" in second
    folder = judged.workdir / "s3" / BUCKET / KEYS.reveals
    assert sorted(path.name for path in folder.iterdir()) == ["1.json", "2.json"]
    assert json.loads((folder / "1.json").read_text()) == first


def test_report_without_a_page_says_how_to_draw_one(judged: Command) -> None:
    """An aggregation without a report has none to print the path of."""
    finished = judged("report")
    assert finished.code == 1
    assert "tuneround aggregate FILE" in finished.err


def test_report_prints_the_path_of_a_fresh_copy(judged: Command) -> None:
    """The page of the newest result lies where the one printed line says."""
    assert judged("aggregate").code == 0
    finished = judged("report")
    page = Path(finished.out.strip())
    assert page.name == "index.html"
    assert "Does Nesterov momentum beat Adam?" in page.read_text()
    assert (page.parent / "data" / "trials.csv").exists()


def test_aggregate_lays_a_copy_of_the_report_where_it_is_told(
    judged: Command, tmp_path: Path
) -> None:
    """The folder is whole: what a Workflow's artifact is made of."""
    assert judged("aggregate", "--copy", tmp_path / "copy").code == 0
    assert (tmp_path / "copy" / "index.html").exists()
    assert (tmp_path / "copy" / "data" / "trials.csv").exists()


def test_a_copy_of_no_report_is_refused(judged: Command, tmp_path: Path) -> None:
    """A copy is asked for together with no report: wrong input, and nothing is aggregated."""
    finished = judged("aggregate", "--copy", tmp_path / "copy", "--no-report")
    assert finished.code == 2
    assert "Leave one of them out" in finished.err


@pytest.mark.parametrize(
    ("option", "head"),
    [("--text", "Round digits-r1 of study"), ("--markdown", "### Tuning round digits-r1 of study")],
)
def test_report_prints_the_answer_itself(option: str, head: str, judged: Command) -> None:
    """As text and as Markdown the answer needs no page, and says what to run next."""
    finished = judged("report", option)
    assert finished.code == 0
    assert finished.out.startswith(head)
    assert "tuneround next" in finished.out


def test_report_has_one_form_at_a_time(judged: Command) -> None:
    """Two forms at once are refused with what to do."""
    finished = judged("report", "--text", "--markdown")
    assert finished.code == 2
    assert "Give one of them" in finished.err


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "TUNEROUND_STUDY, TUNEROUND_ROUND, TUNEROUND_BUCKET"),
        ({"TUNEROUND_STUDY": "s", "TUNEROUND_ROUND": "r"}, "TUNEROUND_BUCKET"),
        ({"TUNEROUND_BUCKET": "rounds", "TUNEROUND_ROUND": "r"}, "TUNEROUND_STUDY"),
    ],
    ids=["nothing", "no bucket", "no study"],
)
@pytest.mark.parametrize(
    "arguments", [("trial", "--index", "0"), ("aggregate",)], ids=lambda a: a[0]
)
def test_pod_without_its_variables_is_told_which(
    arguments: tuple[str, ...],
    variables: dict[str, str],
    named: str,
    tuneround,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A command that takes its round from the environment names every missing variable."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    finished = tuneround(*arguments)
    assert finished.code == 2
    assert f"got no {named}." in finished.err


@pytest.mark.parametrize(
    ("goal", "shown"),
    [("'[red]<b>:smile:'", "[red]<b>:smile:"), (r'"[red]\e[2J\u202e"', r"[red]\x1b[2J\u202e")],
    ids=["markup", "controls"],
)
def test_hostile_goal_stays_text_on_the_terminal(goal: str, shown: str, command: Command) -> None:
    """Markup and control characters in the goal are shown, accepted or refused, but not obeyed."""
    text = command.file.read_text().replace("Does Nesterov momentum beat Adam?", goal)
    command.file.write_text(text)
    finished = command.run("check", str(command.file))
    assert shown in finished.out + finished.err
    assert "\x1b" not in finished.out + finished.err
