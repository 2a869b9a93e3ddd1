"""``python -m benchmarks``: print every figure the documentation promises."""

from __future__ import annotations

import platform
import sys

from benchmarks import cache, core, evaluation, many_report
from benchmarks.measuring import show, take


def main() -> int:
    """Measure and print."""
    print(f"Python {platform.python_version()} on {platform.machine()}; medians of interleaved rounds")
    show(take(core.measures()))
    cache.report()
    evaluation.report()
    many_report.main()
    print(f"many dossiers: written to {many_report.TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
