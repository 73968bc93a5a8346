"""Stages: plan, trials, aggregation; one life of a runner whose storage is reached."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree

from tuneround.aggregation import aggregate
from tuneround.local.board import Board, Row, described
from tuneround.local.closing import closing_lines, failure_lines
from tuneround.local.environment import trial_environment
from tuneround.local.keeper import ServerKeeper
from tuneround.local.launcher import Launcher
from tuneround.local.loop import TrialLoop, read_progress
from tuneround.local.order import Order
from tuneround.local.outcomes import failure_reasons, finished_trials
from tuneround.local.parallelism import parallelism_here
from tuneround.local.schedule import Schedule, State
from tuneround.local.signals import Signals
from tuneround.local.storage import Place
from tuneround.local.table import Display
from tuneround.local.workdir import Workdir
from tuneround.records.plan import PlannedTrial
from tuneround.records.result import Result
from tuneround.search import plan
from tuneround.spec.round import TuningRound
from tuneround.store.environment import round_keys
from tuneround.store.results import standing_result
from tuneround.store.rounds import RoundStore


class Stages:
    """The stages of one round.

    Args:
        round_: the file's content.
        order: what the user asked for.
        place: where the round's objects lie.
        display: where to speak.
        signals: wake the runner and ask it to stop.

    """

    def __init__(
        self, round_: TuningRound, order: Order, place: Place, display: Display, signals: Signals
    ) -> None:
        self._round, self._order, self._place = round_, order, place
        self._display, self._signals = display, signals
        self._store = RoundStore(place.open(), round_keys(round_, place.storage))
        self._paths = Workdir(order.workdir).round(round_.spec.study, round_.name)
        self._keeper = ServerKeeper(place.server, display.say)

    def announce(self) -> None:
        """Say what will be done and what will be written, before it is."""
        spec, storage = self._round.spec, self._place.storage
        self._display.say(f"Round {self._round.name} of study {spec.study}: {spec.goal}")
        self._display.say(
            f"It trains {spec.budget.trials} trials of {spec.budget.steps} steps, and writes to "
            f"s3://{storage.bucket}/{self._store.keys.root} at {storage.endpoint or 'AWS'} "
            f"and to {self._paths.root}/."
        )

    def perform(self, text: str) -> int:
        """Perform what is left of the stages; `text` is the file as written. Return the exit code.

        Raises:
            KeyboardInterrupt: it was stopped; every trial has ended, and can go on.

        """
        planned = self._keeper.persist(lambda: self._plan(text))
        finished = self._keeper.persist(lambda: finished_trials(self._store))
        remaining = [trial for trial in planned if trial.index not in finished]
        if len(remaining) < len(planned):
            ended = len(planned) - len(remaining)
            self._display.say(f"{ended} of {len(planned)} trials have ended already.")
        if remaining:
            self._train(remaining, len(planned))
        result = self._keeper.persist(lambda: self._result(len(planned)))
        return self._close(result)

    def _plan(self, text: str) -> list[PlannedTrial]:
        self._store.save_spec(text)
        self._store.save_plan(plan(self._round.spec))
        return self._store.load_plan(self._round.spec.budget.trials)

    def _train(self, remaining: Sequence[PlannedTrial], planned: int) -> None:
        spec = self._round.spec
        parallelism, remark = parallelism_here(spec, self._order.parallelism)
        if remark:
            self._display.say(remark)
        rmtree(self._paths.scratch, ignore_errors=True)  # what killed attempts left behind
        self._paths.create()
        schedule = Schedule.of(
            (trial.index for trial in remaining),
            parallelism=parallelism,
            retries=spec.budget.retries,
        )
        environment = trial_environment(os.environ, self._round, self._place, self._paths)
        TrialLoop(
            schedule=schedule,
            board=self._board(remaining, planned),
            launcher=Launcher(environment, self._paths),
            display=self._display,
            signals=self._signals,
            keeper=self._keeper,
        ).run()
        if self._signals.stops:
            raise KeyboardInterrupt
        self._tell_failures([i for i, t in schedule.trials.items() if t.state is State.FAILED])

    def _board(self, remaining: Sequence[PlannedTrial], planned: int) -> Board:
        spec = self._round.spec
        names = frozenset(h.name for h in spec.hyperparameters.searched)
        rows = {
            trial.index: Row(
                trial.index,
                described(trial.hyperparameters, names),
                progress=read_progress(self._paths.progress(trial.index)),
            )
            for trial in remaining
        }
        for row in rows.values():
            row.base = row.share
        return Board(rows, planned, spec.objective.direction, started=time.monotonic())

    def _tell_failures(self, failed: Sequence[int]) -> None:
        if failed:
            reasons = self._keeper.persist(lambda: failure_reasons(self._store, set(failed)))
            for line in failure_lines(reasons, self._paths.log(failed[0])):
                self._display.say(line)

    def _result(self, planned: int) -> Result:
        standing = standing_result(self._store, planned)
        if standing is not None and (self._page.exists() or not self._order.report):
            return standing
        self._display.say("Aggregating: reads every trial, chooses, writes results.")
        self._page.unlink(missing_ok=True)  # an older result's, should this one leave it out
        return aggregate(self._store, report=self._order.report, workdir_copy=self._paths.report)

    def _close(self, result: Result) -> int:
        page = self._page if self._page.exists() else None
        for line in closing_lines(result, page, self._order.command):
            self._display.say(line)
        return 0 if result.counts.get("completed", 0) else 1

    @property
    def _page(self) -> Path:
        return self._paths.report / "index.html"
