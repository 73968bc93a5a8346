"""Fifty rounds at once."""

from rounds.answers import result_of
from rounds.applied import Apply
from rounds.installed import InstalledOperator
from rounds.programs import NOTHING, command
from rounds.texts import round_text

ROUNDS = 50
END_SECONDS = 1200
MOST_BYTES = 256 << 20  # the chart's limit for the operator


def no_op(number: int) -> str:
    """Return a round of two trials that do nothing."""
    return round_text(
        f"many-{number:02d}",
        command(NOTHING),
        trainer={"resources": {"cpu": "20m", "memory": "128Mi"}},
        budget={"trials": 2, "steps": 1, "evaluateEvery": 1},
        workflow={"resources": {"cpu": "100m", "memory": "384Mi"}},
    )


def test_fifty_rounds_at_once(operator: InstalledOperator, written: Apply) -> None:
    """Fifty rounds of no-op trials all succeed; the operator keeps up, in one life."""
    rounds = [written(no_op(number)) for number in range(ROUNDS)]
    before, restarts = operator.pod, operator.restarts
    operator.site.kubectl(
        "apply", "--filename=-", stdin="---\n".join(r.file.read_text() for r in rounds)
    )
    for round_ in rounds:
        round_.succeed(seconds=END_SECONDS)
    assert all(result_of(round_.store).counts["completed"] == 2 for round_ in rounds)
    assert all(round_.workflows == [round_.name] for round_ in rounds)
    assert (operator.pod, operator.restarts) == (before, restarts)
    resident = operator.sample("process_resident_memory_bytes")
    for name in ("queue_wait", "reconcile"):
        p50, p99 = (operator.quantile(f"tuneround_operator_{name}_seconds", q) for q in (0.5, 0.99))
        print(f"\n{name}: p50 <= {p50:g} s, p99 <= {p99:g} s")
    print(f"operator: {resident / (1 << 20):.0f} MiB resident")
    assert 0 < resident < MOST_BYTES
