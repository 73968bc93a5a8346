"""Workbench: one trial on a folder that stands in for the bucket."""

from pathlib import Path

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Interruption, Outcome
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.objective import Direction, Objective
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys, TrialKeys, new_attempt
from tuneround.trial.begin import newest_whole_commit, write_start
from tuneround.trial.survey import Survey
from tuneround.trial.trial import Trial
from tuneround.trial.writer import AttemptWriter

OBJECTIVE = Objective(metric="valid/loss", direction=Direction.MINIMIZE)


class Workbench:
    """One trial in a folder that stands in for the bucket."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bucket = DirectoryBucket(root / "bucket")
        self.keys = RoundKeys("p/study/round/")
        self._attempts = 0

    @property
    def trial_keys(self) -> TrialKeys:
        return self.keys.trial(0)

    @property
    def survey(self) -> Survey:
        return Survey.of(self.bucket, self.trial_keys)

    @property
    def outcome(self) -> Outcome | None:
        return self.survey.outcome

    @property
    def interruptions(self) -> tuple[Interruption, ...]:
        return self.survey.interruptions

    def names(self) -> list[str]:
        """Every object of the trial, with attempts spelled by their ordinal alone."""
        root = self.trial_keys.root
        return [listed.key.removeprefix(root) for listed in self.bucket.list(root)]

    def begin(self, *, steps: int = 40, every: int = 5, keep: int = 1) -> Assignment:
        """Begin an attempt as the supervisor does."""
        survey = self.survey
        self._attempts += 1
        resume = newest_whole_commit(survey, self.root / f"resume-{self._attempts}")
        attempt = new_attempt(survey.next_ordinal)
        write_start(self.bucket, survey.keys, attempt, resume)
        return Assignment(
            study="study",
            round="round",
            trial=0,
            attempt=attempt,
            hyperparameters={"learning_rate": 0.05},
            seeds=Seeds(initialization=1, data_order=2),
            objective=OBJECTIVE,
            steps=steps,
            evaluate_every=every,
            kept=(KeptMetric(metric="valid/loss", direction=Direction.MINIMIZE, count=keep),),
            threads=1,
            root=self.keys.root,
            resume=resume,
            interruptions=survey.interruptions,
        )

    def open(self, assignment: Assignment) -> Trial:
        """Return the Trial that the training program would get."""
        return Trial(assignment, AttemptWriter(assignment, self.keys, lambda: self.bucket))

    def planned(self) -> PlannedTrial:
        return PlannedTrial(
            index=0,
            setting=0,
            point=0,
            repeat=0,
            hyperparameters={"learning_rate": 0.05},
            seeds=Seeds(initialization=1, data_order=2),
        )
