"""Packaged data: missing data is told with the remedy."""

import pytest
from trainers.errors import DataError
from trainers.resources import read_packaged


@pytest.mark.parametrize(
    ("package", "path"), [("no_such_package", "x"), ("mlxtend", "no-such-file")]
)
def test_missing_data_names_the_remedy(package, path):
    """A missing package or file says how to install the examples."""
    with pytest.raises(DataError, match=r"pip install 'tuneround\[examples\]'"):
        read_packaged(package, path)
