"""Fees as sources write them: an amount only if it is written out in full, and if no text beside it says otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tthc_catalog.importing.found_facts import FoundFee, Unclear

FREE = frozenset(
    {
        "miễn phí",
        "không",
        "không có",
        "không thu",
        "không thu phí",
        "không thu lệ phí",
        "không thu phí, lệ phí",
        "không mất phí",
        "không phải nộp",
        "miễn lệ phí",
        "không có phí",
    }
)
"""Notes that say no more than that there is no charge."""

ABSENT = frozenset({"", "-", "không có thông tin", "chưa có thông tin", "không rõ"})
"""Cells that state no fee."""

SMALLEST = 1000
"""Smaller amounts lack their zeros: the portal prints 4.000 đồng as 40."""

_MONEY = r"(?:vnđ|vnd|việt nam đồng|đồng|đ|usd)"
_FULL = r"\d{1,3}(?:[.,]\d{3})+"
_CELL = re.compile(rf"(?P<amount>{_FULL}|\d+)\s*(?P<unit>{_MONEY})(?:\s*/\s*(?P<per>[^\d/;,.()]{{1,40}}))?\.?")
_MENTION = re.compile(rf"(?P<amount>\d[\d.,]*)\s*(?P<unit>{_MONEY})\b(?:\s*/\s*(?P<per>[^\d/;,.()]{{1,40}}))?")
_PER = re.compile(r"/\s*(?P<per>[^\d/;,.()]{1,40})")
_CHARGES = re.compile(r"(?<!miễn )(?<!bưu chính )\b(?:lệ phí|phí)\b(?! dịch vụ bưu chính| bưu chính)")
_OTHERWISE = re.compile(r"miễn|giảm|từ trang|tối đa|không quá|trường hợp|áp dụng|quy định|riêng")


def read_fee(
    cell: str, note: str = "", beside: Iterable[str] = (), *, channel: str | None = None, is_split: bool = True
) -> FoundFee | Unclear | None:
    """Return the fee that a cell states.

    Args:
        cell: the cell with the fee alone.
        note: the remark in parentheses after the fee, without the parentheses.
        beside: other texts about the same row.
        channel: the channel of the row, for the report.
        is_split: whether the cell's own digits are known; false if a number before it runs into them.

    Returns:
        The fee; None if the cell states none; `Unclear` if it can be read in several ways.
    """
    plain, remark = _plain(cell), _plain(note)
    others = [_plain(text) for text in beside]

    def unclear(reason: str) -> Unclear:
        texts = [cell.strip(), f"({note.strip()})" if note.strip() else "", *[t.strip() for t in beside if _states_a_charge(_plain(t))][:1]]
        return Unclear(fact="fee", reason=reason, quoted=" ".join(filter(None, texts)) or "…", channel=channel)

    charged_beside = any(_states_a_charge(text) for text in others)
    if plain in ABSENT:
        return unclear("fee_beside") if charged_beside or _states_a_charge(remark) else None
    if plain in FREE:
        if charged_beside or (remark and remark.rstrip(".") not in FREE):
            return unclear("fee_beside")
        return FoundFee(amount=None)
    found = _written_amount(plain, remark, others, is_split=is_split)
    return unclear(found) if isinstance(found, str) else found


def _written_amount(plain: str, remark: str, others: list[str], *, is_split: bool) -> FoundFee | str:
    """Return the fee of a cell with an amount, or the reason why it is unclear."""
    match = _CELL.fullmatch(plain)
    if match is None:
        return "fee_words"
    if not is_split:
        return "fee_run_together"
    if match["unit"] == "usd":
        return "fee_currency"
    amount = amount_of(match["amount"])
    if amount is None or amount < SMALLEST:
        return "fee_short"
    mentions = [m for text in (remark, *others) for m in _MENTION.finditer(text)]
    if any(amount_of(m["amount"]) != amount or m["unit"] == "usd" for m in mentions):
        return "fee_beside"
    only_per = _PER.fullmatch(remark.rstrip("."))
    if (only_per is None and _OTHERWISE.search(_MENTION.sub("", remark))) or any(
        _OTHERWISE.search(text) and _states_a_charge(text) for text in others
    ):
        return "fee_beside"
    per = match["per"] or next((m["per"] for m in mentions if m["per"]), None) or (only_per["per"] if only_per else None)
    return FoundFee(amount=amount, per=per.strip() if per else None)


def amount_of(digits: str) -> int | None:
    """Return the amount of ``20.000`` or ``20,000``; None if the marks do not separate thousands."""
    digits = digits.strip(".,")
    if digits.isdigit():
        return int(digits)
    return int(re.sub(r"[.,]", "", digits)) if re.fullmatch(_FULL, digits) else None


def _states_a_charge(plain: str) -> bool:
    return bool(_MENTION.search(plain) or _CHARGES.search(plain))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())
