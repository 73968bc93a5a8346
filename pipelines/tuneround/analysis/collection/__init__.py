"""What the bucket holds of a round, as tables."""
