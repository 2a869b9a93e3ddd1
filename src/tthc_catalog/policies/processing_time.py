"""The policy of statutory time: a procedure's processing time (thời hạn giải quyết).

Same-day procedures may have a statutory cutoff: certification (NĐ 23/2015/NĐ-CP, Art. 7) and civil status (Law on Civil
Status 2014, Art. 5.3) are due the next working day if received after 15:00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import text
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueOnCalendarDay,
    DueOnWorkingDay,
    PlainOutcome,
    PolicySpec,
    Rule,
    Segment,
)
from tthc_catalog.policies.service_days_wording import clock
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.procedure import Extension


@attrs.frozen(kw_only=True)
class StatutoryTime:
    """A policy with the segments of one processing time, which are the same on every working day.

    Attributes:
        day_off: the segments of a day off; empty if a receipt counts from the opening of the next working day.
    """

    windows: tuple[Segment, ...]
    rules: Mapping[str, Rule]
    day_off: tuple[Segment, ...] = ()
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the statutory windows of the day."""
        return self.windows if day.working else self.day_off

    def opening_hours(self, day: Day) -> Sequence[tuple[int, int]]:
        """Return the office's hours; a day off has none."""
        return day.sessions if day.working else ()


def statutory_time(time: ProcessingTime, extension: Extension | None = None, citations: tuple[Citation, ...] = ()) -> StatutoryTime:
    """Return the policy of a processing time, extended if the case has an extension.

    Args:
        time: amount, unit and statutory cutoff.
        extension: what the case adds, in working or calendar days.
        citations: citations of the case, added to those of the time.
    """
    cited = (*time.citations, *(c for c in citations if c not in time.citations))
    first = _outcome(time, extension)
    rules = {"statutory": _rule("statutory", first, time, extension, None, cited)}
    windows = [Segment(start=0, outcome=first, rule="statutory")]
    if time.after is not None and time.then_working_days is not None:
        days = time.then_working_days + _extra_working_days(extension)
        later = DueOnWorkingDay(working_days=days)
        name = f"statutory-after-{clock(time.after)}"
        rules[name] = _rule(name, later, time, extension, time.after, cited)
        windows.append(Segment(start=time.after, after=True, outcome=later, rule=name))
    if time.counts_from is None:
        return StatutoryTime(windows=tuple(windows), rules=rules)
    minute, name = time.counts_from.at, "statutory-counts-from"
    current = [window for window in windows if window.start < minute + (not window.after)][-1]
    assert not isinstance(current.outcome, CountedFrom)
    outcome = CountedFrom(working_days=1, minute=minute, outcome=current.outcome)
    rules[name] = _rule(name, current.outcome, time, extension, None, cited)
    windows = [window for window in windows if window.start < time.counts_from.after]
    windows.append(Segment(start=time.counts_from.after, after=True, outcome=outcome, rule=name))
    return StatutoryTime(windows=tuple(windows), rules=rules, day_off=(Segment(start=0, outcome=outcome, rule=name),))


def _extra_working_days(extension: Extension | None) -> int:
    return extension.amount if extension is not None and extension.unit == "working_day" else 0


def _outcome(time: ProcessingTime, extension: Extension | None) -> PlainOutcome:
    extra = _extra_working_days(extension)
    extra_calendar = extension.amount if extension is not None and extension.unit == "calendar_day" else 0
    match time.unit:
        case "same_day" if extra_calendar == 0:
            return DueOnWorkingDay(working_days=extra)
        case "working_day" if extra_calendar == 0:
            return DueOnWorkingDay(working_days=time.amount + extra)
        case "calendar_day" | "same_day":
            return DueOnCalendarDay(calendar_days=time.amount + extra_calendar, then_working_days=extra)
        case "month" | "year":
            months = time.amount * (12 if time.unit == "year" else 1)
            return DueAfterMonths(months=months, calendar_days=extra_calendar, then_working_days=extra)
        case "working_hour" | "working_minute" if extension is None:
            return DueAfterWorkingMinutes(minutes=time.amount * (60 if time.unit == "working_hour" else 1))
        case "hour" if extension is None:
            return DueAfterMinutesMoved(minutes=time.amount * 60, ends_with_day=True)
        case _:
            message = f"a time in {time.unit} cannot be extended by {extension}: the catalog check rejects it"
            raise ValueError(message)


def _rule(
    name: str, outcome: PlainOutcome, time: ProcessingTime, extension: Extension | None, after: int | None, citations: tuple[Citation, ...]
) -> Rule:
    texts = {}
    for lang in ("vi", "en"):
        parts = [_time_text(outcome, time, lang)]
        if extension is not None:
            parts.append(text(f"statutory.extended-{extension.unit}", lang, count=extension.amount))
        if name == "statutory-counts-from" and time.counts_from is not None:
            cutoff, at = clock(time.counts_from.after), clock(time.counts_from.at)
            texts[lang] = text("statutory.counts-from", lang, cutoff=cutoff, at=at, time="; ".join(parts))
        elif after is None:
            texts[lang] = text("statutory.time", lang, time="; ".join(parts))
        else:
            key = "statutory.after-unless-at-once" if time.only_if_not_resolved_at_once else "statutory.after"
            texts[lang] = text(key, lang, cutoff=clock(after), time="; ".join(parts))
    return Rule(id=name, text=texts["vi"], text_en=texts["en"], citations=citations)


def _time_text(outcome: PlainOutcome, time: ProcessingTime, lang: str) -> str:
    """Return a statutory outcome in words, such as ``3 working days``."""
    match outcome:
        case DueOnWorkingDay(working_days=0):
            return text("statutory.same-day", lang)
        case DueOnWorkingDay(working_days=1):
            return text("statutory.next-working-day", lang)
        case DueOnWorkingDay(working_days=n):
            return text("statutory.working-days", lang, count=n)
        case DueOnCalendarDay(calendar_days=n):
            return text("statutory.calendar-days", lang, count=n)
        case DueAfterMonths():
            return text("statutory.years" if time.unit == "year" else "statutory.months", lang, count=time.amount)
        case DueAfterMinutesMoved(minutes=n):
            return text("statutory.hours", lang, count=n // 60)
        case DueAfterWorkingMinutes(minutes=n) if n % 60 == 0:
            return text("statutory.working-hours", lang, count=n // 60)
        case DueAfterWorkingMinutes(minutes=n):
            return text("statutory.working-minutes", lang, count=n)
        case _:
            return type(outcome).__name__


def _build(parameters: Mapping[str, Any], citations: tuple[Citation, ...]) -> StatutoryTime:
    return statutory_time(parameters["time"], parameters.get("extension"), citations)


SPEC = PolicySpec(
    id="processing-time",
    version="1",
    title="Thời hạn giải quyết theo luật",
    title_en="Statutory processing time",
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["time"],
        "title": "Thời hạn giải quyết",
        "description": "Lấy từ processing_time của thủ tục; không ghi riêng trong tệp mô hình.",
        "properties": {
            "time": {"title": "Thời hạn", "description": "Bản ghi ProcessingTime của thủ tục hoặc của trường hợp."},
            "extension": {"title": "Kéo dài", "description": "Bản ghi Extension của trường hợp, nếu có."},
        },
    },
    example={"time": ProcessingTime(amount=3, unit="working_day")},
    build=_build,
    statutory=True,
)
