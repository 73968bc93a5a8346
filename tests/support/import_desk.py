"""Desk: imports, run by their command in a folder of the test's own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command_line import Finished
from judged_rounds import tables_of
from tuneround.analysis.tables import Tables
from tuneround.spec.reading import read_round
from tuneround.spec.round import RoundSpec

OBJECTIVE = ("--metric", "valid/loss", "--direction", "minimize")


@dataclass(frozen=True)
class Desk:
    """A folder with sources, and the rounds that are made of them.

    Attributes:
        folder: where sources and round files lie.
        run: runs `tuneround`.

    """

    folder: Path
    run: Callable[..., Finished]

    def write(self, name: str, text: str) -> Path:
        """Write a source."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def import_(self, *arguments: object, into: str = "r1.yaml") -> Finished:
        """Import with `arguments`, into a file of the folder."""
        return self.run(
            "import", *arguments, "--into", self.folder / into, "--workdir", self.folder / "rounds"
        )

    def imported(self, *arguments: object, into: str = "r1.yaml") -> Tables:
        """Import, and return what readers of the bucket see."""
        finished = self.import_(*arguments, into=into)
        assert finished.code == 0, finished.err
        return self.tables(into)

    def tables(self, into: str = "r1.yaml") -> Tables:
        """Return the tables of a round."""
        return tables_of(self.folder / into, self.folder / "rounds")

    def spec(self, into: str = "r1.yaml") -> RoundSpec:
        """Return the spec of a round."""
        return read_round(self.folder / into).spec

    def refusal(self, *arguments: object) -> list[str]:
        """Import what is wrong; return the lines of the error, and see that nothing was written."""
        finished = self.import_(*arguments)
        assert finished.code == 2, finished
        assert not (self.folder / "r1.yaml").exists()
        assert not (self.folder / "rounds").exists()
        return finished.err.replace(f"{self.folder}/", "").splitlines()
