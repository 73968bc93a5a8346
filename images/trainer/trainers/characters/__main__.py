"""python -m trainers.characters."""

import sys

from trainers.characters.program import main

sys.exit(main())
