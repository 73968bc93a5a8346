import json

import pytest
from made_histories import ERROR, line
from tuneround.analysis.collection import lines as module
from tuneround.analysis.collection.lines import read_pieces

FOREIGN = {
    "no JSON": b"hello\n",
    "torn in the middle": b'{"step":3,"metr\n',
    "a number": b"7\n",
    "a list": b"[1]\n",
    "null": b"null\n",
    "blank": b"\n",
    "spaces": b"   \n",
    "nothing but a step": b'{"step":3}\n',
    "text for a step": line(3, 0.5).replace(b'"step":3', b'"step":"3"'),
    "half a step": line(3, 0.5).replace(b'"step":3', b'"step":3.5'),
    "text for a metric": line(3, 0.5).replace(b"0.5", b'"x"'),
    "text for a metric of its own": line(3, 0.5).replace(b'"valid/error":0.5', b'"own":"x"'),
    "a list of metrics": line(3, 0.5).replace(b'{"valid/error":0.5}', b"[1]"),
    "bare NaN": line(3, 0.5).replace(b"0.5", b"NaN"),
    "beyond a float": line(3, 0.5).replace(b"0.5", b"1e999"),
    "no UTF-8": line(3, 0.5).replace(b"valid", b"\xff"),
    "zeros": b"\x00\x00\x00\n",
    "attempt": b'{"attempt":{"trial":0}}\n',
    "outcome": b'{"outcome":{"step":3,"fate":"completed"}}\n',
    "deep": b"[" * 5000 + b"\n",
}


def values(frame):
    return list(zip(frame["piece"], frame["step"], frame[ERROR.metric], strict=True))


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_foreign_lines_are_left_out(foreign, place):
    """A whole line that is no evaluation takes nothing else with it, wherever it stands."""
    good = [line(1, 0.1), line(2, 0.2)]
    good.insert(place, foreign)
    frame = read_pieces([line(9, 0.9), b"".join(good)], ERROR.metric)
    assert values(frame) == [(0, 9, 0.9), (1, 1, 0.1), (1, 2, 0.2)]


@pytest.mark.parametrize("cut", [1, 5, 60], ids=["the line break", "a few bytes", "most of it"])
def test_a_torn_last_line_does_not_spoil_the_next_piece(cut):
    """A piece ends at its last line break, and the next piece's first line stays whole."""
    torn = line(1, 0.1) + line(2, 0.2)[:-cut]
    frame = read_pieces([torn, line(3, 0.3)], ERROR.metric)
    assert values(frame) == [(0, 1, 0.1), (1, 3, 0.3)]


def test_a_name_that_utf8_cannot_spell_is_left_out():
    """A metric named by a lone surrogate has no column; the evaluation's others have theirs."""
    torn = line(1, 0.5, other=0.25).replace(b"other", b"\\ud800")
    frame = read_pieces([torn], ERROR.metric)
    assert frame.rows() == [(0, 1, 0.5, 0.1)]


def test_nothing_but_foreign_content():
    """Pieces without a single evaluation give an empty table that has the objective's column."""
    frame = read_pieces([b"", b"\n\n", b"x" * 1000, b"<html>\n" * 1000], ERROR.metric)
    assert (frame.height, frame.columns) == (0, ["piece", "step", ERROR.metric, "training_seconds"])


def test_a_metric_seen_once_in_the_middle_is_found():
    """A metric that neither the first nor the last lines have still gets its column."""
    steps = range(1, 100)
    piece = b"".join(line(s, 0.5, **({"test/x": 0.25} if s == 50 else {})) for s in steps)
    frame = read_pieces([piece], ERROR.metric)
    assert frame["test/x"].drop_nulls().to_list() == [0.25]
    assert frame["test/x"][49] == 0.25


def test_as_many_other_metrics_do_not_hide():
    """Lines that have another metric in place of the usual one are told apart from them."""
    piece = b"".join(line(s, 0.5, **{"b" if s == 5 else "a": 0.25}) for s in range(1, 10))
    frame = read_pieces([piece], ERROR.metric)
    assert frame["b"].to_list() == [None] * 4 + [0.25] + [None] * 4
    assert frame["a"].null_count() == 1


def test_logged_values_seen_once_in_the_middle_are_found():
    """A name that was logged in one interval only gets its columns."""
    statistics = {"count": 2, "nonfinite": 1, "mean": 2, "min": 1.5, "max": 2.5, "quantiles": [2.0]}
    contents = [json.loads(line(s, 0.5)) for s in range(1, 10)]
    contents[4]["logged"] = {"loss": statistics}
    piece = "".join(json.dumps(c) + "\n" for c in contents).encode()
    frame = read_pieces([piece], ERROR.metric)
    got = {name: frame[f"logged/loss/{name}"][4] for name in statistics}
    assert {**got, "quantiles": got["quantiles"].to_list()} == statistics
    assert frame["logged/loss/mean"].null_count() == 8


def test_values_are_bit_for_bit_those_of_the_standard_library():
    """Floats are read exactly as Python reads them."""
    texts = ["0.1", "1", "-0.0", "2.2250738585072014e-308", "5e-324", "0.30000000000000004"]
    piece = b"".join(line(i, 0.5).replace(b"0.5", t.encode()) for i, t in enumerate(texts))
    read = read_pieces([piece], ERROR.metric)[ERROR.metric].to_list()
    assert [v.hex() for v in read] == [float(t).hex() for t in texts]


def test_chunks_join_without_a_seam(monkeypatch):
    """How many pieces are parsed at once, and which metrics they have, changes nothing."""
    pieces = [line(i, 0.5) if i % 3 else line(i, None, extra=float(i)) for i in range(50)]
    whole = read_pieces(pieces, ERROR.metric)
    monkeypatch.setattr(module, "CHUNK_BYTES", 300)
    assert read_pieces(pieces, ERROR.metric).equals(whole)


def test_much_foreign_content_is_quick(monkeypatch):
    """Ten thousand foreign lines among good ones do not cost a parse each."""
    calls = []
    parsed = module._parsed
    monkeypatch.setattr(module, "_parsed", lambda *a: calls.append(1) or parsed(*a))
    piece = line(1, 0.1) + b"some other program's log\n" * 10_000 + line(2, 0.2)
    assert read_pieces([piece], ERROR.metric).height == 2
    assert len(calls) < 10


def test_an_evaluation_without_its_time_is_one():
    """An imported evaluation whose training time nobody knows keeps its metrics."""
    unknown = (
        b'{"step":3,"metrics":{"valid/error":0.5},"nonfinite":[],"logged":{},'
        b'"training_seconds":null,"time":""}\n'
    )
    frame = read_pieces([unknown + line(4, 0.25)], ERROR.metric)
    assert values(frame) == [(0, 3, 0.5), (0, 4, 0.25)]
    assert frame["training_seconds"][0] is None
