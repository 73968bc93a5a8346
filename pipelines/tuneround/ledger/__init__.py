"""Ledger: every round of a study, with what it found and how to reproduce it."""
