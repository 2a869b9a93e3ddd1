"""Column maps: which column of an export holds which field, written by an administrator in YAML or found from the headers."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.fields import FIELDS, REQUIRED, field_of, is_personal, plain_words
from tthc_catalog.messages import text

KIND = "dossier-mapping"


@attrs.frozen(kw_only=True)
class ColumnMap:
    """How one export is read.

    Attributes:
        columns: field -> header.
        constants: field -> the value every row has.
        values: field -> (what the export writes -> what it means).
        times: field -> the time of day a bare date stands for.
        header_row: line of the headers, the first being 1; 0 leaves it to be found.
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
"""Columns are known by their headers."""


@attrs.frozen(kw_only=True)
class Columns:
    """What a file's headers turned out to be.

    Attributes:
        fields: field -> number of its column.
        dropped: headers that looked personal; never read.
        unread: headers of no field.
    """

    fields: Mapping[str, int]
    dropped: tuple[str, ...]
    unread: tuple[str, ...]


def match_columns(headers: Sequence[str], mapping: ColumnMap, file: str) -> Columns:
    """Find the fields among a file's headers.

    Raises:
        EvaluationError: a required field has no column, two columns claim one field, or the map asks for a personal column.
    """
    fields: dict[str, int] = {}
    dropped: list[str] = []
    unread: list[str] = []
    wanted = {_spelled(header): field for field, header in mapping.columns.items()}
    for number, header in enumerate(map(_spelled, headers)):
        field = wanted.get(header) if mapping.columns else field_of(header)
        if is_personal(header):
            if header in wanted:
                raise EvaluationError("evaluation.error.personal_column", file=file, header=header, field=wanted[header])
            dropped.append(header)
        elif field is None:
            unread.append(header)
        elif field in fields:
            raise EvaluationError("evaluation.error.two_columns", file=file, field=field, first=headers[fields[field]], second=header)
        else:
            fields[field] = number
    absent = [header for header, field in wanted.items() if field not in fields]
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
        CatalogError: it is not one; with every problem and its place.
        OSError: it cannot be read.
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
    """A column map for a file, ready to be mended: what was found, what is missing, and what was left out as personal.

    Args:
        headers: of the file.
        row: the line they stand on.
        file: its name.
    """
    columns: dict[str, str] = {}
    dropped: list[str] = []
    unread: list[str] = []
    for header in map(_spelled, headers):
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


def _spelled(header: str) -> str:
    """A header in the one spelling it is compared by: the Vietnamese code page writes some accents as marks of their own."""
    return unicodedata.normalize("NFC", header).replace("\u00a0", " ").strip()


def _id_of(file: str) -> str:
    return plain_words(Path(file).stem).replace(" ", "-") or "cot"


def _yaml(value: str) -> str:
    """A text in double quotes, as YAML and JSON both write it."""
    return json.dumps(value, ensure_ascii=False)


def packaged_mappings() -> Mapping[str, Path]:
    """The column maps that come with the library, by id."""
    folder = Path(__file__).parent / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
