"""Where a command looks for its round, and what it says where it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_bucket import complete_trial
from made_cluster_rounds import round_text as cluster_round
from tuneround.cli.whereabouts import Whereabouts
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.environment import environment_of
from tuneround.store.keys import RoundKeys

CLUSTER_COMMANDS = (("submit",), ("resume",), ("stop",), ("status", "--cluster"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a round that can run on a cluster."""
    path = tmp_path / "round.yaml"
    path.write_text(cluster_round())
    return path


@pytest.mark.parametrize(
    ("where", "options"),
    [
        (Whereabouts(Path(), cluster=True), ()),
        (Whereabouts(Path(), namespace="apples"), ("--namespace", "apples")),
        (Whereabouts(Path(), context="lab"), ("--context", "lab")),
    ],
    ids=["cluster", "namespace", "context"],
)
def test_naming_a_namespace_or_a_context_asks_the_cluster(
    where: Whereabouts, options: tuple[str, ...]
) -> None:
    """Each of the three options means the cluster; those with a value are repeated in advice."""
    assert where.on_cluster
    assert where.options == options
    assert not Whereabouts(Path()).on_cluster


@pytest.mark.parametrize("command", CLUSTER_COMMANDS, ids=lambda words: words[0])
def test_without_a_kubeconfig_nothing_is_asked(
    command: tuple[str, ...], file: Path, monkeypatch: pytest.MonkeyPatch, tuneround
) -> None:
    """Each command of a cluster says that none is known here."""
    monkeypatch.setenv("KUBECONFIG", str(file.parent / "none"))
    finished = tuneround(command[0], str(file), *command[1:])
    assert (finished.code, finished.out) == (1, "")
    assert "kubeconfig" in finished.err


@pytest.mark.parametrize("missing", ["kubernetes", "hera"])
@pytest.mark.parametrize("command", ["submit", "compile"])
def test_missing_extra_is_named(command: str, missing: str, file: Path) -> None:
    """Without the libraries of the extra, its name is said; `compile` needs only one of them."""
    program = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['tuneround', *sys.argv[1:]]\n"
        "from tuneround.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, command, file], capture_output=True, text=True, check=False
    )
    if (command, missing) == ("compile", "kubernetes"):
        assert ended.returncode == 0
    else:
        assert ended.returncode == 1
        assert "pip install 'tuneround[kubernetes]'" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("submit", "FILE", "--namespace", "../apples"), "--namespace"),
        (("status", "FILE", "--cluster", "--storage", "secret=1"), "credentials never"),
        (("best", "FILE", "--storage", "nothing"), "--storage"),
        (("aggregate", "--cluster"), "FILE"),
    ],
    ids=["namespace", "credential", "storage", "no file"],
)
def test_wrong_option_is_an_input_error(
    arguments: tuple[str, ...], named: str, file: Path, tuneround
) -> None:
    """A wrong option is said before anything is asked of a cluster or a bucket."""
    finished = tuneround(*(str(file) if word == "FILE" else word for word in arguments))
    assert finished.code == 2
    assert named in finished.err


def test_override_says_where_the_bucket_is(
    file: Path,
    s3_storage: Storage,
    s3_bucket: Bucket,
    monkeypatch: pytest.MonkeyPatch,
    tuneround,
) -> None:
    """--storage reads a round that neither the file nor the environment can find."""
    monkeypatch.chdir(file.parent)
    keys = RoundKeys.of(str(s3_storage.prefix), "made", "made-r1")
    with monkeypatch.context() as pod:
        for name, value in environment_of(s3_storage).items():
            pod.setenv(name, value)
        assert tuneround("plan", str(file), "--save").code == 0
    complete_trial(s3_bucket, keys, 0, {5: 0.25, 10: 0.5})
    override = ",".join(
        f"{name}={getattr(s3_storage, name)}" for name in ("endpoint", "bucket", "prefix", "region")
    )
    status = json.loads(tuneround("status", str(file), "--json", "--storage", override).out)
    assert status["counts"]["completed"] == 1
    assert status["place"] == f"s3://{s3_storage.bucket}/{keys.root}"
    assert tuneround("status", str(file)).code == 1


def test_profile_brings_the_credentials(
    file: Path,
    s3_storage: Storage,
    s3_bucket: Bucket,
    monkeypatch: pytest.MonkeyPatch,
    tuneround,
) -> None:
    """A profile's credentials are used although the environment has others."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    lines = "\n".join(f"{name.lower()} = {os.environ[name]}" for name in names)
    credentials = file.parent / "credentials"
    credentials.write_text(f"[lab]\n{lines}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    for name in names:
        monkeypatch.setenv(name, "wrong")
    monkeypatch.setenv("TUNEROUND_PATIENCE_SECONDS", "0")
    place = f"endpoint={s3_storage.endpoint},bucket={s3_storage.bucket},region=us-east-1"
    wrong = tuneround("status", str(file), "--storage", place)
    right = tuneround("status", str(file), "--storage", f"{place},profile=lab")
    unknown = tuneround("status", str(file), "--storage", f"{place},profile=none")
    assert "access key" in wrong.err
    assert "tuneround run FILE" in right.err
    assert "none" in unknown.err
    assert "Traceback" not in unknown.err
