"""Check a single official calendar, and the office hours."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at, with_days
from tthc_catalog.value_formats import WEEKDAYS, read_month_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

HORIZON_WARNING = dt.timedelta(days=60)
"""Warn this long before the last decided day."""

_SHOWN = 5
"""So many days without a dated announcement are named."""

_OPPOSITE = {"swap_off": "swap_work", "swap_work": "swap_off"}


def calendar_problems(document: Document, today: dt.date | None) -> Iterator[Problem]:
    """Yield the problems of one calendar file; its horizon, and how much of it is dated, only if ``today`` is given."""
    data = document.data
    if not _zone_exists(data["time_zone"]):
        yield problem_at(document, ("time_zone",), "time-zone", found=data["time_zone"], hint="Asia/Ho_Chi_Minh")
    if data["covers_until"] <= data["covers_from"]:
        return  # `period_problems` reports it, and every day would be outside such a period
    yield from _horizon_problems(document, today)
    by_date: dict[str, int] = {}
    latest = ""
    for index, day in enumerate(data["days"]):
        date, path = day["date"], ("days", index, "date")
        if day.get("replaced_on") is not None:
            continue
        if date in by_date:
            first_line = document.value_position(("days", by_date[date], "date")).line
            yield problem_at(document, path, "calendar-repeated", found=date, first_line=first_line)
            continue
        by_date[date] = index
        if not data["covers_from"] <= date < data["covers_until"]:
            yield problem_at(document, path, "calendar-outside", found=date, expected=_covered(data))
            continue
        if date < latest:
            yield problem_at(document, path, "calendar-order", found=date, expected=latest)
        latest = max(latest, date)
        if day["status"] == "expected" and date <= data["decided_through"]:
            yield problem_at(document, ("days", index, "status"), "calendar-expected", found=date, expected=data["decided_through"])
        yield from _weekday_problems(document, index)
    for index in by_date.values():
        yield from _swap_problems(document, index, by_date)
        yield from _announcement_problems(document, index, by_date)
    yield from _always_known(document, today)


def _horizon_problems(document: Document, today: dt.date | None) -> Iterator[Problem]:
    """Check that the decided days end within the calendar, and not soon after today."""
    data = document.data
    decided = data["decided_through"]
    before = dt.date.fromisoformat(data["covers_from"]) - dt.timedelta(days=1)  # decides nothing
    if not before.isoformat() <= decided < data["covers_until"]:
        listed = [day["date"] for day in data["days"] if data["covers_from"] <= day["date"] < data["covers_until"]]
        last = max(listed, default=before.isoformat())  # a later day would decide holidays that nobody has listed
        yield problem_at(document, ("decided_through",), "calendar-decided", found=decided, expected=_covered(data), hint=f'"{last}"')
    elif today is not None:
        remaining = dt.date.fromisoformat(decided) - today
        if remaining < HORIZON_WARNING:
            yield problem_at(document, ("decided_through",), "calendar-near", found=decided, count=max(remaining.days, 0))


def _covered(data: Mapping[str, Any]) -> str:
    return f"{data['covers_from']} - {data['covers_until']}"


def _zone_exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _weekday_problems(document: Document, index: int) -> Iterator[Problem]:
    """Check that make-up days fall on rest days, and compensatory and swapped-off days on working days."""
    day = document.data["days"][index]
    if day["kind"] == "holiday":
        return
    weekday = WEEKDAYS[dt.date.fromisoformat(day["date"]).weekday()]
    rests = weekday in document.data["rest_days"]
    if rests != (day["kind"] == "swap_work"):
        yield problem_at(
            document,
            ("days", index, "date"),
            "calendar-weekday",
            found=day["date"],
            kind=_kind_text(day["kind"]),
            weekday=text_pair(f"weekday.{WEEKDAYS.index(weekday) + 1}"),
            advice=text_pair(f"check.advice.{'make-up-on-rest-day' if day['kind'] == 'swap_work' else 'off-on-working-day'}"),
        )


def _swap_problems(document: Document, index: int, by_date: Mapping[str, int]) -> Iterator[Problem]:
    """Check that the two days of a swap name each other, and that one is off and the other worked."""
    days = document.data["days"]
    day = days[index]
    date, partner = day["date"], day.get("swap_with")
    opposite = _OPPOSITE.get(day["kind"])
    if opposite is None and partner is None:
        return
    other = days[by_date[partner]] if partner in by_date else None
    applies = [days[place] for place in by_date.values()]
    claimant = next((d["date"] for d in applies if d.get("swap_with") == date and d["kind"] == opposite), None)
    if opposite is None:
        advice = "swap-not-expected"
    elif claimant is not None and partner != claimant:
        advice = "swap-claimed"
    elif partner is None:
        advice = "swap-not-named"
    elif other is None:
        advice = "swap-absent"
    elif other["kind"] != opposite:
        advice = "swap-kind"
    elif other.get("swap_with") != date and _is_paired(other, days, by_date):
        advice = "swap-taken"
    else:
        return  # a pair, or a problem reported at the other day
    yield problem_at(
        document,
        ("days", index, "swap_with" if partner else "date"),
        "calendar-swap",
        found=date,
        expected=partner or "?",
        kind=_kind_text(day["kind"]),
        advice=text_pair(
            f"check.advice.{advice}", **with_days({"date": date, "partner": partner, "opposite": opposite, "claimant": claimant})
        ),
    )


def _announcement_problems(document: Document, index: int, by_date: Mapping[str, int]) -> Iterator[Problem]:
    """Check that both days of a swap became known on one day; otherwise a receipt in between would know half of it."""
    days = document.data["days"]
    day = days[index]
    other = days[by_date[day["swap_with"]]] if day.get("swap_with") in by_date else None
    if other is None or other.get("swap_with") != day["date"] or other["date"] > day["date"]:
        return
    if day.get("announced_on") != other.get("announced_on"):
        stated = other.get("announced_on") or day.get("announced_on")
        path = ("days", index, "announced_on" if day.get("announced_on") else "date")
        yield problem_at(
            document,
            path,
            "calendar-swap-announced",
            found=day["date"],
            expected=stated,
            partner=other["date"],
            hint=f'announced_on: "{stated}"',
        )


def _always_known(document: Document, today: dt.date | None) -> Iterator[Problem]:
    """Report once the days whose announcement is not dated, if the calendar dates others: they count as always known."""
    days = document.data["days"]
    if today is None or not any(day.get("announced_on") for day in days):
        return
    undated = [day["date"] for day in days if not day.get("announced_on")]
    if undated:
        shown = ", ".join(undated[:_SHOWN]) + (", …" if len(undated) > _SHOWN else "")
        yield problem_at(document, ("days",), "calendar-always-known", at_key=True, found=shown, count=len(undated))


def _is_paired(day: Mapping[str, Any], days: list[dict[str, Any]], by_date: Mapping[str, int]) -> bool:
    """Return whether a day and the day it names in ``swap_with`` name each other."""
    other = days[by_date[day["swap_with"]]] if day.get("swap_with") in by_date else {}
    return bool(other.get("swap_with") == day["date"] and other["kind"] == _OPPOSITE.get(day["kind"]))


def _kind_text(kind: str) -> tuple[str, str]:
    """Return the name of a kind of day in Vietnamese and English."""
    return text_pair(f"fact.day.{'make_up' if kind == 'swap_work' else kind}")


def hours_problems(document: Document) -> Iterator[Problem]:
    """Check that sessions are in order, and that each day of the year is in exactly one season."""
    for hours_index, hours in enumerate(document.data["hours"]):
        for season_index, season in enumerate(hours["seasons"]):
            sessions = season["sessions"]
            for index in range(1, len(sessions)):
                if sessions[index][:5] < sessions[index - 1][6:]:
                    path = ("hours", hours_index, "seasons", season_index, "sessions", index)
                    yield problem_at(document, path, "session-order", found=sessions[index], expected=sessions[index - 1])
        yield from _season_problems(document, ("hours", hours_index, "seasons"), hours["seasons"])


def _season_problems(document: Document, path: KeyPath, seasons: list[dict[str, Any]]) -> Iterator[Problem]:
    covered: set[int] = set()
    for index, season in enumerate(seasons):
        days = list(_days_between(season["first"], season["last"]))
        overlap = next((day for day in days if day in covered), None)
        if overlap is not None:
            yield problem_at(document, (*path, index, "first"), "season-overlap", found=_month_day(overlap))
        covered.update(days)
    gap = next((day for day in range(366) if day not in covered), None)
    if gap is not None:
        yield problem_at(document, path, "season-gap", at_key=True, found=_month_day(gap))


_LEAP_YEAR = dt.date(2024, 1, 1).toordinal()


def _days_between(first: str, last: str) -> Iterator[int]:
    """Yield the days from ``first`` to ``last`` inclusive, across the end of the year if needed; days of a leap year, numbered from 0."""
    start, end = (dt.date(2024, *read_month_day(text)).toordinal() - _LEAP_YEAR for text in (first, last))
    count = (end - start) % 366 + 1
    return ((start + step) % 366 for step in range(count))


def _month_day(day: int) -> str:
    return dt.date.fromordinal(_LEAP_YEAR + day).strftime("%m-%d")
