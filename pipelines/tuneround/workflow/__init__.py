"""Workflow: a round compiled to Argo Workflows by Hera; pure, no cluster needed."""
