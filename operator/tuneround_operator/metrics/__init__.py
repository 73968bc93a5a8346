"""Metrics of the operator and of its rounds, for Prometheus. The core never imports this room."""

from tuneround_operator.metrics.recorder import Metrics
from tuneround_operator.metrics.server import served

__all__ = ["Metrics", "served"]
