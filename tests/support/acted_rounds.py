"""Rounds in a folder whose training program does, for each life of a trial, what a test says."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from local_rounds import definition
from tuneround.records.attempt import Outcome
from tuneround.search import plan
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore
from tuneround.trial.survey import Survey

ACTOR = """
import json, os, signal, sys, time
bucket, acts = sys.argv[1:]
orders = json.load(open(os.environ["TUNEROUND_TRIAL"]))
attempts = os.path.join(bucket, orders["root"], "trials", f"{orders['trial']:05d}")
lives = json.loads(acts)[orders["trial"]]
act = lives[min(int(orders["attempt"][:4]), len(lives)) - 1]
def end(fate):
    ended = {"fate": fate, "reason": "", "step": 4, "ended": "", "traceback": ""}
    with open(os.path.join(attempts, orders["attempt"], "outcome.json"), "w") as file:
        json.dump(ended, file)
if act in ("completed", "infeasible", "failed"):
    end(act)
elif act == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
elif act == "stopped":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(60)
elif act == "completed when stopped":
    signal.signal(signal.SIGTERM, lambda *_: (end("completed"), sys.exit(0)))
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(60)
elif act == "infeasible by a peer":
    end("infeasible")
    sys.exit(1)
elif act == "stuck":
    print("stuck", file=sys.stderr, flush=True)
    time.sleep(60)
elif act != "nothing":
    sys.exit(int(act))
"""


@dataclass(frozen=True)
class ActedRound:
    """A planned round; its program is the actor above."""

    store: RoundStore
    round: TuningRound

    @classmethod
    def of(cls, folder: Path, acts: list[list[str]]) -> "ActedRound":
        """Write a round whose trial i does acts[i][k] in its attempt k, the last for ever."""
        bucket = folder / "bucket"
        (folder / "actor.py").write_text(ACTOR)
        command = [sys.executable, "-S", str(folder / "actor.py"), str(bucket), json.dumps(acts)]
        escaped = [word.replace("{", "{{") for word in command]
        text = yaml.safe_dump(definition(escaped, budget={"trials": len(acts)}))
        store = RoundStore(DirectoryBucket(bucket), RoundKeys.of("p", "local", "r1"))
        round_ = read_round_text(text, "here")
        store.save_spec(text)
        store.save_plan(plan(round_.spec))
        return cls(store, round_)

    def survey(self, index: int) -> Survey:
        """Return what the bucket holds of a trial."""
        return Survey.of(self.store.bucket, self.store.keys.trial(index))

    def outcome(self, index: int) -> Outcome | None:
        """Return the outcome of a trial."""
        return self.survey(index).outcome

    def lives(self) -> list[int]:
        """Return how many attempts each trial has had."""
        return [len(self.survey(i).names) for i in range(self.round.spec.budget.trials)]
