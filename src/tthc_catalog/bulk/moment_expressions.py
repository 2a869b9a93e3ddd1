"""SQL expressions for columns of moments in files, one set of rules for DuckDB and Spark.

Text is read as `tthc_catalog.decide` and evaluation read it: ISO 8601, with an offset or without, and day/month/year. A date without a time of
day, and a date that exists only with the month first, are counted, so that the data is refused instead of read wrongly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tthc_catalog.errors import InvalidInstant

_BARE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$"
_MONTH_FIRST = r"(^|[^\d/.-])(0?[1-9]|1[0-2])[/.-](1[3-9]|2\d|3[01])[/.-]\d{4}"
_ZONED = r"^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)$"
_ISO = r"^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"
_UNIX = r"^-?\d{1,11}$"
_DAY_FIRST = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ T]+(\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)$"


class TextDialect(NamedTuple):
    r"""How an engine writes what differs.

    Attributes:
        matches: text and pattern -> a condition.
        moment: text -> moment without a zone, null if it cannot be parsed.
        zoned: text with an offset -> local moment.
        unix: number -> local moment.
        replaced: text, pattern and replacement (``\1``) -> text.
        date: text in ISO 8601 -> date, null if there is no such day.
    """

    matches: Callable[[str, str], str]
    moment: Callable[[str], str]
    zoned: Callable[[str], str]
    unix: Callable[[str], str]
    replaced: Callable[[str, str, str], str]
    date: Callable[[str], str]


def text_moment(name: str, dialect: TextDialect, date_only: dt.time | None) -> str:
    """Return the expression for a column of text; a text that is no moment becomes null and does not fail the query.

    Args:
        name: the column, quoted.
        dialect: the engine's.
        date_only: the time of day of bare dates; None makes them null.
    """
    text = f"TRIM({name})"
    iso = dialect.replaced(text, _DAY_FIRST, r"\3-\2-\1 \4")
    day = dialect.replaced(text, r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$", r"\3-\2-\1")
    bare = f"{dialect.date(day)} + {interval(date_only)}" if date_only is not None else "NULL"
    return (
        f"CASE WHEN {dialect.matches(text, _ISO)} THEN {dialect.moment(text)} "
        f"WHEN {dialect.matches(text, _ZONED)} THEN {dialect.zoned(text)} "
        f"WHEN {dialect.matches(text, _DAY_FIRST)} THEN {dialect.moment(_padded(iso, dialect))} "
        f"WHEN {dialect.matches(text, _BARE)} THEN {bare} "
        f"WHEN {dialect.matches(text, _UNIX)} THEN {dialect.unix(text)} END"
    )


def _padded(iso: str, dialect: TextDialect) -> str:
    """Return a day, month and hour with two digits each."""
    for pattern, replacement in ((r"-(\d)-", r"-0\1-"), (r"-(\d) ", r"-0\1 "), (r" (\d):", r" 0\1:")):
        iso = dialect.replaced(iso, pattern, replacement)
    return iso


def interval(time: dt.time) -> str:
    """Return a time of day as an interval."""
    return f"INTERVAL '{(time.hour * 60 + time.minute) * 60 + time.second}' SECOND"


def counted(name: str, dialect: TextDialect) -> tuple[str, str, str, str]:
    """Return expressions for the number of bare dates and of month-first dates in a column of text, and an example of each."""
    bare, month_first = (dialect.matches(f"TRIM({name})", pattern) for pattern in (_BARE, _MONTH_FIRST))
    return (
        f"SUM(CASE WHEN {bare} THEN 1 ELSE 0 END)",
        f"MIN(CASE WHEN {bare} THEN {name} END)",
        f"SUM(CASE WHEN {month_first} THEN 1 ELSE 0 END)",
        f"MIN(CASE WHEN {month_first} THEN {name} END)",
    )


def refuse(column: str, found: Sequence[object], date_only: dt.time | None) -> int:
    """Return the number of dates whose time of day is assumed.

    Args:
        column: the name of the column.
        found: the values of the expressions of `counted`.
        date_only: the time of day stated for dates without one.

    Raises:
        InvalidInstant: there are dates without a time of day and none is stated for them, or dates with the month first.
    """
    bare, bare_example, month_first, example = found
    if month_first:
        raise InvalidInstant("error.date_order", column=column, value=str(example))
    if bare and date_only is None:
        raise InvalidInstant("error.dates_without_time", column=column, value=str(bare_example))
    return int(str(bare or 0))
