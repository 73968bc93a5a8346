"""Bench: how often each question of the analysis finds what was planted, and what was not.

Prints the figures of docs/analysis.md: over SEEDS rounds of each kind (tests/support/planted.py)
and of 16 and 64 trials a setting, the share in which the question says what it should, and the
share in which any other one raises a problem or a caution; then the same of faint effects, to show
where finding ends. Fails when more than 10% of the clean rounds show any, or when a question finds
less than 90% at 64 trials of what is not faint.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

# Before polars and numpy are loaded: the processes of the pool are the threads.
os.environ.update({"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"})

from planted import planted_round
from planted_curves import Curves
from tuneround.analysis.questions import answers
from tuneround.records.finding import Finding, Level

SEEDS = 200
SIZES = (16, 64)
MOST_FALSE = 0.10
LEAST_HIT = 0.90
ALARMS = (Level.PROBLEM, Level.CAUTION)
Says = Callable[[Finding], bool]


def alarms(finding: Finding) -> bool:
    """Whether a finding is a problem or a caution."""
    return finding.level in ALARMS


def moves(end: str) -> Says:
    """Return whether a finding proposes to move that bound of the learning rate, and no other."""

    def says(finding: Finding) -> bool:
        moved = [c for c in finding.changes if c.kind == "bounds" and c.name == "learning_rate"]
        return alarms(finding) and any(getattr(change, end) is not None for change in moved)

    return says


def is_unstable(finding: Finding) -> bool:
    """Whether a finding is of an edge of crosses, and proposes no bounds."""
    return "edge" in finding.numbers and not finding.changes


def clusters(finding: Finding) -> bool:
    """Whether a finding says that crosses cluster in the learning rate."""
    return finding.hyperparameter == "learning_rate"


def is_beyond_luck(finding: Finding) -> bool:
    """Whether a finding says that a setting leads by more than luck."""
    chance = finding.numbers.get("p")
    return finding.level is Level.NOTE and isinstance(chance, float) and chance <= 0.05


def is_doubtful(finding: Finding) -> bool:
    """Whether a finding says that luck could explain the lead of a setting."""
    chance = finding.numbers.get("p")
    return isinstance(chance, float) and chance > 0.05


def wants_trials(finding: Finding) -> bool:
    """Whether a finding proposes more trials."""
    return any(change.kind == "trials" for change in finding.changes)


@dataclass(frozen=True)
class Case:
    """What is planted, and what each question should say of it."""

    kind: str
    expected: Mapping[str, Says]
    options: Mapping[str, Any] = field(default_factory=dict)
    faint: str = ""

    @property
    def name(self) -> str:
        """What the table calls it."""
        options = (f"{name}={value}" for name, value in self.options.items())
        return " ".join([self.kind, *([self.faint] if self.faint else options)])


CASES = (
    Case("clean", {}),
    Case("outside_low", {"boundary": moves("min")}),
    Case("outside_high", {"boundary": moves("max")}),
    Case("infeasible_edge", {"boundary": is_unstable, "infeasible": clusters}),
    Case("few", {"density": alarms, "best_of_k": wants_trials}),
    Case("overfitting", {"overfitting": alarms}),
    Case("improving", {"improving": alarms, "steps": alarms}),
    Case("saturated", {"saturated": alarms}),
    Case("noisy", {"variance": alarms}),
    Case("rising_loss", {"rising": alarms}),
    Case("spiky_early", {"gradients": alarms}),
    Case("spiky_late", {"gradients": alarms}),
    Case("waiting", {"throughput": alarms}),
    Case("no_effect", {"isolation": is_doubtful}),
    Case("effect", {"isolation": is_beyond_luck}),
    Case("no_effect", {"noise": alarms}, {"repeats": 4}),
    Case("outside_high", {"boundary": moves("max")}, {"rate": -1.0}, "by 0 to 0.3"),
    Case("few", {"density": alarms}, {"narrow": 3.0}, "narrow 3"),
    Case("overfitting", {"overfitting": alarms}, {"shape": Curves(overfit=0.015)}, "0.015"),
    Case("improving", {"improving": alarms}, {"shape": Curves(decay=0.25)}, "decay 0.25"),
    Case("saturated", {"saturated": alarms}, {"shape": Curves(decay=0.04)}, "decay 0.04"),
    Case("noisy", {"variance": alarms}, {"shape": Curves(late_noise=0.012)}, "0.012"),
    Case("rising_loss", {"rising": alarms}, {"shape": Curves(loss_rise=0.2)}, "by 20%"),
    Case("spiky_late", {"gradients": alarms}, {"shape": Curves(late_spikes=4.0)}, "times 4"),
    Case("effect", {"isolation": is_beyond_luck}, {"effect": 0.01}, "0.01"),
)


def judge(case: int, trials: int, seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return which questions said what they should, and which others raised an alarm."""
    planted = CASES[case]
    answered = answers(planted_round(planted.kind, trials, seed, **planted.options))
    hits = {
        name for name, says in planted.expected.items() if any(map(says, answered[name].findings))
    }
    others = {
        name
        for name, answer in answered.items()
        if name not in planted.expected and any(map(alarms, answer.findings))
    }
    return frozenset(hits), frozenset(others)


def report(case: Case, trials: int, judged: list[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Print one line of a case, and return whether it is within the limits."""
    hits = Counter(name for found, _ in judged for name in found)
    others = Counter(name for _, found in judged for name in found)
    seeds = len(judged)
    rates = {name: hits[name] / seeds for name in case.expected}
    quiet = sum(bool(found) for _, found in judged) / seeds
    shown = ", ".join(f"{name} {rate:.1%}" for name, rate in rates.items())
    besides = ", ".join(f"{name} {count / seeds:.1%}" for name, count in others.most_common())
    if case.kind == "clean":
        ok = quiet <= MOST_FALSE
        shown = f"any alarm {quiet:.1%}"
    else:
        gated = trials == max(SIZES) and not case.faint
        ok = not gated or min(rates.values()) >= LEAST_HIT
    verdict = "" if ok else "  TOO FEW" if case.kind != "clean" else "  TOO MANY"
    print(
        f"{trials:>3} {case.name:<28} {shown:<36} besides: {besides or 'none'}{verdict}", flush=True
    )
    return ok


def main() -> int:
    """Judge every case of every size; return the exit code."""
    ok = True
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for trials in SIZES:
            for number, case in enumerate(CASES):
                sizes = ([number] * SEEDS, [trials] * SEEDS, range(SEEDS))
                ok &= report(case, trials, list(pool.map(judge, *sizes, chunksize=10)))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
