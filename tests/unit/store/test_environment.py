"""A storage travels through the environment and comes back the same."""

import pytest
from tuneround.errors import InputError
from tuneround.spec.storage import Storage
from tuneround.store.environment import VARIABLES, environment_of, storage_from_environment


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES.values():
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "storage",
    [
        pytest.param(Storage(), id="defaults"),
        pytest.param(Storage(bucket="weights", prefix="a/b", region="eu-west-1"), id="aws"),
        pytest.param(Storage(endpoint="http://127.0.0.1:7070"), id="endpoint"),
    ],
)
def test_round_trip(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written to the environment is read back."""
    for name, value in environment_of(storage).items():
        monkeypatch.setenv(name, value)
    assert storage_from_environment() == storage


def test_nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a bucket or an endpoint there is no storage; empty means unset."""
    assert storage_from_environment() is None
    monkeypatch.setenv("TUNEROUND_BUCKET", "")
    monkeypatch.setenv("TUNEROUND_PREFIX", "rounds")
    assert storage_from_environment() is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("TUNEROUND_BUCKET", "No Bucket", id="bucket"),
        pytest.param("TUNEROUND_ENDPOINT", "127.0.0.1:7070", id="endpoint"),
        pytest.param("TUNEROUND_PREFIX", "a/../b", id="prefix"),
    ],
)
def test_a_wrong_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that no spec could have is an input error that names the variable."""
    monkeypatch.setenv("TUNEROUND_BUCKET", "tuneround")
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=name):
        storage_from_environment()


def test_a_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials in the endpoint are refused without being shown."""
    monkeypatch.setenv("TUNEROUND_ENDPOINT", "http://user:hunter2@host:1")
    with pytest.raises(InputError) as caught:
        storage_from_environment()
    assert "hunter2" not in str(caught.value)
