"""What the harness says to a machine that cannot hold the cluster."""

import os
import shutil

import pytest
from harness import machine, processes
from harness.failures import HarnessError


def test_missing_means_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without root and without Go, one error names both, and the way round."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(HarnessError) as raised:
        machine.check()
    said = str(raised.value)
    assert "needs root; got user id 1000" in said
    assert "got no `go` on PATH" in said
    assert "TUNEROUND_KUBECONFIG" in said


def test_another_process_with_our_pid_is_not_ours() -> None:
    """A pid counts as ours only with our command line and start time."""
    other = processes.Process(os.getpid(), ["/usr/bin/containerd"], {}, "1")
    assert not other.alive()
