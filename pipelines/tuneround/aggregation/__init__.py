"""Aggregation: reads a round from the bucket, chooses, verifies, and writes the result."""

from tuneround.aggregation.judgement import aggregate

__all__ = ["aggregate"]
