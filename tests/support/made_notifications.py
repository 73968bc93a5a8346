"""Made: notifications of rounds that ended."""

from typing import Any

from tuneround.records.summary import RoundSummary, SummarizedBest, SummarizedFinding
from tuneround_operator.notification import Notification
from tuneround_operator.status import RoundStatus

RESOURCE: dict[str, Any] = {
    "apiVersion": "tuneround.dev/v1alpha1",
    "kind": "TuningRound",
    "metadata": {
        "name": "digits-r2",
        "namespace": "vision",
        "uid": "2c0ffee0-0000-4000-8000-000000000001",
    },
    "spec": {"study": "digits-mlp", "goal": "Wide oder tief?\nZwei Zeilen, “zitiert” \u2028"},
}
BEST = SummarizedBest(
    trial=3,
    step=120,
    metric="valid/loss",
    value=0.25,
    checkpoint="s3://tuneround/vision/digits-mlp/digits-r2/trials/00003/x/checkpoints/000000120",
)


def summary(number: int = 1, best: SummarizedBest | None = BEST) -> RoundSummary:
    """Return what an aggregation says of a round of four trials."""
    counts = {"planned": 4, "completed": 3, "infeasible": 1, "failed": 0, "interrupted": 0}
    finding = SummarizedFinding(question="infeasible", level="caution", sentence="1 of 4 diverged.")
    return RoundSummary(
        number=number,
        study="digits-mlp",
        round="digits-r2",
        direction="minimize",
        counts={**counts, "missing": 0},
        best=best,
        verdict="Best: valid/loss 0.25 in trial 3.",
        findings=(finding,),
        report="s3://tuneround/vision/digits-mlp/digits-r2/results/1/report/index.html",
        markdown="# digits-r2\n\n| a | b |\n|---|---|\n",
        created="2026-11-20T12:00:00Z",
    )


def notification(state: str = "Succeeded", number: int = 1) -> Notification:
    """Return the notification of an end."""
    return Notification.of(RESOURCE, RoundStatus(state=state), summary(number))
