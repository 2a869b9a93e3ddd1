"""Parse moments as people and programs write them: ISO 8601, Vietnamese notation, 12-hour clocks, spreadsheet serials, Unix time.

Nothing is guessed. A date without a time of day is marked as such, and a date that could be day first or month first is read in the order that
the caller states.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from typing import Literal, NamedTuple

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
"""The time zone of offices: moments without a zone are in it, others are converted."""

DateOrder = Literal["day_first", "month_first", "unclear"]
"""How to read a date such as 06/10/2023; ``unclear`` rejects all dates of this form."""

Fault = Literal["moment", "no-such-day", "time-missing", "date-order", "month-first"]
"""Why a moment was rejected. ``month-first``: the date exists only if the month comes first, but the order is day first."""

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
"""Characters without width, which text copied from web pages contains."""

_DROPPED = dict.fromkeys(map(ord, INVISIBLE))
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n"), " "
)
_CLEANED = {**_DROPPED, **_SPACES}


class Moment(NamedTuple):
    """A parsed moment in office time, to whole seconds.

    Attributes:
        value: the moment; None if the text was rejected.
        fault: why it was rejected.
        is_date: the text has no time of day.
    """

    value: dt.datetime | None
    fault: Fault | None = None
    is_date: bool = False


def visible(text: str) -> str:
    r"""Return a text without characters that have no width, with plain spaces, stripped.

    >>> visible("1.001\u200b193\u00a0")
    '1.001193'
    """
    return text.translate(_CLEANED).strip() if not text.isascii() or not text.isprintable() else text.strip()


_QUOTES = dict.fromkeys(map(ord, "'\"`´‘’‚“”„′″‵ʹʺ＇"))
_WEEKDAY = re.compile(r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7])\b,?")
_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_NAMED = re.compile(rf"\b(\d{{1,2}})[ -]({'|'.join(_MONTHS)})[a-z]*[ ,-]+(\d{{4}}|\d{{2}})\b")
_WORDED = re.compile(r"\b(?:ngay )?(\d{1,2}) ?thang ?(\d{1,2}),? ?(?:nam )?(\d{4})\b")

_DAY = r"(?:(?P<y>\d{4}) ?[-/.] ?(?P<m>\d{1,2}) ?[-/.] ?(?P<d>\d{1,2})|(?P<a>\d{1,2}) ?(?P<sep>[-/.]) ?(?P<b>\d{1,2}) ?[-/.] ?(?P<c>\d{4}|\d{2})|(?P<compact>(?:19|20)\d{6}))"
_CLOCK = (
    r"(?P<H>\d{1,2})(?: ?: ?(?P<M>\d{2})(?: ?: ?(?P<S>\d{2})(?:[.,]\d{1,9})?)?"
    r"| ?(?:gio|h|g) ?(?:(?P<M2>\d{1,2}) ?(?:phut|ph|p|m)?(?: ?(?P<S2>\d{1,2}) ?(?:giay|s)?)?)?)"
    r"(?: ?(?P<half>sa|ch|am|pm|a\.m\.?|p\.m\.?|sang|trua|chieu|toi))?"
)
_OFFSET = r"(?: ?(?P<z>z|utc|gmt|(?:utc|gmt)? ?[+-]\d{1,2}(?::?\d{2})?))?"
_BETWEEN = r"(?: ?(?:,|;|t|-|–|\||luc|vao|hoi|ngay) ?)+| "
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:ngay )?{_DAY}(?:(?:{_BETWEEN}){_CLOCK}{_OFFSET})?",
        rf"(?:luc |vao |hoi )?{_CLOCK}(?:{_BETWEEN}){_DAY}",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:t| )?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})(?P<z>z)?",
    )
)
_TIME = re.compile(rf"(?:luc |vao |hoi )?{_CLOCK}")
_FRACTION = re.compile(r"0?[.,]\d+")
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?")
_UNIX = re.compile(r"1[3-9]\d{8}(?:\d{3}(?:\d{3}(?:\d{3})?)?)?")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local office time
_FIRST_SHORT_YEAR, _LAST_SHORT_YEAR = 10, 49
"""Years of two digits are read as 2010 to 2049: no export is older, and 06 is more likely a day than the year 2006."""

_AFTERNOON = frozenset(("ch", "pm", "p.m", "p.m.", "chieu", "toi"))


def parse_moment(written: str, date_only: dt.time | None = None, order: DateOrder = "day_first") -> Moment:
    """Parse one moment.

    Args:
        written: the text.
        date_only: the time of day that a bare date means; None rejects bare dates.
        order: how to read a date that does not begin with the year.

    >>> parse_moment("5:00 CH ngày 6/10/2023").value
    datetime.datetime(2023, 10, 6, 17, 0)
    >>> parse_moment("15 giờ 31 phút ngày 06/10/2023").value
    datetime.datetime(2023, 10, 6, 15, 31)
    >>> parse_moment("06/10/2023").fault
    'time-missing'
    >>> parse_moment("10/25/2023 08:00").fault
    'month-first'
    """
    text = visible(written)
    if _SERIAL.fullmatch(text):
        moment = _EXCEL_EPOCH + dt.timedelta(seconds=round(float(text.replace(",", ".")) * 86_400))
        return Moment(moment) if moment.time() != dt.time() else _on(moment.date(), date_only)
    if _UNIX.fullmatch(text):
        return Moment(dt.datetime.fromtimestamp(int(text[:10]), ZONE).replace(tzinfo=None))
    plain = _plain(text)
    for shape in _SHAPES:
        match = shape.fullmatch(plain)
        if match is not None:
            return _moment(match.groupdict(), date_only, order)
    return Moment(None, "moment")


def parse_time(written: str) -> dt.time | None:
    """Parse a time of day, such as ``15h45``, ``3:45 CH`` or a fraction of a day from a spreadsheet; return None for any other text.

    >>> parse_time("3:45 CH")
    datetime.time(15, 45)
    """
    text = visible(written)
    if _FRACTION.fullmatch(text):
        seconds = round(float(text.replace(",", ".")) * 86_400)
        return (_EXCEL_EPOCH + dt.timedelta(seconds=seconds)).time() if seconds < 86_400 else None
    match = _TIME.fullmatch(_plain(text))
    return _clock(match.groupdict()) if match is not None else None


def _plain(text: str) -> str:
    """Return a text in lower case without accents, quotes and weekdays, with single spaces and numbers for months."""
    decomposed = text if text.isascii() else unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in decomposed.translate(_QUOTES).lower() if not unicodedata.combining(c))
    if not plain.isascii() or any(c.isalpha() for c in plain):
        plain = _WEEKDAY.sub(" ", plain)
        plain = _NAMED.sub(lambda m: f"{m[1]}/{_MONTHS[m[2]]}/{m[3]}", plain)
        plain = _WORDED.sub(r"\1/\2/\3", plain)
    return " ".join(plain.split())


def _moment(parts: dict[str, str | None], date_only: dt.time | None, order: DateOrder) -> Moment:
    day, fault = _day(parts, order)
    if day is None:
        return Moment(None, fault)
    if parts["H"] is None:
        return _on(day, date_only)
    time = _clock(parts)
    if time is None:
        return Moment(None, "moment")
    moment = dt.datetime.combine(day, time)
    zone = parts.get("z")
    if zone is None:
        return Moment(moment)
    try:
        return Moment(moment.replace(tzinfo=_offset(zone)).astimezone(ZONE).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return Moment(None, "moment")


def _day(parts: dict[str, str | None], order: DateOrder) -> tuple[dt.date | None, Fault | None]:
    """Return the date, or the reason why it was rejected."""
    if parts.get("compact"):
        year, month, day = (parts["compact"] or "")[:4], (parts["compact"] or "")[4:6], (parts["compact"] or "")[6:]
    elif parts.get("y"):
        year, month, day = parts["y"] or "", parts["m"] or "", parts["d"] or ""
    else:
        first, second, year = parts["a"] or "", parts["b"] or "", parts["c"] or ""
        if order == "unclear":
            return None, "date-order"
        if len(year) == 2:
            looks_like_year_first = parts["sep"] == "-" and int(first) >= _FIRST_SHORT_YEAR + 5
            if not _FIRST_SHORT_YEAR <= int(year) <= _LAST_SHORT_YEAR or looks_like_year_first:
                return None, "moment"
            year = f"20{year}"
        day, month = (second, first) if order == "month_first" else (first, second)
        if int(month) > 12 and int(day) <= 12:
            return None, "month-first" if order == "day_first" else "date-order"
    try:
        return dt.date(int(year), int(month), int(day)), None
    except ValueError:
        return None, "no-such-day"


def _clock(parts: dict[str, str | None]) -> dt.time | None:
    """Return the time of day, or None if it does not exist."""
    hour = int(parts["H"] or 0)
    minute, second = int(parts.get("M") or parts.get("M2") or 0), int(parts.get("S") or parts.get("S2") or 0)
    half = parts.get("half")
    if half == "trua":
        hour += 12 if hour in (1, 2) else 0
    elif half in _AFTERNOON:
        hour += 12 if hour < 12 else 0
    elif half is not None:
        if hour > 12:
            return None
        hour %= 12
    if hour > 23 or minute > 59 or second > 59:
        return None
    return dt.time(hour, minute, second)


def _offset(written: str) -> dt.timezone:
    """Return the zone of an offset such as ``z``, ``+07`` or ``+07:00``."""
    text = written.removeprefix("utc").removeprefix("gmt").strip()
    if text in ("", "z"):
        return dt.UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes))
    return dt.timezone(-offset if text[0] == "-" else offset)


def _on(day: dt.date, time: dt.time | None) -> Moment:
    return Moment(None, "time-missing", is_date=True) if time is None else Moment(dt.datetime.combine(day, time), is_date=True)
