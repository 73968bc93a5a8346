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

    orders = json.load(open(os.environ["TUNEROUND_TRIAL"]))
    lingering, after, pause = json.loads(os.environ.get("LINGER", "[null, 0, 0]"))
    lingers = orders["trial"] == lingering and orders["attempt"].startswith("0001-")

    with Trial.from_environment() as trial:
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
            optimizer.step()
            trial.log(loss=loss)
            if trial.evaluation_due:
                trial.evaluate(dict([("valid/loss", loss)]))
            if lingers and step >= after:
                time.sleep(pause)
    """
)
"""Trains a real model in a second.

The variable LINGER, a JSON list of trial, step and seconds, makes the first attempt of that trial
pause after each step from that one on: time for a test to disturb it.
"""
