"""Records of dossiers as a CSV file, for the tests of evaluation."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = (
    "record_id",
    "dossier_id",
    "corrects",
    "unit",
    "level",
    "code",
    "official",
    "channel",
    "state",
    "received_at",
    "completed_at",
    "returned_at",
    "due_at",
    "result_digitised",
    "apology_issued",
)
CODE = "1.001193"


def record(dossier: str, received: str, completed: str = "", **more: str) -> dict[str, str]:
    """Return one record, resolved if it has a completion."""
    state = "resolved" if completed else "in_progress"
    defaults = {"dossier_id": dossier, "unit": "cap-xa", "level": "commune", "code": CODE, "state": state}
    return {**defaults, "received_at": received, "completed_at": completed, **more}


def write_records(path: Path, records: Sequence[dict[str, str]]) -> Path:
    """Write records as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(records)
    return path
