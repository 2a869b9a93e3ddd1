"""The limits: copying the column, and one loop in C over the very tables we read."""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.dossiers import decide
from tthc_catalog.bulk.grid import Grid
from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.programs import Programs
from tthc_catalog.timetable.timetable import Timetable

_DAY = np.int32(86_400)

WHAT_HOLDS_US = """What holds us from the loop in C: the loop reads a receipt and a completion once, keeps everything between in registers, and
writes a due moment and a status once. numpy has no such loop: each step (subtract, divide, count the windows, look up the
due moment, look up the limits, compare, add) is a pass of its own over a block of rows. The blocks are small enough to stay
in the processor's second cache, so that memory is read and written once, as in C, but every pass loads and stores its block
again, and a look-up (`take`) handles one row at a time where the subtractions handle eight. A compiled extension would close
the gap; it is left out on purpose, so that one wheel serves every machine."""


def loop_in_c(timetable: Timetable, received: Any, completed: Any) -> Callable[[], object] | None:
    """Due and status by a compiled loop, its answers checked against ours; None without a compiler."""
    function = _function()
    if function is None:
        return None
    grid = Grid.of(Programs(timetable.schedule, (timetable,)))
    assert grid is not None, "one timetable always fits"
    start = Clock(timetable.schedule).first_local
    due_of, late_of = grid.moments("due", start), grid.instants["late"]
    early_of = grid.instants["due"] // _DAY * _DAY
    cut = np.asarray(grid.cuts, dtype=np.int32)
    due, status = np.empty(received.size, dtype=np.int64), np.empty(received.size, dtype=np.int8)

    def pointer(array: Any) -> Any:
        return array.ctypes.data_as(ctypes.c_void_p)

    def run() -> None:
        tables = [pointer(column) for column in (cut, due_of, late_of, early_of)]
        rows, first = ctypes.c_int64(received.size), ctypes.c_int64(start)
        function(pointer(received), pointer(completed), rows, first, grid.width, cut.size, *tables, pointer(due), pointer(status))

    run()
    said = decide([timetable], received, completed_at=completed)
    assert said.status is not None
    assert (due == said.due_at.view(np.int64)).all()
    assert (status == said.status.codes).all()
    return run


@functools.cache
def _function() -> Any:
    """The loop, compiled for this machine."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    place = Path(tempfile.mkdtemp()) / "compiled.so"
    source = Path(__file__).with_name("compiled.c")
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", place, source], check=True)  # noqa: S603 - our own command
    return ctypes.CDLL(str(place)).due_and_status
