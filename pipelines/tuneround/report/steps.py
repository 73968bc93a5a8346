"""Steps, drawn: in which tenth of the budget the trials had their best evaluation."""

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import AxisRange, padded
from tuneround.report.styles import SERIES

QUESTION = "steps"
SIZE = (340, 230)
CAPTION = (
    "When the completed trials had their best evaluation. Left of the first line the budget is too "
    "long, right of the second it may be too short."
)
ALL, GOOD = SERIES[0], SERIES[1]


def draw_steps(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the histogram; none without a completed trial."""
    table = answer.data[QUESTION]
    if not table["trials"].sum():
        return ()
    steps = judged.spec.budget.steps
    places = ((table["from_step"] + table["to_step"]) / 2).to_list()
    panel = Panel("Trials by the step of their best evaluation", *SIZE)
    panel.heading("trials")
    panel.label_x("step of the best evaluation")
    panel.bars(places, table["trials"].to_list(), steps / 12, ALL)
    panel.bars(places, table["good_trials"].to_list(), steps / 12, GOOD)
    panel.rule_x(0.1 * steps, "10%")
    panel.rule_x(0.75 * steps, "75%")
    panel.numeric_x(padded(0.0, float(steps), log=False))
    panel.numeric_y(AxisRange(0.0, 1.15 * max(table["trials"]), log=False))
    keys = (
        Key(ALL, "completed trials", area=True),
        Key(GOOD, "the good ones among them", area=True),
    )
    return (Figure(QUESTION, CAPTION, panel.svg(QUESTION), keys=keys, data=QUESTION),)
