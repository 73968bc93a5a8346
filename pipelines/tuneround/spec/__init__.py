"""What a user writes: the models of a tuning round, and reading one from YAML."""
