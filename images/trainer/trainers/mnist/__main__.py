"""python -m trainers.mnist."""

import sys

from trainers.mnist.program import main

sys.exit(main())
