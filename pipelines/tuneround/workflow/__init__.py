"""Workflow: a round compiled to Argo Workflows by Hera; pure, no cluster needed."""

from tuneround.workflow.braces import unseen_by_argo
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml
from tuneround.workflow.submitter import submitter

__all__ = ["compile_round", "submitter", "to_yaml", "unseen_by_argo"]
