"""``python -m benchmarks [SECTION [ROWS...]]``: measure everything and write docs/reference/benchmarks.md, or print one section."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks import page
from benchmarks.measuring import show


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    if not arguments:
        page.write()
        print(f"\nwritten to {page.TARGET}")
        return 0
    sections = page.sections([int(float(size)) for size in arguments[1:]] or page.SIZES)
    if arguments[0] not in sections:
        print(f"no section {arguments[0]!r}; choose from: {', '.join(sections)}", file=sys.stderr)
        return 2
    for table in sections[arguments[0]]():
        show(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
