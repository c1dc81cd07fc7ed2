"""`python -m tests.accuracy`: see `run`."""

import sys

from tests.accuracy.run import main

sys.exit(main(sys.argv[1:]))
