"""Render facts as people write them: dates, periods, time limits, amounts of money and citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from tthc_catalog.effective import Period
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.procedure import Fee, ProcessingTime


def date_text(day: dt.date) -> str:
    """Return a date as ``29/09/2023``, in both languages."""
    return f"{day:%d/%m/%Y}"


def in_sentence(title: str) -> str:
    """Return a title as it is written within a sentence: ``Cấp xã`` as ``cấp xã``; an abbreviation such as ``UBND xã`` stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def minute_text(minute: int) -> str:
    """Return a minute of the day as ``15:30``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def period_text(period: Period, lang: str) -> str:
    """Return a half-open period in words; an empty one is at no time."""
    if period.is_empty:
        return text("fact.period.never", lang)
    start = date_text(period.start) if period.start else ""
    until = date_text(period.until) if period.until else ""
    key = {(True, True): "both", (True, False): "from", (False, True): "until", (False, False): "always"}[bool(start), bool(until)]
    return text(f"fact.period.{key}", lang, start=start, until=until)


def amount_text(amount: int, unit: str, lang: str) -> str:
    """Return an amount of time in words: working days, days, hours, minutes, or the same day."""
    return text(f"fact.time.{unit}", lang, count=amount)


def time_text(time: ProcessingTime | None, lang: str) -> str:
    """Return a processing time with its cutoff, in words."""
    if time is None:
        return text("fact.time.unknown", lang)
    words = amount_text(time.amount, time.unit, lang)
    if time.at_most:
        words = text("fact.time.at_most", lang, time=words)
    if time.after is not None:
        key = "fact.time.after_next" if time.then_working_days == 1 else "fact.time.after"
        words += text(key, lang, minute=minute_text(time.after), day=time.then_working_days)
    if time.counts_from is not None:
        after, at = minute_text(time.counts_from.after), minute_text(time.counts_from.at)
        words += text("fact.time.counts_from", lang, after=after, at=at)
    if time.only_if_not_resolved_at_once:
        words += text("fact.time.if_not_at_once", lang)
    if time.disputed:
        words += text("fact.time.disputed", lang)
    return words


def fee_text(fee: Fee, lang: str) -> str:
    """Return a fee in words: its status unless it is known, its items and its cap."""
    parts = [] if fee.status == "known" else [text(f"fact.fee.{fee.status}", lang)]
    for item in fee.items:
        part = text("fact.fee.item", lang, amount=money_text(item.amount), per=item.per)
        if item.from_nth > 1:
            part += " " + text("fact.fee.from_nth", lang, nth=item.from_nth)
        parts.append(part + (f" ({item.applies_to})" if item.applies_to else ""))
    if fee.cap_amount is not None:
        parts.append(text("fact.fee.cap", lang, amount=money_text(fee.cap_amount), per=fee.cap_per))
    words = "; ".join(parts)
    return f"{words}. {fee.note}" if fee.note and fee.status != "known" else words


def money_text(amount: int) -> str:
    """Return an amount of money with Vietnamese grouping: ``400.000``."""
    return f"{amount:,}".replace(",", ".")


def citations_text(citations: Iterable[Citation]) -> str:
    """Return citations as one text: ``123/2015/NĐ-CP Điều 22; 60/2014/QH13``."""
    return "; ".join(" ".join(filter(None, (citation.document, citation.provision))) for citation in citations)
