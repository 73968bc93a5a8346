import pytest
from made_histories import ERROR, attempt, history, outcome, planned
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.select import LISTED, select
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Objective

A = "0001-aaaaaaaa"
HIGHER = Objective(metric=ERROR.metric, direction="maximize")


def made(trials, objective=ERROR, compared=()):
    """Return (tables, plan, selection) of trials: (values, fate or None, hyperparameters)."""
    plan = [planned(i, **hyperparameters) for i, (_, _, hyperparameters) in enumerate(trials)]
    histories = [
        history(
            i,
            attempt(A, values, outcome=outcome(fate) if fate else None, commits=list(values)),
        )
        for i, (values, fate, _) in enumerate(trials)
    ]
    tables = collect(plan, histories, objective)
    return tables, plan, select(tables, plan, objective, compared)


def place(choice):
    return (choice.trial, choice.step, choice.value)


@pytest.mark.parametrize(
    ("objective", "expected"),
    [(ERROR, (1, 20, 0.1)), (HIGHER, (0, 10, 0.9))],
    ids=["minimize", "maximize"],
)
def test_the_best_over_all_evaluations(objective, expected):
    """The best evaluation counts, not the last one."""
    trials = [
        ({10: 0.9, 20: 0.3, 30: 0.2}, Fate.COMPLETED, {}),
        ({10: 0.5, 20: 0.1, 30: 0.8}, Fate.COMPLETED, {}),
    ]
    assert place(made(trials, objective)[2].best) == expected


@pytest.mark.parametrize("objective", [ERROR, HIGHER], ids=["minimize", "maximize"])
def test_ties_go_to_the_earlier_step_then_the_lower_index(objective):
    """Equal values: the earlier step wins, then the lower index."""
    same = {10: None, 20: 0.5, 30: 0.5}
    trials = [
        ({30: 0.5}, Fate.COMPLETED, {}),
        (same, Fate.COMPLETED, {}),
        (same, Fate.COMPLETED, {}),
    ]
    assert place(made(trials, objective)[2].best) == (1, 20, 0.5)


def test_the_last_step_rule():
    """What the last-step rule would have picked: the best of the last evaluations."""
    trials = [
        ({10: 0.1, 20: 0.6}, Fate.COMPLETED, {}),
        ({10: 0.5, 20: 0.4}, Fate.COMPLETED, {}),
        ({10: 0.3, 20: None}, Fate.COMPLETED, {}),
        ({10: 0.2, 20: 0.01}, Fate.INFEASIBLE, {}),
    ]
    selection = made(trials)[2]
    assert place(selection.best) == (0, 10, 0.1)
    assert place(selection.last_step) == (1, 20, 0.4)


def test_better_trials_that_are_not_eligible_are_listed_not_chosen():
    """Infeasible and interrupted trials that were better are listed, best first."""
    trials = [
        ({10: 0.5}, Fate.COMPLETED, {}),
        ({10: 0.2}, Fate.INFEASIBLE, {}),
        ({10: 0.1}, None, {}),
        ({10: 0.5}, Fate.INFEASIBLE, {}),
        ({10: 0.01}, Fate.FAILED, {}),
    ]
    selection = made(trials)[2]
    assert place(selection.best) == (0, 10, 0.5)
    listed = [(c.trial, c.fate) for c in selection.better_but_not_eligible]
    assert listed == [(2, "interrupted"), (1, "infeasible")]


def test_only_some_are_listed():
    """The list of better trials ends somewhere."""
    trials = [({10: i / 100}, Fate.INFEASIBLE, {}) for i in range(LISTED + 5)]
    selection = made(trials)[2]
    assert selection.best is None
    assert [c.trial for c in selection.better_but_not_eligible] == list(range(LISTED))


def test_the_best_of_each_setting():
    """Each scientific setting is represented by its best trial, the best setting first."""
    trials = [
        ({10: 0.5}, Fate.COMPLETED, {"optimizer": "adam", "rate": 1}),
        ({10: 0.4}, Fate.COMPLETED, {"optimizer": "adam", "rate": 2}),
        ({10: 0.3}, Fate.COMPLETED, {"optimizer": "sgd", "rate": 1}),
        ({10: 0.1}, Fate.INFEASIBLE, {"optimizer": "lion", "rate": 1}),
    ]
    selection = made(trials, compared=("optimizer",))[2]
    assert [place(c) for c in selection.settings] == [(2, 10, 0.3), (1, 10, 0.4)]
    assert selection.settings[0].hyperparameters == {"optimizer": "sgd", "rate": 1}


def test_a_choice_cites_hyperparameters_as_they_were_planned():
    """An integer stays one, though its column in the table holds floats."""
    trials = [
        ({10: 0.5}, Fate.COMPLETED, {"momentum": 0.5}),
        ({10: 0.4}, Fate.COMPLETED, {"momentum": 1}),
    ]
    value = made(trials)[2].best.hyperparameters["momentum"]
    assert (value, type(value)) == (1, int)


def test_committed_evaluations_are_ranked():
    """Checkpoints are ranked by their evaluation; one without an evaluation has no rank."""
    plan = [planned(0), planned(1)]
    histories = [
        history(0, attempt(A, {10: 0.5, 20: 0.2, 30: 0.4}, outcome=outcome(), commits=[10, 30])),
        history(1, attempt(A, {10: 0.3}, outcome=outcome(), commits=[10, 15])),
    ]
    selection = select(collect(plan, histories, ERROR), plan, ERROR)
    assert [c[::2] for c in selection.ranked] == [(1, 10), (0, 30), (0, 10)]
    assert selection.best.step == 20
