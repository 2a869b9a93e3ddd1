"""Column maps: the field of each column of an export, from an administrator's YAML file or from the headers."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import attrs

from tthc_catalog.decisions.written_moments import visible
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.record_fields import HOUR, MOMENTS, REQUIRED, field_of, is_personal, plain_words

KIND = "dossier-mapping"
_TIME_HEADERS = ("gio ", "thoi gian ", "thoi diem ")


@attrs.frozen(kw_only=True)
class ColumnMap:
    """How to read one export.

    Attributes:
        columns: field -> header.
        constants: field -> the value for rows in which the field has no column or an empty cell.
        values: field -> (value in the export -> value to read instead).
        times: field -> the time of day that a bare date means.
        hour_columns: field of a moment -> header of the column with its time of day, where date and time have two columns.
        header_row: 1-based line of the headers; None finds it.
        sheet: the only sheet to read; None reads every visible sheet with the same headers.
        date_order: how to read 06/10/2023; None is day first, unless other dates of the file contradict it.
        date_cells: whether date cells among texts are right, or were misread by the spreadsheet with day and month exchanged; None asks.
    """

    id: str
    columns: Mapping[str, str] = attrs.field(factory=dict)
    constants: Mapping[str, str] = attrs.field(factory=dict)
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    times: Mapping[str, dt.time] = attrs.field(factory=dict)
    hour_columns: Mapping[str, str] = attrs.field(factory=dict)
    header_row: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    date_order: Literal["day_first", "month_first"] | None = None
    date_cells: Literal["as_is", "misread"] | None = None


AUTOMATIC = ColumnMap(id="automatic")
"""Matches columns to fields by their headers."""


@attrs.frozen(kw_only=True)
class Columns:
    """The columns of a file, matched to fields.

    Attributes:
        fields: field -> index of its column; the column of a moment's time of day has the field with the suffix `HOUR`.
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
    named = {**mapping.columns, **{field + HOUR: header for field, header in mapping.hour_columns.items()}}
    field_of_header = {normalised_header(header): field for field, header in named.items()}
    fields: dict[str, int] = {}
    dropped: list[str] = []
    unread: list[str] = []
    for number, header in enumerate(map(normalised_header, headers)):
        field = field_of_header.get(header) if named else _paired(field_of(header), fields, headers, header)
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
    for field in [field for field in MOMENTS if field + HOUR in fields and field not in fields]:
        fields[field] = fields.pop(field + HOUR)  # a column of times without a column of dates contains whole moments
    _require(fields, field_of_header, mapping, [header for header in unread if header], file)
    return Columns(fields=fields, dropped=tuple(dropped), unread=tuple(unread))


def _require(fields: Mapping[str, int], field_of_header: Mapping[str, str], mapping: ColumnMap, unread: Sequence[str], file: str) -> None:
    """Check that every column of the map and every required field was found."""
    absent = [header for header, field in field_of_header.items() if field not in fields]
    if absent:
        raise EvaluationError("evaluation.error.mapped_absent", file=file, headers=", ".join(absent), found=", ".join(unread))
    missing = [field for field in REQUIRED if field not in fields and field not in mapping.constants]
    if missing:
        raise EvaluationError("evaluation.error.missing_columns", file=file, fields=", ".join(missing), found=", ".join(unread) or "-")


def _paired(field: str | None, fields: dict[str, int], headers: Sequence[str], header: str) -> str | None:
    """Return the field of a header, or the field of a second column for a moment: of its time, if one header names a day and the other a time.

    ``Ngày tiếp nhận`` and ``Thời gian tiếp nhận`` are the date and the time of one moment.
    """
    if field not in MOMENTS or field not in fields or field + HOUR in fields:
        return field
    first, second = plain_words(headers[fields[field]]), plain_words(header)
    if first.startswith("ngay ") and second.startswith(_TIME_HEADERS):
        return field + HOUR
    if second.startswith("ngay ") and first.startswith(_TIME_HEADERS):
        fields[field + HOUR] = fields.pop(field)
    return field


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
        hour_columns=data.get("hour_columns") or {},
        header_row=data.get("header_row"),
        delimiter=data.get("delimiter"),
        encoding=data.get("encoding"),
        sheet=data.get("sheet"),
        date_order=data.get("date_order"),
        date_cells=data.get("date_cells"),
    )


def normalised_header(header: str) -> str:
    """Return a header in NFC without surrounding blanks, for comparison; the Vietnamese code page decomposes some accents."""
    return " ".join(unicodedata.normalize("NFC", visible(header)).split())


def packaged_mappings() -> Mapping[str, Path]:
    """Return the packaged column maps: id -> path."""
    folder = Path(__file__).parent / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
