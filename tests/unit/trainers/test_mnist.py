"""The mnist program: a fixed stratified split, honest evaluation, and a training that learns."""

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy
from trainers.mnist import program
from trainers.mnist.data import Examples, load_digits, split
from trainers.mnist.evaluation import evaluate
from trainers.mnist.model import NORMALIZATIONS, build_network
from trainers.mnist.program import main
from trainers.precision import Precision

CPU = Precision(torch.device("cpu"), None)


@pytest.fixture(scope="module")
def digits():
    """Return the split digits."""
    return load_digits(torch.device("cpu"))


def test_split_is_disjoint_and_stratified(digits):
    """Every image is in one set, and every digit in each set equally often."""
    parts = split(torch.arange(10).repeat_interleave(500))
    assert sorted(torch.cat(parts).tolist()) == list(range(5000))
    for part, count in [(digits.train, 350), (digits.valid, 75), (digits.test, 75)]:
        assert part.labels.bincount().tolist() == [count] * 10
        assert part.images.shape == (10 * count, 1, 28, 28)


PINNED = [
    [121, 573, 1216, 1904, 2264],
    [319, 968, 1300, 1996, 2052],
    [201, 605, 1322, 1960, 2154],
]


def test_split_is_pinned():
    """The split never changes between versions: studies stay comparable."""
    parts = split(torch.arange(10).repeat_interleave(500))
    assert [part[:5].tolist() for part in parts] == PINNED


def test_a_prefix_is_stratified(digits):
    """The first 750 training examples, which evaluations sample, hold every digit 75 times."""
    assert digits.train.labels[:750].bincount().tolist() == [75] * 10


def test_no_image_is_in_two_sets(digits):
    """No validation or test image has an identical one in the training set."""

    def bytes_of(part):
        return {image.numpy().tobytes() for image in part.images}

    train, valid, test = map(bytes_of, (digits.train, digits.valid, digits.test))
    assert not train & valid and not train & test and not valid & test


def test_images_are_standardized_over_the_training_set(digits):
    """Training pixels have mean 0 and spread 1; the other sets are scaled by the same figures."""
    assert digits.train.images.mean().item() == pytest.approx(0, abs=1e-4)
    assert digits.train.images.std().item() == pytest.approx(1, abs=1e-4)
    assert digits.valid.images.min().item() == digits.train.images.min().item()


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_every_normalization_builds(normalization):
    """Each normalization maps images to ten logits, and has gradients for all its weights."""
    network = build_network(2, normalization, dropout=0.1)
    logits = network(torch.randn(5, 1, 28, 28))
    logits.sum().backward()
    assert logits.shape == (5, 10)
    assert all(p.grad is not None for p in network.parameters())


def test_evaluation_is_the_mean_over_the_whole_set(digits):
    """Metrics over partial batches equal torch's over the set at once, in evaluation mode."""
    torch.manual_seed(0)
    network = build_network(2, "batch", dropout=0.5)
    part = Examples(digits.valid.images[:613], digits.valid.labels[:613])
    metrics = evaluate(network, part, CPU)
    assert network.training
    network.eval()
    with torch.no_grad():
        logits = network(part.images)
    assert metrics["loss"] == pytest.approx(cross_entropy(logits, part.labels).item(), rel=1e-5)
    assert metrics["error_rate"] == (logits.argmax(1) != part.labels).double().mean().item()


@pytest.fixture
def small_digits(digits, monkeypatch):
    """Let the program evaluate a fifth of the validation and test sets."""
    cut = {
        name: Examples(part.images[:150], part.labels[:150])
        for name, part in (("valid", digits.valid), ("test", digits.test))
    }
    monkeypatch.setattr(program, "load_digits", lambda device: replace(digits, **cut))


SHORT = ["--steps", "30", "--evaluate-every", "15", "--width", "2"]


def test_training_learns_and_logs(written, small_digits):
    """Thirty steps lower every loss, and each step's loss, norm and rate is logged."""
    assert main([*SHORT, "--optimizer", "adam", "--learning-rate", "0.005"]) == 0
    (first, last), outcome = written()
    assert outcome["fate"] == "completed"
    assert set(last["metrics"]) == {
        f"{part}/{metric}"
        for part in ("train", "valid", "test")
        for metric in ("loss", "error_rate")
    }
    assert last["metrics"]["valid/loss"] < first["metrics"]["valid/loss"] < 2.3
    assert {name: first["logged"][name]["count"] for name in first["logged"]} == {
        "loss": 15,
        "grad_norm": 15,
        "learning_rate": 15,
    }


def test_training_is_deterministic(written, small_digits):
    """The same trial twice gives the same metrics, bit for bit, dropout and batches included."""
    main([*SHORT, "--normalization", "batch"])
    main([*SHORT, "--normalization", "batch"])
    one, two = written(0)[0], written(1)[0]
    for a, b in zip(one, two, strict=True):
        assert (a["metrics"], a["logged"]) == (b["metrics"], b["logged"])


@pytest.mark.parametrize("rate", ["3", "1e30"], ids=["dead", "not finite"])
def test_divergence_is_infeasible(rate, written, small_digits):
    """A rate far too high is an infeasible trial, which is a result: exit code 0."""
    assert main([*SHORT, "--learning-rate", rate, "--normalization", "none"]) == 0
    assert written()[1]["fate"] == "infeasible"


def test_a_tiny_rate_is_slow_not_infeasible(written, small_digits):
    """A rate far too low completes, with its bad metrics."""
    assert main([*SHORT, "--learning-rate", "1e-9"]) == 0
    assert written()[1]["fate"] == "completed"
