"""Proposal: the file of a next round, and what was and was not changed in it."""

from dataclasses import dataclass

from tuneround.proposal.claims import Claim
from tuneround.proposal.resolution import LeftOut


@dataclass(frozen=True)
class Proposal:
    """A round to look over and run.

    Attributes:
        text: its file, valid YAML of a valid round.
        name: its name.
        met: what findings wanted and got.
        left_out: what they wanted and did not get.

    """

    text: str
    name: str
    met: tuple[Claim, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
