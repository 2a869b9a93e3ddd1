"""Timetables made by hand and at random, for the tests of many dossiers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from tthc_catalog.calendars.desk import WHOLE_DAY, Desk, LocalDay
from tthc_catalog.calendars.schedule import Schedule
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
    PlainOutcome,
    Rule,
    Segment,
)
from tthc_catalog.records.closure import Closure, Effect
from tthc_catalog.records.office import Season
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Commitment, Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.desk import Side
    from tthc_catalog.engine import Engine

RULES = {name: Rule(id=name, text=name, text_en=name, citations=()) for name in ("a", "b", "c", "d")}


@attrs.frozen(kw_only=True)
class Written:
    """A policy whose windows are listed by weekday; days without windows are closed. ``dates`` have their own windows."""

    weekdays: Mapping[int, Sequence[Segment]]
    day_off: Sequence[Segment] = ()
    dates: Mapping[dt.date, Sequence[Segment]] = attrs.field(factory=dict)
    rules: Mapping[str, Rule] = attrs.field(default=RULES, eq=False)

    @property
    def varies_by_date(self) -> bool:
        """Whether dates are listed."""
        return bool(self.dates)

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the windows of the date if it is listed, of the weekday on a working day, else of a day off."""
        if day.date in self.dates:
            return self.dates[day.date]
        return self.weekdays[day.weekday] if day.working else self.day_off


def schedule_of(engine: Engine) -> Schedule:
    """Return the schedule of the communes' desks."""
    return engine.timetable("1.001193", level="commune").schedule


def any_outcome(random_: random.Random, start: int) -> Outcome:
    """Return a random outcome that a window from minute ``start`` may have."""
    if random_.random() < 0.2:
        minute = random_.randrange(420, 1000)
        return CountedFrom(working_days=random_.choice([0, 1, 1]), minute=minute, outcome=any_plain_outcome(random_, minute))
    return any_plain_outcome(random_, start)


def any_plain_outcome(random_: random.Random, start: int) -> PlainOutcome:
    """Return a random outcome that counts from the receipt."""
    n = random_.choice([0, 0, 1, 1, 2, 5, 17, 60])
    later = random_.randrange(start + 1, 1440) if start < 1430 else 1439
    return random_.choice(
        [
            DueOnWorkingDay(working_days=n),
            DueOnWorkingDay(working_days=n, closing=max(later, 700)),
            DueOnWorkingDay(working_days=max(n, 1), minute=random_.randrange(1440), bound=random_.choice(["before", "by"])),
            DueOnWorkingDay(working_days=0, minute=later, bound=random_.choice(["before", "by"])),
            DueOnCalendarDay(calendar_days=random_.choice([1, 3, 10, 45]), then_working_days=random_.choice([0, 0, 5])),
            DueAfterWorkingMinutes(
                minutes=random_.choice([1, 20, 240, 960, 4000]),
                sessions=random_.choice([None, None, ((480, 600), (780, 1000)), ((0, 1440),)]),
            ),
            DueAfterMinutes(minutes=random_.choice([1, 30, 1440, 5000])),
            DueAfterMinutesMoved(
                minutes=random_.choice([1, 30, 480, 1440, 5000]),
                ends_with_day=random_.random() < 0.5,
                sessions=random_.choice([None, None, ((480, 600), (780, 1000)), ((0, 1440),)]),
            ),
            DueAtOpening(working_days=max(n, 1)),
            DueAfterMonths(
                months=random_.choice([1, 2, 6, 12]), calendar_days=random_.choice([0, 0, 10]), then_working_days=random_.choice([0, 0, 5])
            ),
            DueByProcessingTime(),
            NotCovered(reason=random_.choice(["not-model-day", "not-listed"])),
        ]
    )


def any_segments(random_: random.Random) -> tuple[Segment, ...]:
    """Return one to four random windows."""
    starts = [
        0,
        *sorted(random_.sample(range(1, 1439, 2), random_.choice([0, 1, 1, 2, 3]))),
    ]  # apart: after 10:59 is 11:00 at minute precision
    return tuple(
        Segment(start=start, after=start > 0 and random_.random() < 0.5, outcome=any_outcome(random_, start), rule=random_.choice("abcd"))
        for start in starts
    )


def any_policy(random_: random.Random) -> Written:
    """Return a random policy that uses every freedom of the contract: open on days off or not, with its own dates or not."""
    kinds = [any_segments(random_) for _ in range(2)]
    dates = {}
    if random_.random() < 0.3:
        for _ in range(5):
            dates[dt.date(2020, 1, 1) + dt.timedelta(days=random_.randrange(2900))] = any_segments(random_)
    return Written(
        weekdays={weekday: random_.choice(kinds) for weekday in range(1, 8)},
        day_off=any_segments(random_) if random_.random() < 0.3 else (),
        dates=dates,
    )


def any_timetable(engine: Engine, seed: int, schedule: Schedule | None = None, unit: int = 60, *, desk: Desk | None = None) -> Timetable:
    """Return a random timetable of one to three spans, with or without law, under up to two commitments that start and end."""
    random_ = random.Random(seed)
    schedule = desk.schedule if desk is not None else schedule or schedule_of(engine)
    model = next(iter(engine.catalog.models.values()))

    def table(side: Side = "commitment") -> PolicyTable:
        policy = any_policy(random_)
        convention = random_.choice(("as_recorded", "as_recorded", "next_opening"))
        if desk is not None:
            return DeskTable(policy, desk, side, policy_id="written", policy_version="1", unit=unit, outside_hours=convention)
        return PolicyTable(policy, schedule, policy_id="written", policy_version="1", unit=unit, outside_hours=convention)

    commitments = tuple(
        Commitment(
            model=attrs.evolve(model, id=f"model-{n}"),
            table=table(),
            first=random_.randrange(1500),
            until=random_.randrange(1500, 3500),
            is_target=random_.random() < 0.1,
        )
        for n in range(random_.choice([0, 1, 1, 2]))
    )
    firsts = [0, *sorted(random_.sample(range(1, 2900), random_.choice([0, 1, 2])))]
    spans = tuple(
        Span(
            first=first,
            edition=None,
            case=None,
            statutory=table("law") if random_.random() < 0.8 else None,
            commitments=commitments if random_.random() < 0.8 else (),
            excluded=random_.choice([None, "not-listed"]),
        )
        for first in firsts
    )
    return Timetable(level="commune", code=f"0.{seed:06d}", case=None, schedule=schedule, spans=spans)


def working_hours(engine: Engine, amount: int) -> Timetable:
    """Return a timetable whose law counts ``amount`` working hours, and which has no commitment."""
    schedule = schedule_of(engine)
    segments = (Segment(start=0, outcome=DueAfterWorkingMinutes(minutes=amount * 60), rule="a"),)
    policy = Written(weekdays=dict.fromkeys(range(1, 8), segments))
    table = PolicyTable(policy, schedule, policy_id="written", policy_version="1")
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    return Timetable(level="commune", code="0.000000", case=None, schedule=schedule, spans=(span,))


def in_zone(engine: Engine, zone: str) -> Schedule:
    """Return a schedule with the communes' hours in a zone that may change its clocks."""
    hours = engine.catalog.hours["hai-duong"]
    early = attrs.evolve(hours, seasons=tuple(Season(first=s.first, last=s.last, sessions=((60, 180), *s.sessions)) for s in hours.seasons))
    return Schedule(schedule_of(engine).calendar, early, zone)


Finder = Callable[[str, str | None, str | None, str | None, str | None], Timetable]


def finder(timetables: Sequence[Timetable]) -> Finder:
    """Return a function that finds a timetable by its index, written as a code."""
    return lambda code, *_: timetables[int(code)]


def any_desk(engine: Engine, seed: int) -> Desk:
    """Return a desk with other hours from two dates on, closures of a day, of half a day and of a week, and extra openings."""
    random_ = random.Random(seed)
    base = schedule_of(engine)
    calendar, hours = base.calendar, engine.catalog.hours["hai-duong"]
    other = attrs.evolve(
        hours, seasons=(Season(first=(1, 1), last=(12, 31), sessions=random_.choice([((480, 720),), ((450, 690), (780, 990))])),)
    )
    firsts = sorted(random_.sample(range(200, 2600), random_.choice([0, 1, 2])))
    sets = [other if n % 2 else hours for n in range(1, len(firsts) + 1)]
    stretches = [(0, base), *((first, Schedule(calendar, h, base.zone_name)) for first, h in zip(firsts, sets, strict=True))]
    whole = Schedule(calendar, hours, base.zone_name, later=tuple(zip(firsts, sets, strict=True)))
    days: dict[int, LocalDay] = {}
    for n in range(random_.choice([1, 4, 12])):
        first = random_.randrange(20, 2800)
        kind = random_.choice(["closed", "closed", "open"])
        effect = "next_opening" if kind == "closed" else "working_day"
        entry = closure(
            f"c{n}",
            kind,
            calendar.date_at(first),
            announced_on=random_.choice([None, calendar.date_at(first - random_.randrange(15))]),
            commitment=random_.choice([effect, effect, "unchanged"]),
            law=random_.choice([effect, "unchanged"]),
        )
        known = 0 if entry.announced_on is None else (entry.announced_on - calendar.first).days
        for number in range(first, first + random_.choice([1, 1, 5])):
            if number in days or (kind == "open" and calendar.working[number]):
                continue
            hours_of_day = whole.sessions[number]
            sessions = (
                random_.choice([WHOLE_DAY, hours_of_day[-1:], hours_of_day[:1], ((540, 600),)]) if kind == "closed" else ((450, 690),)
            )
            days[number] = LocalDay(number, sessions, entry, known)
    return Desk(whole, stretches, days.values())


def closure(
    id: str,
    kind: Literal["closed", "open"],
    first: dt.date,
    *,
    announced_on: dt.date | None = None,
    commitment: Effect | None = None,
    law: Effect = "unchanged",
) -> Closure:
    """Return a closure or an extra opening of one day."""
    return Closure(
        id=id,
        kind=kind,
        offices=("desk",),
        levels=(),
        first=first,
        last=first,
        sessions=None,
        reason=id,
        reason_en=None,
        citations=(),
        announced_on=announced_on,
        commitment=commitment or ("next_opening" if kind == "closed" else "working_day"),
        law=law,
    )
