"""Column maps: the field of each column of an export, from an administrator's YAML file or from the headers."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.record_fields import FIELDS, REQUIRED, field_of, is_personal, plain_words
from tthc_catalog.messages import text

KIND = "dossier-mapping"


@attrs.frozen(kw_only=True)
class ColumnMap:
    """How to read one export.

    Attributes:
        columns: field -> header.
        constants: field -> the value for rows in which the field has no column or an empty cell.
        values: field -> (value in the export -> value to read instead).
        times: field -> the time of day that a bare date means.
        header_row: 1-based line of the headers.
    """

    id: str
    columns: Mapping[str, str] = attrs.field(factory=dict)
    constants: Mapping[str, str] = attrs.field(factory=dict)
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    times: Mapping[str, dt.time] = attrs.field(factory=dict)
    header_row: int = 1
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


AUTOMATIC = ColumnMap(id="automatic")
"""Matches columns to fields by their headers."""


@attrs.frozen(kw_only=True)
class Columns:
    """The columns of a file, matched to fields.

    Attributes:
        fields: field -> index of its column.
        dropped: headers that look personal; their columns are never read.
        unread: headers that match no field.
    """

    fields: Mapping[str, int]
    dropped: tuple[str, ...]
    unread: tuple[str, ...]


def match_columns(headers: Sequence[str], mapping: ColumnMap, file: str) -> Columns:
    """Match the headers of a file to fields.

    Raises:
        EvaluationError: a required field has no column, two columns claim one field, or the map names a personal column.
    """
    fields: dict[str, int] = {}
    dropped: list[str] = []
    unread: list[str] = []
    field_of_header = {_normalised(header): field for field, header in mapping.columns.items()}
    for number, header in enumerate(map(_normalised, headers)):
        field = field_of_header.get(header) if mapping.columns else field_of(header)
        if is_personal(header):
            if header in field_of_header:
                raise EvaluationError("evaluation.error.personal_column", file=file, header=header, field=field_of_header[header])
            dropped.append(header)
        elif field is None:
            unread.append(header)
        elif field in fields:
            raise EvaluationError("evaluation.error.two_columns", file=file, field=field, first=headers[fields[field]], second=header)
        else:
            fields[field] = number
    absent = [header for header, field in field_of_header.items() if field not in fields]
    if absent:
        raise EvaluationError(
            "evaluation.error.mapped_absent", file=file, headers=", ".join(absent), found=", ".join(h for h in unread if h)
        )
    missing = [field for field in REQUIRED if field not in fields and field not in mapping.constants]
    if missing:
        found = ", ".join(header for header in unread if header) or "-"
        raise EvaluationError("evaluation.error.missing_columns", file=file, fields=", ".join(missing), found=found)
    return Columns(fields=fields, dropped=tuple(dropped), unread=tuple(unread))


def read_mapping(path: Path) -> ColumnMap:
    """Read an administrator's column map.

    Raises:
        CatalogError: the file is not a valid column map; contains every problem with its location.
        OSError: the file cannot be read.
    """
    from tthc_catalog.checks.single_file import read_valid

    data = read_valid(path, KIND)
    return ColumnMap(
        id=data["id"],
        columns=data.get("columns") or {},
        constants=data.get("constants") or {},
        values=data.get("values") or {},
        times={field: dt.time.fromisoformat(time) for field, time in (data.get("time_when_missing") or {}).items()},
        header_row=data.get("header_row") or 1,
        delimiter=data.get("delimiter"),
        encoding=data.get("encoding"),
        sheet=data.get("sheet"),
    )


def proposal(headers: Sequence[str], row: int, file: str) -> str:
    """Return a column map for a file as YAML, with comments on what is missing, unread and dropped as personal.

    Args:
        headers: the headers of the file.
        row: the 1-based line of the headers.
        file: the name of the file.
    """
    columns: dict[str, str] = {}
    dropped: list[str] = []
    unread: list[str] = []
    for header in map(_normalised, headers):
        field = field_of(header)
        if is_personal(header):
            dropped.append(header)
        elif field is None or field in columns:
            unread.append(header)
        else:
            columns[field] = header
    lines = [
        f"# {text('evaluation.proposal.title', 'vi', file=file)}",
        f"kind: {KIND}",
        f"id: {_id_of(file)}",
        f"header_row: {row}",
        "columns:",
    ]
    lines += [f"  {field}: {_yaml(columns[field])}" for field in FIELDS if field in columns] or ["  {}"]
    lines += [f"  # {field}: ???  ({text('evaluation.proposal.required', 'vi')})" for field in REQUIRED if field not in columns]
    if unread := [header for header in unread if header]:
        lines.append(f"# {text('evaluation.proposal.unread', 'vi', headers=', '.join(unread))}")
    if dropped:
        lines.append(f"# {text('evaluation.proposal.dropped', 'vi', headers=', '.join(dropped))}")
    return "\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines) + "\n"


def _normalised(header: str) -> str:
    """Return a header in NFC without surrounding blanks, for comparison; the Vietnamese code page decomposes some accents."""
    return unicodedata.normalize("NFC", header).replace("\u00a0", " ").strip()


def _id_of(file: str) -> str:
    return plain_words(Path(file).stem).replace(" ", "-") or "cot"


def _yaml(value: str) -> str:
    """Return a double-quoted string, which is the same in YAML and JSON."""
    return json.dumps(value, ensure_ascii=False)


def packaged_mappings() -> Mapping[str, Path]:
    """Return the packaged column maps: id -> path."""
    folder = Path(__file__).parent / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
