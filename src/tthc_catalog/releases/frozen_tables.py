"""Compiled timetables as plain data, and timetables read back from it.

The data holds the compiled form itself: the segments of a day, the pattern of each day, the days written out, and the calendar. Reading it
needs no policy and no plugin, so a release answers as it did when it was made, whatever is installed later.
"""

from __future__ import annotations

import datetime as dt
from array import array
from typing import TYPE_CHECKING, Any, get_args

import attrs

from tthc_catalog.calendars.announcements import Knowledge, Learned
from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.policies import contract
from tthc_catalog.policies.contract import CountedFrom, Rule, Segment
from tthc_catalog.records.legal import Citation
from tthc_catalog.releases.frozen_desks import FrozenSchedule, FrozenTable
from tthc_catalog.timetable.policy_table import Window
from tthc_catalog.timetable.resolved_outcome import Resolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tthc_catalog.policies.contract import Outcome
    from tthc_catalog.timetable.policy_table import PolicyTable

_OUTCOMES = {kind.__name__: kind for kind in (*get_args(contract.PlainOutcome), CountedFrom)}
_DIGITS = b"0123456789abcdefghijklmnopqrstuvwxyz"
_AS_DIGITS = _DIGITS.ljust(256)


class TableWriter:
    """Collect schedules and tables, each once, as plain data."""

    def __init__(self) -> None:
        self.calendar: dict[str, Any] | None = None
        self.schedules: list[dict[str, Any]] = []
        self.tables: list[dict[str, Any]] = []
        self.vectors: list[str | list[int]] = []
        self._numbers: dict[int, int] = {}
        self._vector_numbers: dict[bytes, int] = {}
        self._kept: list[object] = []

    def schedule(self, schedule: Schedule) -> int:
        """Return the number of a schedule."""
        number = self._numbers.get(id(schedule))
        if number is None:
            if self.calendar is None:
                self.calendar = calendar_data(schedule.calendar)
            kinds: dict[tuple[tuple[int, int], ...], int] = {}
            days = [kinds.setdefault(sessions, len(kinds)) for sessions in schedule.sessions]
            data = {"zone": schedule.zone_name, "sessions": [list(map(list, kind)) for kind in kinds], "days": self._vector(days)}
            number = self._add(schedule, self.schedules, {**data, "digest": schedule.digest})
        return number

    def table(self, table: PolicyTable) -> int:
        """Return the number of a table."""
        number = self._numbers.get(id(table))
        if number is None:
            used = dict.fromkeys(segment.rule for pattern in table.patterns for _, segment in pattern)
            written = (*table.irregular.values(), *table.settled_days().values())
            used |= dict.fromkeys(window.resolved.rule.id for windows in written for window in windows)
            rules = {name: place for place, name in enumerate(used)}
            midnight = table.schedule.midnight
            data = {
                "policy": [table.policy_id, table.policy_version],
                "schedule": self.schedule(table.schedule),
                "unit": table.unit,
                "outside_hours": table.outside_hours,
                "rules": [_rule_data(table.policy.rules[name]) for name in used],
                "patterns": [
                    [[start, s.start, int(s.after), rules[s.rule], outcome_data(s.outcome)] for start, s in pattern]
                    for pattern in table.patterns
                ],
                "days": self._vector(table.pattern_of_day),
                "digest": table.digest,
            }
            for name, days in (("irregular", table.irregular), ("settled", table.settled_days())):
                if days:
                    data[name] = [
                        [day, [[w.starts_at - midnight[0], _resolved_data(w.resolved, rules, midnight[0])] for w in windows]]
                        for day, windows in sorted(days.items())
                    ]
            number = self._add(table, self.tables, data)
        return number

    def _add(self, thing: object, to: list[dict[str, Any]], data: dict[str, Any]) -> int:
        self._kept.append(thing)  # so that its identity stays unique
        to.append(data)
        self._numbers[id(thing)] = len(to) - 1
        return len(to) - 1

    def _vector(self, values: Sequence[int]) -> int:
        """Return the number of a list with one small number per day; equal lists are written once."""
        key = array("H", values).tobytes()
        if key not in self._vector_numbers:
            self._vector_numbers[key] = len(self.vectors)
            self.vectors.append(bytes([*values]).translate(_AS_DIGITS).decode() if max(values) < len(_DIGITS) else list(values))
        return self._vector_numbers[key]


class TableReader:
    """Read the schedules and tables that `TableWriter` collected; each is built when it is first used."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.calendar = calendar_from(data["calendar"])
        self._data = data
        self._vectors: dict[int, list[int]] = {}
        self._schedules: dict[int, FrozenSchedule] = {}
        self._tables: dict[int, FrozenTable] = {}

    def schedule(self, number: int) -> FrozenSchedule:
        """Return a schedule by its number."""
        if number not in self._schedules:
            data = self._data["schedules"][number]
            kinds = [tuple((start, end) for start, end in kind) for kind in data["sessions"]]
            sessions = [kinds[kind] for kind in self._vector(data["days"])]
            self._schedules[number] = FrozenSchedule(self.calendar, sessions, data["zone"], data["digest"])
        return self._schedules[number]

    def table(self, number: int) -> FrozenTable:
        """Return a table by its number."""
        if number not in self._tables:
            data = self._data["tables"][number]
            rules = [_rule_from(rule) for rule in data["rules"]]
            schedule = self.schedule(data["schedule"])
            start = schedule.midnight[0]
            self._tables[number] = FrozenTable(
                schedule=schedule,
                policy_id=data["policy"][0],
                policy_version=data["policy"][1],
                unit=data["unit"],
                outside_hours=data["outside_hours"],
                rules={rule.id: rule for rule in rules},
                patterns=[
                    [
                        (at, Segment(start=first, after=bool(after), rule=rules[rule].id, outcome=outcome_from(outcome)))
                        for at, first, after, rule, outcome in pattern
                    ]
                    for pattern in data["patterns"]
                ],
                pattern_of_day=self._vector(data["days"]),
                irregular=_windows_from(data.get("irregular", ()), rules, start),
                settled=_windows_from(data.get("settled", ()), rules, start),
                digest=data["digest"],
            )
        return self._tables[number]

    def _vector(self, number: int) -> list[int]:
        if number not in self._vectors:
            stored = self._data["vectors"][number]
            self._vectors[number] = [int(digit, 36) for digit in stored] if isinstance(stored, str) else stored
        return self._vectors[number]


def calendar_data(calendar: WorkingCalendar) -> dict[str, Any]:
    """Return a calendar as plain data, with what receipts before each announcement could not know."""
    rest = {calendar.date_at(n).isoweekday() for n in range(len(calendar)) if not calendar.working[n] and n not in calendar.special}
    return {
        "id": calendar.id,
        "first": calendar.first.isoformat(),
        "until": calendar.covers[1].isoformat(),
        "decided_through": calendar.decided_through.isoformat(),
        "rest_days": sorted(rest),
        "days": [[number, _fact_data(fact)] for number, fact in calendar.special.items()],
        "earlier": [
            [
                knowledge.until,
                knowledge.decided_through.isoformat(),
                [[n, _fact_data(day.then), _fact_data(day.now), day.since.isoformat()] for n, day in knowledge.learned.items()],
            ]
            for knowledge in calendar.earlier
        ],
    }


def calendar_from(data: Mapping[str, Any]) -> WorkingCalendar:
    """Return the calendar that `calendar_data` wrote; fields that this version does not know are ignored."""
    first = dt.date.fromisoformat(data["first"])

    def day(number: int, stated: Mapping[str, Any]) -> DayFact:
        return _fact_from(first + dt.timedelta(days=number), stated)

    return WorkingCalendar(
        id=data["id"],
        facts={first + dt.timedelta(days=number): day(number, stated) for number, stated in data["days"]},
        rest_days=data["rest_days"],
        first=first,
        until=dt.date.fromisoformat(data["until"]),
        decided_through=dt.date.fromisoformat(data["decided_through"]),
        earlier=[
            Knowledge(
                until,
                dt.date.fromisoformat(decided),
                {n: Learned(day(n, then), day(n, now), dt.date.fromisoformat(since)) for n, then, now, since in learned},
            )
            for until, decided, learned in data.get("earlier", ())
        ],
    )


def _fact_data(fact: DayFact) -> dict[str, Any]:
    """Return the facts of a day without its date; usual values are left out."""
    fields = {field.name: field.default for field in attrs.fields(DayFact) if field.name != "date"}
    return {name: _plain_day(getattr(fact, name)) for name, usual in fields.items() if getattr(fact, name) != usual}


def _fact_from(date: dt.date, stated: Mapping[str, Any]) -> DayFact:
    known = {field.name for field in attrs.fields(DayFact)}
    return DayFact(date=date, **{name: _day_from(value) for name, value in stated.items() if name in known})


def _plain_day(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, dt.date) else value


def _day_from(value: Any) -> Any:
    return dt.date.fromisoformat(value["day"]) if isinstance(value, dict) else value


def outcome_data(outcome: Outcome) -> list[Any]:
    """Return an outcome as its name and its fields."""
    fields = {field.name: getattr(outcome, field.name) for field in attrs.fields(type(outcome))}
    if isinstance(outcome, CountedFrom):
        fields["outcome"] = outcome_data(outcome.outcome)
    return [type(outcome).__name__, fields]


def outcome_from(data: Sequence[Any]) -> Any:
    """Return the outcome that `outcome_data` wrote."""
    kind, fields = _OUTCOMES[data[0]], dict(data[1])
    if "outcome" in fields:
        fields["outcome"] = outcome_from(fields["outcome"])
    if fields.get("sessions") is not None:
        fields["sessions"] = tuple((start, end) for start, end in fields["sessions"])
    return kind(**fields)


def _rule_data(rule: Rule) -> list[Any]:
    return [rule.id, rule.text, rule.text_en, [[c.document, c.provision] for c in rule.citations]]


def _rule_from(data: Sequence[Any]) -> Rule:
    citations = tuple(Citation(document=document, provision=provision) for document, provision in data[3])
    return Rule(id=data[0], text=data[1], text_en=data[2], citations=citations)


def _resolved_data(resolved: Resolved, rules: Mapping[str, int], start: int) -> dict[str, Any]:
    """Return an answer with its instants relative to the first midnight of the calendar; usual values are left out."""
    usual = Resolved._field_defaults
    data = {name: value for name, value in resolved._asdict().items() if name not in usual or value != usual[name]}
    data["rule"] = rules[resolved.rule.id]
    return data | {name: data[name] - start for name in ("due_at", "late_after", "moved_from") if data.get(name) is not None}


def _windows_from(data: Sequence[Any], rules: Sequence[Rule], start: int) -> dict[int, tuple[Window, ...]]:
    return {day: tuple(Window(at + start, _resolved_from(resolved, rules, start)) for at, resolved in windows) for day, windows in data}


def _resolved_from(data: Mapping[str, Any], rules: Sequence[Rule], start: int) -> Resolved:
    fields = {name: value for name, value in data.items() if name in Resolved._fields}
    fields |= {name: fields[name] + start for name in ("due_at", "late_after", "moved_from") if fields.get(name) is not None}
    return Resolved(**(fields | {"rule": rules[data["rule"]]}))
