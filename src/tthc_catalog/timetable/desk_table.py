"""A policy compiled for a desk with dated hours, closures or extra openings.

Almost every day of such a desk is answered by the patterns of `PolicyTable`. The others are *irregular*: their windows are written out,
with the arithmetic done. The days in reach of a departure are compared once, when the table is compiled, so that every reader of
timetables needs no arithmetic of its own.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueOnCalendarDay,
    DueOnWorkingDay,
    plain,
)
from tthc_catalog.timetable.policy_table import PolicyTable, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.desk import Desk, Side, View
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.policies.contract import Policy
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.timetable.resolved_outcome import Resolved

_LONGEST_HOLIDAY = 16
"""Days off in a row, at most: how far before a day the receipts of days off reach, that count from it."""


class DeskTable(PolicyTable):
    """A policy over the schedule of a desk, with the irregular days of that desk."""

    __slots__ = ("desk", "irregular", "side")

    def __init__(
        self,
        policy: Policy,
        desk: Desk,
        side: Side,
        *,
        policy_id: str,
        policy_version: str,
        unit: int = 60,
        outside_hours: OutsideHours = "as_recorded",
    ) -> None:
        """Evaluate the policy, then compare the days in reach of every departure.

        Args:
            policy: the policy.
            desk: the hours, closures and openings.
            side: whether the policy is the law or a commitment, since a departure may concern only one of them.
            policy_id: id of its spec, for evidence.
            policy_version: version of its spec, for evidence.
            unit: precision of comparison in seconds.
            outside_hours: how a receipt outside opening hours counts.
        """

        def compiled(schedule: Schedule) -> PolicyTable:
            return PolicyTable(policy, schedule, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)

        super().__init__(policy, desk.schedule, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)
        self.desk = desk
        self.side: Side = side
        self.irregular: dict[int, tuple[Window, ...]] = {}
        tables = {id(desk.schedule): compiled(desk.schedule)}
        regular = tables[id(desk.schedule)]
        for view in desk.views(side):
            days = self._in_reach(view)
            if not days:
                continue
            table = tables.get(id(view.schedule))
            if table is None:
                table = tables[id(view.schedule)] = compiled(view.schedule)
            for day in sorted(days):
                self._compare(day, view, table, regular)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.policy, self.desk, self.side, self.policy_id, self.policy_version, self.unit, self.outside_hours))

    def _in_reach(self, view: View) -> set[int]:
        """Return the receipt days of a view whose answer may differ from the regular one."""
        answered = (self.schedule.calendar.covers[1] - self.schedule.calendar.first).days
        until = min(view.until, answered)
        days: set[int] = set()
        for departs in {*view.moving, *view.counting}:
            days.update(range(max(view.first, self._reach(departs, len(view.counting))), min(until, departs + 1)))
        if view.next_hours is not None:
            days.update(range(max(view.first, self._reach(view.next_hours, len(view.counting))), min(until, view.next_hours)))
        return days

    def _reach(self, departs: int, openings: int) -> int:
        """Return a day before which no receipt has a term that ends on the day ``departs`` or later."""
        calendar, schedule = self.schedule.calendar, self.schedule
        shortest = min((sum(end - start for start, end in sessions) for sessions in set(schedule.sessions) if sessions), default=60)
        worked = elapsed = later = 0
        for pattern in self._patterns:
            for segment in pattern.segments:
                if isinstance(segment.outcome, CountedFrom):
                    later = max(later, segment.outcome.working_days)
                match plain(segment.outcome):
                    case DueOnWorkingDay(working_days=n) | DueAtOpening(working_days=n):
                        worked = max(worked, n)
                    case DueAfterMonths(months=months, calendar_days=n, then_working_days=extra):
                        worked, elapsed = max(worked, extra), max(elapsed, months * 31 + n)
                    case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
                        worked, elapsed = max(worked, extra), max(elapsed, n)
                    case DueAfterWorkingMinutes(minutes=n):
                        worked = max(worked, n // shortest + 1)
                    case DueAfterMinutes(minutes=n) | DueAfterMinutesMoved(minutes=n):
                        elapsed = max(elapsed, n // 1440 + 1)
        steps = worked + later + openings + 2
        day = calendar.nth_from(departs, -steps) if calendar.ordinal[departs] >= steps else 0
        return max(0, day - elapsed - _LONGEST_HOLIDAY)

    def _compare(self, day: int, view: View, table: PolicyTable, regular: PolicyTable) -> None:
        """Write the windows of a day out if they differ from the regular ones."""
        try:
            windows = tuple(self._adjusted(day, view, table))
            if windows != tuple(regular.windows(day)):
                self.irregular[day] = windows
        except OutOfHorizon:
            return

    def _adjusted(self, day: int, view: View, table: PolicyTable) -> Iterator[Window]:
        """Yield the windows of a day in a view; a moving answer is cut where a closure takes hold of it."""
        windows = [*table.windows(day)]
        ends = [*(window.starts_at for window in windows[1:]), self.schedule.midnight[day + 1]]
        for window, until in zip(windows, ends, strict=True):
            if not window.resolved.rate:
                yield Window(window.starts_at, self._moved(window.resolved, view))
                continue
            due_day, last_due_day = window.resolved.last_day, table.on(day, until - 1).last_day
            if not any(due_day - 1 <= closed <= last_due_day for closed in view.moving):
                yield window
                continue
            last: tuple[object, ...] | None = None
            for instant in range(window.starts_at, until, 60):
                at = instant // 60 * 60 if instant > window.starts_at else instant
                resolved = self._moved(table.on(day, at), view)
                due = None if resolved.due_at is None else resolved.due_at - (at // 60 * 60 if resolved.rate else 0)
                shape = (*resolved._replace(due_at=due, late_after=None),)
                if shape != last:
                    yield Window(at, resolved)
                last = shape

    def _moved(self, resolved: Resolved, view: View) -> Resolved:
        """Move a due time at which the desk is closed to its next opening."""
        if resolved.due_at is None:
            return resolved
        # Midnight belongs to the day that ends.
        day = max(bisect_left(self.schedule.midnight, resolved.due_at) - 1, 0)
        is_midnight = resolved.due_at == self.schedule.midnight[day + 1]
        second = 86_400 if is_midnight else self.schedule.wall_second(day, resolved.due_at)
        if not view.is_shut_at(day, second, before=resolved.bound == "before"):
            return resolved
        day, minute = view.next_opening(day, second)
        due_at = self.schedule.instant(day, minute * 60)
        return resolved._replace(due_at=due_at, late_after=due_at + self.unit, bound="by", last_day=day, rate=0, moved_from=resolved.due_at)

    def on(self, day: int, instant: int) -> Resolved:
        """Return the answer to a receipt at ``instant``, which lies on the local day numbered ``day``."""
        windows = self.irregular.get(day)
        if windows is None:
            return super().on(day, instant)
        start, resolved = windows[bisect_right(windows, instant, key=lambda window: window.starts_at) - 1]
        if not resolved.rate or resolved.due_at is None or resolved.late_after is None:
            return resolved
        minutes = (instant // 60 - start // 60) * 60
        return resolved._replace(due_at=resolved.due_at + minutes, late_after=resolved.late_after + minutes)

    def windows(self, day: int) -> Iterator[Window]:
        """Yield the day's windows in order."""
        windows = self.irregular.get(day)
        yield from super().windows(day) if windows is None else windows

    @property
    def digest(self) -> str:
        """SHA-256 of the regular table and of the irregular days; tables with equal digests have equal answers."""
        if self._digest is None:
            lines = [super().digest]
            for day, windows in sorted(self.irregular.items()):
                lines += [f"{day} {w.starts_at} {w.resolved.rule.id} {' '.join(map(str, w.resolved[1:]))}" for w in windows]
            self._digest = hashlib.sha256("\n".join(lines).encode()).hexdigest() if self.irregular else super().digest
        return self._digest


def _rebuilt(
    policy: Policy, desk: Desk, side: Side, policy_id: str, policy_version: str, unit: int, outside_hours: OutsideHours
) -> DeskTable:
    return DeskTable(policy, desk, side, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)
