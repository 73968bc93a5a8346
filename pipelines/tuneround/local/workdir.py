"""Workdir: the folder of local rounds, and the lock that keeps a second runner out of it.

lock             held by the one runner (flock)
s3/<bucket>/     what the embedded server serves
server.json      pid and port of the embedded server while it runs
rounds/<study>/<round>/{logs/trial-00042.log, progress/, scratch/, report/}
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuneround.errors import TuneroundError
from tuneround.store.keys import segment_of

DEFAULT_WORKDIR = Path(".tuneround")


class WorkdirBusyError(TuneroundError):
    """Another runner holds the working directory."""


class WorkdirError(TuneroundError):
    """The working directory cannot be used."""


@dataclass(frozen=True)
class RoundPaths:
    """Names of one round's files on this machine; evidence lies in the bucket, never here."""

    root: Path

    def log(self, index: int) -> Path:
        """Name the file with everything that a trial's program printed."""
        return self.root / "logs" / f"trial-{index:05d}.log"

    @property
    def supervisors_log(self) -> Path:
        """Name the file with what the supervisors' common parent printed."""
        return self.root / "logs" / "supervisors.log"

    def progress(self, index: int) -> Path:
        """Name the small file that says how far a running trial is."""
        return self.root / "progress" / f"{index:05d}.json"

    @property
    def scratch(self) -> Path:
        """Folder of files that live as long as an attempt."""
        return self.root / "scratch"

    @property
    def report(self) -> Path:
        """Folder with a copy of the newest report."""
        return self.root / "report"

    def create(self) -> None:
        """Create the folders. Raises WorkdirError."""
        for folder in (self.root / "logs", self.root / "progress", self.scratch):
            _create(folder)


@dataclass(frozen=True)
class Workdir:
    """A working directory: its paths and its lock."""

    root: Path

    @property
    def lock_file(self) -> Path:
        """The lock; it stays when the runner ends, only the hold on it goes."""
        return self.root / "lock"

    def round(self, study: str, name: str) -> RoundPaths:
        """Return the paths of round `name` of `study`."""
        return RoundPaths(self.root / "rounds" / segment_of(study) / segment_of(name))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the directory, alone. The kernel lets go when the holder ends in any way.

        Raises:
            WorkdirBusyError: at once, when another process holds it.
            WorkdirError: when the directory cannot be written.

        """
        _create(self.root)
        try:
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(self.lock_file, error) from error
        try:
            self._take(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkdirBusyError(
                f"One runner at a time uses a working directory; {self.root} is held by "
                f"{_holder(descriptor)}. Wait for it, stop it with Ctrl-C, or name another "
                "directory with --workdir."
            ) from error
        except OSError as error:
            raise _unusable(self.lock_file, error) from error


def _holder(descriptor: int) -> str:
    """Return who wrote the lock file: another runner may not have got to it yet."""
    pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    return f"process {pid}" if pid.isdigit() else "another process"


def _create(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(path: Path, error: OSError) -> WorkdirError:
    return WorkdirError(
        f"A local round writes to its working directory; {path} cannot be used: "
        f"{error.strerror}. Mend that, or name another directory with --workdir."
    )
