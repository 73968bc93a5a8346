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


@pytest.mark.parametrize(
    ("written", "variables", "expected"),
    [
        pytest.param(
            Storage(region="eu-west-1"),
            {"BUCKET": "weights", "PREFIX": "tuneround/apples", "REGION": "us-east-1"},
            Storage(bucket="weights", prefix="tuneround/apples", region="eu-west-1"),
            id="the spec says the region",
        ),
        pytest.param(
            Storage(bucket="weights"),
            {"BUCKET": "others", "PREFIX": "tuneround/apples"},
            Storage(bucket="weights", prefix="tuneround/apples"),
            id="the spec says the bucket",
        ),
        pytest.param(
            Storage(prefix="rounds", endpoint=None),
            {"ENDPOINT": "http://127.0.0.1:1", "PREFIX": "tuneround/apples"},
            Storage(prefix="rounds", endpoint="http://127.0.0.1:1"),
            id="the spec says the prefix",
        ),
        pytest.param(
            Storage(endpoint="http://127.0.0.1:1"),
            {},
            Storage(endpoint="http://127.0.0.1:1"),
            id="the environment says nothing",
        ),
        pytest.param(Storage(prefix="rounds"), {"REGION": "x"}, None, id="neither names a place"),
    ],
)
def test_what_the_spec_leaves_out_the_environment_fills(
    written: Storage,
    variables: dict[str, str],
    expected: Storage | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Field by field: what a spec says counts, what it leaves out a pod's variables say."""
    for name, value in variables.items():
        monkeypatch.setenv(f"TUNEROUND_{name}", value)
    assert storage_from_environment(written) == expected
