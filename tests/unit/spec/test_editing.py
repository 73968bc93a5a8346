"""Edits of a spec's text: what goes with a value, and what stays."""

from tuneround.spec.editing import put

POINTS = """\
search:
  points:
    - {lr: 0.1}  # 0: fast
    - {lr: 0.2}  # 1: faster
seed: 1  # ours
"""


def test_comments_of_items_go_with_them() -> None:
    """A list that gives way takes the comments behind its items along, the last one's too."""
    assert put(POINTS, ("search", "points"), [{"lr": 0.3}]) == (
        "search:\n  points:\n    - {lr: 0.3}\nseed: 1  # ours\n"
    )
