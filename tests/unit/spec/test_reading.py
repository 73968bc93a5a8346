"""A good file becomes its round."""

from pathlib import Path

import pytest
from tuneround.spec.reading import SpecError, read_round, read_round_text
from tuneround.spec.search import Algorithm, Design

ROUNDS = sorted((Path(__file__).parents[3] / "pipelines" / "rounds").glob("*.yaml"))
SMALL = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: a-round}
spec:
  study: a-study
  goal: Which one is better?
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {command: [python, -m, trainers.mnist]}
  budget: {trials: 4, steps: 100, evaluateEvery: 10}
  hyperparameters: {scientific: [{name: optimizer, values: [nesterov, adam]}]}
"""


@pytest.mark.parametrize("path", ROUNDS, ids=[path.stem for path in ROUNDS])
def test_example_round_is_read(path: Path) -> None:
    """Every example round is a good one."""
    assert read_round(path).name


def test_absent_fields_have_their_defaults() -> None:
    """A small file is whole."""
    spec = read_round_text(SMALL, "round.yaml").spec
    assert spec.search.algorithm is Algorithm.HALTON
    assert spec.design is Design.CROSSED
    assert spec.settings == [{"optimizer": "nesterov"}, {"optimizer": "adam"}]
    assert spec.trainer.thread_count == 1
    assert spec.storage is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + SMALL, id="byte-order-mark"),
        pytest.param(SMALL.replace("\n", "\r\n"), id="windows-lines"),
        pytest.param("---\n" + SMALL + "...\n", id="document-marks"),
        pytest.param("# é 学 😀\n" + SMALL, id="unicode-remark"),
        pytest.param(
            SMALL.replace("budget: {", "budget: &b {") + "  storage: null\n", id="anchor-and-null"
        ),
    ],
)
def test_same_content_in_another_form_is_the_same_round(tmp_path: Path, text: str) -> None:
    """The form of a file changes nothing."""
    path = tmp_path / "round.yaml"
    path.write_bytes(text.encode())
    assert read_round(path) == read_round_text(SMALL, "round.yaml")


def test_alias_repeats_values() -> None:
    """Anchors and aliases mean what they say."""
    text = SMALL.replace("[nesterov, adam]", "&o [nesterov, adam]")
    text = text.replace("]}]}", "]}], nuisance: [{name: other, values: *o}]}")
    spaces = read_round_text(text, "round.yaml").spec.hyperparameters
    assert spaces.nuisance[0].values == spaces.scientific[0].values


def test_hostile_text_in_free_fields_stays_text() -> None:
    """HTML, quotes and path separators are values like any other."""
    hostile = "<script>alert(1)</script>'\"/../\\" + "x" * 260
    quoted = "'" + hostile.replace("'", "''") + "'"
    text = SMALL.replace("a-study", quoted).replace("Which one is better?", quoted)
    text = text.replace("nesterov", quoted)
    spec = read_round_text(text, "round.yaml").spec
    assert (spec.study, spec.goal) == (hostile, hostile)
    assert spec.settings[0] == {"optimizer": hostile}


def test_quoted_number_is_a_text() -> None:
    """Quotes say that a text is meant, even where it looks like a number."""
    text = SMALL.replace("[nesterov, adam]", '["1e-5", "010", "yes"]')
    (only,) = read_round_text(text, "round.yaml").spec.hyperparameters.scientific
    assert only.values == ("1e-5", "010", "yes")


def test_problems_are_located_and_absolute() -> None:
    """A program can read the problems: paths from the root, lines of the file."""
    text = SMALL.replace("trials: 4", "trials: 0").replace("values:", "valeus:")
    with pytest.raises(SpecError) as caught:
        read_round_text(text, "round.yaml")
    where = [(located.line, located.problem.path) for located in caught.value.problems]
    assert where == [
        (9, ("spec", "budget", "trials")),
        (10, ("spec", "hyperparameters", "scientific", 0, "valeus")),
    ]
    assert caught.value.exit_code == 2
