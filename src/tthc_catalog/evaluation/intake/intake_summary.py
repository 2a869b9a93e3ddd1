"""What became of the rows that were read: by file, by reason, and what the catalog does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class SourceFile:
    """One file that was read.

    Attributes:
        name: its file name, without the folder.
        importer: which reader read it.
        details: what the reader found out: encoding, delimiter, sheet, mapping.
        rows: lines of data it holds; ``rows`` = ``accepted`` + ``rejected``.
        dropped: headers of columns that looked like a citizen's data and were not read.
        unread: headers of columns no field was found for.
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

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return attrs.asdict(self)


@attrs.frozen(kw_only=True)
class Intake:
    """What became of the rows that were read. Nothing is lost: what is not in the figures is in the rejects file, or superseded.

    Attributes:
        rejected: rows set aside, by reason.
        corrections: records that correct an earlier one; the earlier one is kept and not counted.
        dropped_values: cells left out because they told who somebody is, by field; the rest of the row was kept.
        unknown_units: units the catalog has no desk for; they are reckoned with their level's usual office hours.
        unknown_procedures: codes the catalog does not list, with the dossiers they have; nothing judges them.
        unknown_cases: cases the procedure does not have, with their dossiers; nothing judges them either.
    """

    files: tuple[SourceFile, ...]
    rejected: Mapping[str, int]
    corrections: int
    dropped_values: Mapping[str, int]
    unknown_units: Mapping[str, int]
    unknown_procedures: Mapping[str, int]
    unknown_cases: Mapping[str, int]
    rejects_file: str | None = None

    @property
    def rows(self) -> int:
        """Lines of data in all files."""
        return sum(file.rows for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows that became records."""
        return sum(file.accepted for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "rejects_file": self.rejects_file,
            "corrections": self.corrections,
            "dropped_values": dict(self.dropped_values),
            "unknown_units": dict(self.unknown_units),
            "unknown_procedures": dict(self.unknown_procedures),
            "unknown_cases": dict(self.unknown_cases),
            "files": [file.to_dict() for file in self.files],
        }
