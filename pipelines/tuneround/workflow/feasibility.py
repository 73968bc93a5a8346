"""Feasibility: what a round needs on a cluster and does without on one machine."""

from tuneround.errors import InputError
from tuneround.spec.round import TuningRound


def require_cluster(round_: TuningRound) -> None:
    """Raise unless `round_` can run on a cluster.

    Raises:
        InputError: with everything that is wrong.

    """
    problems: list[str] = []
    if round_.spec.trainer.image is None:
        problems.append(
            "A round on Kubernetes names the image of its training pods; got no "
            "`spec.trainer.image`. Add it, for example tuneround/trainer:0.1.0."
        )
    if "{{" in round_.spec.study:
        problems.append(
            f"Argo replaces what stands in double braces; got the study {round_.spec.study!r}. "
            "Choose a name without them."
        )
    if problems:
        raise InputError("\n".join(problems))
