"""Titles: the playbook's questions as the page asks them."""

from collections.abc import Mapping

from tuneround.records.finding import Level

TITLES: Mapping[str, str] = {
    "infeasible": "How many trials were infeasible, and where?",
    "boundary": "Is the search space large enough?",
    "density": "Are there enough points in the good region?",
    "selection": "Does the answer depend on the rule of the choice?",
    "isolation": "What does each scientific value reach at its best?",
    "best_of_k": "How many trials would have been enough?",
    "adoption": "Is the change better than its baseline beyond luck?",
    "noise": "How far does luck move the objective?",
    "overfitting": "Did training overfit?",
    "improving": "Were the best still improving at the end?",
    "saturated": "Had the best stopped improving long before the end?",
    "variance": "Does the objective waver from step to step?",
    "rising": "Does the training loss rise?",
    "steps": "Was the step budget right?",
    "gradients": "Was training stable?",
    "throughput": "Where did the time go?",
    "importance": "Which hyperparameters mattered? (exploratory)",
}
"""Question -> its heading; another one is headed by its name."""

WORDS: Mapping[Level, str] = {
    Level.PROBLEM: "Problem",
    Level.CAUTION: "Caution",
    Level.NOTE: "Note",
    Level.FINE: "Fine",
    Level.UNKNOWN: "Unknown",
}


def title_of(question: str) -> str:
    """Return the heading of a question.

    >>> title_of("steps"), title_of("weight_decay")
    ('Was the step budget right?', 'Weight decay')
    """
    return TITLES.get(question) or question.replace("_", " ").capitalize()


def count_text(level: Level, count: int) -> str:
    """Return how many findings of a level there are, in words.

    >>> count_text(Level.PROBLEM, 1), count_text(Level.CAUTION, 2)
    ('1 problem', '2 cautions')
    """
    return f"{count} {WORDS[level].lower()}{'' if count == 1 else 's'}"
