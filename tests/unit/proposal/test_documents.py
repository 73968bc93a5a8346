"""docs/next-round.md shows what is really proposed: TUNEROUND_REGENERATE=1 writes it anew."""

import os
import re
from difflib import unified_diff
from pathlib import Path

from tuneround.proposal.successor import next_round
from tuneround.records.change import MoveBounds
from tuneround.records.finding import Finding, Level

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "next-round.md"
ROUND = ROOT / "pipelines" / "rounds" / "mnist-optimizer.yaml"
BOUNDARY = Finding(
    question="boundary",
    level=Level.PROBLEM,
    sentence=(
        "4 of the 5 best feasible trials with optimizer=adam lie in the highest tenth of the range "
        "of learning_rate, 0.03981 to 0.1; chance would put 0.5 there."
    ),
    section="Identifying bad search space boundaries",
    changes=(MoveBounds(name="learning_rate", when={"optimizer": ("adam",)}, max=1.0),),
)


def test_page_shows_the_diff_of_a_real_proposal() -> None:
    """The diff in the documentation is the one between the example round and its successor."""
    old = ROUND.read_text()
    new = next_round(old, [BOUNDARY]).text
    lines = unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), ROUND.name, "next-round.yaml"
    )
    shown = re.compile(r"(?<=```diff\n).*?(?=```)", re.DOTALL)
    diff = "".join(lines)
    page = PAGE.read_text()
    written = shown.sub(lambda _: diff, page, count=1)
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        PAGE.write_text(written)
    assert PAGE.read_text() == written, "run again with TUNEROUND_REGENERATE=1, and look at it"
