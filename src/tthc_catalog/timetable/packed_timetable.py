"""A timetable as plain data, small and quick to read: every distinct day's windows are stored once.

Reading needs no catalog, calendar or policy. A stored timetable returns exactly the answers of the original, or raises `NotStored`;
then the caller uses the original.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from bisect import bisect_right
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tthc_catalog.cache.digest import digest_of
from tthc_catalog.timetable.answer import Answer
from tthc_catalog.timetable.resolved_outcome import Resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tthc_catalog.calendars.announcements import Learned
    from tthc_catalog.timetable.timetable import Timetable

_DAY = 86_400
_EPOCH = 719_163
"""1970-01-01 as a proleptic Gregorian ordinal."""

_NO_ANSWER = -1
_FIRST_MARK, _MOST_SHAPES = 0x4E00, 0x8000
"""The shape number of a day is stored as one character, because one long text is read faster than thousands of numbers."""


class NotStored(Exception):
    """The stored timetable does not contain this answer."""


def pack(timetable: Timetable, rule_number: Callable[[Any], int]) -> dict[str, Any] | None:
    """Return the timetable as JSON data; None if the time zone has clock changes in the calendar's range.

    Args:
        timetable: the timetable to store.
        rule_number: stores a rule and returns its number.
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
        "sessions": _changes(schedule.sessions),
        "working": "".join("01"[works] for works in calendar.working),
        "case": timetable.case,
        "named": {str(n): [fact.name, fact.decision] for n in range(len(calendar)) if (fact := calendar.fact_at(n)).name is not None},
        "decided": calendar.decided_through.isoformat(),
        "learned": [
            [knowledge.until, knowledge.decided_through.isoformat(), [[n, *_noted(learned)] for n, learned in knowledge.learned.items()]]
            for knowledge in calendar.earlier
        ],
        "shapes": [json.dumps(shape, ensure_ascii=False, separators=(",", ":")) for shape in shapes],  # parsed one at a time, when needed
        "days": "".join(chr(_FIRST_MARK + number) for number in days),
    }


def _noted(learned: Learned) -> tuple[Any, ...]:
    """Return what an explanation says about a day of which something else became known later."""
    then, now = learned.then, learned.now
    return then.name, then.decision, now.kind, now.name, now.decision, now.source, learned.since.isoformat(), then.is_working


def _packed(answer: Answer, day: int, midnight: int, rule_number: Callable[[Any], int]) -> tuple[Any, ...]:
    """Return an answer with its days relative to the day of receipt and its instants relative to that day's midnight."""

    def plain(resolved: Resolved | None) -> tuple[Any, ...] | None:
        if resolved is None:
            return None
        return (
            rule_number(resolved.rule),
            resolved.reason,
            None if resolved.due_at is None else resolved.due_at - midnight,
            None if resolved.late_after is None else resolved.late_after - midnight,
            resolved.bound,
            resolved.day - day,
            resolved.counted_from - day,
            resolved.last_day - day,
            resolved.by_processing_time,
            resolved.rate,
            resolved.in_calendar_days,
            resolved.from_minute,
            None if resolved.moved_from is None else resolved.moved_from - midnight,
        )

    best = next((place for place, (_, resolved) in enumerate(answer.others) if resolved is answer.commitment), None)
    return (
        answer.counted_from - day,
        answer.reason,
        best,
        plain(answer.statutory),
        tuple((model.id, plain(resolved)) for model, resolved in answer.others),
        answer.governing,
        answer.provisional,
        plain(answer.settled),
    )


class StoredTimetable:
    """A reader of the data `pack` returns. It replaces a `Timetable` for decisions and explanations."""

    __slots__ = ("_days", "_models", "_rules", "_shapes", "_spans", "case", "schedule")

    def __init__(self, packed: dict[str, Any], *, spans: Sequence[Any], models: Callable[[str], Any], rules: Callable[[int], Any]) -> None:
        """Open a packed timetable.

        Args:
            packed: the data.
            spans: the spans, in the order of the original.
            models: returns a model by id.
            rules: returns a rule by number.

        Raises:
            NotStored: the time zone's rules have changed since the data was packed.
        """
        if _zone_evidence_now(packed["zone"][0]) != packed["zone"][1]:
            raise NotStored
        self._shapes: list[str] = packed["shapes"]
        self._days: str = packed["days"]
        self._spans, self._models, self._rules = spans, models, rules
        self.case: str | None = packed["case"]
        self.schedule = StoredSchedule(packed)

    def at(self, instant: int) -> Answer:
        """Return the answer to a receipt at ``instant``.

        Raises:
            NotStored: the instant lies outside the calendar, or its answer is not stored.
        """
        midnight_of_first = self.schedule.midnight(0)
        day = (instant - midnight_of_first) // _DAY
        shape = ord(self._days[day]) - _FIRST_MARK if 0 <= day < len(self._days) else _NO_ANSWER
        if shape == _NO_ANSWER:
            raise NotStored
        windows = json.loads(self._shapes[shape])
        midnight = self.schedule.midnight(day)
        start, span, counted_from, reason, best, law, packed_others, governing, provisional, settled = windows[
            bisect_right(windows, instant - midnight, key=lambda window: window[0]) - 1
        ]
        moved = instant // 60 * 60 - (midnight + start) // 60 * 60
        statutory = None if law is None else self._resolved(law, day, moved)
        others = tuple((self._models(model), self._resolved(packed, day, moved)) for model, packed in packed_others)
        model, commitment = (None, None) if best is None else others[best]
        ruling = {"commitment": commitment, "statutory": statutory}.get(governing)
        return Answer(
            self._spans[span],
            day,
            day + counted_from,
            reason,
            commitment,
            model,
            statutory,
            others,
            governing,
            ruling.due_at if ruling is not None else None,
            ruling.late_after if ruling is not None else None,
            ruling.bound if ruling is not None else "by",
            provisional,
            None if settled is None else self._resolved(settled, day, moved),
        )

    def rules_of_day(self, day: int) -> list[tuple[int, list[Any]]]:
        """Return the windows of one day by the rules that apply in them, as `Timetable.rules_of_day` does."""
        return [
            (
                window[0],
                [
                    None if window[5] is None else self._rules(window[5][0]).id,
                    *([model, self._rules(resolved[0]).id, resolved[1]] for model, resolved in window[6]),
                ],
            )
            for window in json.loads(self._shapes[ord(self._days[day]) - _FIRST_MARK])
        ]

    def _resolved(self, packed: Sequence[Any], day: int, moved: int) -> Resolved:
        """Return one policy's answer; ``moved`` is the time from the start of the window to the receipt, in whole minutes of seconds."""
        rule, reason, due_at, late_after, bound, received, counted_from, last_day, by_law, rate, calendar_days, minute, was = packed
        midnight = self.schedule.midnight(day) + (moved if rate else 0)
        due_at = None if due_at is None else due_at + midnight
        if rate and due_at is not None and (due_at - self.schedule.midnight(0)) // _DAY != day + last_day:
            raise NotStored  # the due time moved past the stored due day
        return Resolved(
            self._rules(rule),
            reason,
            due_at,
            None if late_after is None else late_after + midnight,
            bound,
            day + received,
            day + counted_from,
            day + last_day,
            by_law,
            rate,
            calendar_days,
            from_minute=minute,
            moved_from=None if was is None else was + midnight,
        )


class StoredSchedule:
    """The days and opening times of a stored timetable. It replaces a `Schedule` and its calendar."""

    __slots__ = ("_decided", "_first", "_learned", "_midnight", "_named", "_offset", "calendar", "opening", "sessions", "working")

    def __init__(self, packed: dict[str, Any]) -> None:
        self._first: int = dt.date.fromisoformat(packed["first"]).toordinal()
        self._offset: int = packed["offset"]
        self._midnight: int = (self._first - _EPOCH) * _DAY - self._offset
        self._named: dict[str, list[str | None]] = packed["named"]
        self._learned: list[Any] = packed["learned"]
        self._decided: str = packed["decided"]
        self.opening = _Changing(packed["opening"])
        self.sessions = _Changing(packed["sessions"])
        self.working = _Flags(packed["working"])
        self.calendar = self

    def midnight(self, day: int) -> int:
        """Return the instant at which a day begins."""
        return self._midnight + day * _DAY

    def instant(self, day: int, second: int) -> int:
        """Return the instant at which the wall clock shows ``second`` of the day."""
        return self.midnight(day) + second

    def to_instant(self, moment: dt.datetime) -> int:
        """Return a moment as whole seconds since the epoch; a naive moment is local office time."""
        if moment.tzinfo is not None:
            return int(moment.timestamp() // 1)
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return (moment.toordinal() - _EPOCH) * _DAY + seconds - self._offset

    def to_local(self, instant: int) -> dt.datetime:
        """Return an instant as an aware local moment."""
        return dt.datetime.fromtimestamp(instant, dt.timezone(dt.timedelta(seconds=self._offset)))

    def decided_through_on(self, day: int) -> dt.date:
        """Return the last day that was decided on a day."""
        return dt.date.fromisoformat(next((decided for until, decided, _ in self._learned if day < until), self._decided))

    def learned_after(self, day: int) -> dict[int, SimpleNamespace]:
        """Return, by number, the days of which something else became known after a day."""
        listed = next((learned for until, _, learned in self._learned if day < until), ())
        return {number: self._learned_day(number, *noted) for number, *noted in listed}

    def _learned_day(
        self, day: int, name: Any, decision: Any, kind: Any, now_name: Any, now_decision: Any, source: Any, since: str, works: bool
    ) -> Any:
        date = dt.date.fromordinal(self._first + day)
        return SimpleNamespace(
            then=SimpleNamespace(date=date, name=name, decision=decision, is_working=works),
            now=SimpleNamespace(date=date, kind=kind, name=now_name, decision=now_decision, source=source),
            since=dt.date.fromisoformat(since),
        )

    def fact_at(self, day: int) -> SimpleNamespace:
        """Return the date of a day, whether it is a working day, and the name and decision the calendar records for it, if any."""
        name, decision = self._named.get(str(day), (None, None))
        return SimpleNamespace(
            date=dt.date.fromordinal(self._first + day), name=name, decision=decision, is_working=bool(self.working[day])
        )


class _Flags:
    """A truth value per day, stored as one digit each."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits = digits

    def __getitem__(self, day: int) -> bool:
        return self._digits[day] == "1"


class _Changing:
    """A value per day, stored as the days on which it changes."""

    __slots__ = ("_changes",)

    def __init__(self, changes: list[list[Any]]) -> None:
        self._changes = changes

    def __getitem__(self, day: int) -> Any:
        _, value = self._changes[bisect_right(self._changes, day, key=lambda change: change[0]) - 1]
        return value


def _changes(values: Sequence[Any]) -> list[list[Any]]:
    """Return the index and value of each element that differs from the one before."""
    return [[place, value] for place, value in enumerate(values) if place == 0 or value != values[place - 1]]


def _zone_evidence(name: str) -> list[Any]:
    """Return the possible paths of a time zone's rules, in order of preference, and the digest of the first that exists."""
    import zoneinfo

    paths = [os.path.join(place, *name.split("/")) for place in zoneinfo.TZPATH]  # noqa: PTH118 - pathlib takes longer to import than this to run
    return [paths, _zone_evidence_now(paths)]


def _zone_evidence_now(paths: Sequence[str]) -> str | None:
    """Return the digest of the first existing file; None if the rules come from a package, whose version is part of the cache identity."""
    for path in paths:
        try:
            with open(path, "rb") as stream:  # noqa: PTH123 - as above
                return digest_of(stream.read()).hex()
        except OSError:
            continue
    return None
