"""The status of each dossier: early, on time, overdue, or still open."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.decision_columns import PENDING, PENDING_OVERDUE, UNDECIDED
from tthc_catalog.bulk.due_terms import BEYOND, DAY, Int32
from tthc_catalog.bulk.instants import Clock, Instants

Bools = npt.NDArray[np.bool_]

_DAY = np.uint32(DAY)


@attrs.frozen(eq=False, kw_only=True)
class Completions:
    """When results were ready, and the status that follows.

    Attributes:
        instants: the column of completions.
        now: the moment at which open dossiers are judged, in seconds since the calendar's first midnight; None leaves them undecided.
        status: receives indexes into `STATUSES`.
    """

    instants: Instants
    now: int | None
    status: npt.NDArray[np.int8]


def judge(
    day_reached: Bools,
    late: Bools,
    missing: Bools | None,
    none: Bools | None,
    overdue: Bools | None,
    out: npt.NDArray[np.int8],
) -> None:
    """Write the status of a block to ``out``.

    Args:
        day_reached: whether the result was ready on the due date or later; arbitrary if either is missing.
        late: whether it was ready at the first late instant or later; likewise.
        missing: rows without a result yet; None if all have one.
        none: rows without a deadline; None if all have one.
        overdue: whether an open dossier is late by now; None leaves open dossiers undecided.
        out: receives indexes into `STATUSES`.
    """
    # early 0, on_time 1, overdue 2: one for reaching the due date, one for reaching the first late instant.
    np.add(day_reached.view(np.int8), late.view(np.int8), out=out)
    if missing is not None:
        out[missing] = UNDECIDED if overdue is None else np.where(overdue[missing], PENDING_OVERDUE, PENDING)
    if none is not None:
        out[none] = UNDECIDED


def judge_seconds(completions: Completions, clock: Clock, rows: slice, due: Int32, late: Int32, scratch: Scratch) -> None:
    """Judge rows by deadlines in seconds since the calendar's first midnight; `BEYOND` or more means no deadline."""
    ready, missing = clock.clipped(completions.instants, rows, scratch)
    none = late >= BEYOND if late.max(initial=0) >= BEYOND else None
    overdue = late <= completions.now if completions.now is not None and missing is not None else None
    day = scratch.array("due day", np.uint32, late.size)
    np.floor_divide(due.view(np.uint32), _DAY, out=day)
    np.multiply(day, _DAY, out=day)
    judge(ready >= day.view(np.int32), ready >= late, missing, none, overdue, completions.status[rows])
