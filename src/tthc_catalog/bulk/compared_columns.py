"""The decisions of two engines on the same dossiers, as columns."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.decision_columns import DecisionColumns, Moments
from tthc_catalog.bulk.instants import MISSING_VALUE, read_instants

Bools = npt.NDArray[np.bool_]


@attrs.frozen(eq=False, kw_only=True)
class ComparedColumns:
    """The decisions of two catalogs on the same dossiers.

    Attributes:
        before: the decisions of the first catalog.
        after: the decisions of the second one.
        completed_at: when each result was ready, local office time, NaT while open; None if not given.
    """

    before: DecisionColumns
    after: DecisionColumns
    completed_at: Moments | None

    def __len__(self) -> int:
        return len(self.before)

    @property
    def newly_covered(self) -> Bools:
        """Whether a commitment covers the dossier only in the second catalog."""
        return ~self.before.covered & self.after.covered

    @property
    def no_longer_covered(self) -> Bools:
        """Whether a commitment covers the dossier only in the first catalog."""
        return self.before.covered & ~self.after.covered

    @property
    def due_changed(self) -> Bools:
        """Whether the citizen would be given another due time, or one in only one of the catalogs."""
        one, other = (column.due_at.view(np.int64) for column in (self.before, self.after))
        changed: Bools = one != other
        return changed

    @property
    def saved(self) -> npt.NDArray[np.timedelta64]:
        """By how much the due time of the second catalog is earlier, NaT if one of them has none; negative if it is later."""
        return self.before.due_at - self.after.due_at

    @property
    def broken_before(self) -> Bools | None:
        """Whether the result, as it came, broke the commitment of the first catalog; None without ``completed_at``."""
        return self._broken(self.before)

    @property
    def broken_after(self) -> Bools | None:
        """Whether the result, as it came, would have broken the commitment of the second catalog; None without ``completed_at``."""
        return self._broken(self.after)

    def _broken(self, decided: DecisionColumns) -> Bools | None:
        if self.completed_at is None:
            return None
        late, ready = (moments.view(np.int64) for moments in (decided.commitment_late_after, self.completed_at))
        broken: Bools = (late != MISSING_VALUE) & (ready != MISSING_VALUE) & (ready >= late)
        return broken


def compared_columns(before: DecisionColumns, after: DecisionColumns, completed_at: Any) -> ComparedColumns:
    """Combine the decisions of two engines.

    Args:
        before: the decisions of the first engine.
        after: the decisions of the second one, of the same rows.
        completed_at: when each result was ready, in local office time; None if not known.

    Raises:
        ValueError: ``completed_at`` has another number of rows, or is not in local office time.
    """
    ready: Moments | None = None
    if completed_at is not None:
        instants = read_instants(completed_at, what="completed_at")
        if len(instants) != len(before) or not instants.local:
            message = f"completed_at must hold {len(before)} moments of local office time"
            raise ValueError(message)
        seconds = np.where(instants.ticks == MISSING_VALUE, MISSING_VALUE, instants.ticks // instants.per_second)
        ready = seconds.view("datetime64[s]")
    return ComparedColumns(before=before, after=after, completed_at=ready)
