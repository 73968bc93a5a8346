"""The training program `python -m trainers.characters`."""

from collections.abc import Sequence

from torch.nn.functional import cross_entropy
from tuneround import Trial
from tuneround.trial.shuffle import ShuffledBatches

from trainers.characters.data import load_text
from trainers.characters.evaluation import evaluate, evaluate_all
from trainers.characters.options import Options, build_model
from trainers.command_line import parse
from trainers.divergence import Divergence
from trainers.optimizers import build_optimizer, build_schedule, set_rate
from trainers.options import read_options
from trainers.precision import best_precision

STEPS, EVALUATE_EVERY = 600, 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Train one trial; return the exit code."""
    line = parse(
        Options,
        arguments,
        program="python -m trainers.characters",
        description="Train a small transformer on the King James Bible, by character.",
        steps=STEPS,
        evaluate_every=EVALUATE_EVERY,
    )
    with Trial.from_environment(
        line.defaults,
        objective="valid/bits_per_character:minimize",
        steps=line.steps,
        evaluate_every=line.evaluate_every,
    ) as trial:
        train(trial, read_options(Options, trial.hyperparameters))
    return 0


def train(trial: Trial, options: Options) -> None:
    """Train the transformer for the trial's steps."""
    trial.seed_everything()
    precision = best_precision()
    text = load_text(precision.device)
    model = build_model(options, len(text.vocabulary)).to(precision.device)
    optimizer = build_optimizer(options, model.parameters())
    schedule = build_schedule(options, trial.budget_steps)
    windows = text.train.unfold(0, options.context + 1, 1)  # (starts, context + 1), a view
    batches = ShuffledBatches(len(windows), options.batch_size, trial.seeds.data_order)
    divergence = Divergence()
    divergence.begin(evaluate(model, text.valid, options.context, precision)["loss"])
    trial.track(
        model=model,
        optimizer=optimizer,
        batches=batches,
        scaler=precision.scaler,
        divergence=divergence,
    )
    for step in trial.steps():
        rate = schedule(step)
        set_rate(optimizer, rate)
        chosen = windows[precision.place(next(batches))]
        with precision.autocast():
            logits = model(chosen[:, :-1])
            loss = cross_entropy(
                logits.flatten(0, 1),
                chosen[:, 1:].flatten(),
                label_smoothing=options.label_smoothing,
            )
        grad_norm = precision.update(loss, optimizer, model.parameters())
        divergence.observe(loss)
        trial.log(loss=loss.detach(), grad_norm=grad_norm, learning_rate=rate)
        if trial.evaluation_due:
            metrics = evaluate_all(model, text, options.context, precision)
            trial.evaluate(metrics)
            reason = divergence.reason(metrics["valid/loss"], last=step == trial.budget_steps)
            if reason:
                trial.infeasible(reason)
