"""Reading a spec never ends in anything but a round or a SpecError."""

import json
import string
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tuneround.spec.reading import SpecError, read_round_text
from tuneround.spec.round import TuningRound
from tuneround.text import visible

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True)
CHARACTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))
UNQUOTED = {"inf", "infinity", "nan"}
"""PyYAML writes these texts without quotes, and a spec refuses them so."""
ARGUMENTS = st.text(string.ascii_letters).filter(lambda word: word.lower() not in UNQUOTED)
TEXTS = st.text(CHARACTERS, max_size=20).map("t{}".format)
"""Never a number to anybody: PyYAML itself would write the text `1e5` without quotes."""
FLOATS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6))
WORDS = (
    "apiVersion kind metadata name spec study budget trials hyperparameters nuisance values when",
    "TuningRound tuneround.dev/v1alpha1 1e-5 .nan 010 yes null ~ 2026-01-01 !!set << & * ? | >",
    "% @ ` ' \" # - : , { } [ ] --- ...",
)
BLANKS = ["\n", "\n  ", "\n- ", ": ", " ", "\t", "\\", "&a ", "*a"]
FORBIDDEN = ["\x00", "\x1b", "\ufeff", "\ud800"]
PIECES = st.sampled_from([*" ".join(WORDS).split(), *BLANKS, *FORBIDDEN])
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True)


def read(text: str) -> TuningRound | SpecError:
    """Return what reading gives, and let everything else pass."""
    try:
        return read_round_text(text, "round.yaml")
    except SpecError as error:
        return error


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_round_or_a_spec_error(text: str) -> None:
    """No text ends in a traceback, and no error reaches the terminal with control characters."""
    result = read(text)
    if isinstance(result, SpecError):
        assert str(result) == visible(str(result))
        assert len(result.problems) == str(result).count("\n")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@st.composite
def spaces(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid `hyperparameters`."""
    names = draw(st.lists(NAMES, min_size=3, max_size=6, unique=True))
    values = draw(st.lists(TEXTS, min_size=2, max_size=4, unique=True))
    nuisance = []
    for name in names[2:]:
        low, width = draw(FLOATS), draw(st.floats(1e-3, 1e3))
        when = {names[0]: draw(st.lists(st.sampled_from(values), min_size=1, unique=True))}
        condition = {"when": when} if draw(st.booleans()) else {}
        nuisance.append({"name": name, "min": low, "max": low + width, **condition})
    return {
        "scientific": [{"name": names[0], "values": values}],
        "nuisance": nuisance,
        "fixed": [{"name": names[1], "value": draw(TEXTS | FLOATS | st.booleans())}],
    }


@st.composite
def rounds(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid round as plain values."""
    steps = draw(st.integers(1, 10_000))
    return {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {
            "name": draw(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True))
        },
        "spec": {
            "study": draw(TEXTS),
            "goal": draw(TEXTS),
            "objective": {"metric": "valid/error_rate", "direction": "minimize"},
            "trainer": {"command": ["python", draw(ARGUMENTS)]},
            "budget": {
                "trials": draw(st.integers(4, 100)),
                "steps": steps,
                "evaluateEvery": draw(st.integers(1, steps)),
            },
            "hyperparameters": draw(spaces()),
            "search": {"seed": draw(st.integers(0, 2**32 - 1))},
        },
    }


def written(value: object) -> str:
    """Return `value` as YAML in block style, one field a line."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)


@given(rounds())
@settings(max_examples=60, deadline=None)
def test_round_survives_writing_and_reading(value: dict[str, Any]) -> None:
    """A valid round, written and read again, is the same round."""
    first = TuningRound.model_validate(value, by_alias=True, by_name=False)
    dumped = first.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert read_round_text(written(dumped), "round.yaml") == first


def leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of everything that is no container."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for i, inner in enumerate(value) for leaf in leaves(inner, (*path, i))]
    return [path]


@given(rounds(), st.data())
@settings(max_examples=100, deadline=None)
def test_mistake_is_reported_on_its_line(value: dict[str, Any], data: st.DataObject) -> None:
    """A value of a type that stands nowhere is a problem on the line where it was put."""
    path = data.draw(st.sampled_from(leaves(value)))
    inner: Any = value
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = "MISTAKE"
    text = written(value).replace("MISTAKE", "[[MISTAKE]]")
    line = next(i for i, x in enumerate(text.splitlines(), 1) if "[[MISTAKE]]" in x)
    error = read(text)
    assert isinstance(error, SpecError)
    own = [x.line for x in error.problems if x.problem.path[: len(path)] == path]
    assert set(own) == {line}


@given(rounds(), st.data())
@settings(max_examples=100, deadline=None)
def test_unknown_field_is_reported_on_its_line(value: dict[str, Any], data: st.DataObject) -> None:
    """A field that no model has is a problem on exactly the line where it stands."""
    sections = [value, value["metadata"], *(v for v in value["spec"].values() if type(v) is dict)]
    section = data.draw(st.sampled_from(sections))
    section["zzUnknown"] = 1
    text = written(value)
    line = next(i for i, x in enumerate(text.splitlines(), 1) if "zzUnknown: 1" in x)
    error = read(text)
    assert isinstance(error, SpecError)
    assert [located.line for located in error.problems] == [line]


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_any_value_in_place_of_a_round_is_refused(value: object) -> None:
    """Values of every type and depth end in a SpecError."""
    assert isinstance(read(json.dumps({"apiVersion": value, "spec": value})), SpecError)
