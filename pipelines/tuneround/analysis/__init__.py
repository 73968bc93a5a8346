"""Pure functions from what the bucket holds to tables and the choice; nothing here reads or writes.

Import from the files themselves: `analysis.history` is dependency-free, so that the store can
build histories without loading polars.
"""
