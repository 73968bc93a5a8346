"""What holds for the plan of any round."""

from collections import Counter
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st
from made_rounds import round_specs
from tuneround.records.plan import PlannedTrial
from tuneround.search import plan
from tuneround.search.dimensions import shared_dimensions
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Design

COUNT = 16

some = settings(max_examples=40, deadline=None)  # a plan is cheap, a generated spec is not


def definitions(spec: RoundSpec) -> tuple[Hyperparameter, ...]:
    """Return every definition of the round, in the order of the file."""
    return (*spec.hyperparameters.searched, *spec.hyperparameters.fixed)


def active(spec: RoundSpec, trial: PlannedTrial) -> list[Hyperparameter]:
    """Return the definitions whose conditions hold in the trial."""
    return [h for h in definitions(spec) if h.is_active(trial.hyperparameters)]


@some
@given(spec=round_specs(), first=st.integers(0, 40), count=st.integers(0, COUNT))
def test_plan_slice(spec: RoundSpec, first: int, count: int) -> None:
    """A plan asked for in parts is the whole plan, wherever the parts begin and end."""
    assert plan(spec, first, count) == plan(spec, 0, first + count)[first:]


@some
@given(spec=round_specs(), trials=st.integers(0, 100))
def test_plan_extension(spec: RoundSpec, trials: int) -> None:
    """More trials, other parallelism or other retries move no trial."""
    budget = spec.budget.model_copy(
        update={"trials": len(spec.settings) * spec.budget.repeats + trials, "parallelism": 7}
    )
    extended = spec.model_copy(update={"budget": budget})
    assert plan(extended, 0, COUNT) == plan(spec, 0, COUNT)


@some
@given(spec=round_specs())
def test_exactly_the_active_names(spec: RoundSpec) -> None:
    """A trial has a value for every active hyperparameter and no other, in the file's order."""
    for trial in plan(spec, 0, COUNT):
        expected = {h.name for h in active(spec, trial)}
        assert list(trial.hyperparameters) == [
            name for name in spec.hyperparameters.names if name in expected
        ]


@some
@given(spec=round_specs())
def test_values_admitted(spec: RoundSpec) -> None:
    """Every value lies in its hyperparameter's space, with the type of the space."""
    for trial in plan(spec, 0, COUNT):
        for h in active(spec, trial):
            assert h.admits(trial.hyperparameters[h.name])


@some
@given(spec=round_specs())
def test_records_are_valid(spec: RoundSpec) -> None:
    """A planned trial survives validation and JSON unchanged, though it was built without."""
    for trial in plan(spec, 0, COUNT):
        assert PlannedTrial.model_validate(trial.model_dump(), strict=True) == trial
        assert trial.model_copy(update={"index": 7}).model_fields_set == trial.model_fields_set
        assert PlannedTrial.model_validate_json(trial.to_json()) == trial


@some
@given(spec=round_specs(), count=st.integers(0, 60))
def test_equal_shares(spec: RoundSpec, count: int) -> None:
    """Scientific settings get the same number of trials, one more or less; each has its values."""
    trials = plan(spec, 0, count)
    settings = spec.settings
    shares = Counter(trial.setting for trial in trials)
    assert {shares[number] for number in range(len(settings))} <= {
        count // len(settings),
        -(-count // len(settings)),
    }
    for trial in trials:
        assert settings[trial.setting].items() <= trial.hyperparameters.items()


@some
@given(spec=round_specs())
def test_settings_compared_at_the_same_points(spec: RoundSpec) -> None:
    """Crossed settings have the same value wherever the same nuisance is active at one point."""
    if spec.design is Design.SAMPLED:
        return
    by_point = sorted(plan(spec, 0, COUNT), key=lambda trial: trial.point)
    for _, trials in groupby(by_point, key=lambda trial: trial.point):
        seen: dict[int, Scalar] = {}
        for trial in trials:
            nuisances = [h for h in active(spec, trial) if h in spec.hyperparameters.nuisance]
            for h in nuisances:
                value = trial.hyperparameters[h.name]
                assert seen.setdefault(id(h), value) == value


@some
@given(spec=round_specs())
def test_no_dimension_for_two(spec: RoundSpec) -> None:
    """Two hyperparameters of one trial never share a dimension, so no two values move together."""
    searched = spec.hyperparameters.searched
    for design in (searched, spec.hyperparameters.nuisance):
        dimensions = shared_dimensions(spec.hyperparameters, design)
        for trial in plan(spec, 0, COUNT):
            used = [dimensions[name] for name in trial.hyperparameters if name in dimensions]
            assert len(set(used)) == len(used)


@some
@given(spec=round_specs())
def test_order_of_the_file(spec: RoundSpec) -> None:
    """Turning the hyperparameters' order around changes the order of settings, but no point."""
    turned = {
        role: list(reversed(getattr(spec.hyperparameters, role)))
        for role in ("scientific", "nuisance", "fixed")
    }
    space = spec.hyperparameters.model_copy(update={r: tuple(hs) for r, hs in turned.items()})
    other = spec.model_copy(update={"hyperparameters": space})
    whole = len(spec.settings) * spec.budget.repeats * 2
    assert points(plan(spec, 0, whole)) == points(plan(other, 0, whole))


def points(trials: list[PlannedTrial]) -> Counter[object]:
    """Return how often each point with its repeat and values occurs."""
    return Counter(
        (trial.point, trial.repeat, frozenset(trial.hyperparameters.items())) for trial in trials
    )


@some
@given(spec=round_specs())
def test_common_seeds(spec: RoundSpec) -> None:
    """Seeds depend on the repeat alone: equal at every point, different for every repeat."""
    trials = plan(spec, 0, COUNT)
    repeats = {trial.repeat for trial in trials}
    seeds = {(trial.seeds.initialization, trial.seeds.data_order) for trial in trials}
    pairs = {(trial.repeat, trial.seeds.initialization) for trial in trials}
    assert len(repeats) == len(seeds) == len(pairs)
