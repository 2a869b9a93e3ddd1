"""Compare two timetables day by day: which receipts have another due date, by weekday and stretch of the day.

Equal differences are reported once, with the rule on both sides. Instants are compared, not rules, so a rule that was only reworded is no
difference.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.policies.contract import DueByProcessingTime, NotCovered, Outcome, Segment, plain
from tthc_catalog.timetable.answer import Answer, Governing
from tthc_catalog.timetable.timetable import Breakpoint, Timetable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_DAY_END = 24 * 60


@attrs.frozen(kw_only=True)
class Promise:
    """One side of a change, as a rule, so that it is equal on many days.

    Attributes:
        outcome: the outcome of the governing rule; None if there is no deadline.
        governing: whether the law or the commitment governs.
        covered: whether a commitment applies.
        reason: why there is no deadline; None if there is one.
        deemed: whether the receipt counts from the next working day, because its own day is not worked.
    """

    outcome: Outcome | None
    governing: Governing | None
    covered: bool
    reason: str | None
    deemed: bool


class ChangedDay(NamedTuple):
    """A day of a change, and the due dates on both sides of a receipt at the start of its stretch."""

    day: dt.date
    before: dt.datetime | None
    after: dt.datetime | None


@attrs.frozen(kw_only=True)
class DueChange:
    """Receipts on certain weekdays, in one stretch of the day, that have another due date.

    Attributes:
        weekdays: ISO weekdays of the days of receipt, in order.
        first: first minute of the stretch; None if it begins when the desk opens.
        last: last minute of the stretch; None if it lasts until the desk closes, or longer.
        opens: earliest and latest opening of the days, in minutes after midnight.
        closes: earliest and latest closing of the days, in minutes after midnight.
        instances: the days, in order.
    """

    weekdays: tuple[int, ...]
    first: int | None
    last: int | None
    opens: tuple[int, int]
    closes: tuple[int, int]
    before: Promise
    after: Promise
    instances: tuple[ChangedDay, ...]

    @property
    def same_rule(self) -> bool:
        """Whether the rule is the same on both sides, so that only the calendar or the hours moved the due date."""
        return self.before == self.after


class _Kind(NamedTuple):
    """The common part of equal changes on several days."""

    first: int | None
    last: int | None
    before: Promise
    after: Promise


def changes(
    before: Timetable, after: Timetable, start: dt.date, end: dt.date, *, candidates: Collection[int] | None = None
) -> list[DueChange]:
    """Return the differences between two timetables for receipts in ``[start, end)``.

    Args:
        before: the older timetable.
        after: the newer one.
        start: the first day of receipt.
        end: the day after the last one.
        candidates: the numbers of the only days that may differ, in the calendar of both; None for all days.
    """
    instances: dict[_Kind, list[ChangedDay]] = {}
    hours: dict[_Kind, list[tuple[int, int]]] = {}
    for date in _dates(before, start, end, candidates):
        old, new = (timetable.day_windows((date - timetable.schedule.calendar.first).days) for timetable in (before, after))
        if _alike(old, new) or _follows(before, after, date):
            continue
        schedule, number = after.schedule, (date - after.schedule.calendar.first).days
        desk = schedule.opening[number], schedule.closing[number]
        for first, last, one, other in _stretches(before, after, date, old, new):
            kind = _Kind(
                None if first <= desk[0] else first,
                None if last >= desk[1] - 1 else last,
                _promise(before, one, first),
                _promise(after, other, first),
            )
            instances.setdefault(kind, []).append(ChangedDay(date, _local(before, one), _local(after, other)))
            hours.setdefault(kind, []).append(desk)
    return [_change(kind, of_kind, hours[kind]) for kind, of_kind in instances.items()]


def _change(kind: _Kind, instances: list[ChangedDay], hours: list[tuple[int, int]]) -> DueChange:
    opens, closes = zip(*hours, strict=True)
    return DueChange(
        weekdays=tuple(sorted({instance.day.isoweekday() for instance in instances})),
        first=kind.first,
        last=kind.last,
        opens=(min(opens), max(opens)),
        closes=(min(closes), max(closes)),
        before=kind.before,
        after=kind.after,
        instances=tuple(instances),
    )


def _dates(timetable: Timetable, start: dt.date, end: dt.date, candidates: Collection[int] | None) -> Iterator[dt.date]:
    """Yield the days to compare, in order."""
    first = timetable.schedule.calendar.first
    numbers = range((start - first).days, (end - first).days)
    return (first + dt.timedelta(days=number) for number in (numbers if candidates is None else sorted(candidates)) if number in numbers)


def _alike(old: tuple[Breakpoint, ...], new: tuple[Breakpoint, ...]) -> bool:
    return len(old) == len(new) and all(a.starts_at == b.starts_at and _same(a.answer, b.answer) for a, b in zip(old, new, strict=True))


def _same(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same to a citizen: due date, first late instant, commitment and rate."""
    return (one.due_at, one.late_after, one.reason is None, one.rate) == (other.due_at, other.late_after, other.reason is None, other.rate)


def _follows(before: Timetable, after: Timetable, date: dt.date) -> bool:
    """Whether the receipts of a day off count from the same working day on both sides; the change of that day then includes theirs."""
    counted = []
    for timetable in (before, after):
        calendar = timetable.schedule.calendar
        number = (date - calendar.first).days
        if calendar.working[number]:
            return False
        counted.append(calendar.fact_at(calendar.nth_from(number, 0)).date)
    return counted[0] == counted[1]


def _stretches(
    before: Timetable, after: Timetable, date: dt.date, old: Iterable[Breakpoint], new: Iterable[Breakpoint]
) -> Iterator[tuple[int, int, Answer, Answer]]:
    """Yield the stretches of a day with different answers by first and last minute; adjacent stretches under the same rules are merged."""
    schedule = after.schedule
    number = (date - schedule.calendar.first).days
    starts = sorted({row.starts_at for row in (*old, *new)})
    pending: tuple[int, int, Answer, Answer] | None = None
    for place, starts_at in enumerate(starts):
        one, other = before.at(starts_at), after.at(starts_at)
        if _same(one, other):
            continue
        first = schedule.wall_second(number, starts_at) // 60
        last = (schedule.wall_second(number, starts[place + 1]) // 60 if place + 1 < len(starts) else _DAY_END) - 1
        if pending is not None and pending[1] == first - 1 and _same_rules(before, after, pending, (one, other), first):
            pending = (pending[0], last, pending[2], pending[3])
            continue
        if pending is not None:
            yield pending
        pending = (first, last, one, other)
    if pending is not None:
        yield pending


def _same_rules(
    before: Timetable, after: Timetable, pending: tuple[int, int, Answer, Answer], here: tuple[Answer, Answer], minute: int
) -> bool:
    start = pending[0]
    return (_promise(before, pending[2], start), _promise(after, pending[3], start)) == (
        _promise(before, here[0], minute),
        _promise(after, here[1], minute),
    )


def _promise(timetable: Timetable, answer: Answer, minute: int) -> Promise:
    counted = answer.counted_from
    if answer.governing == "commitment" and answer.commitment is not None:
        counted = answer.commitment.counted_from  # an office with its own hours may count from a day off
    deemed = counted != answer.day
    return Promise(
        outcome=_outcome(timetable, answer, counted, timetable.schedule.opening[counted] if deemed else minute),
        governing=answer.governing,
        covered=answer.reason is None,
        reason=answer.reason if answer.due_at is None else None,
        deemed=deemed,
    )


def _outcome(timetable: Timetable, answer: Answer, counted: int, minute: int) -> Outcome | None:
    """Return the outcome of the governing policy at a minute of the day the receipt counts from."""
    day = timetable.schedule.day(counted)
    if answer.governing == "commitment":
        table = next(c.table for c in answer.span.commitments if c.model is answer.model)
        outcome = _outcome_at(table.policy.segments(day), minute)
        if not isinstance(outcome, DueByProcessingTime):
            return outcome
    statutory = answer.span.statutory
    return _outcome_at(statutory.policy.segments(day), minute) if answer.governing is not None and statutory is not None else None


def _outcome_at(segments: Iterable[Segment], minute: int) -> Outcome | None:
    outcome: Outcome | None = None
    for segment in segments:
        if segment.start > minute or (segment.after and segment.start == minute):
            break
        outcome = segment.outcome
    return None if outcome is None or isinstance(plain(outcome), NotCovered) else outcome


def _local(timetable: Timetable, answer: Answer) -> dt.datetime | None:
    return None if answer.due_at is None else timetable.schedule.to_local(answer.due_at)
