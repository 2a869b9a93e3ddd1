"""``python -m benchmarks [SECTION [ROWS...]]``: print every figure the documentation promises, or one section's.

Without a section everything is measured and docs/reference/benchmarks.md is written.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence

from benchmarks import cache, core, evaluation, many_report, site
from benchmarks.measuring import as_text, show, take


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    if arguments:
        return section(arguments[0], [int(float(size)) for size in arguments[1:]] or list(many_report.SIZES))
    print(f"Python {platform.python_version()} on {platform.machine()}; medians of interleaved rounds")
    show(take(core.measures()))
    cache.report()
    evaluation.report()
    site.report()
    many_report.write()
    print(f"many dossiers: written to {many_report.TARGET}")
    return 0


def section(name: str, sizes: list[int]) -> int:
    """One section alone; nothing is written."""
    if name == "core":
        show(take(core.measures()))
        return 0
    reports = {"cache": cache.report, "evaluation": evaluation.report, "site": site.report}
    if name in reports:
        reports[name]()
        return 0
    measured = many_report.sections(sizes)
    if name not in measured:
        print(f"no section {name!r}; there are: core, {', '.join(reports)}, {', '.join(measured)}", file=sys.stderr)
        return 2
    for table in measured[name]():
        print("\n".join(as_text(table)))
        for reach in table.reaches:
            print(f"{'reached    ' if reach.met else 'NOT reached'}  {reach.what}: {reach.measured} ({reach.promised})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
