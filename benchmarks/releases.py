"""Releases: the time to freeze a catalog and the size of the file, for the packaged catalog and for 6,000 procedures."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from benchmarks.measuring import Bound, Table, at_most
from tthc_catalog._resources import catalog_folder
from tthc_catalog.releases.making import new_release
from tthc_catalog.releases.release_file import read_release
from tthc_catalog.releases.released_engine import engine_of

PROCEDURES = 6_000

REMARKS = """The whole of `tthc release` but the start of the interpreter: the folder is read and checked, every timetable of every desk, case and channel is
compiled and written, and the file is read back. The files of a large catalog are read by several processes, whose time is part of the processor
seconds; the bound of 6,000 procedures is for the elapsed time on a quiet machine with two processors. The first question to a release
decompresses it and builds one timetable; later questions are look-ups as in any engine."""


def tables() -> Iterator[Table]:
    """Measure in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(catalog_folder(), Path(folder, "small"), ignore=shutil.ignore_patterns("releases"))
        write_large_catalog(Path(folder, "large"), PROCEDURES)
        shutil.rmtree(Path(folder, "large", "releases"), ignore_errors=True)
        small, large = (_measured(Path(folder, name)) for name in ("small", "large"))
    bounds: tuple[Bound, ...] = (
        at_most("a release of the packaged catalog", small[0], 1, "s"),
        at_most("... its file", small[2] / 1e3, 300, "KB"),
        at_most("a release of 6,000 procedures", large[1], 20, "s"),
    )
    rows = [
        (name, f"{seconds:.2f}", f"{elapsed:.2f}", f"{size / 1e3:,.0f}", f"{question:.2f}", f"{timetables:,} timetables")
        for name, (seconds, elapsed, size, question, timetables) in (("the packaged catalog", small), ("6,000 procedures", large))
    ]
    columns = ("release of", "processor seconds", "elapsed", "KB", "first question, s", "")
    yield Table("Releases", columns, rows, bounds, REMARKS)


def _measured(folder: Path) -> tuple[float, float, int, float, int]:
    """Return processor seconds of all processes, elapsed seconds, bytes, the seconds of the first question, and the number of timetables."""
    started, used = time.perf_counter(), sum(os.times()[:4])
    release = new_release(folder)
    seconds, elapsed = sum(os.times()[:4]) - used, time.perf_counter() - started
    used = time.process_time()
    engine_of(read_release(Path(release.path))).decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    return seconds, elapsed, Path(release.path).stat().st_size, time.process_time() - used, len(release.timetables)
