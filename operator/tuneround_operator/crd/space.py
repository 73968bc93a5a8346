"""Space: the rules of hyperparameters that CEL can see."""

from tuneround_operator.crd.rule import Rule

IS_RANGE = "has(self.min) && has(self.max)"
LARGEST_FLOAT = "1.7976931348623157e308"


def _between(holds: str, sentence: str, next_step: str, path: str) -> Rule:
    """Return a rule of the two bounds of a range."""
    return Rule(
        holds=f"!({IS_RANGE}) || {holds}",
        sentence=sentence,
        got="min %s, max %s",
        values=("self.min", "self.max"),
        next_step=next_step,
        path=path,
    )


def _whole(key: str) -> Rule:
    is_whole = f"self.{key} > -9e18 && self.{key} < 9e18 && double(int(self.{key})) == self.{key}"
    return Rule(
        holds=f"!has(self.type) || self.type != 'integer' || !has(self.{key}) || ({is_whole})",
        sentence="The bounds of an integer range are whole numbers",
        got=f"{key} %s",
        values=(f"self.{key}",),
        next_step="Write it without a decimal point, or drop `type: integer`",
        path=f".{key}",
    )


def _of_a_range(key: str) -> Rule:
    return Rule(
        holds=f"!has(self.{key}) || has(self.min) || has(self.max)",
        sentence=f"`{key}` belongs to a range",
        got=f"`{key}: %s` in `%s`",
        values=(f"self.{key}", "self.name"),
        next_step=f"Remove `{key}`, or write `min` and `max`",
        path=f".{key}",
    )


def _without_ranges(role: str, condition: str, sentence: str, next_step: str) -> Rule:
    """Return a rule of a round: no range under `role` where `condition` holds."""
    found = f"self.hyperparameters.{role}"
    return Rule(
        holds=f"!({condition}) || !has({found}) || {found}.all(h, !has(h.min))",
        sentence=sentence,
        got="the range `%s`",
        values=(f"{found}.filter(h, has(h.min))[0].name",),
        next_step=next_step,
        path=f".hyperparameters.{role}",
    )


HYPERPARAMETER = (
    Rule(
        holds="has(self.min) == has(self.max)",
        sentence="A range has both `min` and `max`",
        got="no `%s`",
        values=("has(self.min) ? 'max' : 'min'",),
        next_step="Add it",
    ),
    _between(
        "self.min < self.max",
        "`min` is below `max`",
        "Swap them, or write `value:` for a single value",
        ".min",
    ),
    _between(
        f"self.max - self.min <= {LARGEST_FLOAT}",
        "The width of a range is finite",
        "Narrow the range",
        ".max",
    ),
    Rule(
        holds="!has(self.scale) || self.scale != 'log' || !has(self.min) || self.min > 0.0",
        sentence="The bounds of a log scale are above 0",
        got="min %s",
        values=("self.min",),
        next_step="Write a small positive `min`, or `scale: linear`",
        path=".min",
    ),
    _whole("min"),
    _whole("max"),
    _of_a_range("scale"),
    _of_a_range("type"),
)
FIXED = Rule(
    holds="!has(self.fixed) || self.fixed.all(h, !has(h.min) && !has(h.max))",
    sentence="A fixed hyperparameter has one `value`",
    got="a search space for `%s`",
    values=("self.fixed.filter(h, has(h.min) || has(h.max))[0].name",),
    next_step="Write `value:`, or move it to `nuisance`",
    path=".fixed",
)
IS_CROSSED = "has(self.search) && has(self.search.design) && self.search.design == 'crossed'"
IS_GRID = "has(self.search) && has(self.search.algorithm) && self.search.algorithm == 'grid'"
CROSSED = _without_ranges(
    "scientific",
    IS_CROSSED,
    "A crossed design compares a list of scientific settings",
    "Write `values`, or `design: sampled`",
)
GRID = tuple(
    _without_ranges(
        role,
        IS_GRID,
        "A grid has `values` in every dimension",
        "List its values, or use `algorithm: halton`, which covers a range better",
    )
    for role in ("scientific", "nuisance")
)
LISTED = Rule(
    holds=(
        "!has(self.algorithm) || self.algorithm != 'listed' || "
        "!has(self.design) || self.design != 'crossed'"
    ),
    sentence="Listed points bring their own scientific values",
    got="`design: crossed` under `algorithm: listed`",
    next_step="Remove `design`",
    path=".design",
)
