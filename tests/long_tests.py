"""The long tests, which ``--fast`` leaves out: ``python tests/long_tests.py REPORT.xml [SECONDS]`` lists them again from a JUnit report of pytest.

A function is long if one of its cases takes as long as SECONDS (2 by default), or all of them six times as long.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

LIST = Path(__file__).with_name("long_tests.txt")


def names() -> frozenset[str]:
    """Return the long test functions, as ``tests/folder/test_file.py::test_name``."""
    return frozenset(line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))


def listed(report: Path, seconds: float) -> list[str]:
    """Return the functions of a report that are long."""
    durations: dict[str, list[float]] = defaultdict(list)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
        parts = str(case.get("classname")).split(".")
        module = "/".join(part for part in parts if not part.startswith("Test"))
        classes = [part for part in parts if part.startswith("Test")]
        function = str(case.get("name")).partition("[")[0]
        durations["::".join([f"{module}.py", *classes, function])].append(float(str(case.get("time"))))
    return sorted(name for name, times in durations.items() if max(times) >= seconds or sum(times) >= 6 * seconds)


if __name__ == "__main__":
    found = listed(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 2)
    head = "# Tests that take long, written by tests/long_tests.py; `pytest --fast` leaves them out.\n"
    LIST.write_text(head + "".join(f"{name}\n" for name in found), encoding="utf-8")
