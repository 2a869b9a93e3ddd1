"""Suggest literal replacements for wrong values, ready to type."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tthc_catalog.problems.look_alikes import latin
from tthc_catalog.value_formats import FORMATS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TIME = re.compile(
    r"(\d{1,2})\s*(?:h|g|giờ|:|\.)\s*(\d{1,2})?\s*(?:’|'|´|′|p|ph|phút|:\d{2})?\s*(sáng|trưa|chiều|tối|am|pm)?", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-]|năm)\s*(\d{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T\s].*)?")
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_CODE = re.compile(r"(\d)[.,](\d{6})(?!\d)")
_MONEY = re.compile(r"(-?\d{1,3}(?:[.,_\s\u00a0]\d{3})+|-?\d+)(?:[.,]0+)?\s*(?:đồng|đ|vnđ|vnd|₫)?", re.IGNORECASE)
_ROUND_MONEY = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s*(nghìn|ngàn|k|triệu|tr)\s*(?:đồng|đ|vnđ|vnd|₫)?", re.IGNORECASE)
_ZEROS = {"nghìn": 3, "ngàn": 3, "k": 3, "triệu": 6, "tr": 6}
_COUNTED = re.compile(r"(\d{1,9})\s+(?:bản|tờ|bộ|ngày|giờ|phút|tháng|năm|thủ tục|lĩnh vực)(?:\s[^\W\d]+)*", re.IGNORECASE)
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
_WEEKDAY_NAMES = {
    name: weekday
    for names, weekday in zip(
        (
            "thu-hai thu-2 t2",
            "thu-ba thu-3 t3",
            "thu-tu thu-4 t4",
            "thu-nam thu-5 t5",
            "thu-sau thu-6 t6",
            "thu-bay thu-7 t7",
            "chu-nhat cn",
        ),
        WEEKDAYS,
        strict=True,
    )
    for name in names.split()
}


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
    """Return ``value`` in the format ``form``, quoted, or None if it does not say such a value; nothing is guessed."""
    text = str(value).strip()
    corrected = _READERS[form](text) if len(text) <= _MAX_LENGTH else None
    return quoted(corrected) if corrected is not None and FORMATS[form](corrected) else None


def for_integer(value: object) -> str | None:
    """Return the integer that ``value`` means, or None: ``400.000 đồng`` is 400000, ``10 nghìn`` 10000 and ``3 ngày làm việc`` 3."""
    text = " ".join(str(value)[: _MAX_LENGTH + 1].split())
    if len(text) > _MAX_LENGTH:
        return None
    if match := _MONEY.fullmatch(text):
        return str(int(re.sub(r"[^\d-]", "", match[1])))
    if (match := _ROUND_MONEY.fullmatch(text)) and len(match[2] or "") <= (zeros := _ZEROS[match[3].lower()]):
        return str(int(f"{match[1]}{match[2] or '':0<{zeros}}"))
    match = _COUNTED.fullmatch(text)
    return str(int(match[1])) if match else None


def names_unit(value: object) -> bool:
    """Return whether a number is followed by what it counts, as in ``3 ngày làm việc``."""
    return _COUNTED.fullmatch(" ".join(str(value)[:_MAX_LENGTH].split())) is not None


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


def closest_match(word: object, known: Iterable[Any], labels: Mapping[str, Any] | None = None) -> str | None:
    """Return the known word that ``word`` means or misspells, or None.

    A word with other digits is another word: ``60/2014/QH14`` is no misspelling of ``60/2014/QH13``.

    Args:
        word: the word in the file.
        known: the words that are allowed.
        labels: label -> the known word it means, for example the title of a key.
    """
    names = [name for name in known if isinstance(name, str)]
    typed = str(word)[:_MAX_LENGTH]
    meant = labelled(typed, names, labels)
    if meant is not None:
        return meant
    by_plain = {plain_slug(name): name for name in names}
    near = difflib.get_close_matches(plain_slug(typed), by_plain, n=1, cutoff=0.6)
    if not near or re.findall(r"\d+", by_plain[near[0]]) != re.findall(r"\d+", typed):
        return None
    return by_plain[near[0]]


def labelled(word: str, known: Iterable[str], labels: Mapping[str, Any] | None = None) -> str | None:
    """Return the known word that ``word`` names, as itself with accents or as a label of it in Vietnamese, or None.

    A label may be shortened to its first words: *cơ quan* is *Cơ quan thực hiện*.
    """
    names = list(known)
    plain = plain_slug(word)
    weekday = _WEEKDAY_NAMES.get(plain)
    if weekday in names:
        return weekday
    by_plain = {plain_slug(name): name for name in names}
    if plain in by_plain:
        return by_plain[plain]
    named = {(plain_slug(label), name) for label, name in (labels or {}).items() if name in names}
    exact = {name for label, name in named if label == plain}
    begun = exact or {name for label, name in named if plain and label.startswith(f"{plain}-")}
    return begun.pop() if len(begun) == 1 else None


def plain_slug(text: str) -> str:
    """Return ``text`` in lower case without accents, with every run of other characters replaced by a hyphen.

    Letters that look like Latin ones are replaced by these. A text with letters of another alphabet has no such form; it becomes empty.
    """
    flat = unicodedata.normalize("NFD", "".join(map(latin, text)).lower().replace("đ", "d"))
    bare = "".join(mark for mark in flat if not unicodedata.combining(mark))
    if any(character.isalpha() and not character.isascii() for character in bare):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


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
    return f"{year:04d}-{month:02d}-{day:02d}"


def _month_day(text: str) -> str | None:
    if match := _DAY_MONTH.fullmatch(text):
        day, month = map(int, match.groups())
    elif match := _MONTH_DAY.fullmatch(text):
        month, day = map(int, match.groups())
    else:
        return None
    return f"{month:02d}-{day:02d}"


def _session(text: str) -> str | None:
    parts = [_time(part.strip()) for part in re.split(r"\s*(?:-|–|—|đến)\s*", text)]
    return "-".join(part or "" for part in parts) if len(parts) == 2 else None


def _code(text: str) -> str | None:
    match = _CODE.match(text)
    return f"{match[1]}.{match[2]}" if match else None


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
