"""The characters program: a split by position, a causal model, and a training that learns."""

from dataclasses import replace
from math import log

import pytest
import torch
from torch.nn.functional import cross_entropy
from trainers.characters import program
from trainers.characters.data import LENGTH, TRAIN, VALID, load_text
from trainers.characters.evaluation import evaluate
from trainers.characters.model import NORMALIZATIONS, PLACEMENTS, POSITIONS
from trainers.characters.options import Options, build_model
from trainers.characters.positions import angles, rotate, sinusoids
from trainers.characters.program import main
from trainers.precision import Precision

CPU = Precision(torch.device("cpu"), None)


@pytest.fixture(scope="module")
def text():
    """Return the split text."""
    return load_text(torch.device("cpu"))


def spelled(text, part):
    """Return a part of the text as a string."""
    return "".join(text.vocabulary[code] for code in part.tolist())


def small(**chosen):
    """Return a small model's options and the model, for 11 characters."""
    torch.manual_seed(0)
    options = Options(context=12, heads=2, head_width=4, layers=2, **chosen)
    return options, build_model(options, vocabulary=11)


PINNED = ["; And [then] the coast t", "er them, which knew not "]


def test_split_is_by_position(text):
    """The three parts follow each other, fixed in length and content."""
    assert [len(part) for part in (text.train, text.valid, text.test)] == [TRAIN, VALID, VALID]
    assert LENGTH == TRAIN + 2 * VALID
    assert spelled(text, text.train[:24]) == "In the beginning God cre"
    assert [spelled(text, part[:24]) for part in (text.valid, text.test)] == PINNED


def test_vocabulary_is_the_slices_own(text):
    """The vocabulary is sorted, without gaps, and covers every part."""
    codes = torch.cat([text.train, text.valid, text.test])
    assert codes.unique().tolist() == list(range(len(text.vocabulary)))
    assert list(text.vocabulary) == sorted(set(text.vocabulary))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("positions", POSITIONS)
def test_every_choice_is_causal(normalization, placement, positions):
    """Whatever is chosen, no logit depends on a later character, and every weight on the loss."""
    _, model = small(normalization=normalization, placement=placement, positions=positions)
    one = torch.randint(11, (3, 12))
    other = torch.cat([one[:, :7], (one[:, 7:] + 1) % 11], dim=1)
    assert torch.allclose(model(one)[:, :7], model(other)[:, :7], atol=1e-6)
    assert not torch.allclose(model(one)[:, 7:], model(other)[:, 7:], atol=1e-3)
    cross_entropy(model(one).flatten(0, 1), other.flatten()).backward()
    assert all(p.grad is not None for p in model.parameters())


@pytest.mark.parametrize(
    ("positions", "told"), [("none", False), ("learned", True), ("sinusoidal", True)]
)
def test_positions_are_told(positions, told):
    """Only with positions does a character's representation depend on where it stands."""
    _, model = small(positions=positions)
    same = torch.full((1, 12), 5)
    logits = model(same)
    assert torch.allclose(logits[0, 0], logits[0, 9], atol=1e-6) is not told


def test_rotary_products_depend_on_distance_alone():
    """The product of a rotated query and key is the same at every place, if as far apart."""
    query, key = torch.randn(2, 8)
    at = angles(context=20, width=8)
    queries, keys = rotate(query.expand(20, 8), at), rotate(key.expand(20, 8), at)
    products = queries @ keys.T
    assert torch.allclose(products.diagonal(-3), products[3, 0].expand(17), atol=1e-5)
    assert torch.allclose(queries.norm(dim=1), query.norm().expand(20), atol=1e-5)


def test_sinusoids_tell_positions_apart():
    """Every position has a vector of the same length, and none is another's."""
    table = sinusoids(context=50, width=16)
    assert torch.allclose(table.norm(dim=1), torch.full((50,), 8**0.5))
    assert torch.cdist(table, table).fill_diagonal_(9).min() > 0.1


def test_evaluation_predicts_every_character_once(text):
    """The loss is the mean over all characters but the first, the last short window included."""
    options, _ = small()
    model = build_model(options, len(text.vocabulary))
    part = text.valid[:1000]
    metrics = evaluate(model, part, options.context, CPU)
    model.eval()
    with torch.no_grad():
        losses = [
            cross_entropy(
                model(part[i : i + 12][None, : 999 - i])[0], part[i + 1 : i + 13], reduction="sum"
            )
            for i in range(0, 999, 12)
        ]
    assert metrics["loss"] == pytest.approx(sum(losses).item() / 999, rel=1e-5)
    assert metrics["bits_per_character"] == metrics["loss"] / log(2)


@pytest.fixture
def small_text(text, monkeypatch):
    """Let the program evaluate the first 2,000 characters of each part."""
    cut = replace(text, valid=text.valid[:2000], test=text.test[:2000])
    monkeypatch.setattr(program, "load_text", lambda device: cut)


SHORT = ["--steps", "40", "--evaluate-every", "20", "--context", "16", "--heads", "2"]


def test_training_learns(written, small_text):
    """Forty steps bring the loss well below that of equally likely characters."""
    assert main([*SHORT, "--learning-rate", "0.01"]) == 0
    (first, last), outcome = written()
    assert outcome["fate"] == "completed"
    assert last["metrics"]["valid/loss"] < first["metrics"]["valid/loss"] < log(65)
    assert set(first["logged"]) == {"loss", "grad_norm", "learning_rate"}


def test_training_is_deterministic(written, small_text):
    """The same trial twice gives the same metrics, bit for bit, dropout and batches included."""
    main([*SHORT, "--dropout", "0.1"])
    main([*SHORT, "--dropout", "0.1"])
    one, two = written(0)[0], written(1)[0]
    for a, b in zip(one, two, strict=True):
        assert (a["metrics"], a["logged"]) == (b["metrics"], b["logged"])


def test_divergence_is_infeasible(written, small_text):
    """A rate far too high for plain descent is an infeasible trial."""
    arguments = ["--optimizer", "nesterov", "--learning-rate", "30", "--normalization", "none"]
    assert main([*SHORT, *arguments]) == 0
    assert written()[1]["fate"] == "infeasible"
