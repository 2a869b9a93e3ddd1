"""Propose a column map for a file: columns, hours, sheets, values with their counts, and the order of dates with its evidence."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.decisions.written_moments import parse_moment, visible
from tthc_catalog.evaluation.intake.cells import is_empty_word, read_code, read_flag, read_word
from tthc_catalog.evaluation.intake.column_map import KIND, normalised_header
from tthc_catalog.evaluation.intake.field_words import CHANNEL_WORDS, NATIONAL_CHANNELS, ONLINE_FLAGS, ONLINE_HEADERS, STATE_WORDS
from tthc_catalog.evaluation.intake.record_fields import FIELDS, FLAGS, HOUR, MOMENTS, REQUIRED, field_of, is_personal, plain_words
from tthc_catalog.evaluation.intake.rejects import masked
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.table_preview import Preview
    from tthc_catalog.records.catalog import Catalog

UNKNOWN = "???"

_PROCEDURE_NAMES = frozenset(
    ("ten thu tuc", "ten thu tuc hanh chinh", "thu tuc", "thu tuc hanh chinh", "ten tthc", "ten dich vu", "ten dich vu cong", "ten ho so")
)
_MOST_VALUES = 40
"""Most different values of a column that are words and not data."""


@attrs.define(kw_only=True)
class Proposal:
    """A column map to be reviewed.

    Attributes:
        columns: field -> header.
        hours: field of a moment -> header of its time.
        values: field -> (value -> meaning, `UNKNOWN` where it is not known).
        counts: field -> (value -> number of rows).
        order: the proposed order of dates; None leaves it open.
        day_first, month_first: number of dates that exist only in this order.
        bare_dates: field -> number of dates without a time of day.
        doubtful_cells: headers of columns with date cells that a spreadsheet may have misread.
        times: field -> time of day for dates without one.
    """

    columns: dict[str, str] = attrs.field(factory=dict)
    hours: dict[str, str] = attrs.field(factory=dict)
    constants: dict[str, str] = attrs.field(factory=dict)
    values: dict[str, dict[str, str]] = attrs.field(factory=dict)
    counts: dict[str, Counter[str]] = attrs.field(factory=dict)
    order: str | None = None
    day_first: int = 0
    month_first: int = 0
    bare_dates: dict[str, int] = attrs.field(factory=dict)
    times: dict[str, str] = attrs.field(factory=dict)
    doubtful_cells: list[str] = attrs.field(factory=list)
    date_cells: str | None = None
    unread: list[str] = attrs.field(factory=list)
    dropped: list[str] = attrs.field(factory=list)

    @property
    def missing(self) -> list[str]:
        """Required fields without a column or a constant."""
        return [field for field in REQUIRED if field not in self.columns and field not in self.constants]


def propose(shown: Preview, catalog: Catalog | None) -> Proposal:
    """Return a proposal for the columns and values of a file.

    Args:
        shown: the start of the file.
        catalog: used to find the codes of procedures that the file names; None proposes no codes.
    """
    made = Proposal()
    cells: dict[str, Sequence[str]] = {}
    for number, header in enumerate(map(normalised_header, shown.headers)):
        field = field_of(header)
        if is_personal(header):
            made.dropped.append(header)
        elif field is None:
            made.unread.append(header)
        else:
            _place(made, cells, field, header, shown.columns[number])
        if number in shown.date_cells and field in MOMENTS:
            made.doubtful_cells.append(header)
    for field in [field for field in made.hours if field not in made.columns]:
        made.columns[field] = made.hours.pop(field)
    if "code" not in made.columns:
        _propose_codes(made, shown, catalog)
    for field in ("state", "channel", *FLAGS):
        if field in cells:
            _propose_words(made, field, cells[field])
    _look_at_dates(made, cells)
    return made


def _place(made: Proposal, cells: dict[str, Sequence[str]], field: str, header: str, column: Sequence[str]) -> None:
    """Take a column for a field; a second column for it is unread, unless the two are the date and the time of a moment."""
    if field.endswith(HOUR):
        made.hours[field.removesuffix(HOUR)] = header
    elif field in made.columns and field in MOMENTS and field not in made.hours:
        _pair(made, cells, field, header, column)
    elif field in made.columns:
        made.unread.append(header)
    else:
        made.columns[field], cells[field] = header, column


def _pair(made: Proposal, cells: dict[str, Sequence[str]], field: str, header: str, column: Sequence[str]) -> None:
    """Take a second column for a moment as its time, if one header names a day."""
    if plain_words(made.columns[field]).startswith("ngay "):
        made.hours[field] = header
    elif plain_words(header).startswith("ngay "):
        made.hours[field], made.columns[field] = made.columns[field], header
        cells[field] = column
    else:
        made.unread.append(header)


def _propose_codes(made: Proposal, shown: Preview, catalog: Catalog | None) -> None:
    """Propose a column of names for the codes, with the code of each name that one procedure of the catalog has."""
    headers = list(map(normalised_header, shown.headers))
    header = next((header for header in made.unread if plain_words(header) in _PROCEDURE_NAMES), None)
    if header is None:
        return
    names = shown.columns[headers.index(header)]
    made.unread.remove(header)
    made.columns["code"] = header
    codes: dict[str, set[str]] = {}
    for procedure in catalog.procedures if catalog is not None else ():
        for edition in procedure.editions:
            for name in {edition.name, getattr(edition, "name_corrected", None) or edition.name}:
                codes.setdefault(_bare_name(name), set()).add(procedure.code)
    counts = Counter(cell for cell in map(visible, names) if cell)
    made.counts["code"] = counts
    found = {name: codes.get(_bare_name(name), set()) for name in counts}
    made.values["code"] = {
        name: next(iter(found[name])) if len(found[name]) == 1 else UNKNOWN
        for name, _ in counts.most_common()
        if read_code(name, ())[1] is not None
    }


def _bare_name(name: str) -> str:
    return plain_words(name).removeprefix("thu tuc ").removeprefix("hanh chinh ")


def _propose_words(made: Proposal, field: str, cells: Sequence[str]) -> None:
    """Propose the meaning of each value that is not known by itself."""
    counts = Counter(cell for cell in map(visible, cells) if cell and not is_empty_word(cell))
    words: Mapping[str, str] = STATE_WORDS if field == "state" else CHANNEL_WORDS
    if field == "channel" and plain_words(made.columns[field]) in ONLINE_HEADERS:
        words = {**CHANNEL_WORDS, **ONLINE_FLAGS}
    unknown = [v for v, _ in counts.most_common() if (read_flag(v) if field in FLAGS else read_word(v, words, field))[1] is not None]
    if not unknown or len(unknown) > _MOST_VALUES:
        return
    made.counts[field] = counts
    is_coded = field == "channel" and set(counts) <= set(NATIONAL_CHANNELS)
    made.values[field] = {masked(value): NATIONAL_CHANNELS[value] if is_coded else UNKNOWN for value in unknown}


def _look_at_dates(made: Proposal, cells: Mapping[str, Sequence[str]]) -> None:
    """Count the dates that exist in one order only, and those without a time of day."""
    for field in MOMENTS:
        for cell in cells.get(field, ()):
            if not cell:
                continue
            moment, other = parse_moment(cell), parse_moment(cell, order="month_first")
            made.month_first += moment.fault == "month-first"
            made.day_first += other.fault == "date-order"
            if moment.is_date and field not in made.hours and field in ("received_at", "completed_at"):
                made.bare_dates[field] = made.bare_dates.get(field, 0) + 1
    if made.month_first and not made.day_first:
        made.order = "month_first"


def as_yaml(made: Proposal, shown: Preview, file: str) -> str:
    """Return a proposal as a YAML file, with comments on what is missing, unread and dropped as personal."""
    lines = [f"# {_text('title', file=file)}", f"kind: {KIND}", f"id: {plain_words(Path(file).stem).replace(' ', '-') or 'cot'}"]
    for name, reason in shown.other_sheets:
        lines.append(f"# {_text('sheet.same', name=name) if reason == 'same' else _text('sheet', name=name, reason=_sheet(reason))}")
    lines += [f"# sheet: {_quoted(shown.sheet)}"] if shown.sheet is not None else []
    lines += [f"header_row: {shown.row}", "columns:"]
    lines += [f"  {field}: {_quoted(made.columns[field])}" for field in FIELDS if field in made.columns] or ["  {}"]
    lines += [f"  # {field}: {UNKNOWN}  ({_text('required')})" for field in made.missing]
    lines += _block("hour_columns", made.hours)
    lines += _block("constants", made.constants)
    lines += _values_lines(made)
    lines += _date_lines(made)
    if made.unread and (unread := [header for header in made.unread if header]):
        lines.append(f"# {_text('unread', headers=', '.join(unread))}")
    if made.dropped:
        lines.append(f"# {_text('dropped', headers=', '.join(made.dropped))}")
    return "\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines) + "\n"


def _block(key: str, entries: Mapping[str, str]) -> list[str]:
    return [f"{key}:", *(f"  {field}: {_quoted(value)}" for field, value in entries.items())] if entries else []


def _values_lines(made: Proposal) -> list[str]:
    """Return the values; a value without a meaning is a comment until somebody gives it one."""
    lines: list[str] = []
    for field, meanings in made.values.items():
        known = [value for value, meaning in meanings.items() if meaning != UNKNOWN]
        entries = [
            f"    {'# ' if meaning == UNKNOWN else ''}{_quoted(value)}: {UNKNOWN if meaning == UNKNOWN else _quoted(meaning)}"
            f"  # {_text('rows', number=made.counts[field][value])}"
            for value, meaning in meanings.items()
        ]
        lines += [f"  {field}:" if known else f"  # {field}:", *entries]
    if not lines:
        return []
    is_used = any(meaning != UNKNOWN for meanings in made.values.values() for meaning in meanings.values())
    return ["values:" if is_used else "# values:", f"  # {_text('values')}", *lines]


def _date_lines(made: Proposal) -> list[str]:
    lines = []
    if made.month_first:
        lines.append(f"# {_text('order', day_first=made.day_first, month_first=made.month_first)}")
        lines.append(f"date_order: {made.order}" if made.order else "# date_order: day_first")
    if made.doubtful_cells:
        lines.append(f"# {_text('date_cells', headers=', '.join(made.doubtful_cells))}")
        lines.append(f"date_cells: {made.date_cells}" if made.date_cells else "# date_cells: misread")
    if made.times:
        lines += _block("time_when_missing", made.times)
    elif made.bare_dates:
        count = max(made.bare_dates.values())
        lines.append(f"# {_text('bare_dates', number=count)}")
        lines += ["# time_when_missing:", *(f'#   {field}: "08:00"' for field in made.bare_dates)]
    return lines


def is_time(written: str) -> bool:
    """Return whether a text is a time of day in the form of column maps."""
    try:
        dt.datetime.strptime(written, "%H:%M")  # noqa: DTZ007 - a time of day
    except ValueError:
        return False
    return len(written) == 5


def _text(key: str, **params: object) -> str:
    return text(f"evaluation.proposal.{key}", "vi", **params)


def _sheet(reason: str) -> str:
    return text(f"evaluation.sheet.{reason}", "vi")


def _quoted(value: str) -> str:
    """Return a double-quoted string, which is the same in YAML and JSON."""
    return json.dumps(value, ensure_ascii=False)
