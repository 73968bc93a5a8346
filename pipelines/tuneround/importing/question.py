"""Question: what the user says of the round that imported trials become."""

from dataclasses import dataclass
from pathlib import Path

from tuneround.importing.flaws import refuse
from tuneround.importing.foreign import Foreign
from tuneround.spec.objective import Direction
from tuneround.spec.patterns import DNS_LABEL, proposal


@dataclass(frozen=True)
class Question:
    """What a source does not say.

    Attributes:
        study: the study's name.
        round: the round's name.
        metric: the objective.
        direction: which way is better.
        goal: the question; None: one is made up.
        scientific: the hyperparameters it is about.
        command: the training program; None: it is not known.

    """

    study: str
    round: str
    metric: str
    direction: Direction
    goal: str | None = None
    scientific: tuple[str, ...] = ()
    command: tuple[str, ...] | None = None

    def goal_over(self, points: int, source: str) -> str:
        """Return the goal, or one that the trials answer.

        >>> Question("s", "r", "loss", Direction.MINIMIZE).goal_over(4, "x.csv")
        'Which of 4 configurations, trained elsewhere, has the best loss?'
        """
        if self.goal is not None:
            return self.goal
        names = " and ".join(self.scientific)
        if names:
            return f"Which {names} has the best {self.metric} (trials trained elsewhere)?"
        noun = f"{points} configurations" if points > 1 else "one configuration"
        return f"Which of {noun}, trained elsewhere, has the best {self.metric}?"


def objective_of(
    foreign: Foreign, metric: str | None, direction: Direction | None
) -> tuple[str, Direction]:
    """Return metric and direction as the user says them, else as the source does.

    Raises:
        ImportRefusedError: nobody says one of them.

    """
    metric, direction = metric or foreign.metric, direction or foreign.direction
    if metric is not None and direction is not None:
        return metric, direction
    missing = ["--metric NAME"] * (metric is None)
    missing += ["--direction minimize or maximize"] * (direction is None)
    rule = "A round has an objective, which this source does not know"
    raise refuse(foreign.source, rule, "none", f"Write {' and '.join(missing)}")


def name_of(file: Path) -> str:
    """Return the name of the round in `file`, where nobody gives it another one.

    >>> name_of(Path("rounds/My_round.yaml"))
    'my-round'
    """
    return proposal(DNS_LABEL, file.stem) or file.stem
