"""Ending: what the loss of another rank means."""

import pytest
import torch.distributed
from tuneround.records.attempt import Interruption
from tuneround.trial.ending import Ending, ending_of

GLOO = "[/pytorch/third_party/gloo/gloo/transport/tcp/pair.cc:545] Connection closed by peer"
LOSSES = [
    RuntimeError(GLOO),
    torch.distributed.DistNetworkError("the client socket has timed out"),
    torch.distributed.DistBackendError("NCCL communicator was aborted"),
]


@pytest.mark.parametrize("error", LOSSES, ids=["gloo", "rendezvous", "nccl"])
@pytest.mark.parametrize("step", [0, 7])
def test_loss_of_a_peer_is_an_interruption(error, step):
    """Before the first step too, where another exception would fail the trial."""
    assert ending_of(error, (step, 10), ()) is Ending.INTERRUPTED_BY_EXCEPTION


def test_peers_that_do_not_come_never_fail_a_trial():
    """Two nodes that are lost in a row say nothing about it."""
    error = LOSSES[0]
    earlier = [Interruption(reason="exception", step=0, exception="RuntimeError", ended="")]
    assert ending_of(error, (0, 10), earlier) is Ending.INTERRUPTED_BY_EXCEPTION


def test_other_runtime_errors_before_the_first_step_fail_it():
    """They would come back."""
    assert ending_of(RuntimeError("shapes differ"), (0, 10), ()) is Ending.FAILED
