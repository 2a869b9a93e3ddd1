"""The lower limit: one compiled loop over the same tables."""

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
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.grid import Grid
from tthc_catalog.bulk.instants import Clock
from tthc_catalog.timetable.timetable import Timetable

_DAY = np.int32(86_400)

AGAINST_C = """The loop in C reads each receipt and completion once, keeps intermediate values in registers, and writes each due moment and
status once. In numpy every step (subtract, divide, count the windows, look up the due moment and the limits, compare, add) is a separate
pass over a block of rows. The blocks stay in the processor's second-level cache, so memory is read and written once, as in C; but each
pass loads and stores its block again, and a look-up (`take`) handles one row at a time where a subtraction handles eight. A compiled
extension would close the gap; the package does without one, so that one wheel runs on every machine."""


def loop_in_c(timetable: Timetable, received: Any, completed: Any) -> Callable[[], object] | None:
    """Return a compiled loop that computes due and status, after comparing its answers with ours; None without a compiler."""
    function = _function()
    if function is None:
        return None
    grid = Grid.of(FactoredForm(timetable.schedule, (timetable,)))
    assert grid is not None, "one timetable always fits a grid"
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
    decided = decide([timetable], received, completed_at=completed)
    assert decided.status is not None
    assert (due == decided.due_at.view(np.int64)).all()
    assert (status == decided.status.codes).all()
    return run


@functools.cache
def _function() -> Any:
    """Compile the loop for this machine."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = Path(tempfile.mkdtemp()) / "compiled.so"
    source = Path(__file__).with_name("compiled.c")
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source], check=True)  # noqa: S603 - our own command
    return ctypes.CDLL(str(library)).due_and_status
