"""Proposal: the next round, from what the last one found; pure text in, text out."""
