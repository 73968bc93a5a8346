"""Kubernetes quantities, as far as a trial needs them."""

import pytest
from pydantic import ValidationError
from tuneround.spec.quantity import amount_of
from tuneround.spec.trainer import Trainer


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250m", 0.25),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("2k", 2e3),
        ("1Ei", 2.0**60),
        ("1E", 1e18),
        ("1E3", 1e3),
        ("3e-1", 0.3),
        ("10n", 1e-8),
        ("0", 0.0),
        (4, 4.0),
        (0.5, 0.5),
    ],
)
def test_amount_is_the_number_of_base_units(text: float | str, amount: float) -> None:
    """Every suffix of Kubernetes is known."""
    assert amount_of(text) == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["", "1 Gi", "1GB", "-1", "1e", "0x1", "nan", "inf", "1e999", "\uff11", "9" * 5000, "1K"],
)
def test_other_texts_are_no_quantity(text: str) -> None:
    """What Kubernetes would refuse is refused."""
    with pytest.raises(ValueError, match="quantity"):
        amount_of(text)


@pytest.mark.parametrize(
    ("resources", "threads", "expected"),
    [
        pytest.param({}, None, 1, id="nothing-said"),
        pytest.param({"cpu": "1500m"}, None, 2, id="cpu-rounded-up"),
        pytest.param({"cpu": "2k"}, 3, 3, id="threads-win"),
        pytest.param({"cpu": "1Ki"}, None, 1024, id="cpu-with-a-binary-unit"),
        pytest.param({"cpu": 0}, None, 1, id="at-least-one"),
    ],
)
def test_thread_count(resources: dict[str, str | int], threads: int | None, expected: int) -> None:
    """Threads are what was said, else the cores rounded up."""
    trainer = Trainer(command=("python",), resources=resources, threads=threads)
    assert trainer.thread_count == expected


def test_program_is_not_blank() -> None:
    """A command begins with a program."""
    with pytest.raises(ValidationError, match="begins with a program"):
        Trainer(command=(" ",))
