"""A TuningRound of the API server is the round that somebody wrote."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from made_resources import as_stored, resource, stored
from made_rounds import round_specs
from tuneround.search import plan
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.identity import digest, identity_content
from tuneround.spec.reading import SpecError, read_round_text
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.spec.scalar import LARGEST_INTEGER
from tuneround_operator.resource import read_resource

ROUNDS = sorted((Path(__file__).parents[2] / "pipelines" / "rounds").glob("*.yaml"))

some = settings(max_examples=60, deadline=None)


def content_of(spec: RoundSpec) -> dict[str, Any]:
    """Return a round of `spec` as a person's file says it."""
    written = spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    head = {"apiVersion": "tuneround.dev/v1alpha1", "kind": "TuningRound"}
    return {**head, "metadata": {"name": "made"}, "spec": written}


def space_of(*nuisance: dict[str, Any], **search: Any) -> dict[str, Any]:
    """Return the sections of a round of these nuisance hyperparameters."""
    return {"hyperparameters": {"nuisance": list(nuisance)}} | (
        {"search": search} if search else {}
    )


def read_space(*nuisance: dict[str, Any], **search: Any) -> tuple[Hyperparameter, ...]:
    """Return these nuisance hyperparameters after Kubernetes has had them."""
    sections = stored(space_of(*nuisance, **search))
    return read_resource(resource(**sections)).round.spec.hyperparameters.nuisance


@pytest.mark.parametrize("path", ROUNDS, ids=[path.stem for path in ROUNDS])
def test_example_is_the_same_round_on_kubernetes(path: Path) -> None:
    """What comes back of an example equals what `tuneround run` reads from the file."""
    text = path.read_text()
    written = read_round_text(text, path.name)
    read = read_resource(as_stored(yaml.safe_load(text))).round
    assert read.spec == written.spec
    assert digest(identity_content(read.spec)) == digest(identity_content(written.spec))


@some
@given(spec=round_specs())
def test_stored_round_has_the_same_plan(spec: RoundSpec) -> None:
    """Whatever JSON forgets of numbers, identity, digest and plan stay."""
    read = read_resource(as_stored(content_of(spec))).round.spec
    assert identity_content(read) == identity_content(spec)
    assert digest(identity_content(read)) == digest(identity_content(spec))
    assert plan(read, 0, 24) == plan(spec, 0, 24)


FLOATS = st.lists(
    st.floats(-1e300, 1e300) | st.integers(-9, 9).map(float) | st.floats(1e15, 1e21),
    min_size=2,
    max_size=4,
    unique=True,
).filter(lambda values: any(not value.is_integer() for value in values))


@st.composite
def float_spaces(draw: st.DrawFn) -> dict[str, Any]:
    """Draw sections with lists of floats, conditions on them, and listed points."""
    values = draw(FLOATS)
    accepted = draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    space = [
        {"name": "a", "values": values},
        {"name": "b", "min": 1.0, "max": 9.0, "when": {"a": accepted}},
    ]
    points = [{"a": v} | ({"b": draw(st.floats(1, 9))} if v in accepted else {}) for v in values]
    listed = {"algorithm": "listed", "points": points}
    return space_of(*space, **draw(st.sampled_from([{}, listed]))) | {"budget": {"trials": 2}}


@some
@given(sections=float_spaces())
def test_lists_with_a_float_stay_floats(sections: dict[str, Any]) -> None:
    """A list with a number that is not whole, and all that repeats its values, keeps its type."""
    written = TuningRound.model_validate(resource_as_written(**sections), by_name=False).spec
    read = read_resource(resource(**stored(sections))).round.spec
    assert types_of(read) == types_of(written)
    assert plan(read, 0, 2) == plan(written, 0, 2)


def resource_as_written(**sections: Any) -> dict[str, Any]:
    """Return a resource as its file says it, without what the API server adds."""
    content = resource(**sections)
    spec = content["spec"] | {key: sections[key] for key in sections if key != "budget"}
    head = {key: content[key] for key in ("apiVersion", "kind")}
    return {**head, "metadata": {"name": "made"}, "spec": spec}


def types_of(spec: RoundSpec) -> list[object]:
    """Return values and their types wherever a hyperparameter's value stands, bounds left out."""
    a, b = spec.hyperparameters.nuisance
    places = [a.values, b.when["a"], *(point.values() for point in spec.search.points)]
    return [[(type(v), v) for v in values or ()] for values in places]


@some
@given(spec=round_specs(), number=st.integers(1, 10**6))
def test_text_is_the_round(spec: RoundSpec, number: int) -> None:
    """The text reads as the round, and does not depend on what the API server counts."""
    content = as_stored(content_of(spec))
    read = read_resource(content)
    assert read_round_text(read.text, "round.yaml") == read.round
    content["metadata"] |= {"resourceVersion": str(number), "generation": number}
    assert read_resource(content | {"status": {"result": number}}) == read


def test_text_has_the_spellings_that_a_spec_takes() -> None:
    """Small numbers, texts like numbers and texts of several lines read as what they are."""
    goal = "Is it 1e-5?\nOr: yes # no"
    fixed = [{"name": "a", "value": "1e-5"}, {"name": "b", "value": 1e-5}]
    space = {"fixed": fixed, "nuisance": [{"name": "lr", "min": 1e-7, "max": 1e22}]}
    labels = {"a": "true", "b": "010", "c/d": "2026-01-01"}
    found = resource(goal=goal, hyperparameters=space, metadata={"labels": labels})
    read = read_resource(found).round
    assert read.spec.goal == goal
    assert [h.value for h in read.spec.hyperparameters.fixed] == ["1e-5", 1e-5]
    assert read.spec.hyperparameters.nuisance[0].max == 1e22
    assert read.metadata.labels == labels


def test_metadata_is_what_its_author_wrote() -> None:
    """Name, namespace, labels and own annotations stay; those of kubectl and operator go."""
    own = {"team": "vision", "tuneround.dev/stopped-by": "operator"}
    read = read_resource(resource("a", "b", metadata={"annotations": own, "labels": {"c": "d"}}))
    assert read.round.metadata.model_dump() == {
        "name": "a",
        "namespace": "b",
        "labels": {"c": "d"},
        "annotations": {"team": "vision"},
    }
    assert "kubectl" not in read.text


@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        ([1.0, 0.5], [1.0, 0.5]),
        ([1, 2], [1, 2]),
        ([1.0, 2.0], [1, 2]),
        ([1e20, 1e19], [1e20, 1e19]),
        ([2.0**53, 1.0], [2**53, 1]),
        ([True, False], [True, False]),
        (["1.0", "2.0"], ["1.0", "2.0"]),
    ],
    ids=["floats", "integers", "whole", "large", "largest", "truth", "texts"],
)
def test_types_of_a_list(kept: list[Any], meant: list[Any]) -> None:
    """One float makes floats of a list; whole floats alone are integers: docs/limits.md."""
    values = read_space({"name": "a", "values": kept})[0].values or ()
    assert [(type(v), v) for v in values] == [(type(v), v) for v in meant]


def test_condition_has_the_type_of_its_parent() -> None:
    """A condition on 1.0 holds where the list has 1.0, and one on 1 where it has 1."""
    _, other, third = read_space(
        {"name": "a", "values": [1.0, 0.5]},
        {"name": "b", "min": 0.5, "max": 1.0, "when": {"a": [1.0]}},
        {"name": "c", "values": [1, 2], "when": {"a": [0.5]}},
    )
    assert isinstance(other.when["a"][0], float)
    assert third.values == (1, 2) and isinstance(third.values[0], int)


def test_whole_number_that_no_float_is_stays_refused() -> None:
    """A number that floats cannot hold is refused, as in a file."""
    with pytest.raises(SpecError, match="within 2\\*\\*53"):
        read_resource(resource(**space_of({"name": "a", "values": [LARGEST_INTEGER + 1]})))


def test_every_problem_is_told_without_lines() -> None:
    """All problems in the words of `tuneround check`, each beginning with its path."""
    found = resource(budget={"trials": 0, "evaluateEvery": 50}, stop=1)
    found["spec"]["objectve"] = found["spec"].pop("objective")
    with pytest.raises(SpecError) as caught:
        read_resource(found)
    lines = str(caught.value).splitlines()
    starts = [line.split(": ")[0] for line in lines[:-1]]
    assert sorted(starts) == [
        "spec.budget.trials",
        "spec.objective",
        "spec.objectve",
        "spec.stop",
    ]
    assert "spec.budget.trials: `trials` is at least 1; got the number 0. Write 1 or more." in lines
    assert lines[-1] == "4 problems."


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
PLACES = ["hyperparameters", "search", "budget", "trainer", "goal"]


@some
@given(place=st.sampled_from(PLACES), strange=STRANGE, role=st.sampled_from(["fixed", "nuisance"]))
def test_any_object_is_a_round_or_a_spec_error(place: str, strange: object, role: str) -> None:
    """No object that slipped past the schema ends in a traceback."""
    found = resource()
    found["spec"][place] = strange
    inner = {"name": "a", "values": strange, "when": strange}
    for content in (found, resource(hyperparameters={role: [strange, inner]})):
        try:
            read_resource(content)
        except SpecError as error:
            assert error.problems
