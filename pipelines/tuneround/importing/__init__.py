"""Importing: trials that were run elsewhere become a round in the bucket."""
