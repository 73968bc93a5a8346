"""RoundText: the YAML of an imported round, with a comment on everything that was guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tuneround.importing.cadence import Cadence
from tuneround.importing.flaws import without_password
from tuneround.importing.points import Points
from tuneround.importing.question import Question
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import ROLES, Hyperparameters
from tuneround.spec.round import API_VERSION
from tuneround.spec.spelling import spelled
from tuneround.store.extents import Extent
from tuneround.text import one_line

UNKNOWN_COMMAND = ("python", "train.py")


@dataclass(frozen=True)
class RoundText:
    """What the file says.

    Attributes:
        question: what the user says.
        points: the trials.
        cadence: their steps.
        space: their search space.
        source: where they come from.
        space_is_observed: whether the space is what the trials happen to cover.
        notes: what a reader must know.

    """

    question: Question
    points: Points
    cadence: Cadence
    space: Hyperparameters
    source: str
    space_is_observed: bool
    notes: tuple[str, ...] = ()

    def render(self) -> str:
        """Return the file."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        q, c = self.question, self.cadence
        source = one_line(without_password(self.source))
        yield f"# Imported by `tuneround import` from {source}"
        yield from (f"# {one_line(note)}" for note in self.notes)
        yield f"apiVersion: {API_VERSION}"
        yield "kind: TuningRound"
        yield f"metadata: {spelled({'name': q.round})}"
        yield "spec:"
        yield f"  study: {spelled(q.study)}"
        yield f"  goal: {spelled(q.goal_over(len(self.points.points), self.source))}"
        yield f"  objective: {spelled({'metric': q.metric, 'direction': str(q.direction)})}"
        yield from self._trainer()
        yield "  # The last step of any trial, and the median distance between evaluations."
        budget = {"trials": self.points.planned, "steps": c.steps}
        budget["evaluateEvery"] = c.evaluate_every
        if len(self.points.repeats) > 1:
            budget["repeats"] = len(self.points.repeats)
        yield f"  budget: {spelled(budget)}"
        yield from self._hyperparameters()
        yield from self._search()

    def _trainer(self) -> Iterator[str]:
        command = self.question.command
        if command is None:
            yield "  # Not known, and not needed to judge these trials. A next round needs yours."
        yield f"  trainer: {{command: {spelled(command or UNKNOWN_COMMAND)}}}"

    def _hyperparameters(self) -> Iterator[str]:
        if self.space_is_observed:
            yield "  # Guessed: what the trials happen to cover. --space FILE takes the true space."
        yield "  hyperparameters:"
        for role in ROLES:
            members: Sequence[Hyperparameter] = getattr(self.space, role)
            if members:
                yield f"    {role}:"
                yield from (f"      - {_definition(h)}" for h in members)
        if not self.space.names:
            yield "    {}"

    def _search(self) -> Iterator[str]:
        searched = {h.name for h in self.space.searched}
        count = len(self.points.repeats)
        yield "  search:"
        yield "    algorithm: listed"
        if count > 1:
            names = ", ".join(one_line(repeat) for repeat in self.points.repeats)
            yield f"    # The {count} repeats of a point are, in this order: {names}."
        numbers = tuple(map(str, range(len(self.points.names))))
        are_renamed = count > 1 or self.points.names != numbers
        if are_renamed:
            yield "    # Behind each point: its trials here, and what its source calls it."
        yield "    points:"
        named = zip(self.points.names, self.points.points, strict=True)
        for number, (name, point) in enumerate(named):
            values = {key: value for key, value in point.items() if key in searched}
            here = Extent(number * count, (number + 1) * count - 1)
            behind = f"  # {here}: {one_line(name)}" if are_renamed else ""
            yield f"      - {spelled(values)}{behind}"


def _definition(h: Hyperparameter) -> str:
    said = h.model_dump(mode="json", by_alias=True, exclude_none=True)
    return spelled({key: value for key, value in said.items() if value != {}})
