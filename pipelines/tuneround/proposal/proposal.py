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

    @property
    def remarks(self) -> list[str]:
        """What was changed and what was left, a line each."""
        return [
            *(f"Changed: {claim} ({claim.finding.question})." for claim in self.met),
            *(
                f"Left as it is, not {left.claim} ({left.claim.finding.question}): {left.reason}."
                for left in self.left_out
            ),
        ]
