"""Resuming: a program that is interrupted ends with the metrics it would have had."""

import gzip
import json
import os
import signal

import pytest
import torch
from trainers.characters import program as characters
from trainers.characters.data import load_text
from trainers.mnist import program as mnist
from trainers.mnist.data import Digits, Examples, load_digits

CPU = torch.device("cpu")


def few_digits():
    """Return 200 examples of each set."""
    digits = load_digits(CPU)
    parts = (digits.train, digits.valid, digits.test)
    return Digits(*(Examples(part.images[:200], part.labels[:200]) for part in parts))


def little_text():
    """Return 1,000 characters of each part."""
    text = load_text(CPU)
    parts = {name: getattr(text, name)[:1000] for name in ("train", "valid", "test")}
    return type(text)(**parts, vocabulary=text.vocabulary)


MNIST = ["--normalization", "batch", "--dropout", "0.5", "--width", "1", "--label-smoothing", "0.1"]
ADAM = ["--optimizer", "adam", "--schedule", "cosine", "--warmup-fraction", "0.2"]
CASES = {
    "mnist, nesterov": (mnist, "load_digits", few_digits, MNIST),
    "mnist, adam": (mnist, "load_digits", few_digits, [*MNIST, *ADAM]),
    "characters": (
        characters,
        "load_text",
        little_text,
        [*ADAM, "--dropout", "0.3", "--context", "16"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_interrupted_trial_ends_with_the_same_metrics(case, monkeypatch, tmp_path, written):
    """SIGTERM twice, and the evaluations after it equal an uninterrupted trial's, bit for bit."""
    program, loader, data, options = CASES[case]
    arguments = ["--steps", "12", "--evaluate-every", "3", *options]
    loaded = data()
    monkeypatch.setattr(program, loader, lambda device: loaded)
    evaluate_all = program.evaluate_all

    def and_terminate(*args):
        os.kill(os.getpid(), signal.SIGTERM)
        return evaluate_all(*args)

    with monkeypatch.context() as patch:
        patch.setattr(program, "evaluate_all", and_terminate)
        for _ in range(2):
            with pytest.raises(SystemExit) as ended:
                program.main(arguments)
            assert ended.value.code == 128 + signal.SIGTERM
    assert program.main(arguments) == 0
    assert program.main(arguments) == 0
    whole, _ = written(1)
    resumed = lines_of(tmp_path / "tuneround-trial" / "by-hand" / "trials" / "00000")
    assert [line["step"] for line in whole] == [3, 6, 9, 12] == sorted(resumed)
    for line in whole:
        assert resumed[line["step"]]["metrics"] == line["metrics"]
        assert resumed[line["step"]]["logged"] == line["logged"]


def lines_of(trial):
    """Return every evaluation of a trial's attempts by step, the latest attempt's last."""
    lines = {}
    for attempt in sorted(trial.iterdir()):
        sealed = sorted(attempt.glob("metrics.jsonl.gz"))
        pieces = [gzip.decompress(path.read_bytes()) for path in sealed] or [
            path.read_bytes() for path in sorted(attempt.glob("metrics/*.jsonl"))
        ]
        for line in b"".join(pieces).splitlines():
            if "step" in (content := json.loads(line)):
                lines[content["step"]] = content
    return lines
