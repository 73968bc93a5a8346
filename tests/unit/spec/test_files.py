"""What is not a text file is refused before anything looks into it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from tuneround.spec.file import MOST_BYTES
from tuneround.spec.reading import SpecError, read_round, read_round_text

NOBODY = 65534


def error_of(path: Path) -> str:
    """Return the text of the error, without the directory."""
    with pytest.raises(SpecError) as caught:
        read_round(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def a_directory(path: Path) -> None:
    path.mkdir()


def a_loop(path: Path) -> None:
    path.symlink_to(path)


def a_neighbour(path: Path) -> None:
    path.with_name("rounds.yaml").touch()


def content(data: bytes) -> Callable[[Path], object]:
    """Return what writes `data`."""
    return lambda path: path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "first_line"),
    [
        pytest.param(
            a_directory,
            "round.yaml: A spec is a file that can be read; got a directory. Name a file in it.",
            id="directory",
        ),
        pytest.param(
            lambda path: None,
            "round.yaml: A spec is a file that can be read; got no such file. Correct the path.",
            id="missing",
        ),
        pytest.param(
            a_neighbour,
            "round.yaml: A spec is a file that can be read; got no such file. "
            "Correct the path; its folder has `rounds.yaml`.",
            id="missing-with-a-neighbour",
        ),
        pytest.param(
            a_loop,
            "round.yaml: A spec is a file that can be read; got `Too many levels of symbolic "
            "links`. Correct the path.",
            id="link-to-itself",
        ),
        pytest.param(
            content(b"# a\n" * 2_621_440),
            "round.yaml: A spec is at most 1 MiB; got a larger file. Name the round's file, or "
            "move long lists of points into the program.",
            id="10-megabytes",
        ),
        pytest.param(
            content("kind: é\n".encode("latin-1")),
            "round.yaml:1: A spec is text in UTF-8; got the byte 0xe9. Save it as UTF-8, or name "
            "the right file.",
            id="latin-1",
        ),
        pytest.param(
            content(b"a: 1\n\x89PNG\r\n"),
            "round.yaml:2: A spec is text in UTF-8; got the byte 0x89. Save it as UTF-8, or name "
            "the right file.",
            id="picture",
        ),
        pytest.param(
            content("kind: TuningRound\n".encode("utf-16")),
            "round.yaml: A spec is text in UTF-8; got UTF-16. Save it as UTF-8.",
            id="utf-16",
        ),
        pytest.param(
            content(b"kind: a\nname: \x00\n"),
            "round.yaml:2: A spec has no control characters; got U+0000. Remove it, or name the "
            "right file.",
            id="nul",
        ),
        pytest.param(
            content(b""),
            "round.yaml: A spec holds one document; got an empty file. Write apiVersion, kind, "
            "metadata and spec; docs/spec.md lists every field.",
            id="empty",
        ),
    ],
)
def test_unreadable_file_has_one_clear_error(
    tmp_path: Path, make: Callable[[Path], object], first_line: str
) -> None:
    """The error says what was expected, what is there, and what to do."""
    path = tmp_path / "round.yaml"
    make(path)
    assert error_of(path) == f"{first_line}\n1 problem in round.yaml."


@contextmanager
def without_rights(path: Path) -> Iterator[None]:
    """Take the right to read `path` from this process, which may be root's."""
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_file_without_permission_says_so(tmp_path: Path) -> None:
    """A file that this user may not read is named, with the reason."""
    path = tmp_path / "round.yaml"
    path.touch()
    with without_rights(path):
        assert "got no permission to read it. Give yourself the right to read it." in error_of(path)


def test_path_with_nul_is_refused() -> None:
    """A path that no file system has is an error of the input."""
    with pytest.raises(SpecError, match=r"got `embedded null byte`. Correct the path"):
        read_round(Path("a\0b"))


def test_path_is_harmless_to_the_terminal(tmp_path: Path) -> None:
    """Escape sequences in a file's name are spelled out."""
    path = tmp_path / "\x1b[2J.yaml"
    path.mkdir()
    assert error_of(path).startswith("\\x1b[2J.yaml: ")


def test_endless_file_ends() -> None:
    """No more of a device is read than a spec may have."""
    with pytest.raises(SpecError, match="at most 1 MiB"):
        read_round(Path("/dev/zero"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * (MOST_BYTES + 1), id="long"),
        pytest.param("[" * MOST_BYTES, id="brackets"),
        pytest.param("- " * (MOST_BYTES // 2), id="dashes"),
        pytest.param("a: " + "9" * 100_000, id="digits"),
        pytest.param("&a [" * 100_000, id="anchors"),
        pytest.param("? " * (MOST_BYTES // 2), id="question-marks"),
        pytest.param("a: &a []\n" + "b: [" + "*a, " * 200_000 + "]", id="aliases"),
    ],
)
def test_hostile_text_is_refused_fast(text: str) -> None:
    """No text of 1 MiB takes long, whatever it nests, repeats or spells."""
    start = monotonic()
    with pytest.raises(SpecError) as caught:
        read_round_text(text, "round.yaml")
    assert monotonic() - start < 5
    assert len(str(caught.value)) < 2_000


def test_shown_problems_are_bounded() -> None:
    """A file of many mistakes names the first 200 and counts them all."""
    text = "".join(f"x{i}: 1\n" for i in range(300))
    with pytest.raises(SpecError) as caught:
        read_round_text(text, "round.yaml")
    lines = str(caught.value).splitlines()
    assert len(caught.value.problems) == 304
    assert len(lines) == 201
    assert lines[-1] == "304 problems in round.yaml; the first 200 are shown."
