"""Questions that compare: settings, rules of selection, seeds."""
