"""An answer book of terms around announcements: plain loops over dates, without any code of the library.

For each announcement of the official calendar, it lists the receipts of the 60 days before it with the last day of a term as it was
known on the day of receipt and as it is known now. It reads the YAML of the calendar and nothing else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE = dt.timedelta(days=1)
DAYS_BEFORE = 60
CUTOFF = dt.time(9, 0)


class Row(NamedTuple):
    """A receipt at 09:00 of a day, and the last day of its term."""

    announced_on: dt.date
    received: dt.date
    working_days: int
    then: dt.date
    now: dt.date


def read(path: Path) -> list[dict[str, Any]]:
    """Return the days of a calendar, as the file states them."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["days"])


def announcements(days: list[dict[str, Any]]) -> list[dt.date]:
    """Return the days on which something was announced."""
    return sorted({dt.date.fromisoformat(day["announced_on"]) for day in days if day.get("announced_on")})


def is_working(date: dt.date, days: list[dict[str, Any]], known_on: dt.date | None) -> bool:
    """Return whether a day was known, or is known, to be worked.

    Tết and the other holidays by law are expected before they are announced; only a swap becomes known by its announcement.
    """
    works = date.weekday() < 5
    for day in days:
        if day["date"] != date.isoformat():
            continue
        announced = day.get("announced_on")
        is_known = known_on is None or announced is None or announced <= known_on.isoformat()
        if day["kind"] == "swap_work":
            works = works or is_known
        elif day["kind"] == "swap_off":
            works = works and not is_known
        else:
            works = False
    return works


def last_day(received: dt.date, working_days: int, days: list[dict[str, Any]], known_on: dt.date | None) -> dt.date:
    """Return the last day of a term of working days; a receipt on a day off counts from the next working day."""
    date = received
    while not is_working(date, days, known_on):
        date += ONE
    left = working_days
    while left:
        date += ONE
        if is_working(date, days, known_on):
            left -= 1
    return date


def book(path: Path, terms: tuple[int, ...]) -> Iterator[Row]:
    """Yield the rows for every announcement and term."""
    days = read(path)
    near = {day["date"]: day for day in days}
    for announced_on in announcements(days):
        for back in range(DAYS_BEFORE, -2, -1):
            received = announced_on - back * ONE
            for term in terms:
                reach = {(received + n * ONE).isoformat() for n in range(term * 2 + 40)}
                listed = [near[date] for date in sorted(reach & near.keys())]
                then, now = (last_day(received, term, listed, known_on) for known_on in (received, None))
                yield Row(announced_on, received, term, then, now)
