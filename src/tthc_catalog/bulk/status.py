"""What became of each dossier: early, on time, overdue, or still open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.columns import PENDING, PENDING_OVERDUE, UNDECIDED
from tthc_catalog.bulk.terms import BEYOND, Int32

Bools = npt.NDArray[np.bool_]


def judge(completed: Int32, missing: Bools | None, late: Int32, early_before: Int32, now: int | None, out: npt.NDArray[np.int8]) -> None:
    """Write the status of a block to ``out``. All moments are seconds since the calendar's first midnight.

    Args:
        completed: when the result was ready.
        missing: rows with no result yet; None when all have one.
        late: first late instant, `BEYOND` or more where there is no deadline.
        early_before: first second of the due date.
        now: the moment open dossiers are judged at; None leaves them undecided.
        out: receives places in `STATUSES`.
    """
    # early 0, on_time 1, overdue 2: one for having reached the due date, one for having reached the first late instant.
    np.add((completed >= early_before).view(np.int8), (completed >= late).view(np.int8), out=out)
    if missing is not None:
        if now is None:
            out[missing] = UNDECIDED
        else:
            out[missing] = np.where(late[missing] <= now, PENDING_OVERDUE, PENDING)
    if late.max(initial=0) >= BEYOND:
        out[late >= BEYOND] = UNDECIDED
