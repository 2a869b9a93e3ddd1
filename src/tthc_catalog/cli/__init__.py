"""The ``tthc`` command: one module for each command, imported only when that command runs.

Exit codes: 0 success, 1 findings (problems in a catalog, or a refusal under ``--strict``), 2 wrong usage or an input or output error.
"""

from __future__ import annotations

from tthc_catalog.cli.entry_point import main

__all__ = ["main"]
