"""How --storage is read, and what it changes."""

import pytest
from tuneround.errors import InputError
from tuneround.spec.storage import Storage
from tuneround.store.override import Override, parse_override


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "nothing"),
        ("bucket=weights,bucket=others", "twice"),
        ("bucket=", "no value of `bucket`"),
        ("colour=red", "`colour`"),
        ("endpoint=localhost:7070", "http or https URL"),
        ("bucket=NO", "'NO'"),
        ("prefix=a/../b", "`..`"),
    ],
    ids=["nothing", "twice", "no value", "unknown", "endpoint", "bucket", "prefix"],
)
def test_wrong_override_says_what_is_wrong(text: str, named: str) -> None:
    """Each mistake is named, with an example of what is right."""
    with pytest.raises(InputError, match="For example: --storage endpoint=") as caught:
        parse_override(text)
    assert named in str(caught.value)


def test_every_mistake_is_named_at_once() -> None:
    """One message holds all that is wrong."""
    with pytest.raises(InputError) as caught:
        parse_override("colour=red,bucket=NO,region=")
    assert all(word in str(caught.value) for word in ("colour", "'NO'", "region"))


@pytest.mark.parametrize("text", ["secret_access_key=hunter2", "endpoint=http://u:hunter2@host:1"])
def test_credential_is_refused_and_not_repeated(text: str) -> None:
    """A secret on the command line is not accepted, and not shown again."""
    with pytest.raises(InputError, match=r"[Cc]redentials never") as caught:
        parse_override(text)
    assert "hunter2" not in str(caught.value)


def test_override_replaces_only_what_it_names() -> None:
    """The fields that are not named stay those of the round."""
    written = Storage(bucket="weights", prefix="a/b", endpoint="http://s3:7070")
    changed = parse_override("endpoint=http://127.0.0.1:1,profile=lab")
    assert changed.profile == "lab"
    assert changed.over(written) == Storage(
        bucket="weights", prefix="a/b", endpoint="http://127.0.0.1:1"
    )
    assert changed.over(None) == Storage(endpoint="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("text", "names"),
    [("prefix=a", False), ("bucket=aaa", True), ("profile=lab", True), ("region=x", True)],
    ids=["prefix", "bucket", "profile", "region"],
)
def test_a_prefix_alone_names_no_place(text: str, names: bool) -> None:
    """With a prefix alone a round still lies where it did, under another prefix."""
    assert parse_override(text).names_a_place is names
    assert not Override().names_a_place
