"""Whatever the file looks like and whatever findings want, the next round is a valid round."""

import string
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rounds import spaces
from tuneround.proposal.successor import next_round
from tuneround.records.change import FixValue, MoveBounds, SetRepeats, SetSteps, SetTrials
from tuneround.records.finding import Finding, Level
from tuneround.search import plan
from tuneround.spec.editing import append, put, remove, says, value_at
from tuneround.spec.plain import FORBIDDEN
from tuneround.spec.reading import read_round_text
from tuneround.spec.remarks import remark, without_remarks
from tuneround.spec.round import TuningRound
from tuneround.spec.spelling import spelled

ALLOWED = st.characters(exclude_categories=("Cs",)).filter(lambda c: not FORBIDDEN.match(c))
TEXTS = st.text(ALLOWED, max_size=12) | st.sampled_from(
    [
        "yes",
        "~",
        "1e-5",
        "- a",
        "# b",
        "a: b",
        "'",
        '"',
        "*x",
        "&x",
        "[",
        "\x85",
        "\u2028",
        "\ufeff",
    ]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXTS,
    st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
WORDS = st.text(string.ascii_letters + " :#,[]{}'\"", max_size=60)


@given(VALUES)
@settings(max_examples=100, deadline=None)
def test_spelling_reads_back(value: object) -> None:
    """Any value, spelled on one line, is read as the same value."""
    assert says(f"value: {spelled(value)}", {"value": value})
    assert says(f"[{spelled(value)}]", [value])


class Layout(yaml.SafeDumper):
    """Writes in flow or block style as drawn, with quotes, and aliases for what is repeated."""

    draw: Any = None

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        return super().represent_mapping(tag, mapping, self.draw(st.booleans()))

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
        return super().represent_sequence(tag, sequence, self.draw(st.booleans()))

    def represent_scalar(self, tag: str, value: Any, style: str | None = None) -> Any:
        if tag.endswith(":str"):
            style = self.draw(st.sampled_from([None, "'", '"', "|", ">"]))
        return super().represent_scalar(tag, value, style)

    def ignore_aliases(self, data: Any) -> bool:
        return isinstance(data, str | int | float | bool | None) or data == ()


@st.composite
def written(draw: st.DrawFn, value: object) -> str:
    """Draw a way to write `value`, comments between its lines where YAML takes them."""
    dumper = type("Drawn", (Layout,), {"draw": staticmethod(draw)})
    text = yaml.dump(
        value, Dumper=dumper, sort_keys=False, allow_unicode=draw(st.booleans()),
        indent=draw(st.integers(2, 6)), width=draw(st.sampled_from([20, 60, 1000])),
        explicit_start=draw(st.booleans()),
        line_break=draw(st.sampled_from(["\n", "\r\n"])),
    )  # fmt: skip
    for number in draw(st.lists(st.integers(0, 60), max_size=3)):
        lines = text.split("\n")
        at = min(number, len(lines) - 1)
        commented = "\n".join([*lines[:at], "  # a comment", *lines[at:]])
        text = commented if says(commented, value) else text
    return text if says(text, value) else spelled(value)


@given(st.data(), st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_edit_says_what_was_meant(data: st.DataObject, value: dict[str, Any]) -> None:
    """A value put, added or removed anywhere in any layout is the only one that changes."""
    text = data.draw(written({"in": value}))
    key = data.draw(st.sampled_from(sorted(value)))
    new = data.draw(VALUES)
    without = {k: v for k, v in value.items() if k != key}
    assert says(put(text, ("in", key), new), {"in": value | {key: new}})
    assert says(put(text, ("in", "new key"), new), {"in": value | {"new key": new}})
    assert says(remove(text, ("in", key)), {"in": without})
    if isinstance(value[key], list):
        assert says(append(text, ("in", key), new), {"in": value | {key: [*value[key], new]}})


@given(st.data(), st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4), WORDS)
@settings(max_examples=50, deadline=None)
def test_remark_changes_nothing_and_goes_again(
    data: st.DataObject, value: dict[str, Any], words: str
) -> None:
    """A comment above any place leaves the document what it was, and can be taken out again."""
    text = data.draw(written(value))
    key = data.draw(st.sampled_from(sorted(value)))
    remarked = remark(text, (key,), f"x {words}")
    assert says(remarked, value)
    assert "# next: x" in remarked
    assert without_remarks(remarked) == text


@st.composite
def round_values(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid round as plain values; equal conditions are one object, to be aliases."""
    space = draw(spaces())
    whens: dict[str, Any] = {}
    for h in (h for role in space.values() for h in role):
        if "when" in h:
            h["when"] = whens.setdefault(repr(h["when"]), h["when"])
    repeats = draw(st.integers(1, 3))
    steps = draw(st.integers(1, 1000))
    value: dict[str, Any] = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": draw(st.sampled_from(["digits", "digits-r9"]))},
        "spec": {
            "study": "made",
            "goal": draw(WORDS.map("Does it {}?".format)),
            "objective": {"metric": "valid/loss", "direction": "minimize"},
            "trainer": {"command": ["true"]},
            "budget": {
                "trials": draw(st.integers(4000, 5000)), "steps": steps, "repeats": repeats,
                "evaluateEvery": draw(st.integers(1, steps)),
            },
            "hyperparameters": {r: h for r, h in space.items() if h or draw(st.booleans())},
            **draw(st.sampled_from([{}, {"search": {}}, {"search": {"seed": 2**32 - 1}}])),
        },
    }  # fmt: skip
    return value


@st.composite
def findings(draw: st.DrawFn, round_: TuningRound) -> list[Finding]:
    """Draw findings that want anything of the hyperparameters and the budget."""
    space = round_.spec.hyperparameters
    some = [
        st.builds(SetTrials, trials=st.integers(1, 2_000_000)),
        st.builds(SetSteps, steps=st.integers(1, 2_000_000_000)),
        st.builds(SetRepeats, repeats=st.integers(1, 1100)),
        st.just(FixValue(name="unknown", value=1)),
    ]
    ends = st.none() | st.floats(-1e6, 1e9)
    for h in space.searched:
        named = {"name": st.just(h.name), "when": st.just(h.when)}
        some.append(st.builds(MoveBounds, min=ends, max=ends, **named))
        values = h.choices or (h.min, h.max, "other")
        some.append(st.builds(FixValue, value=st.sampled_from(values), **named))
    return draw(
        st.lists(
            st.builds(
                Finding,
                question=st.just("boundary"),
                level=st.sampled_from(Level),
                sentence=WORDS.map("Why: {}.".format),
                section=st.just("Some section"),
                changes=st.lists(st.one_of(some), min_size=1, max_size=2).map(tuple),
            ),
            max_size=6,
        )
    )


@given(st.data(), round_values())
@settings(max_examples=25, deadline=None)
def test_proposal_is_a_valid_round_of_its_own(data: st.DataObject, value: dict[str, Any]) -> None:
    """Any findings about any round give a valid round with another name, and say what they did."""
    text = data.draw(written(value))
    parent = read_round_text(text, "round.yaml")
    found = data.draw(findings(parent))
    proposal = next_round(text, found)
    child = read_round_text(proposal.text, "next-round.yaml")
    assert child.name == proposal.name != parent.name
    assert child.spec.previous == parent.name
    assert value_at(proposal.text, ("spec", "trainer")) == value["spec"]["trainer"]
    assert plan(child.spec, 0, 1)[0].index == 0
    again = next_round(proposal.text, [], taken={"digits-r10", "digits-r3"})
    assert read_round_text(again.text, "next-round.yaml").name in ("digits-r4", "digits-r11")
