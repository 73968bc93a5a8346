"""Rounds on the cluster: made, submitted, disturbed, and compared with the undisturbed."""
