"""Pod: what a supervisor knows of the pod, or the process, that it works in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tuneround.records.assignment import PodProgress
from tuneround.records.pod_words import VARIABLE
from tuneround.trial.exposition import port_here
from tuneround.trial.gathering import Gathering, gathering_here
from tuneround.trial.postmortem import Postmortem


@dataclass(frozen=True)
class Pod:
    """Where a supervisor works, and what was said to it besides the trial.

    Attributes:
        scratch: an empty local folder, deleted by the caller.
        progress_file: where the program writes how far its trial is, for a live table; None: in
            `scratch`, if this pod tells it on.
        argo_file: where it writes how far the pod is, for Argo.
        before: how many trials the pod has finished before this one.
        trials: how many trials the pod has.
        gathering: the pods that train this trial together; None: this one alone.
        postmortem: what is known of the end of the pod before.
        report_file: where this pod leaves its last words; None: nowhere.
        metrics_port: where it serves metrics while a trial trains; None: nowhere.
        may_fork: whether this process is a supervisor and nothing else, of which a training
            program may be a copy.

    """

    scratch: Path
    progress_file: str | None = None
    argo_file: str | None = None
    before: int = 0
    trials: int = 1
    gathering: Gathering | None = None
    postmortem: Postmortem = field(default_factory=Postmortem)
    report_file: str | None = None
    metrics_port: int | None = None
    may_fork: bool = False

    @classmethod
    def here(
        cls,
        scratch: Path,
        environment: Mapping[str, str] = os.environ,
        *,
        may_fork: bool = False,
    ) -> "Pod":
        """Return what the environment says.

        Raises:
            InputError: the variables of a gathering are wrong, or the port is none.

        """
        return cls(
            scratch=scratch,
            progress_file=environment.get("TUNEROUND_PROGRESS_FILE") or None,
            argo_file=environment.get("ARGO_PROGRESS_FILE") or None,
            gathering=gathering_here(environment),
            postmortem=Postmortem(environment.get("TUNEROUND_LAST_END", "")),
            report_file=environment.get(VARIABLE) or None,
            metrics_port=port_here(environment),
            may_fork=may_fork,
        )

    @property
    def progress_path(self) -> Path | None:
        """Where the program of the present trial writes how far it is; None: nobody asks."""
        if self.progress_file is not None:
            return Path(self.progress_file)
        is_told = self.report_file is not None or self.metrics_port is not None
        return self.scratch / "progress.json" if is_told else None

    def progress(self, steps: int) -> PodProgress | None:
        """Return where and how the pod's progress is told, each trial having `steps` steps."""
        if self.argo_file is None:
            return None
        return PodProgress(
            file=self.argo_file, before=self.before * steps, steps=self.trials * steps
        )
