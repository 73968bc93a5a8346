"""`python -m tuneround` is `tuneround`."""

from tuneround.cli import main

main()
