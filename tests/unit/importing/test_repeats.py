"""Seeds: which trials are repeats of one point."""

from import_desk import OBJECTIVE, Desk


def test_a_seed_among_the_hyperparameters(desk: Desk) -> None:
    """Trials that are equal but for the hyperparameter of --repeat are one point."""
    curves = desk.write("c.csv", "trial,step,valid/loss\na,5,0.5\nb,5,0.6\nc,5,0.1\nd,5,0.2\n")
    trials = desk.write("t.csv", "trial,lr,seed\na,0.1,7\nb,0.2,7\nc,0.1,11\nd,0.2,11\n")
    tables = desk.imported(curves, "--hyperparameters", trials, "--repeat", "seed", *OBJECTIVE)
    assert tables.trials.select("point", "repeat", "hyperparameter/lr", "best_value").rows() == [
        (0, 0, 0.1, 0.5),
        (0, 1, 0.1, 0.1),
        (1, 0, 0.2, 0.6),
        (1, 1, 0.2, 0.2),
    ]
    assert "hyperparameter/seed" not in tables.trials.columns


def test_a_column_of_the_table(desk: Desk) -> None:
    """Rows of one trial and several seeds are several trials of one point."""
    curves = desk.write(
        "c.csv", "trial,seed,step,valid/loss\na,1,5,0.5\na,2,5,0.6\nb,1,5,0.1\nb,2,5,0.2\n"
    )
    trials = desk.write("t.csv", "trial,lr\na,0.1\nb,0.2\n")
    tables = desk.imported(curves, "--hyperparameters", trials, "--repeat", "seed", *OBJECTIVE)
    assert tables.trials.select("point", "repeat", "best_value").rows() == [
        (0, 0, 0.5),
        (0, 1, 0.6),
        (1, 0, 0.1),
        (1, 1, 0.2),
    ]


def test_a_seed_twice_is_refused(desk: Desk) -> None:
    """Two trials of one point and one seed are told, with where they stand."""
    curves = desk.write("c.csv", "trial,step,valid/loss\na,5,0.5\nb,5,0.6\n")
    trials = desk.write("t.csv", "trial,lr,seed\na,0.1,7\nb,0.1,7\n")
    (found, _) = desk.refusal(curves, "--hyperparameters", trials, "--repeat", "seed", *OBJECTIVE)
    assert found.startswith("c.csv:3: A point has one trial for each seed; got a second one")


def test_without_repeat_equal_trials_are_points_of_their_own(desk: Desk) -> None:
    """Nothing is taken for a seed that nobody calls one."""
    curves = desk.write("c.csv", "trial,step,valid/loss\na,5,0.5\nb,5,0.6\n")
    trials = desk.write("t.csv", "trial,lr\na,0.1\nb,0.1\n")
    tables = desk.imported(curves, "--hyperparameters", trials, *OBJECTIVE)
    assert tables.trials.select("point", "repeat").rows() == [(0, 0), (1, 0)]
