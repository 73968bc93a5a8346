"""OptunaStorage: a study opened for reading; nothing is made where there is none."""

from pathlib import Path
from typing import TYPE_CHECKING

from tuneround.importing.flaws import refuse

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import BaseStorage

SQLITE = "sqlite:///"


def open_study(source: str, name: str) -> "Study":
    """Return the study `name`.

    Args:
        source: a URL such as `sqlite:///study.db`, or a file of SQLite or of Optuna's journal.
        name: of the study.

    Raises:
        ImportRefusedError: optuna is not installed, or there is no such study.

    """
    try:
        import optuna
    except ModuleNotFoundError as error:
        step = "Install it: pip install 'tuneround[optuna]'"
        raise refuse(source, "A study is read by optuna", "no such package", step) from error
    try:
        storage = _storage(source)
        known = sorted(summary.study_name for summary in optuna.get_all_study_summaries(storage))
        if name in known:
            return optuna.load_study(study_name=name, storage=storage)
    except (optuna.exceptions.OptunaError, RuntimeError, ValueError, ImportError) as error:
        got = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise refuse(source, "Optuna can read its storage", got, "Correct the URL") from error
    step = f"Name one of {', '.join(known)}" if known else "Name another storage"
    raise refuse(source, "The storage holds the study", f"no `{name}`", step)


def _storage(source: str) -> "BaseStorage":
    from optuna.storages import JournalStorage, RDBStorage
    from optuna.storages.journal import JournalFileBackend

    if "://" in source and not source.startswith(SQLITE):
        return RDBStorage(source, skip_table_creation=True)
    path = Path(source.removeprefix(SQLITE))
    try:
        with path.open("rb") as file:
            is_sqlite = file.read(6) == b"SQLite"
    except OSError as error:
        reason = error.strerror or str(error)
        raise refuse(source, "A storage is a file or a URL", reason, "Correct it") from error
    if is_sqlite:
        return RDBStorage(f"{SQLITE}{path}", skip_table_creation=True)
    return JournalStorage(JournalFileBackend(str(path)))
