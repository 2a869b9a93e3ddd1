"""Describe a change of due dates: which procedures, received when, and due when before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import has_text, text
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueOnCalendarDay,
    DueOnWorkingDay,
    Outcome,
)
from tthc_catalog.records.fact_wording import amount_text, date_text, minute_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from tthc_catalog.comparison.promise_changes import DueKey
    from tthc_catalog.comparison.timetable_changes import ChangedDay, DueChange, Promise
    from tthc_catalog.records.catalog import Catalog

SHOWN_DAYS = 3
"""Up to this number, days are listed one by one; of more days, only the number, the first and the last are shown."""

_WORKING_WEEK = (1, 2, 3, 4, 5)


def stretch_text(change: DueChange, lang: str) -> str:
    """Return when the dossiers are received: ``nhận thứ Sáu 15:31-17:00``."""
    days = _weekdays_text(change.weekdays, lang)
    if change.first is not None and change.first >= change.closes[1]:
        return text("comparison.stretch.after_hours", lang, days=days, start=minute_text(change.first))
    if change.first is None and change.last is None:
        return text("comparison.stretch.whole_day", lang, days=days)
    start = minute_text(change.opens[0] if change.first is None else change.first)
    end = minute_text(change.closes[1] if change.last is None else change.last)
    parts = [text("comparison.stretch", lang, days=days, start=start, end=end)]
    if change.first is None and change.opens[0] != change.opens[1]:
        parts.append(text("comparison.stretch.season_opens", lang, time=minute_text(change.opens[1])))
    if change.last is None and change.closes[0] != change.closes[1]:
        parts.append(text("comparison.stretch.season_closes", lang, time=minute_text(change.closes[0])))
    return " ".join(parts)


def _weekdays_text(weekdays: Sequence[int], lang: str) -> str:
    if set(_WORKING_WEEK) <= set(weekdays):
        return text("comparison.stretch.every_day" if len(weekdays) == 7 else "comparison.stretch.every_working_day", lang)
    names = [text(f"weekday.{weekday}", lang) for weekday in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return text("comparison.stretch.span", lang, first=names[0], last=names[-1])
    return ", ".join(names)


def promise_texts(change: DueChange, lang: str) -> tuple[str, str]:
    """Return the promise before and after; if only the ground differs, add the ground to both."""
    before, after = change.before, change.after
    if change.same_rule or (before.outcome, before.deemed) != (after.outcome, after.deemed):
        return _promise_text(before, lang), _promise_text(after, lang)
    return _grounded_text(before, lang), _grounded_text(after, lang)


def _promise_text(promise: Promise, lang: str) -> str:
    if promise.outcome is None:
        own = f"comparison.reason.{promise.reason}"
        known = own if has_text(own) else f"decision.reason.{promise.reason}"
        reason = text(known, lang) if promise.reason is not None else text("fact.time.unknown", lang)
        return text("comparison.promise.none", lang, reason=reason)
    due = outcome_text(promise.outcome, lang)
    return text("comparison.promise.deemed", lang, due=due) if promise.deemed else due


def _grounded_text(promise: Promise, lang: str) -> str:
    ground = "covered" if promise.covered else "uncovered"
    return f"{_promise_text(promise, lang)} ({text(f'comparison.promise.{ground}', lang)})"


def outcome_text(outcome: Outcome, lang: str) -> str:  # noqa: C901 - one branch per outcome
    """Return the rule of a due date: ``trước 09:00 ngày làm việc kế tiếp``."""
    match outcome:
        case DueOnWorkingDay(working_days=n, minute=None):
            return text(f"comparison.due.within_{min(n, 2)}", lang, count=n)
        case DueOnWorkingDay(working_days=n, minute=int(minute), bound=bound):
            day = text(f"comparison.due.day_{min(n, 2)}", lang, n=n)
            return text(f"comparison.due.{bound}", lang, time=minute_text(minute), day=day)
        case DueOnCalendarDay(calendar_days=n, then_working_days=0):
            return text("comparison.due.calendar", lang, count=n)
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            return text(
                "comparison.due.calendar_then",
                lang,
                days=amount_text(n, "calendar_day", lang),
                extra=amount_text(extra, "working_day", lang),
            )
        case CountedFrom(working_days=n, minute=minute, outcome=inner):
            return text(f"comparison.due.counted_from_{n}", lang, due=outcome_text(inner, lang), time=minute_text(minute))
        case DueAtOpening(working_days=n):
            return text(f"comparison.due.at_opening_{min(n, 2)}", lang, n=n)
        case DueAfterMonths(months=n, calendar_days=days, then_working_days=extra):
            added = [(days, "calendar_day"), (extra, "working_day")]
            words = [text("comparison.due.months", lang, count=n), *(amount_text(n, unit, lang) for n, unit in added if n)]
            return " + ".join(words)
        case DueAfterMinutesMoved(minutes=n):
            return text("comparison.due.minutes_moved", lang, count=n)
        case DueAfterWorkingMinutes(minutes=n):
            return text("comparison.due.working_minutes", lang, count=n)
        case DueAfterMinutes(minutes=n):
            return text("comparison.due.minutes", lang, count=n)
        case _:
            return str(outcome)


def days_texts(change: DueChange, lang: str) -> list[str]:
    """List the days of a change; of more than `SHOWN_DAYS`, only the number, the first and the last."""
    instances = change.instances
    if len(instances) <= SHOWN_DAYS:
        return [_instance_text(instance, lang) for instance in instances]
    first, last = date_text(instances[0].day), date_text(instances[-1].day)
    lines = [text("comparison.days", lang, count=len(instances), first=first, last=last)]
    if change.same_rule:  # the rule does not show the difference, so give an example
        lines.append(text("comparison.example", lang, instance=_instance_text(instances[0], lang)))
    return lines


def _instance_text(instance: ChangedDay, lang: str) -> str:
    return text(
        "comparison.instance",
        lang,
        day=date_text(instance.day),
        before=moment_text(instance.before, lang),
        after=moment_text(instance.after, lang),
    )


def moment_text(moment: dt.datetime | None, lang: str) -> str:
    """Return a moment such as ``17:00 29/09/2023``, or the word for none."""
    return text("comparison.nothing", lang) if moment is None else f"{moment:%H:%M} {date_text(moment.date())}"


def keys_text(keys: Iterable[DueKey], before: Catalog, after: Catalog, lang: str) -> list[str]:
    """Return one line for each level, case and channel that a change concerns, with the codes and the offices.

    Args:
        keys: what the change concerns.
        before: the older catalog.
        after: the newer catalog.
        lang: ``vi`` or ``en``.
    """
    channels_of: dict[tuple[str, str, str | None, str], list[str | None]] = {}
    for level, code, case, office, channel in keys:
        channels_of.setdefault((level, code, case, office), []).append(channel)
    codes_of: dict[tuple[str, str | None, str, tuple[str | None, ...]], list[str]] = {}
    for (level, code, case, office), of_key in channels_of.items():
        codes_of.setdefault((level, case, office, tuple(of_key)), []).append(code)
    bindings = {binding.level: binding for catalog in (before, after) for binding in catalog.manifest.levels}
    offices_of: dict[tuple[str, str | None, tuple[str | None, ...], tuple[str, ...], bool], list[str]] = {}
    for (level, case, office, channels), listed in codes_of.items():
        is_default = office == bindings[level].default_office
        offices_of.setdefault((level, case, channels, tuple(listed), is_default), []).append(office)
    lines = []
    for (level, case, channels, codes, is_default), offices in offices_of.items():
        total = len({procedure.code for catalog in (before, after) for procedure in catalog.procedures if procedure.level == level})
        title = bindings[level].title_en if lang == "en" else bindings[level].title
        whole = len(codes) == total and case is None and total > 1
        parts = [text("comparison.keys.all", lang, level=title, count=total) if whole else f"{title}: {', '.join(codes)}"]
        if case is not None:
            parts.append(text("comparison.keys.case", lang, case=case))
        if None not in channels:
            names = ", ".join(text(f"fact.channel.{channel}", lang) for channel in channels)
            parts.append(text("comparison.keys.channel", lang, channel=names))
        if not is_default:
            parts.append(text("comparison.keys.office", lang, office=", ".join(offices)))
        lines.append(" · ".join(parts))
    return lines
