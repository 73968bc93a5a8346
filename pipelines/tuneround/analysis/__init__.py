"""Pure functions from what the bucket holds to tables and the choice; nothing here reads or writes.

docs/architecture.md, "The analysis", has the way through the rooms. Import from the files
themselves: `collection.history` is dependency-free, so that the store can build histories without
loading polars.
"""
