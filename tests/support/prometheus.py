"""Prometheus itself, and its tool, of Debian's package."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml
from harness.waiting import until

LISTENS = re.compile(r'msg="Listening on" address=(\S+)')
STARTS_SECONDS = 30
ENDS_SECONDS = 30


def program(name: str) -> str:
    """Return the path of `prometheus` or `promtool`; skip where the package is absent."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT TESTED WITHOUT PROMETHEUS: `{name}` is missing (apt install prometheus)")
    return found


def promtool(*arguments: str | Path) -> None:
    """Let promtool check something; fail with its words where it objects."""
    command = [program("promtool"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Prometheus:
    """A Prometheus that runs.

    Attributes:
        address: host and port.

    """

    address: str

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return the samples of an expression, as of now."""
        found: list[dict[str, Any]] = self._get("query", query=expression)["result"]
        return found

    def targets(self) -> list[dict[str, Any]]:
        """Return what it reads."""
        found: list[dict[str, Any]] = self._get("targets")["activeTargets"]
        return found

    def wait_for(self, expression: str, *, seconds: float) -> None:
        """Wait until an expression gives samples."""
        self.wait(f"`{expression}` has an answer", lambda: bool(self.query(expression)), seconds)

    def wait_for_rules(self, names: set[str], *, seconds: float) -> None:
        """Wait until the rules of these names, and no others, were evaluated without an error."""
        well = dict.fromkeys(names, "ok")
        self.wait(f"all is well with {names}", lambda: self._rules() == well, seconds)

    def wait(self, what: str, condition: Callable[[], bool], seconds: float) -> None:
        """Wait until a condition holds."""
        page = f"http://{self.address}/targets"
        until(what, condition, seconds=seconds, next_step=f"See what cannot be read at {page}.")

    def _rules(self) -> dict[str, str]:
        groups = self._get("rules")["groups"]
        return {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        with urlopen(f"http://{self.address}/api/v1/{path}?{urlencode(parameters)}") as answer:
            body = json.load(answer)
        assert body["status"] == "success", body
        data: dict[str, Any] = body["data"]
        return data


@contextmanager
def started(folder: Path, configuration: Mapping[str, Any]) -> Iterator[Prometheus]:
    """Start a Prometheus of this machine; end it afterwards.

    Args:
        folder: for its configuration, its log and its data.
        configuration: what would stand in prometheus.yml.

    """
    file, log = folder / "prometheus.yml", folder / "prometheus.log"
    file.write_text(yaml.safe_dump(dict(configuration)), encoding="utf-8")
    options = [f"--config.file={file}", f"--storage.tsdb.path={folder / 'data'}"]
    command = [program("prometheus"), *options, "--web.listen-address=127.0.0.1:0"]
    with log.open("w", encoding="utf-8") as sink, subprocess.Popen(command, stderr=sink) as process:
        try:
            yield Prometheus(_address(process, log))
        finally:
            process.terminate()
            process.wait(ENDS_SECONDS)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    def is_ready() -> bool:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        return "Server is ready" in log.read_text(encoding="utf-8")

    until("Prometheus starts", is_ready, seconds=STARTS_SECONDS, next_step=f"Read {log}.")
    found = LISTENS.search(log.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]
