"""Whether to adopt a change: two sides, their evidence, a verdict."""
