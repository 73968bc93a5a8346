"""Order: what a user asked of `tuneround run`."""

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """What a user asked for.

    Attributes:
        file: the round's YAML.
        workdir: folder of local rounds.
        parallelism: trials at once; None: as far as budget and cores go.
        report: write the report's page.

    """

    file: Path
    workdir: Path
    parallelism: int | None = None
    report: bool = True

    @property
    def command(self) -> str:
        """The command that asks for it again.

        >>> Order(Path("my round.yaml"), Path(".tuneround"), report=False).command
        "tuneround run 'my round.yaml' --workdir .tuneround --no-report"
        """
        words = ["tuneround", "run", str(self.file), "--workdir", str(self.workdir)]
        if self.parallelism is not None:
            words += ["--parallelism", str(self.parallelism)]
        return shlex.join(words if self.report else [*words, "--no-report"])
