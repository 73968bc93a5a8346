"""Points of the search space: spec and index in, planned trials out."""

from tuneround.search.errors import PlanError

try:
    from tuneround.search.trials import plan
except ModuleNotFoundError as error:
    # The base install is what a training image needs, and a training image never plans.
    package = (error.name or "").partition(".")[0]
    if package not in ("numpy", "scipy"):
        raise
    raise PlanError(
        f"A plan is made with numpy and scipy; got an environment without {package}. "
        "Run `pip install 'tuneround[plan]'`."
    ) from error
from tuneround.search.table import columns

__all__ = ["PlanError", "columns", "plan"]
