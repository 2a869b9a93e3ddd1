"""What became of each dossier: early, on time, overdue, or still open."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.columns import PENDING, PENDING_OVERDUE, UNDECIDED
from tthc_catalog.bulk.instants import Clock, Instants
from tthc_catalog.bulk.terms import BEYOND, DAY, Int32

Bools = npt.NDArray[np.bool_]


@attrs.frozen(eq=False, kw_only=True)
class Completions:
    """When results were ready, and what is made of it.

    Attributes:
        instants: the column.
        now: the moment open dossiers are judged at, in seconds since the calendar's first midnight; None leaves them undecided.
        status: receives places in `STATUSES`.
    """

    instants: Instants
    now: int | None
    status: npt.NDArray[np.int8]


def judge(
    past: npt.NDArray[np.integer],
    lead: npt.NDArray[np.integer] | int,
    missing: Bools | None,
    none: Bools | None,
    overdue: Bools | None,
    out: npt.NDArray[np.int8],
) -> None:
    """Write the status of a block to ``out``.

    Args:
        past: from the first late instant to when the result was ready; anything where one of them is not there.
        lead: from the first instant of the due date to the first late instant, in the same unit.
        missing: rows with no result yet; None when all have one.
        none: rows without a deadline; None when all have one.
        overdue: where an open dossier is late by now; None leaves open ones undecided.
        out: receives places in `STATUSES`.
    """
    # early 0, on_time 1, overdue 2: one for having reached the due date, one for having reached the first late instant.
    np.add((past >= -lead).view(np.int8), (past >= 0).view(np.int8), out=out)
    if missing is not None:
        out[missing] = UNDECIDED if overdue is None else np.where(overdue[missing], PENDING_OVERDUE, PENDING)
    if none is not None:
        out[none] = UNDECIDED


def judge_seconds(completions: Completions, clock: Clock, rows: slice, due: Int32, late: Int32) -> None:
    """Judge rows by their deadlines in seconds since the calendar's first midnight, `BEYOND` or more where there is none."""
    ready, missing = clock.clipped(completions.instants, rows)
    none = late >= BEYOND if late.max(initial=0) >= BEYOND else None
    lead = late - due // np.int32(DAY) * np.int32(DAY)
    overdue = late <= completions.now if completions.now is not None else None
    judge(ready.astype(np.int64) - late, lead, missing, none, overdue, completions.status[rows])
