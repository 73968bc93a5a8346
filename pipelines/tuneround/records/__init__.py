"""The JSON that lies in the bucket and between processes: one model for each kind of object."""

from tuneround.records.assignment import Assignment, PodProgress, Resume
from tuneround.records.attempt import FINISHED, Attempt, Fate, Interruption, Outcome, Parent
from tuneround.records.checkpoint import Commit, CommittedFile
from tuneround.records.evaluation import Evaluation, evaluation_of, read_lines
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.records.progress import Progress
from tuneround.records.result import Choice, ChosenCheckpoint, Result

__all__ = [
    "FINISHED",
    "Assignment",
    "Attempt",
    "Choice",
    "ChosenCheckpoint",
    "Commit",
    "CommittedFile",
    "Evaluation",
    "Fate",
    "Interruption",
    "Outcome",
    "Parent",
    "PlannedTrial",
    "PodProgress",
    "Progress",
    "Result",
    "Resume",
    "Seeds",
    "evaluation_of",
    "read_lines",
]
