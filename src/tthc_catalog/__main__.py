"""Run the ``tthc`` command as ``python -m tthc_catalog``."""

from __future__ import annotations

import sys

from tthc_catalog.cli import main

if __name__ == "__main__":
    sys.exit(main())
