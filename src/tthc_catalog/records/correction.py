"""Corrections: edits of the past that an administrator has recorded, with the reason and the document."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.records.legal import Citation

Corrected = Literal["procedure", "model", "office", "hours", "closure", "day", "calendar", "manifest", "policy"]
"""The kinds of record that decide answers."""


@attrs.frozen(kw_only=True)
class Correction:
    """A recorded change of answers that were already given.

    Attributes:
        what: the kind of record.
        name: the record: ``commune/1.001193``, the id of a model, an office, a set of hours, a closure, a calendar, a policy or the
            catalog, or a date of the calendar.
        why: why the record was wrong.
        citation: the document that shows it; None if no document does.
        known_since: the day from which it is known.
    """

    id: str
    what: Corrected
    name: str
    why: str
    why_en: str | None
    citation: Citation | None
    known_since: dt.date
    file: str = ""

    @property
    def record(self) -> tuple[str, str]:
        """The kind and the name of the record."""
        return (self.what, self.name)
