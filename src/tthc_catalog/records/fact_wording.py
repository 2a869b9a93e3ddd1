"""Small words around facts: dates, periods, time limits, money and citations as people write them."""

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
    """``29/09/2023``, the way both languages print it here."""
    return f"{day:%d/%m/%Y}"


def minute_text(minute: int) -> str:
    """A minute of the day as ``15:30``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def period_text(period: Period, lang: str) -> str:
    """A half-open period in words."""
    start = date_text(period.start) if period.start else ""
    until = date_text(period.until) if period.until else ""
    key = {(True, True): "both", (True, False): "from", (False, True): "until", (False, False): "always"}[bool(start), bool(until)]
    return text(f"cli.period.{key}", lang, start=start, until=until)


def amount_text(amount: int, unit: str, lang: str) -> str:
    """So many working days, days, hours or minutes; or the same day."""
    return text(f"cli.time.{unit}", lang, amount=amount)


def time_text(time: ProcessingTime | None, lang: str) -> str:
    """A processing time with its own cutoff, in words."""
    if time is None:
        return text("cli.time.unknown", lang)
    said = amount_text(time.amount, time.unit, lang)
    if time.at_most:
        said = text("cli.time.at_most", lang, time=said)
    if time.after is not None:
        key = "cli.time.after_next" if time.then_working_days == 1 else "cli.time.after"
        said += text(key, lang, minute=minute_text(time.after), day=time.then_working_days)
    if time.only_if_not_resolved_at_once:
        said += text("cli.time.if_not_at_once", lang)
    if time.disputed:
        said += text("cli.time.disputed", lang)
    return said


def fee_text(fee: Fee, lang: str) -> str:
    """What is charged, or that nothing is or that it is not known; what is charged for one thing all the same, and the most, stand beside."""
    parts = [] if fee.status == "known" else [text(f"cli.show.fee.{fee.status}", lang)]
    for item in fee.items:
        part = text("cli.show.fee.item", lang, amount=money_text(item.amount), per=item.per)
        if item.from_nth > 1:
            part += " " + text("cli.show.fee.from_nth", lang, nth=item.from_nth)
        parts.append(part + (f" ({item.applies_to})" if item.applies_to else ""))
    if fee.cap_amount is not None:
        parts.append(text("cli.show.fee.cap", lang, amount=money_text(fee.cap_amount), per=fee.cap_per))
    said = "; ".join(parts)
    return f"{said}. {fee.note}" if fee.note and fee.status != "known" else said


def money_text(amount: int) -> str:
    """``400.000``, grouped the Vietnamese way."""
    return f"{amount:,}".replace(",", ".")


def citations_text(citations: Iterable[Citation]) -> str:
    """``123/2015/NĐ-CP Điều 22; 60/2014/QH13``."""
    return "; ".join(" ".join(filter(None, (citation.document, citation.provision))) for citation in citations)
