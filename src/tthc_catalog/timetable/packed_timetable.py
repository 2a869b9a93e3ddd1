"""A timetable as plain data, small and quick to read: every day's windows, written once for all days that share them.

Reading needs no catalog, no calendar and no policy. A stored timetable answers exactly as the one it was made of, or not at all:
`NotStored` sends the question to the timetable itself.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from bisect import bisect_right
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tthc_catalog.cache.digest import digest_of
from tthc_catalog.timetable.answer import Answer, Resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tthc_catalog.timetable.timetable import Timetable

_DAY = 86_400
_EPOCH = 719_163
"""1970-01-01 as a proleptic Gregorian ordinal."""

_NO_ANSWER = -1
_FIRST_MARK, _MOST_SHAPES = 0x4E00, 0x8000
"""The number of a day's shape is written as one character: a text of thousands of days is read at once."""


class NotStored(Exception):
    """The stored timetable does not hold this answer."""


def pack(timetable: Timetable, rule_number: Callable[[Any], int]) -> dict[str, Any] | None:
    """The timetable as data that JSON can hold; None where the clock is ever changed, which is left to the timetable itself.

    Args:
        timetable: what to store.
        rule_number: gives each rule a number and remembers it under that number.
    """
    from tthc_catalog.errors import OutOfHorizon

    schedule, calendar = timetable.schedule, timetable.schedule.calendar
    if not all(map(schedule.is_plain, range(len(calendar)))):
        return None
    span_numbers = {id(span): number for number, span in enumerate(timetable.spans)}
    shapes: dict[tuple[Any, ...], int] = {}
    days: list[int] = []
    for day in range((calendar.covers[1] - calendar.first).days):
        midnight = schedule.midnight[day]
        try:
            windows = tuple(
                (window.starts_at - midnight, span_numbers[id(window.answer.span)], *_packed(window.answer, day, midnight, rule_number))
                for window in timetable.windows(day)
            )
        except OutOfHorizon:
            days.append(_NO_ANSWER)
            continue
        days.append(shapes.setdefault(windows, len(shapes)))
    if len(shapes) > _MOST_SHAPES:
        return None
    return {
        "first": calendar.first.isoformat(),
        "offset": (calendar.first.toordinal() - _EPOCH) * _DAY - schedule.midnight[0],
        "zone": _zone_evidence(schedule.zone_name),
        "opening": _changes(schedule.opening),
        "named": {str(n): [fact.name, fact.decision] for n in range(len(calendar)) if (fact := calendar.fact_at(n)).name is not None},
        "shapes": [json.dumps(shape, ensure_ascii=False, separators=(",", ":")) for shape in shapes],  # read one by one, when met
        "days": "".join(chr(_FIRST_MARK + number) for number in days),
    }


def _packed(answer: Answer, day: int, midnight: int, rule_number: Callable[[Any], int]) -> tuple[Any, ...]:
    """An answer with its days counted from the day of receipt and its instants from that day's midnight."""

    def plain(said: Resolved | None) -> tuple[Any, ...] | None:
        if said is None:
            return None
        return (
            rule_number(said.rule),
            said.reason,
            None if said.due_at is None else said.due_at - midnight,
            None if said.late_after is None else said.late_after - midnight,
            said.bound,
            said.day - day,
            said.counted_from - day,
            said.last_day - day,
            said.by_processing_time,
            said.rate,
            said.in_calendar_days,
        )

    best = next((place for place, (_, said) in enumerate(answer.others) if said is answer.commitment), None)
    return (
        answer.counted_from - day,
        answer.reason,
        best,
        plain(answer.statutory),
        tuple((model.id, plain(said)) for model, said in answer.others),
        answer.governing,
        answer.provisional,
    )


class StoredTimetable:
    """Answers from what `pack` wrote; takes the place of a `Timetable` for whoever decides and explains."""

    __slots__ = ("_days", "_models", "_rules", "_shapes", "_spans", "schedule")

    def __init__(self, packed: dict[str, Any], *, spans: Sequence[Any], models: Callable[[str], Any], rules: Callable[[int], Any]) -> None:
        """Take the packed timetable, with the records it speaks of by number or id.

        Raises:
            NotStored: the time zone's rules have been changed since.
        """
        if _zone_evidence_now(packed["zone"][0]) != packed["zone"][1]:
            raise NotStored
        self._shapes: list[str] = packed["shapes"]
        self._days: str = packed["days"]
        self._spans, self._models, self._rules = spans, models, rules
        self.schedule = StoredSchedule(packed)

    def at(self, instant: int) -> Answer:
        """The answer to a receipt at ``instant``.

        Raises:
            NotStored: the instant lies outside the calendar, or its answer was not written down.
        """
        midnight_of_first = self.schedule.midnight(0)
        day = (instant - midnight_of_first) // _DAY
        shape = ord(self._days[day]) - _FIRST_MARK if 0 <= day < len(self._days) else _NO_ANSWER
        if shape == _NO_ANSWER:
            raise NotStored
        windows = json.loads(self._shapes[shape])
        midnight = self.schedule.midnight(day)
        start, span, counted_from, reason, best, law, others, governing, provisional = windows[
            bisect_right(windows, instant - midnight, key=lambda window: window[0]) - 1
        ]
        moved = instant // 60 * 60 - (midnight + start) // 60 * 60
        statutory = None if law is None else self._resolved(law, day, moved)
        told = tuple((self._models(model), self._resolved(said, day, moved)) for model, said in others)
        model, commitment = (None, None) if best is None else told[best]
        ruling = {"commitment": commitment, "statutory": statutory}.get(governing)
        return Answer(
            self._spans[span],
            day,
            day + counted_from,
            reason,
            commitment,
            model,
            statutory,
            told,
            governing,
            ruling.due_at if ruling is not None else None,
            ruling.late_after if ruling is not None else None,
            ruling.bound if ruling is not None else "by",
            provisional,
        )

    def _resolved(self, said: Sequence[Any], day: int, moved: int) -> Resolved:
        """One policy's answer; ``moved`` seconds lie between the start of the window and the receipt, in whole minutes."""
        rule, reason, due_at, late_after, bound, received, counted_from, last_day, by_processing_time, rate, in_calendar_days = said
        midnight = self.schedule.midnight(day) + (moved if rate else 0)
        due_at = None if due_at is None else due_at + midnight
        if rate and due_at is not None and (due_at - self.schedule.midnight(0)) // _DAY != day + last_day:
            raise NotStored  # it has moved into another day than the one written down
        return Resolved(
            self._rules(rule),
            reason,
            due_at,
            None if late_after is None else late_after + midnight,
            bound,
            day + received,
            day + counted_from,
            day + last_day,
            by_processing_time,
            rate,
            in_calendar_days,
        )


class StoredSchedule:
    """The clock, the days and the opening times of a stored timetable; takes the place of a `Schedule`."""

    __slots__ = ("_first", "_midnight", "_named", "_offset", "calendar", "opening")

    def __init__(self, packed: dict[str, Any]) -> None:
        self._first: int = dt.date.fromisoformat(packed["first"]).toordinal()
        self._offset: int = packed["offset"]
        self._midnight: int = (self._first - _EPOCH) * _DAY - self._offset
        self._named: dict[str, list[str | None]] = packed["named"]
        self.opening = _Changing(packed["opening"])
        self.calendar = self

    def midnight(self, day: int) -> int:
        """The instant a day begins."""
        return self._midnight + day * _DAY

    def instant(self, day: int, second: int) -> int:
        """The instant the wall clock shows ``second`` of the day."""
        return self.midnight(day) + second

    def to_instant(self, moment: dt.datetime) -> int:
        """Whole seconds since the epoch; a naive moment is local office time."""
        if moment.tzinfo is not None:
            return int(moment.timestamp() // 1)
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return (moment.toordinal() - _EPOCH) * _DAY + seconds - self._offset

    def to_local(self, instant: int) -> dt.datetime:
        """The aware local moment of an instant."""
        return dt.datetime.fromtimestamp(instant, dt.timezone(dt.timedelta(seconds=self._offset)))

    def fact_at(self, day: int) -> SimpleNamespace:
        """What the calendar says of a day: its date, and the name and decision of a day that has them."""
        name, decision = self._named.get(str(day), (None, None))
        return SimpleNamespace(date=dt.date.fromordinal(self._first + day), name=name, decision=decision)


class _Changing:
    """A value for each day, kept as the days on which it changes."""

    __slots__ = ("_changes",)

    def __init__(self, changes: list[list[int]]) -> None:
        self._changes = changes

    def __getitem__(self, day: int) -> int:
        _, value = self._changes[bisect_right(self._changes, day, key=lambda change: change[0]) - 1]
        return value


def _changes(values: Sequence[int]) -> list[list[int]]:
    """The places at which a sequence takes another value, with that value."""
    return [[place, value] for place, value in enumerate(values) if place == 0 or value != values[place - 1]]


def _zone_evidence(name: str) -> list[Any]:
    """Where the rules of a time zone may stand, in order of preference, and what those read say."""
    import zoneinfo

    paths = [os.path.join(place, *name.split("/")) for place in zoneinfo.TZPATH]  # noqa: PTH118 - pathlib takes longer to import than this to run
    return [paths, _zone_evidence_now(paths)]


def _zone_evidence_now(paths: Sequence[str]) -> str | None:
    """A digest of the first file there is; without one, the rules come from a package, whose version is part of the identity."""
    for path in paths:
        try:
            with open(path, "rb") as stream:  # noqa: PTH123 - as above
                return digest_of(stream.read()).hex()
        except OSError:
            continue
    return None
