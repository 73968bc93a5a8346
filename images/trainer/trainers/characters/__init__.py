"""A small decoder-only transformer on the text of the King James Bible."""
