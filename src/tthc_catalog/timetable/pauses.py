"""Deadlines after pauses: the one arithmetic that decisions, the agenda and the evaluation share.

A term counts whole days (Civil Code 2015, Article 147): the day on which something begins is not counted. The days after the one on which
a pause begins, up to the one on which it ends, are taken out of the term; a pause within one day therefore moves no term in days. A term
of working days leaves working days out, a term of calendar days, months or years leaves calendar days out and only its last day moves off
a day off. A term in working minutes, or in hours, resumes to the minute.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.calendars.months import months_later
from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueOnCalendarDay,
    DueOnWorkingDay,
)
from tthc_catalog.timetable.desk_table import out_of_closures
from tthc_catalog.timetable.outcome_arithmetic import Start, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.desk import Desk, Side, View
    from tthc_catalog.policies.contract import PlainOutcome
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.pause import CommitmentEffect, LawEffect
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.resolved_outcome import Resolved

ENDED_BY_PAUSE = "ended-by-pause"
"""The reason of a commitment that a dossier has left because of a pause."""


class Interval(NamedTuple):
    """A finished pause.

    Attributes:
        since: the instant at which it begins.
        until: the instant at which it ends.
        law: what it does to the statutory term.
        commitment: what it does to a commitment.
    """

    since: int
    until: int
    law: LawEffect
    commitment: CommitmentEffect


class _Running(NamedTuple):
    """A term that is counted, with what moves its end.

    Attributes:
        begins: the instant from which it counts.
        end: number of the day on which it ends, before closures and days off move it; for a term in minutes, the instant.
    """

    resolved: Resolved
    outcome: PlainOutcome
    begins: int
    end: int


def after_pauses(answer: Answer, received: int, pauses: Sequence[Interval], desk: Desk | None) -> list[Answer]:
    """Return the answer after each pause, in their order.

    Args:
        answer: the answer to the receipt.
        received: the instant of receipt.
        pauses: finished pauses in the order in which they begin.
        desk: the closures of the desk; those known when a pause ends move a due time as at the receipt. None for a desk without closures.

    Raises:
        OutOfHorizon: a moved deadline lies outside the calendar.
    """
    span = answer.span
    law = None if span.statutory is None else _running(span.statutory, answer.statutory, received)
    settled = None if span.statutory is None else _running(span.statutory, answer.settled, received)
    promises = [
        _running(commitment.table, resolved, received) for commitment, (_, resolved) in zip(span.commitments, answer.others, strict=True)
    ]
    tables = [commitment.table for commitment in span.commitments]
    targets = [commitment.is_target for commitment in span.commitments]
    found: list[Answer] = []
    for pause in pauses:
        if span.statutory is not None:
            law, settled = (_moved(span.statutory, term, pause, "law", desk) for term in (law, settled))
        promises = [_moved(table, term, pause, "commitment", desk) for table, term in zip(tables, promises, strict=True)]
        if law is not None and settled is not None and settled.resolved[2:4] == law.resolved[2:4]:
            settled = None
        others = tuple(
            (model, before if term is None else term.resolved) for (model, before), term in zip(answer.others, promises, strict=True)
        )
        answer = _ruled(
            answer._replace(
                others=others,
                statutory=answer.statutory if law is None else law.resolved,
                settled=None if settled is None or pause.law == "starts_again" else settled.resolved,
            ),
            targets,
            span.statutory,
        )
        found.append(answer)
    return found


def _ruled(answer: Answer, targets: Sequence[bool], table: PolicyTable | None) -> Answer:
    """Return the answer with the commitment that binds and the deadline that governs, as `Timetable` finds them."""
    from tthc_catalog.timetable.timetable import is_earlier

    best: Resolved | None = None
    model: Model | None = None
    reason = answer.reason
    for (candidate, resolved), is_target in zip(answer.others, targets, strict=True):
        if is_target:
            continue
        if resolved.reason == ENDED_BY_PAUSE:
            reason = ENDED_BY_PAUSE
        elif resolved.reason is None and (best is None or is_earlier(resolved, best)):
            best, model = resolved, candidate
    statutory = answer.statutory
    promised = best is not None and best.due_at is not None and (statutory is None or not is_earlier(statutory, best))
    ruling = best if promised else statutory
    last_day = max([answer.counted_from, *(r.last_day for r in (statutory, best) if r is not None)])
    calendar = None if table is None else table.schedule.calendar
    return answer._replace(
        reason=None if best is not None else reason,
        commitment=best,
        model=model,
        governing=None if ruling is None else "commitment" if promised else "statutory",
        due_at=None if ruling is None else ruling.due_at,
        late_after=None if ruling is None else ruling.late_after,
        bound="by" if ruling is None else ruling.bound,
        provisional=answer.provisional or (calendar is not None and last_day > calendar.last_decided_on(answer.day)),
    )


def _moved(table: PolicyTable, term: _Running | None, pause: Interval, side: Side, desk: Desk | None) -> _Running | None:
    """Return a term after a pause; a pause that begins when the term has ended moves nothing."""
    effect = pause.law if side == "law" else pause.commitment
    if term is None or effect == "runs":
        return term
    resolved = term.resolved
    if resolved.late_after is not None and pause.since >= resolved.late_after:
        return term
    if effect == "ends":
        if resolved.reason is not None:
            return term
        ended = resolved._replace(reason=ENDED_BY_PAUSE, due_at=None, late_after=None, by_processing_time=False)
        return term._replace(resolved=ended)
    if resolved.due_at is None:
        return term
    if effect == "starts_again":
        return _running(table, table.at(pause.until), pause.until)
    views = () if desk is None else desk.views(side)
    day = table.schedule.day_of(pause.until)
    return _resumed(table, term, pause, views[bisect_right(views, day, key=lambda view: view.first) - 1] if views else None)


def _running(table: PolicyTable, resolved: Resolved | None, received: int) -> _Running | None:
    """Return the term of an answer to a receipt."""
    if resolved is None:
        return None
    outcome, schedule = table.outcome_on(resolved.day, received), table.schedule
    due_at = resolved.due_at if resolved.moved_from is None else resolved.moved_from
    second = schedule.wall_second(resolved.day, received)
    begins = received - second % 60
    if resolved.from_minute is not None:
        begins = schedule.instant(resolved.counted_from, resolved.from_minute * 60)
    elif resolved.counted_from != resolved.day:
        begins = schedule.instant(resolved.counted_from, schedule.opening[resolved.counted_from] * 60)
    match outcome:
        case DueOnCalendarDay(calendar_days=days):
            end = resolved.counted_from + days
        case DueAfterMonths(months=months, calendar_days=days):
            first = schedule.calendar.date_at(resolved.counted_from)
            end = (months_later(first, months) - schedule.calendar.first).days + days
        case DueAfterMinutes(minutes=minutes) | DueAfterMinutesMoved(minutes=minutes):
            end = begins + minutes * 60
        case DueAfterWorkingMinutes():
            end = due_at or 0
        case _:
            end = resolved.last_day if resolved.moved_from is None else schedule.day_of(resolved.moved_from - 1)
    return _Running(resolved, outcome, begins, end)


def _resumed(table: PolicyTable, term: _Running, pause: Interval, view: View | None) -> _Running:
    """Return a term whose rest resumes at the end of a pause."""
    schedule, resolved, outcome = table.schedule, term.resolved, term.outcome
    calendar = schedule.calendar
    begun, ended = max(schedule.day_of(pause.since), resolved.counted_from), schedule.day_of(pause.until)
    start = Start(resolved.day, ended, 0, pause.until, 0)
    rest: PlainOutcome
    match outcome:
        case DueOnWorkingDay() | DueAtOpening():
            days = calendar.ordinal[ended + 1] - calendar.ordinal[begun + 1]
            if days <= 0:
                return term
            end = calendar.nth_from(term.end, days)
            rest, start = attrs.evolve(outcome, working_days=0), start._replace(day=end)
        case DueOnCalendarDay() | DueAfterMonths():
            if ended <= begun:
                return term
            end = term.end + ended - begun
            rest = DueOnCalendarDay(calendar_days=0, then_working_days=outcome.then_working_days)
            start = start._replace(day=end)
        case DueAfterMinutes() | DueAfterMinutesMoved():
            if pause.until <= max(pause.since, term.begins):
                return term
            end = term.end + pause.until - max(pause.since, term.begins)
            rest, start = attrs.evolve(outcome, minutes=0), start._replace(instant=end)
        case DueAfterWorkingMinutes():
            since = max(pause.since, term.begins)
            if pause.until <= since:
                return term
            left = _worked(table, term.end) - _worked(table, since)
            rest = DueAfterWorkingMinutes(minutes=max(left, 1))
            start, end = start._replace(second=schedule.wall_second(ended, pause.until)), term.end
        case _:
            return term
    moved = resolve(rest, resolved.rule, start, schedule, table.unit)._replace(
        counted_from=resolved.counted_from, from_minute=resolved.from_minute, rate=0
    )
    if isinstance(outcome, DueAfterWorkingMinutes):
        assert moved.due_at is not None
        end = moved.due_at
    return term._replace(resolved=moved if view is None else out_of_closures(moved, view, schedule, table.unit), end=end)


def _worked(table: PolicyTable, instant: int) -> int:
    """Return the minutes worked from the first day of the calendar to an instant."""
    day = table.schedule.day_of(instant)
    return table.schedule.minutes_worked_before(day, table.schedule.wall_second(day, instant))
