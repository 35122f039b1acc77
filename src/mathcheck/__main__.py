"""`python -m mathcheck`."""

import sys

from mathcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
