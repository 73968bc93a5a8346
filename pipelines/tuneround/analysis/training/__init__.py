"""Questions about how the trials trained."""
