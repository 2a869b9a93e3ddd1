"""Zones that change their clocks: every distinct moment is looked up in the timetable itself.

Days of 23 or 25 hours, and local times that are skipped or repeated, are rare and intricate. `Schedule` is the one place that handles
them, so each distinct moment is looked up there once. A row takes microseconds instead of nanoseconds.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.due_terms import BEYOND, NO_DEADLINE, Int32
from tthc_catalog.bulk.factored_arithmetic import BlockAnswers
from tthc_catalog.bulk.instants import MISSING_VALUE, Instants
from tthc_catalog.bulk.row_columns import RowSource
from tthc_catalog.bulk.status import judge
from tthc_catalog.bulk.unanswered import MISSING, OUTSIDE, SKIPPED, UNANSWERED
from tthc_catalog.errors import InvalidInstant, OutOfHorizon

if TYPE_CHECKING:
    from tthc_catalog.bulk.timetable_keys import Keys
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.answer import Answer

_MISSING, _OUTSIDE, _SKIPPED = (UNANSWERED.index(reason) for reason in (MISSING, OUTSIDE, SKIPPED))
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - on the wall clock
_FAR = 2_050_000_000


def answer_one_by_one(
    schedule: Schedule,
    received: Instants,
    keys: Keys,
    completed: Instants | None,
    now: Instants | None,
    status: npt.NDArray[np.int8] | None,
) -> RowSource:
    """Answer every row, looking up each distinct pair of timetable and moment once."""
    rows = len(received)
    source = RowSource(rows)
    start = schedule.midnight[0]
    requested = keys.numbers(slice(0, rows), Scratch(rows)).astype(np.int64)
    utc = utc_seconds(received, schedule)
    early = np.full(rows, NO_DEADLINE, dtype=np.int32)
    pairs, pair_of_row = np.unique(np.stack([requested, utc], axis=1), axis=0, return_inverse=True)
    order = np.argsort(pair_of_row.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(pair_of_row.ravel(), minlength=len(pairs)))
    windows: dict[tuple[str | None, str | None], int] = {}
    for (number, instant), begin, end in zip(pairs.tolist(), [0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        at = order[begin:end]
        if number < 0 or instant < MISSING_VALUE + len(UNANSWERED):
            source.refuse(at, -1 - number if number < 0 else instant - MISSING_VALUE)
            continue
        try:
            answer = keys.timetables[number].at(instant)
        except OutOfHorizon:
            source.refuse(at, _OUTSIDE)
            continue
        window = (answer.reason, answer.span.edition.id if answer.span.edition else None)
        if window not in windows:
            windows[window] = source.add_windows([window[0]], [window[1]], np.asarray([window[0] is None]))
        source.write(at, _repeated(answer, start, len(at)), windows[window], source.rule_numbers([answer.rule]))
        if answer.due_at is not None:
            due = schedule.to_local(answer.due_at)
            day = (due.date() - schedule.calendar.first).days
            early[at] = schedule.midnight[day] - start
    if completed is not None and status is not None:
        ready = utc_seconds(completed, schedule)
        missing = ready < MISSING_VALUE + len(UNANSWERED)
        late = source.instants("late")
        overdue = late <= int(_clipped(utc_seconds(now, schedule), start)[0]) if now is not None else None
        moment = _clipped(ready, start)
        judge(moment >= early, moment >= late, missing, late >= BEYOND, overdue, status)
    return source


def _clipped(utc: npt.NDArray[np.int64], start: int) -> Int32:
    return np.clip(utc - start, -_FAR, _FAR).astype(np.int32)


def utc_seconds(instants: Instants, schedule: Schedule) -> npt.NDArray[np.int64]:
    """Convert to UTC seconds; a row without a moment gets `MISSING_VALUE` plus the index of the reason in `UNANSWERED`."""
    values, positions = np.unique(instants.ticks, return_inverse=True)
    seconds: list[int] = []
    for ticks in values.tolist():
        if ticks == MISSING_VALUE:
            seconds.append(MISSING_VALUE + _MISSING)
        elif not instants.local:
            seconds.append(ticks // instants.per_second)
        else:
            try:
                seconds.append(schedule.to_instant(_EPOCH + dt.timedelta(seconds=ticks // instants.per_second)))
            except InvalidInstant:
                seconds.append(MISSING_VALUE + _SKIPPED)
            except (OutOfHorizon, OverflowError):
                seconds.append(MISSING_VALUE + _OUTSIDE)
    return np.asarray(seconds, dtype=np.int64)[positions]


def _repeated(answer: Answer, start: int, rows: int) -> BlockAnswers:
    """Repeat an answer for some rows."""
    promise, law = answer.commitment, answer.statutory

    def column(instant: int | None) -> Int32:
        return np.full(rows, NO_DEADLINE if instant is None else instant - start, dtype=np.int32)

    return BlockAnswers(
        window=np.zeros(rows, dtype=np.int32),
        due=column(answer.due_at),
        late=column(answer.late_after),
        commitment_due=column(promise.due_at if promise else None),
        commitment_late=column(promise.late_after if promise else None),
        statutory_due=column(law.due_at if law else None),
        statutory_late=column(law.late_after if law else None),
        rule=np.zeros(rows, dtype=np.int32),
        provisional=np.full(rows, answer.provisional),
    )
