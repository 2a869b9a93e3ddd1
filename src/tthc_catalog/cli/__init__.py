"""The ``tthc`` command: one module a command, imported only when that command runs.

Exit codes: 0 fine, 1 findings (problems in a catalog, or a refusal that ``--strict`` asked for), 2 wrong usage or input and output.
"""

from __future__ import annotations

from tthc_catalog.cli.entry_point import main

__all__ = ["main"]
