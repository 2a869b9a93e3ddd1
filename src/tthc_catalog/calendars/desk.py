"""One desk by day: its hours, which may change on a date, and the days on which it departs from the calendar.

A receipt is answered by the hours in force on the day of receipt and by the days off, closures and openings announced by then. A
*view* is a stretch of receipt days for which all of these are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from tthc_catalog.calendars.schedule import Schedule, Sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.records.closure import Closure

Side = Literal["law", "commitment"]

WHOLE_DAY: Sessions = ((0, 24 * 60),)


class LocalDay(NamedTuple):
    """One day of a closure or of an extra opening.

    Attributes:
        number: the day's number in the calendar.
        sessions: the minutes in which the desk is closed, or open.
        known_from: number of the first receipt day on which it has been announced.
    """

    number: int
    sessions: Sessions
    closure: Closure
    known_from: int


class View(NamedTuple):
    """What holds, and is known, for receipts on the days from ``first`` up to and excluding ``until``.

    Attributes:
        schedule: the hours of the first of these days, continued, with the extra openings that count as working days.
        next_hours: the day from which the desk's own schedule has other hours than ``schedule``; None if they stay.
        moving: per day, the closed minutes that move a due time.
        shut: per day, all closed minutes.
        extra: per day, the sessions of an extra opening.
        counting: the extra openings that count as working days.
        unknown: the days of the calendar of which something else became known later.
    """

    first: int
    until: int
    schedule: Schedule
    next_hours: int | None
    moving: Mapping[int, Sessions]
    shut: Mapping[int, Sessions]
    extra: Mapping[int, Sessions]
    counting: frozenset[int]
    unknown: frozenset[int]

    def open_on(self, number: int) -> Sessions:
        """Return the sessions in which the desk is really open on a day."""
        if number in self.extra:
            sessions = self.extra[number]
        elif self.schedule.calendar.working[number]:
            sessions = self.schedule.sessions[number]
        else:
            return ()
        return without(sessions, self.shut.get(number, ()))

    def is_shut_at(self, number: int, second: int, *, before: bool) -> bool:
        """Return whether a closure that moves due times leaves nobody to hand a result over at this second of the day.

        Args:
            number: the day.
            second: the due time.
            before: whether the result must be ready before that second, so that an opening at it is too late.
        """
        closed = self.moving.get(number)
        if closed is None or not any(start * 60 <= second <= end * 60 for start, end in closed):
            return False
        earliest = 1 if before else 0
        return not any(start * 60 + earliest <= second <= end * 60 for start, end in self.open_on(number))

    def next_opening(self, number: int, second: int) -> tuple[int, int]:
        """Return the day and minute at which the desk next opens, at or after this second of the day.

        Raises:
            OutOfHorizon: the calendar ends before that.
        """
        calendar = self.schedule.calendar
        for day in range(number, len(calendar)):
            for start, _ in self.open_on(day):
                if day > number or start * 60 >= second:
                    return day, start
        raise calendar.beyond()


class Desk:
    """The schedule of a desk, and the views of it that receipts are answered by.

    Attributes:
        schedule: the hours of every day, each by the hours in force on it, without closures and openings.
        stretches: the first day of each set of hours, with the schedule that has these hours on all days.
        local_days: the days of closures and openings, in order.
    """

    __slots__ = ("_by_day", "_informed", "_opened", "_views", "local_days", "schedule", "stretches")

    def __init__(self, schedule: Schedule, stretches: Sequence[tuple[int, Schedule]] = (), local_days: Iterable[LocalDay] = ()) -> None:
        self.schedule = schedule
        self.stretches = tuple(stretches) or ((0, schedule),)
        self.local_days = tuple(sorted(local_days, key=lambda day: (day.number, day.closure.id)))
        self._by_day: dict[int, tuple[LocalDay, ...]] = {}
        for day in self.local_days:
            self._by_day[day.number] = (*self._by_day.get(day.number, ()), day)
        self._opened: dict[tuple[int, int, tuple[tuple[int, Sessions], ...]], Schedule] = {}
        self._informed: Desk | None = None
        self._views: dict[Side, tuple[View, ...]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (Desk, (self.schedule, self.stretches, self.local_days))

    @property
    def is_regular(self) -> bool:
        """Whether the desk always has the same hours, no closures and openings, and a calendar that was always known."""
        return len(self.stretches) == 1 and not self.local_days and not self.schedule.calendar.earlier

    @property
    def learns(self) -> bool:
        """Whether something about the desk or the calendar became known on a day."""
        return bool(self.schedule.calendar.earlier) or any(day.known_from for day in self.local_days)

    def as_known_now(self) -> Desk:
        """Return the desk as if everything had always been known."""
        if self._informed is None:
            earlier = self.schedule.calendar.earlier
            schedule, stretches = self.schedule, self.stretches
            if earlier:
                stretches = tuple((first, hours.as_known(earlier[-1].until)) for first, hours in stretches)
                schedule = stretches[0][1] if len(stretches) == 1 else schedule.as_known(earlier[-1].until)
            self._informed = Desk(schedule, stretches, (day._replace(known_from=0) for day in self.local_days))
        return self._informed

    def on(self, number: int) -> tuple[LocalDay, ...]:
        """Return the closures and openings of one day."""
        return self._by_day.get(number, ())

    def open_on(self, number: int) -> Sessions:
        """Return the sessions in which the desk is open on a day, after all closures and openings."""
        extra = [day.sessions for day in self.on(number) if day.closure.kind == "open"]
        works = self.schedule.calendar.working[number]
        sessions = extra[0] if extra else self.schedule.sessions[number] if works else ()
        return without(sessions, self.closed_on(number))

    def as_worked(self) -> Schedule:
        """Return the schedule in which the desk works as it is open: closed minutes are not worked, and extra openings are.

        An extra opening that its entry leaves without any effect is not worked. Everything that is known about the desk counts.
        """
        days: dict[int, Sessions] = {}
        for day in self.local_days:
            if day.closure.kind == "closed" or "working_day" in (day.closure.law, day.closure.commitment):
                days[day.number] = self.open_on(day.number)
        return self.schedule.with_openings(days)

    def closed_on(self, number: int) -> Sessions:
        """Return the minutes of a day in which the desk is closed by a closure."""
        return _joined(day.sessions for day in self.on(number) if day.closure.kind == "closed")

    def day(self, number: int) -> Day:
        """Return the facts about a day for commitments: an extra opening that counts is a working day."""
        counting = [day.sessions for day in self.on(number) if day.closure.kind == "open" and _effect(day, "commitment") == "working_day"]
        if not counting:
            return self.schedule.day(number)
        return self.schedule.with_openings({number: counting[0]}).day(number)

    def closed_all_day(self, number: int) -> Closure | None:
        """Return the closure by which the desk does not open at all on a day; None if it opens, or is off anyway."""
        closed = [day for day in self.on(number) if day.closure.kind == "closed"]
        if not closed or any(day.sessions == WHOLE_DAY for day in closed):
            return next((day.closure for day in closed if day.sessions == WHOLE_DAY), None)
        return closed[0].closure if self.schedule.calendar.working[number] and not self.open_on(number) else None

    def views(self, side: Side) -> tuple[View, ...]:
        """Return the views for one side in the order of their days."""
        if side not in self._views:
            self._views[side] = tuple(self._made_views(side))
        return self._views[side]

    def _made_views(self, side: Side) -> Iterator[View]:
        calendar = self.schedule.calendar
        starts = {0, *(first for first, _ in self.stretches), *(day.known_from for day in self.local_days)}
        starts |= {knowledge.until for knowledge in calendar.earlier}
        ordered = sorted(start for start in starts if start < len(calendar))
        firsts = [first for first, _ in self.stretches]
        for first, until in zip(ordered, [*ordered[1:], len(calendar)], strict=True):
            stretch = bisect_right(firsts, first) - 1
            known = [day for day in self.local_days if day.known_from <= first]
            closed = [day for day in known if day.closure.kind == "closed"]
            opened = {day.number: day.sessions for day in known if day.closure.kind == "open"}
            counting = {day.number: day.sessions for day in known if day.closure.kind == "open" and _effect(day, side) == "working_day"}
            yield View(
                first,
                until,
                self._schedule_of(stretch, first, counting),
                firsts[stretch + 1] if stretch + 1 < len(firsts) else None,
                _by_day(day for day in closed if _effect(day, side) == "next_opening"),
                _by_day(closed),
                opened,
                frozenset(counting),
                frozenset(calendar.learned_after(first)),
            )

    def _schedule_of(self, stretch: int, first: int, counting: Mapping[int, Sessions]) -> Schedule:
        """Return the schedule of a set of hours as it was known on a day, in which some days off are worked."""
        schedule = self.stretches[stretch][1].known_on(first)
        if not counting:
            return schedule
        key = stretch, id(schedule), tuple(sorted(counting.items()))
        if key not in self._opened:
            self._opened[key] = schedule.with_openings(counting)
        return self._opened[key]


def without(sessions: Sessions, closed: Sessions) -> Sessions:
    """Return the parts of sessions that are not closed."""
    left = list(sessions)
    for begin, end in closed:
        left = [part for a, b in left for part in ((a, min(b, begin)), (max(a, end), b)) if part[0] < part[1]]
    return tuple(left)


def _effect(day: LocalDay, side: Side) -> str:
    return day.closure.law if side == "law" else day.closure.commitment


def _by_day(days: Iterable[LocalDay]) -> dict[int, Sessions]:
    """Return the minutes of some closures by day."""
    found: dict[int, list[Sessions]] = {}
    for day in days:
        found.setdefault(day.number, []).append(day.sessions)
    return {number: _joined(parts) for number, parts in found.items()}


def _joined(parts: Iterable[Sessions]) -> Sessions:
    """Return the union of some minutes of a day, as sessions that do not touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(session for sessions in parts for session in sessions):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
