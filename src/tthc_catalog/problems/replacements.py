"""Suggest literal replacements for wrong values, ready to type."""

from __future__ import annotations

import calendar
import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tthc_catalog.value_formats import FORMATS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIME = re.compile(
    r"(\d{1,2})\s*(?:h|g|giờ|:|\.)\s*(\d{1,2})?\s*(?:’|'|´|′|p|ph|phút|:\d{2})?\s*(sáng|trưa|chiều|tối|am|pm)?", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-]|năm)\s*(\d{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T\s].*)?")
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_CODE = re.compile(r"(\d)[.,](\d{1,6})(?!\d)")
_MONEY = re.compile(r"(-?\d{1,3}(?:[.,_\s\u00a0]\d{3})+|-?\d+)(?:[.,]0+)?\s*(?:đồng|đ|vnđ|vnd|₫)?", re.IGNORECASE)
_CURLY = "“”„‟‘’‚‛«»"
_MAX_LENGTH = 80  # longer texts are no typing errors, and the patterns are slow on many blanks
_TRUE = frozenset({"yes", "y", "on", "true", "có", "đúng", "1"})
_FALSE = frozenset({"no", "n", "off", "false", "không", "sai", "0"})
EXAMPLES = {
    "date": "2023-09-25",
    "time-of-day": "15:30",
    "month-day": "04-01",
    "session": "07:00-11:30",
    "procedure-code": "1.004873",
    "slug": "ho-tich",
    "calver": "2026.11.23",
}
"""Format -> a valid example, shown if there is no better suggestion."""
_WEEKDAY_NAMES = dict(
    zip(("thu-hai", "thu-ba", "thu-tu", "thu-nam", "thu-sau", "thu-bay", "chu-nhat"), WEEKDAYS, strict=True),
)


def quoted(text: str) -> str:
    """Return ``text`` as a double-quoted YAML scalar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def without_curly_quotes(value: object) -> str | None:
    """Return the text between curly quotes typed instead of straight ones, or None if ``value`` does not start with one."""
    if not isinstance(value, str) or not value or len(value) > _MAX_LENGTH or value[0] not in _CURLY:
        return None
    return value.strip(_CURLY + "\"' ")


def for_format(form: str, value: object) -> str | None:
    """Return the most likely correction of ``value`` in the format ``form``, quoted, or None."""
    text = str(value).strip()
    corrected = _READERS[form](text) if len(text) <= _MAX_LENGTH else None
    return quoted(corrected) if corrected is not None and FORMATS[form](corrected) else None


def for_integer(value: object) -> str | None:
    """Return the integer that ``value`` most likely means, or None: ``400.000 đồng`` is 400000."""
    text = str(value).strip()
    match = _MONEY.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    return str(int(re.sub(r"[^\d-]", "", match[1]))) if match else None


def for_boolean(value: object) -> str | None:
    """Return ``true`` or ``false`` for a yes or no in Vietnamese or English, or None."""
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return "true" if word in _TRUE else "false"
    return None


def for_pattern(pattern: str, value: str) -> str | None:
    """Return ``value`` with ``https://`` added or its case changed so that it matches, or None."""
    text = value[: 2 * _MAX_LENGTH].strip()
    candidates = (text, f"https://{text}", text.upper(), text.lower())
    return next((candidate for candidate in candidates if re.search(pattern, candidate)), None)


def closest_match(word: object, known: Iterable[Any]) -> str | None:
    """Return the known word most similar to ``word``, or None if no word is similar."""
    names = [name for name in known if isinstance(name, str)]
    plain = plain_slug(str(word)[:_MAX_LENGTH])
    if _WEEKDAY_NAMES.get(plain) in names:
        return _WEEKDAY_NAMES[plain]
    by_plain = {plain_slug(name): name for name in names}
    near = difflib.get_close_matches(plain, by_plain, n=1, cutoff=0.6)
    return by_plain[near[0]] if near else None


def plain_slug(text: str) -> str:
    """Return ``text`` in lower case without accents, with every run of other characters replaced by a hyphen."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(mark for mark in flat if not unicodedata.combining(mark))).strip("-")


def _time(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, part = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if part in {"chiều", "tối", "pm"} and hour < 12:
        hour += 12
    return f"{hour:02d}:{minute:02d}"


def _date(text: str) -> str | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        return None
    if not 1 <= month <= 12 or year == 0:
        return None
    return f"{year:04d}-{month:02d}-{min(day, calendar.monthrange(year, month)[1]):02d}"


def _month_day(text: str) -> str | None:
    if match := _DAY_MONTH.fullmatch(text):
        day, month = map(int, match.groups())
    elif match := _MONTH_DAY.fullmatch(text):
        month, day = map(int, match.groups())
    else:
        return None
    date = _date(f"2024-{month}-{day}")  # a leap year, so that 29 February is valid
    return date[5:] if date else None


def _session(text: str) -> str | None:
    parts = [_time(part.strip()) for part in re.split(r"\s*(?:-|–|—|đến)\s*", text)]
    return "-".join(sorted(part or "" for part in parts)) if len(parts) == 2 else None


def _code(text: str) -> str | None:
    match = _CODE.match(text)
    return f"{match[1]}.{match[2]:0<6}" if match else None


def _calver(text: str) -> str | None:
    date = _date(text.removeprefix("v"))
    return date.replace("-", ".") if date else None


_READERS = {
    "date": _date,
    "time-of-day": _time,
    "month-day": _month_day,
    "session": _session,
    "procedure-code": _code,
    "slug": plain_slug,
    "calver": _calver,
}
