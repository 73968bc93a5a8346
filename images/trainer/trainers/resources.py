"""Data files that ship in installed packages: no download at run time."""

from importlib.resources import files

from trainers.errors import DataError


def read_packaged(package: str, *path: str) -> bytes:
    """Return a file of an installed package, without importing more than its `__init__`.

    Raises:
        DataError: when the package, or the file in it, is not there.

    """
    try:
        return files(package).joinpath(*path).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise DataError(
            f"The training data is {'/'.join(path)} of the package {package}; got {error}. "
            "Install the examples: pip install 'tuneround[examples]'"
        ) from error
