"""Sentences for a service-days model: its days and the due time of each window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.policies.day_rule import KINDS, PARTS_OF_DAY, PLACES_IN_MONTH, DayRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.policies.day_rule import YearSpan
    from tthc_catalog.policies.service_days import Due


def clock(minute: int) -> str:
    """Return a minute of the day as slips print it, such as ``15:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def days_text(days: DayRule, lang: str) -> str:
    """Return the days of a model, such as ``Saturday (first, third of the month) when it is a weekly rest day``."""
    phrases = []
    if not days.by_date_only:
        names = (text(f"policy.kind.{kind}", lang) for kind in KINDS if kind in days.kinds)
        kinds = text("policy.days.or", lang).join(names)
        weekdays = _listed(text(f"weekday.{n}", lang) for n in sorted(days.weekdays))
        phrases.append(weekdays or text("policy.days.every", lang, kinds=kinds))
        if days.places:
            places = sorted(days.places, key=PLACES_IN_MONTH.index)
            phrases[-1] += " " + text("policy.days.places", lang, places=_listed(text(f"policy.place.{p}", lang) for p in places))
        if weekdays and days.kinds != {"working_day"}:
            phrases[-1] += " " + text("policy.days.when", lang, kinds=kinds)
        phrases += [_span_text(span, lang) for span in days.spans]
    if days.dates:
        dates = _listed(f"{date.day}/{date.month}/{date.year}" for date in sorted(days.dates))
        phrases.append(text("policy.days.dates", lang, dates=dates))
    if days.excluded:
        dates = _listed(f"{date.day}/{date.month}/{date.year}" for date in sorted(days.excluded))
        phrases.append(text("policy.days.excluded", lang, dates=dates))
    return ", ".join(phrases)


def parts_text(parts: frozenset[str], lang: str) -> str:
    """Return the parts of the day that are covered, such as ``morning, evening``."""
    return _listed(text(f"policy.part.{part}", lang) for part in PARTS_OF_DAY if part in parts)


def window_text(after: int | None, due: Due, awaits: str, lang: str) -> str:
    """Return a window's sentence, such as ``Received after 15:30, the result is returned before 09:00 on the next working day.``."""
    received = text("policy.weekday.received", lang) if after is None else text("policy.weekday.received-after", lang, time=clock(after))
    return f"{received} {text(f'policy.awaits.{awaits}', lang)} {due_text(due, lang)}"


def later_text(after: int, minute: int, due: Due, awaits: str, lang: str) -> str:
    """Return the sentence for dossiers received late in the day, which count from the next working day."""
    counted = text("policy.counts-from", lang, after=clock(after), at=clock(minute))
    return f"{counted} {text(f'policy.awaits.{awaits}', lang)} {due_text(due, lang)}"


def due_text(due: Due, lang: str) -> str:
    """Return a due time in words, such as ``before 09:00 on the next working day.``."""
    if due.kind in ("closing", "clock"):
        keys = {0: "policy.due.same-day", 1: "policy.due.next-working-day"}
        day = text(keys.get(due.working_days, "policy.due.nth-working-day"), lang, n=due.working_days)
        if due.minute is None:
            return text("policy.due.later-day" if due.working_days else "policy.due.day", lang, day=day)
        return text(f"policy.due.{due.bound}", lang, day=day, time=clock(due.minute))
    if due.kind == "working_minutes" and due.amount % 60 == 0:
        return text("policy.due.working_hours", lang, count=due.amount // 60)
    return text(f"policy.due.{due.kind}", lang, count=due.amount)


def _span_text(span: YearSpan, lang: str) -> str:
    return text("policy.days.span", lang, first=f"{span.first[1]}/{span.first[0]}", last=f"{span.last[1]}/{span.last[0]}")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
