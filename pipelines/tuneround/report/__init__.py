"""Figures and page: what a round's result looks like."""
