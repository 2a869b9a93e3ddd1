"""Summary of the rows read: accepted and rejected rows, and names missing from the catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class SourceFile:
    """One file that was read.

    Attributes:
        name: the file name, without the folder.
        importer: id of the importer.
        details: what the importer detected: encoding, delimiter, sheet, mapping.
        rows: number of data rows; ``rows`` = ``accepted`` + ``rejected``.
        dropped: headers of columns that look personal and were not read.
        unread: headers of columns that match no field.
        unread_sheets: (name, reason) of the sheets that were not read.
    """

    name: str
    sha256: str
    importer: str
    details: Mapping[str, str]
    rows: int
    accepted: int
    rejected: int
    dropped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unread_sheets: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {**attrs.asdict(self), "unread_sheets": [{"name": name, "reason": reason} for name, reason in self.unread_sheets]}


@attrs.frozen(kw_only=True)
class Intake:
    """Summary of all rows read. No row is lost: each one is counted, superseded, or in the rejects file.

    Attributes:
        rejected: reason -> number of rejected rows.
        corrections: number of records that correct an earlier one; the earlier one is kept, but not counted.
        dropped_values: field -> number of cells dropped because they identify a person; the rest of the row was kept.
        unknown_values: optional field -> value that is not understood -> number of cells; the rest of the row was kept.
        assumed_times: field -> number of dates without a time of day, for which the time of the column map was used.
        times: field -> that time.
        at_midnight: field -> number of moments at exactly 00:00, which suggests that the export lost the times.
        either_order: file whose dates can all be read with the day or with the month first -> number of receipts.
        restored_codes: procedure code without its last zeros -> number of cells in which they were restored.
        unknown_units: unit missing from the catalog -> number of dossiers; judged with the default office hours of the level.
        unknown_procedures: ``level/code`` missing from the catalog -> number of dossiers; not judged.
        unknown_cases: ``level/code/case`` missing from the procedure -> number of dossiers; not judged.
    """

    files: tuple[SourceFile, ...]
    rejected: Mapping[str, int]
    corrections: int
    dropped_values: Mapping[str, int]
    unknown_units: Mapping[str, int]
    unknown_procedures: Mapping[str, int]
    unknown_cases: Mapping[str, int]
    unknown_values: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    assumed_times: Mapping[str, int] = attrs.field(factory=dict)
    times: Mapping[str, dt.time] = attrs.field(factory=dict)
    at_midnight: Mapping[str, int] = attrs.field(factory=dict)
    either_order: Mapping[str, int] = attrs.field(factory=dict)
    restored_codes: Mapping[str, int] = attrs.field(factory=dict)
    rejects_file: str | None = None

    @property
    def rejected_rows(self) -> int:
        """The number of rows that did not become records."""
        return sum(self.rejected.values())

    @property
    def rows(self) -> int:
        """The number of data rows in all files."""
        return sum(file.rows for file in self.files)

    @property
    def accepted(self) -> int:
        """The number of rows that became records."""
        return sum(file.accepted for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "rejects_file": self.rejects_file,
            "corrections": self.corrections,
            "dropped_values": dict(self.dropped_values),
            "unknown_values": {field: dict(values) for field, values in self.unknown_values.items()},
            "assumed_times": {field: {"time": f"{self.times[field]:%H:%M}", "count": n} for field, n in self.assumed_times.items()},
            "at_midnight": dict(self.at_midnight),
            "either_order": dict(self.either_order),
            "restored_codes": dict(self.restored_codes),
            "unknown_units": dict(self.unknown_units),
            "unknown_procedures": dict(self.unknown_procedures),
            "unknown_cases": dict(self.unknown_cases),
            "files": [file.to_dict() for file in self.files],
        }
