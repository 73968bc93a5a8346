"""What a user writes: the models of a tuning round, and reading one from YAML."""

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.objective import Direction, Objective
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.spec.search import Algorithm, Design, Search
from tuneround.spec.storage import Storage

__all__ = [
    "Algorithm",
    "Design",
    "Direction",
    "Hyperparameter",
    "Hyperparameters",
    "Objective",
    "RoundSpec",
    "Search",
    "Storage",
    "TuningRound",
]
