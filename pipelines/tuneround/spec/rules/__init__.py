"""Rules that span several fields, as functions from models to problems."""
