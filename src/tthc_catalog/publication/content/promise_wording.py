"""The promise of a model in a sentence that a citizen can act on: on which days, until what hour, and when the result is returned.

The sentences of the policy's rules explain one decision. A promise is read before anything was filed, so it names the days and joins
the windows of a day: *Nộp đủ giấy tờ vào thứ Sáu, đến hết 15:30: nhận kết quả ngay trong ngày; sau 15:30: trước 9 giờ sáng ngày làm việc
kế tiếp.*
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.messages import text
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
)
from tthc_catalog.policies.day_rule import DayRule
from tthc_catalog.policies.service_days import Due
from tthc_catalog.policies.service_days_wording import days_text, due_text
from tthc_catalog.records.fact_wording import amount_text, date_text, minute_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.effective import Period
    from tthc_catalog.policies.contract import Segment

_CLOCK = re.compile(r"\b(\d\d):(\d\d)\b")


@attrs.frozen
class PromisedWindow:
    """A part of a model day with one outcome.

    Attributes:
        start: the minute of the day at which it starts; 0 for the start of the day.
        after: whether it starts just after this minute.
        end: the minute at which it ends; None for the end of the day.
        includes_end: whether this minute still belongs to it.
    """

    start: int
    after: bool
    end: int | None
    includes_end: bool
    outcome: Outcome

    def when(self, lang: str) -> str:
        """Return the part of the day, such as ``đến hết 15:30``; empty for the whole day."""
        words = []
        if self.start or self.after:
            words.append(text(f"publication.promise.{'after' if self.after else 'from'}", lang, time=minute_text(self.start)))
        if self.end is not None:
            words.append(text(f"publication.promise.{'through' if self.includes_end else 'until'}", lang, time=minute_text(self.end)))
        return " ".join(words)


@attrs.frozen(kw_only=True)
class Promise:
    """What a model promises on its days.

    Attributes:
        days: the days of the model; None if its policy does not state them as a rule, so that the calendar lists them.
        windows: the parts of a day in which it takes dossiers, in order.
        awaits: what the citizen waits for: the ``result``, or a ``turn`` at the counter.
    """

    days: DayRule | None
    windows: tuple[PromisedWindow, ...]
    awaits: str = "result"

    def days_text(self, lang: str = "vi") -> str:
        """Return the days of the model within a sentence, such as ``thứ Sáu``."""
        return text("publication.promise.calendar_days", lang) if self.days is None else days_text(self.days, lang)

    def heading(self, period: Period, lang: str = "vi") -> str:
        """Return the days as a phrase of their own with the period of the model: ``Thứ Sáu hằng tuần, từ 25/09/2023``."""
        days = self.days_text(lang)
        rule = self.days
        if rule is not None and rule.weekdays and rule.kinds == {"working_day"} and not (rule.places or rule.spans or rule.dates):
            days = text("publication.promise.weekly", lang, days=days)
        words = [days[:1].upper() + days[1:]]
        if period.start is not None:
            words.append(text("publication.promise.since", lang, day=date_text(period.start)))
        if period.until is not None:
            words.append(text("publication.promise.ends", lang, day=date_text(period.until - dt.timedelta(days=1))))
        return ", ".join(words)

    def sentence(self, lang: str = "vi") -> str:
        """Return the promise as one sentence."""
        if not self.windows:
            return text("publication.promise.none", lang, days=self.days_text(lang))
        parts = [self._part(window, lang, first=not number) for number, window in enumerate(self.windows)]
        opening = text("publication.promise.file", lang, days=self.days_text(lang))
        comma = ", " if self.windows[0].when(lang) else ""
        return f"{opening}{comma}{'; '.join(parts)}."

    def short(self, lang: str = "vi") -> str:
        """Return the first window for a row of a list: ``Nộp thứ Sáu đến hết 15:30: ngay trong ngày``."""
        if not self.windows:
            return ""
        first = self.windows[0]
        when = " ".join(filter(None, (self.days_text(lang), first.when(lang))))
        key = "turn" if self.awaits == "turn" else "row"
        return text(f"publication.promise.{key}", lang, when=when, due=outcome_text(first.outcome, lang))

    def _part(self, window: PromisedWindow, lang: str, *, first: bool) -> str:
        due = outcome_text(window.outcome, lang)
        if self.awaits == "turn":
            due = text("publication.promise.awaits.turn", lang, due=due)
        elif isinstance(window.outcome, DueByProcessingTime):
            due = text("publication.promise.received", lang)
        elif first:
            due = text("publication.promise.awaits.result", lang, due=due)
        return f"{window.when(lang)}: {due}"


def windows_of(segments: Sequence[Segment]) -> tuple[PromisedWindow, ...]:
    """Return the windows of a day in which the policy takes dossiers; neighbours with equal outcomes become one."""
    found: list[PromisedWindow] = []
    for segment, following in itertools.zip_longest(segments, segments[1:]):
        end, includes_end = (None, False) if following is None else (following.start, following.after)
        window = PromisedWindow(segment.start, segment.after, end, includes_end, segment.outcome)
        last = found[-1] if found else None
        if last is not None and last.outcome == window.outcome and (last.end, last.includes_end) == (window.start, window.after):
            found[-1] = attrs.evolve(last, end=end, includes_end=includes_end)
        else:
            found.append(window)
    return tuple(window for window in found if not isinstance(window.outcome, NotCovered))


def outcome_text(outcome: Outcome, lang: str) -> str:
    """Return when the result is returned, within a sentence: ``trước 9 giờ sáng ngày làm việc kế tiếp``."""
    match outcome:
        case CountedFrom():
            key = "same" if outcome.working_days == 0 else "next"
            at, due = _hour(outcome.minute, lang), outcome_text(outcome.outcome, lang)
            return text(f"publication.promise.counted.{key}", lang, at=at, due=due)
        case DueOnWorkingDay():
            words = due_text(Due(kind="clock", working_days=outcome.working_days, minute=outcome.minute, bound=outcome.bound), lang)
        case DueAfterMinutes() | DueAfterMinutesMoved():
            words = due_text(Due(kind="minutes", amount=outcome.minutes), lang)
        case DueAfterWorkingMinutes():
            words = due_text(Due(kind="working_minutes", amount=outcome.minutes), lang)
        case DueAtOpening():
            words = text("publication.promise.opening", lang, n=outcome.working_days)
        case DueOnCalendarDay():
            words = text("publication.promise.within", lang, time=amount_text(outcome.calendar_days, "calendar_day", lang))
        case DueAfterMonths():
            words = text("publication.promise.within", lang, time=amount_text(outcome.months, "month", lang))
        case _:
            words = due_text(Due(kind="processing_time"), lang)
    return _CLOCK.sub(lambda match: _hour(int(match[1]) * 60 + int(match[2]), lang), words.rstrip("."))


def _hour(minute: int, lang: str) -> str:
    """Return a time of the day as people say it: ``9 giờ sáng``, ``9 a.m.``."""
    hour, rest = divmod(minute, 60)
    bounds = ((11, "morning"), (12, "late_morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))
    part = next(name for bound, name in bounds if hour < bound)
    shown = hour if hour < 13 else hour - 12
    key = "publication.promise.hour" if not rest else "publication.promise.hour_minute"
    return text(key, lang, hour=shown, minute=f"{rest:02}", part=text(f"publication.promise.part.{part}", lang))
