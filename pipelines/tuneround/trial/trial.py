"""Trial: what a training program talks to."""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import time
from types import MappingProxyType, TracebackType
from typing import Any, NoReturn, Self

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Interruption
from tuneround.records.evaluation import Evaluation, evaluation_of
from tuneround.records.progress import Progress
from tuneround.spec.model import Scalar
from tuneround.store.bucket import StoreError
from tuneround.trial.agreement import Agreement
from tuneround.trial.clock import Stopwatch, TrainingClock, utc_now
from tuneround.trial.conclusion import interruption_of, outcome_of
from tuneround.trial.curve import Curve
from tuneround.trial.ending import Ending, ending_of
from tuneround.trial.errors import (
    EXIT_TRY_AGAIN,
    InfeasibleError,
    InterruptedTrialExit,
    SupersededError,
    TrialUsageError,
)
from tuneround.trial.interval import Interval, as_number, summary
from tuneround.trial.narration import narrate, narrate_end
from tuneround.trial.progress import ProgressFile
from tuneround.trial.signals import StopSignals
from tuneround.trial.state import TrackedState
from tuneround.trial.uploader import Reason
from tuneround.trial.vitals import Vitals
from tuneround.trial.writer import AttemptWriter


class Trial:
    """One training of one point of the search space: a context manager around the program.

        with Trial.from_environment() as trial:
            trial.seed_everything()
            trial.track(model=model, optimizer=optimizer, batches=batches)
            for step in trial.steps():
                loss = train_step(next(batches))
                trial.log(loss=loss)
                if trial.evaluation_due:
                    trial.evaluate({"valid/error_rate": error_rate(model)})

    Args:
        assignment: the trial's orders.
        writer: where it writes; None in a process that does not (torchrun's rank above 0).
        defaults: hyperparameters that the plan leaves to the program.

    Attributes:
        hyperparameters: the plan's values on top of the defaults.
        seeds: `initialization` and `data_order`, two numbers in [0, 2^32).
        budget_steps: how many steps the trial has.
        step: the last finished step; 0 before the first.

    """

    def __init__(
        self,
        assignment: Assignment,
        writer: AttemptWriter | None,
        defaults: Mapping[str, Scalar] | None = None,
    ) -> None:
        self.hyperparameters: Mapping[str, Scalar] = MappingProxyType(
            {**(defaults or {}), **assignment.hyperparameters}
        )
        self.seeds = assignment.seeds
        self.budget_steps = assignment.steps
        self.step = 0
        self._assignment = assignment
        self._writer = writer
        resume = assignment.resume
        self._state = TrackedState(Path(resume.directory) if resume else None)
        self._interval = Interval()
        self._curve = Curve(assignment)
        self._current = 0
        self._clock = TrainingClock()
        self._stall = Stopwatch()
        self._vitals = Vitals(assignment.objective)
        self._progress = ProgressFile(
            Path(assignment.progress_file) if assignment.progress_file else None,
            assignment.pod_progress,
        )
        self._signals = StopSignals()
        self._agreement = Agreement()
        self._open = ExitStack()

    @classmethod
    def from_environment(
        cls,
        defaults: Mapping[str, Scalar] | None = None,
        *,
        objective: str | None = None,
        steps: int = 1000,
        evaluate_every: int | None = None,
    ) -> Self:
        """Return the trial that $TUNEROUND_TRIAL names; without a runner, one that is run by hand.

        Args:
            defaults: hyperparameters the program has values for; the plan's outrank them.
            objective: by hand only: `METRIC:minimize` or `METRIC:maximize`; left out, nothing is
                best and only the latest checkpoint is kept.
            steps: by hand only: training steps.
            evaluate_every: by hand only: steps between evaluations; default a tenth of `steps`.

        Raises:
            InputError: the assignment cannot be read, or an argument is wrong.

        """
        from tuneround.trial.environment import trial_parts

        every = evaluate_every or max(1, steps // 10)
        assignment, writer = trial_parts(defaults or {}, objective, steps, every)
        return cls(assignment, writer, defaults)

    def seed_everything(self) -> None:
        """Seed Python, numpy and torch with `seeds.initialization`; call it before the model."""
        from tuneround.trial.randomness import seed_everything

        seed_everything(self.seeds.initialization)

    def track(self, **objects: Any) -> None:
        """Make the state of `objects` part of every checkpoint, and load it when resuming.

        Args:
            **objects: anything with state_dict() and load_state_dict(). The weights of torch
                modules become `<name>.safetensors`.

        Raises:
            TrialUsageError: an object cannot be tracked, or the checkpoint has other names.

        """
        if self._current:
            raise TrialUsageError(
                f"Objects are tracked before the first step; got {', '.join(objects)} at step "
                f"{self._current}. Call trial.track before trial.steps."
            )
        self._state.track(objects)

    def steps(self) -> Iterator[int]:
        """Yield the steps still to train, from 1 or from after the last commit.

        A step is over when the loop's body has run: checkpoints are taken there, and SIGTERM
        ends the program there. Where several ranks train in a process group, they all begin and
        end there together, and SIGTERM to one of them ends all.
        """
        self._begin()
        for step in range(self.step + 1, self.budget_steps + 1):
            self._stop_if_asked()
            self._current = step
            yield step
            self._end_step(step)
        if self._agreement.is_joint:
            self._save(Reason.LAST)  # here, while all ranks are together
            self._agreement.end()

    @property
    def evaluation_due(self) -> bool:
        """Whether the present step is one to evaluate: every `evaluateEvery`, and the last."""
        due = self._current % self._assignment.evaluate_every == 0
        return self._current > 0 and (due or self._current == self.budget_steps)

    def log(self, metrics: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Log values of this step; cheap, and without waiting for a GPU.

        Count, mean, min, max and quantiles over each evaluation interval are stored.

        Args:
            metrics: name -> number or tensor of one element, for names like `train/loss`.
            **more: the same, for names that are identifiers.

        Raises:
            InfeasibleError: the metric `loss` was not finite ten times in a row.

        """
        self._interval.add({**metrics, **more} if metrics else more)

    def evaluate(self, metrics: Mapping[str, Any]) -> None:
        """Record the evaluation of this step: all metrics at once, the objective among them.

        Metrics under `test/` are stored, and shown nowhere before `tuneround best --reveal-test`.

        Args:
            metrics: name -> number or tensor of one element.

        Raises:
            TrialUsageError: no evaluation is due, it is the second, or the objective is missing.
            InfeasibleError: the objective is not finite.

        """
        values = {str(name): as_number(name, value) for name, value in metrics.items()}
        self._require_evaluation(values)
        self._interval.settle()  # a device's losses may end the trial, before it is evaluated
        recorded = evaluation_of(self._current, values)
        self._curve.add(recorded)
        finish = self._finished(recorded)
        if self._writer is not None:
            self._writer.segments.add(finish)
        objective = self._assignment.objective
        if objective is not None and objective.metric in recorded.nonfinite:
            raise InfeasibleError(f"{objective.metric} was not finite at step {self._current}")

    def infeasible(self, reason: str) -> NoReturn:
        """End the trial as infeasible, which is a result: it diverged, or cannot work.

        Raises:
            InfeasibleError: always; the `with` block ends quietly.

        """
        raise InfeasibleError(reason)

    def __enter__(self) -> Self:
        self._open.enter_context(self._signals)
        if self._writer is not None:
            self._writer.follow(self._curve.history)
            self._open.callback(self._writer.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        with self._open:
            steps = (self.step, self.budget_steps)
            ending = ending_of(error, steps, self._assignment.interruptions)
            if ending is Ending.COMPLETED:
                ending, error = self._settled(error)
            if self._writer is None:
                return ending is Ending.INFEASIBLE
            try:
                if isinstance(error, (StoreError, SupersededError)):
                    raise error
                return self._end(ending, error)
            except SupersededError as replaced:
                print(f"tuneround: {replaced}", file=sys.stderr)
                raise SystemExit(0) from replaced
            except StoreError as failed:
                print(f"tuneround: {failed}", file=sys.stderr)
                raise SystemExit(EXIT_TRY_AGAIN) from failed

    def _settled(self, error: BaseException | None) -> tuple[Ending, BaseException | None]:
        """Return how a trial that seems completed has ended: its last losses say so."""
        try:
            self._interval.settle()
        except InfeasibleError as found:
            return Ending.INFEASIBLE, found
        return Ending.COMPLETED, error

    def _begin(self) -> None:
        if self._current:
            raise TrialUsageError("trial.steps() is the one training loop; got a second. Use one.")
        saved = self._state.trial_state
        if saved is not None:
            self.step = self._current = saved["step"]
            self._interval.load_state_dict(saved["interval"])
            self._curve.load_state_dict(saved["history"])
            # A checkpoint of an earlier version does not say it.
            self._stall.seconds = saved.get("stall_seconds", 0.0)
        else:
            self._vitals.begin()
        self._state.restore_randomness()
        self._agreement.begin()
        self._clock.start(0.0 if saved is None else saved["training_seconds"])

    def _end_step(self, step: int) -> None:
        if self.evaluation_due and step not in self._curve:
            raise TrialUsageError(
                f"Every due step is evaluated, so that trials can be compared; got none at step "
                f"{step}. Call trial.evaluate where trial.evaluation_due is true."
            )
        self.step = step
        if self._writer is not None:
            self._writer.raise_errors()
            if self._progress.is_due:
                self._write_progress()
        if step in self._curve and step < self.budget_steps:
            self._save(Reason.BEST if self._curve.is_best(step) else Reason.PERIODIC)

    def _stop_if_asked(self) -> None:
        signum = self._agreement.stop(self._signals.received or 0)
        if not signum:
            return
        self._state.synchronize_buffers()
        self._save(Reason.LAST)
        if self._writer is not None:
            reason = signal.Signals(signum).name.lower()
            self._writer.interrupt(Interruption(reason=reason, step=self.step, ended=utc_now()))
        self._agreement.meet()
        raise InterruptedTrialExit(128 + signum)

    def _save(self, reason: Reason) -> None:
        """Take a checkpoint if rank 0 wants one: state_dict() may need every rank."""
        if self._state.is_empty or not self._agreement.decided(self._wants_checkpoint(reason)):
            return
        if self._writer is None:
            self._state.take_part()
            return
        uploader = self._writer.uploader
        state = {
            "step": self.step,
            "history": self._curve.state_dict(),
            "interval": self._interval.state_dict(),
            "training_seconds": self._clock.seconds,
            "stall_seconds": self._stall.seconds,
        }
        with self._stall:
            uploader.submit(self._state.snapshot(self.step, state, uploader.buffers()))
        if reason is Reason.LAST:
            uploader.drain()

    def _wants_checkpoint(self, reason: Reason) -> bool:
        if self._writer is None or not self._writer.uploader.accepts(reason):
            return False
        if reason is not Reason.LAST:
            return True
        self._writer.uploader.drain()  # a best that waits is not to be replaced by a mere last
        return self.step > self._writer.last_committed

    def _require_evaluation(self, values: Mapping[str, float]) -> None:
        if not self.evaluation_due or self._current in self._curve:
            again = "a second one" if self._current in self._curve else "one that is not due"
            raise TrialUsageError(
                f"Evaluations come once, at regular steps; got {again} at step {self._current}. "
                "Call trial.evaluate once where trial.evaluation_due is true."
            )
        objective = self._assignment.objective
        if objective is not None and objective.metric not in values:
            raise TrialUsageError(
                f"An evaluation has the objective; got no {objective.metric!r} among "
                f"{', '.join(values) or 'nothing'}. Add it, or correct `objective.metric`."
            )

    def _finished(self, recorded: Evaluation) -> Any:
        """Return what completes the evaluation on the writer's thread."""
        values = self._interval.take()
        seconds, now, best = self._clock.seconds, utc_now(), self._curve.best

        def finish() -> Evaluation:
            narrate(recorded, self.budget_steps, best)
            logged = {name: summary(series) for name, series in values.items()}
            finished = replace(recorded, logged=logged, training_seconds=seconds, time=now)
            self._vitals.add(finished)
            return finished

        return finish

    def _write_progress(self) -> None:
        value, at = self._curve.best or (None, None)
        assert self._writer is not None
        self._progress.write(
            Progress(
                step=self.step,
                steps=self.budget_steps,
                best=value,
                best_step=at,
                checkpoint_bytes=self._writer.checkpoint_bytes,
                stall_seconds=self._stall.seconds,
                store_failing_since=self._writer.failing_since,
                time=time(),
                **self._vitals.told,
            )
        )

    def _end(self, ending: Ending, error: BaseException | None) -> bool:
        """Write how the attempt ended; return whether `error` is answered by that."""
        assert self._writer is not None
        if ending is Ending.INTERRUPTED_BY_EXCEPTION:
            self._writer.interrupt(interruption_of(error, self.step))
        elif ending is not Ending.RECORDED:
            if ending is Ending.COMPLETED:
                self._save(Reason.LAST)
            self._write_progress()
            steps = (self.step, self.budget_steps)
            spent = (self._clock.seconds, self._stall.seconds)
            outcome = outcome_of(ending, error, self._curve, steps, spent)
            narrate_end(outcome)
            self._writer.finish(outcome)
        return ending is Ending.INFEASIBLE
