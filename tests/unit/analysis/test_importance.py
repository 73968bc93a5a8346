import warnings

import numpy as np
import optuna
import pytest
from made_rounds import round_spec
from planted import planted_round
from scored_rounds import scored_round
from tuneround.analysis.space import importance as module
from tuneround.analysis.space.importance import importance
from tuneround.analysis.space.ped_anova import ped_anova
from tuneround.analysis.space.sharing import groups_of
from tuneround.records.finding import Level
from tuneround.spec.hyperparameter import Hyperparameter

X, Y = (Hyperparameter(name=name, min=0.0, max=1.0) for name in "xy")
NUISANCES = {"nuisance": [{"name": name, "min": 0.0, "max": 1.0} for name in "xy"]}


def table(judged):
    return importance(judged).data["importance"]


def test_what_decides_is_most_important():
    """An objective of one hyperparameter depends on that one."""
    judged = scored_round(
        round_spec(NUISANCES, trials=64), lambda t: (t.hyperparameters["x"] - 0.3) ** 2
    )
    shares = dict(table(judged).select("hyperparameter", "importance").iter_rows())
    assert shares["x"] > 0.9
    assert sum(shares.values()) == pytest.approx(1)


def test_only_the_order_of_the_scores_counts():
    """Any growing function of the objective gives the same importances, infinite ones too."""
    random = np.random.default_rng(0)
    points = [{"x": float(x), "y": float(y)} for x, y in random.random((40, 2))]
    scores = np.array([point["x"] + 0.2 * point["y"] for point in points])
    worst = np.where(scores > np.quantile(scores, 0.9), np.inf, scores)
    found = [ped_anova([X, Y], points, s) for s in (scores, np.exp(9 * scores), worst)]
    assert found[0] == found[1] == found[2]


def test_it_is_optunas_measure():
    """The numbers are those of optuna's own evaluator on the same trials."""
    random = np.random.default_rng(1)
    points = [{"x": float(x), "y": float(y)} for x, y in random.random((100, 2))]
    scores = np.array([point["x"] ** 2 + point["y"] for point in points])
    study = optuna.create_study()
    uniform = optuna.distributions.FloatDistribution(0.0, 1.0)
    for point, score in zip(points, scores, strict=True):
        study.add_trial(
            optuna.trial.create_trial(
                params=point, distributions=dict.fromkeys("xy", uniform), value=score
            )
        )
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    oracle = optuna.importance.get_param_importances(study, evaluator=evaluator)
    assert ped_anova([X, Y], points, scores) == pytest.approx(oracle)


def test_conditional_hyperparameters_are_judged_within_their_setting():
    """A name under two conditions is never mixed; what all have is judged over all trials."""
    nesterov, adam = {"optimizer": ["nesterov"]}, {"optimizer": ["adam"]}
    bounds = {"min": 1e-4, "max": 1.0, "scale": "log"}
    space = {
        "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
        "nuisance": [
            {"name": "rate", **bounds, "when": nesterov},
            {"name": "rate", **bounds, "when": adam},
            {"name": "dropout", "min": 0.0, "max": 0.5},
        ],
    }
    judged = scored_round(round_spec(space, trials=64), lambda t: t.hyperparameters["rate"])
    groups = {group.label: [h.name for h in group.space] for group in groups_of(judged)}
    assert groups == {
        "": ["optimizer", "dropout"],
        "optimizer=nesterov": ["rate", "dropout"],
        "optimizer=adam": ["rate", "dropout"],
    }
    assert {finding.setting for finding in importance(judged).findings} == set(groups)


def test_settings_without_conditions_are_judged_together():
    """Then all trials say more than those of one setting."""
    assert [group.label for group in groups_of(planted_round("clean", 16, 0))] == [""]


@pytest.mark.parametrize(
    ("trials", "value"),
    [(19, 1.0), (40, float("inf")), (40, None)],
    ids=["few", "infeasible", "missing"],
)
def test_too_few_trials_are_unknown(trials, value):
    """Twenty trials are needed, half of them completed."""
    judged = scored_round(round_spec(NUISANCES, trials=trials), lambda _: value)
    assert importance(judged).findings[0].level is Level.UNKNOWN


def test_seeds_of_one_point_count_once():
    """Forty trainings of eight points tell no more of the search space than eight."""
    spec = round_spec(NUISANCES, trials=40, repeats=5)
    judged = scored_round(spec, lambda trial: trial.hyperparameters["x"])
    assert importance(judged).findings[0].level is Level.UNKNOWN


def test_one_hyperparameter_is_unknown():
    """All of it depends on the only one."""
    space = {"nuisance": NUISANCES["nuisance"][:1]}
    judged = scored_round(round_spec(space, trials=40), lambda t: t.hyperparameters["x"])
    assert importance(judged).findings[0].level is Level.UNKNOWN


def test_without_optuna_it_says_which_extra_brings_it(monkeypatch):
    """The question is unknown, and nothing fails."""
    monkeypatch.setattr(module, "is_available", lambda: False)
    finding = importance(planted_round("clean", 16, 0)).findings[0]
    assert (finding.level, "tuneround[optuna]" in finding.remedy) == (Level.UNKNOWN, True)


def test_it_is_marked_exploratory_and_changes_nothing():
    """A note that says so, and proposes nothing."""
    (finding,) = importance(planted_round("clean", 32, 0)).findings
    assert (finding.level, finding.changes) == (Level.NOTE, ())
    assert finding.sentence.startswith("Exploratory")


def test_optunas_logging_is_left_as_it_was(caplog):
    """Its logger says nothing meanwhile, and as much as before afterwards."""
    optuna.logging.set_verbosity(optuna.logging.INFO)
    optuna.logging.enable_propagation()
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            importance(planted_round("clean", 16, 0))
    finally:
        optuna.logging.disable_propagation()
    assert (caplog.records, warned) == ([], [])
    assert optuna.logging.get_verbosity() == optuna.logging.INFO
