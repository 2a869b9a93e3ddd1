"""Processing times as sources write them: a value only if it can be read in one way, and if no text beside it says otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tthc_catalog.importing.found_facts import FoundTime, Unclear

ABSENT = frozenset({"", "-", "không có thông tin", "không quy định", "không", "không có", "không phải trả kết quả cho người nộp thuế"})
"""Cells that state no processing time."""

_UNITS = {
    "ngày làm việc": "working_day",
    "ngày": "calendar_day",
    "giờ làm việc": "working_hour",
    "giờ": "working_hour",
    "tháng": "month",
    "năm": "year",
    "phút": "working_minute",
}
_UNIT = "ngày làm việc|giờ làm việc|ngày|giờ|tháng|năm|phút"
_WORDS = {w: n for n, w in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"])}
_WORD = "một|hai|ba|bốn|sáu|bảy|tám|chín|mười"
_CELL = re.compile(
    rf"(?P<most>(?:tối đa|không quá|trong thời hạn|trong|chậm nhất)\s*(?:là\s*)?)?(?P<amount>\d{{1,3}})\s*(?:\((?P<word>[^\d()]{{1,20}})\)\s*)?"
    rf"(?P<unit>{_UNIT})(?:,?\s*(?:kể )?từ (?:ngày|khi) (?:tiếp )?nhận (?:được )?(?:đủ |đầy đủ )?hồ sơ (?:hợp lệ|đầy đủ|theo quy định)?)?[.;]?"
)
_SAME_DAY = re.compile(r"(?:giải quyết )?(?:ngay )?trong ngày(?: làm việc)?(?: tiếp nhận(?: hồ sơ)?)?[.;]?")
_MENTION = re.compile(
    rf"(?<![\w/.,])(?P<amount>\d{{1,3}}|{_WORD})\s*(?:\([^()]{{1,20}}\)\s*)?(?P<unit>ngày làm việc|giờ làm việc|ngày|giờ|tháng)"
    r"\b(?!\s*(?:tuổi|\d))"
)
_TODAY = re.compile(r"\b(?:ngay )?trong ngày\b|\bngày làm việc (?:tiếp theo|kế tiếp)\b")
LONG_HOURS = 24
"""From here on, hours may mean hours by the clock rather than working hours."""


def read_time(cell: str, beside: Iterable[str] = (), *, far: Iterable[str] = (), channel: str | None = None) -> FoundTime | Unclear | None:
    """Return the processing time that a cell states.

    Args:
        cell: the cell with the time alone.
        beside: texts about the same row; any other time in them makes the cell unclear.
        far: texts about the whole procedure; they make plain days unclear if they call the same number working days.
        channel: the channel of the row, for the report.

    Returns:
        The time; None if the cell states none; `Unclear` if it can be read in several ways.
    """
    plain = _plain(cell)
    mentions = [mention for text in beside for mention in mentioned_times(text)]
    if plain in ABSENT:
        return Unclear(fact="time", reason="time_beside", quoted=_quoted(cell, beside), channel=channel) if mentions else None
    if _SAME_DAY.fullmatch(plain):
        found = FoundTime(amount=0, unit="same_day")
        return Unclear(fact="time", reason="time_beside", quoted=_quoted(cell, beside), channel=channel) if mentions else found
    match = _CELL.fullmatch(plain)
    if match is None or int(match["amount"]) == 0:
        reason = "time_no_unit" if plain.isdigit() else "time_words"
        return Unclear(fact="time", reason=reason, quoted=_quoted(cell, beside), channel=channel)
    amount, unit = int(match["amount"]), match["unit"]
    if match["word"] is not None and _WORDS.get(match["word"].strip(), amount) != amount:
        return Unclear(fact="time", reason="time_words", quoted=cell, channel=channel)
    if any(mention != (amount, unit) for mention in mentions):
        return Unclear(fact="time", reason="time_beside", quoted=_quoted(cell, beside), channel=channel)
    if unit == "ngày" and any((amount, "ngày làm việc") in mentioned_times(text) for text in far):
        return Unclear(fact="time", reason="time_working_days", quoted=f"{cell} … {amount} ngày làm việc", channel=channel)
    if unit == "giờ" and (amount >= LONG_HOURS or any((amount, "giờ") in mentioned_times(text) for text in far)):
        return Unclear(fact="time", reason="time_hours", quoted=cell, channel=channel)
    most = (match["most"] or "").startswith(("tối đa", "không quá", "chậm nhất"))
    return FoundTime(amount=amount, unit=_UNITS[unit], at_most=True if most else None)


def mentioned_times(text: str) -> set[tuple[int, str]]:
    """Return the times that a text mentions, as amount and Vietnamese unit; ``(0, "trong ngày")`` for a result on the same day."""
    plain = _plain(text)
    found = {(_WORDS[m["amount"]] if m["amount"] in _WORDS else int(m["amount"]), m["unit"]) for m in _MENTION.finditer(plain)}
    return found | ({(0, "trong ngày")} if _TODAY.search(plain) else set())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def _quoted(cell: str, beside: Iterable[str]) -> str:
    """Return the cell and the first text beside it that mentions a time."""
    return " … ".join([cell.strip(), *[t.strip() for t in beside if mentioned_times(t)][:1]]).strip(" …") or "…"
