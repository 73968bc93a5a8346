"""Environment of a round's supervisors."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tuneround.local.storage import Place
from tuneround.local.workdir import RoundPaths
from tuneround.spec.round import TuningRound
from tuneround.store.environment import VARIABLES, environment_of, round_prefix
from tuneround.store.patience import PATIENCE

SHADOWING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Would lead boto3 past the embedded server's credentials."""

TRIAL_PATIENCE_SECONDS = "15"
"""The runner restarts its server sooner; the trials of a killed runner do not wait longer."""


def trial_environment(
    base: Mapping[str, str], round_: TuningRound, place: Place, paths: RoundPaths
) -> dict[str, str]:
    """Return the environment of a round's supervisors, made from the runner's own, `base`.

    `python` in `trainer.command` is the interpreter that runs tuneround: its folder leads PATH.
    """
    embedded = place.server is not None
    left_out = {*VARIABLES.values(), *(SHADOWING if embedded else ())}
    folder = str(Path(sys.executable).parent)
    return {
        **{name: value for name, value in base.items() if name not in left_out},
        "PATH": os.pathsep.join((folder, base.get("PATH", os.defpath))),
        "PYTHONUNBUFFERED": "1",
        "TUNEROUND_STUDY": round_.spec.study,
        "TUNEROUND_ROUND": round_.name,
        "TUNEROUND_SCRATCH": str(paths.scratch.resolve()),
        **environment_of(place.storage),
        # A supervisor knows the round's names, and not the namespace that the default depends on.
        "TUNEROUND_PREFIX": round_prefix(round_, place.storage),
        **place.credentials,
        **({PATIENCE: base.get(PATIENCE, TRIAL_PATIENCE_SECONDS)} if embedded else {}),
    }
