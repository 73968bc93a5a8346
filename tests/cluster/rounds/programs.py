"""Training programs, as text for `python -c`; they need nothing but the trainer's image."""

from textwrap import dedent


def command(program: str, *arguments: str) -> list[str]:
    """Return the `trainer.command` that runs a program; braces in it are not placeholders."""
    return ["python", "-c", program.replace("{", "{{"), *arguments]


NOTHING = dedent(
    """\
    from tuneround import Trial

    with Trial.from_environment() as trial:
        for step in trial.steps():
            trial.evaluate(dict([("valid/loss", trial.hyperparameters["rate"])]))
    """
)
"""Trains nothing, and evaluates after every step: `evaluateEvery: 1`."""

REGRESSION = dedent(
    """\
    import json, os, time
    import torch
    from tuneround import Trial
    from tuneround.trial.ranks import average_gradients, process_group

    orders = json.load(open(os.environ["TUNEROUND_TRIAL"]))
    disturbed, after, pause, hoard_at = json.loads(os.environ.get("DISTURB", "[null, 0, 0, 0]"))
    is_disturbed = disturbed in (orders["trial"], "all") and orders["attempt"].startswith("0001-")

    with Trial.from_environment() as trial, process_group():
        trial.seed_everything()
        model = torch.nn.Linear(8, 1)
        rate = trial.hyperparameters["rate"]
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
        trial.track(model=model, optimizer=optimizer)
        for step in trial.steps():
            inputs = torch.randn(16, 8)
            error = model(inputs).squeeze(1) - inputs.sum(1).sin()
            loss = error.square().mean()
            optimizer.zero_grad()
            loss.backward()
            average_gradients(model.parameters())
            optimizer.step()
            trial.log(loss=loss)
            if trial.evaluation_due:
                trial.evaluate(dict([("valid/loss", loss)]))
            if is_disturbed and step >= after:
                time.sleep(pause)
            if is_disturbed and step == hoard_at:
                hoard = b"-" * (4 << 30)
    """
)
"""Trains a real model in a second, by any number of ranks: all see the same examples, so that the
numbers are those of one.

The variable DISTURB, a JSON list of a trial (or "all"), a step, seconds and another step, makes the
first attempt of that trial pause so long after each step from the first one on, which gives a test
time to disturb it; and after the second step, unless it is 0, take more memory than its pod has.
"""

FATES = dedent(
    """\
    import math, sys
    from tuneround import Trial

    behaviour = sys.argv[1]
    with Trial.from_environment() as trial:
        for step in trial.steps():
            if behaviour == "raises" and step == 3:
                raise RuntimeError("step 3 is too much")
            loss = math.nan if behaviour == "diverges" and step == 2 else 1 / step
            trial.evaluate(dict([("valid/loss", loss)]))
    """
)
"""Ends as its argument says: trains, raises at the third step, or diverges at the second."""
