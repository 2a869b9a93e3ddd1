"""A policy compiled for a desk with dated hours, closures or extra openings, or over a calendar announced bit by bit.

Almost every day of such a desk is answered by the patterns of `PolicyTable`. The others are *irregular*: their windows are written out,
with the arithmetic done, so that every reader of timetables needs no arithmetic of its own. A day in reach of a departure is compared
when it is first looked up.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.timetable.alike import counts_alike
from tthc_catalog.timetable.outcome_arithmetic import longest_terms
from tthc_catalog.timetable.policy_table import PolicyTable, Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.calendars.desk import Desk, Side, View
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.policies.contract import Policy
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.timetable.resolved_outcome import Resolved

_LONGEST_HOLIDAY = 16
"""Days off in a row, at most: how far before a day the receipts of days off reach, that count from it."""


class DeskTable(PolicyTable):
    """A policy over the schedule of a desk, with the irregular days of that desk."""

    __slots__ = ("_candidates", "_found", "_irregular", "_learned", "_learns", "_regular", "_settled", "_tables", "desk", "side")

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
        """Evaluate the policy, and list the days in reach of every departure.

        Args:
            policy: the policy.
            desk: the hours, closures and openings, and the calendar as it became known.
            side: whether the policy is the law or a commitment, since a departure may concern only one of them.
            policy_id: id of its spec, for evidence.
            policy_version: version of its spec, for evidence.
            unit: precision of comparison in seconds.
            outside_hours: how a receipt outside opening hours counts.
        """
        super().__init__(policy, desk.schedule, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)
        self.desk = desk
        self.side: Side = side
        self._regular = self._compiled(desk.schedule)
        self._tables = {id(desk.schedule): self._regular}
        self._candidates: dict[int, View] = {}
        self._found: dict[int, tuple[Window, ...] | None] = {}
        self._irregular: dict[int, tuple[Window, ...]] | None = None
        self._settled: PolicyTable | None = None
        self._learned: frozenset[int] | None = None
        self._learns = desk.learns
        for view in desk.views(side):
            self._candidates.update(dict.fromkeys(self._in_reach(view), view))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.policy, self.desk, self.side, self.policy_id, self.policy_version, self.unit, self.outside_hours))

    def _compiled(self, schedule: Schedule) -> PolicyTable:
        """Return the same policy over another schedule."""
        return PolicyTable(
            self.policy,
            schedule,
            policy_id=self.policy_id,
            policy_version=self.policy_version,
            unit=self.unit,
            outside_hours=self.outside_hours,
        )

    @property
    def irregular(self) -> Mapping[int, tuple[Window, ...]]:  # type: ignore[override]
        """The days whose windows are written out, in order; all candidates are compared by the first call."""
        if self._irregular is None:
            written = ((day, self._written(day)) for day in sorted(self._candidates))
            self._irregular = {day: windows for day, windows in written if windows is not None}
        return self._irregular

    def settled(self, day: int, instant: int) -> Resolved | None:
        """Return the answer by all that is known now; None if it is the same."""
        if not self._learns or day not in self.learned_days:
            return None
        try:
            promised, now = self.on(day, instant), self._informed().on(day, instant)
        except OutOfHorizon:
            return None
        return now if (now.due_at, now.late_after) != (promised.due_at, promised.late_after) else None

    def settled_windows(self, day: int) -> Iterator[Window]:
        """Yield the windows of a day by all that is known now, if they may differ."""
        if self._learns and day in self.learned_days:
            yield from self._informed().windows(day)

    def settled_days(self) -> Mapping[int, tuple[Window, ...]]:
        """Return the windows by all that is known now of the receipt days on which they differ from the promised ones, in order."""
        if not self._learns or self.side != "law":
            return {}
        now: dict[int, tuple[Window, ...]] = {}
        for day in sorted(self.learned_days):
            try:
                windows = tuple(self._informed().windows(day))
                if windows != tuple(self.windows(day)):
                    now[day] = windows
            except OutOfHorizon:
                continue
        return now

    @property
    def candidates(self) -> frozenset[int]:
        """The receipt days in reach of a departure; the irregular days are among them."""
        return frozenset(self._candidates)

    @property
    def learned_days(self) -> frozenset[int]:
        """The receipt days whose answer by all that is known now may differ."""
        if self._learned is None:
            informed = self._informed()
            others = informed.candidates if isinstance(informed, DeskTable) else ()
            self._learned = self.candidates.union(others)
        return self._learned

    def _informed(self) -> PolicyTable:
        """Return the table as if everything had always been known."""
        if self._settled is None:
            desk = self.desk.as_known_now()
            if desk.is_regular:
                self._settled = self._regular
            else:
                self._settled = DeskTable(
                    self.policy,
                    desk,
                    self.side,
                    policy_id=self.policy_id,
                    policy_version=self.policy_version,
                    unit=self.unit,
                    outside_hours=self.outside_hours,
                )
        return self._settled

    def _in_reach(self, view: View) -> set[int]:
        """Return the receipt days of a view whose answer may differ from the regular one."""
        answered = (self.schedule.calendar.covers[1] - self.schedule.calendar.first).days
        until = min(view.until, answered)
        days: set[int] = set()
        for departs in {*view.moving, *view.counting, *view.unknown}:
            days.update(range(max(view.first, self._reach(departs, view)), min(until, departs + 1)))
        if view.next_hours is not None:
            days.update(range(max(view.first, self._reach(view.next_hours, view)), min(until, view.next_hours)))
        return days

    def _reach(self, departs: int, view: View) -> int:
        """Return a day before which no receipt has a term that ends on the day ``departs`` or later."""
        if departs <= view.first:
            return departs
        schedule = self.schedule
        outcomes = (segment.outcome for pattern in self._patterns for segment in pattern.segments)
        worked, elapsed = longest_terms(outcomes, schedule)
        steps = worked + len(view.counting) + 2
        calendars = (schedule.calendar, view.schedule.calendar)
        day = min(calendar.nth_from(departs, -steps) if calendar.ordinal[departs] >= steps else 0 for calendar in calendars)
        return max(0, day - elapsed - _LONGEST_HOLIDAY)

    def _written(self, day: int) -> tuple[Window, ...] | None:
        """Return the windows of a day if they differ from the regular ones; None if they do not."""
        if day not in self._found:
            view = self._candidates[day]
            table = self._tables.get(id(view.schedule))
            if table is None:
                table = self._tables[id(view.schedule)] = self._compiled(view.schedule)
            self._found[day] = None if not view.moving and counts_alike(day, table, self._regular) else self._compare(day, view, table)
        return self._found[day]

    def _compare(self, day: int, view: View, table: PolicyTable) -> tuple[Window, ...] | None:
        try:
            windows = tuple(self._adjusted(day, view, table))
            return windows if windows != tuple(self._regular.windows(day)) else None
        except OutOfHorizon:
            return None

    def _adjusted(self, day: int, view: View, table: PolicyTable) -> Iterator[Window]:
        """Yield the windows of a day in a view; a moving answer is cut where a closure takes hold of it."""
        windows = [*table.windows(day)]
        ends = [*(window.starts_at for window in windows[1:]), self.schedule.midnight[day + 1]]
        for window, until in zip(windows, ends, strict=True):
            if not window.resolved.rate:
                yield Window(window.starts_at, out_of_closures(window.resolved, view, self.schedule, self.unit))
                continue
            due_day, last_due_day = window.resolved.last_day, table.on(day, until - 1).last_day
            if not any(due_day - 1 <= closed <= last_due_day for closed in view.moving):
                yield window
                continue
            last: tuple[object, ...] | None = None
            for instant in range(window.starts_at, until, 60):
                at = instant // 60 * 60 if instant > window.starts_at else instant
                resolved = out_of_closures(table.on(day, at), view, self.schedule, self.unit)
                due = None if resolved.due_at is None else resolved.due_at - (at // 60 * 60 if resolved.rate else 0)
                shape = (*resolved._replace(due_at=due, late_after=None),)
                if shape != last:
                    yield Window(at, resolved)
                last = shape

    def on(self, day: int, instant: int) -> Resolved:
        """Return the answer to a receipt at ``instant``, which lies on the local day numbered ``day``."""
        windows = self._written(day) if day in self._candidates else None
        if windows is None:
            return super().on(day, instant)
        start, resolved = windows[bisect_right(windows, instant, key=lambda window: window.starts_at) - 1]
        if not resolved.rate or resolved.due_at is None or resolved.late_after is None:
            return resolved
        minutes = (instant // 60 - start // 60) * 60
        return resolved._replace(due_at=resolved.due_at + minutes, late_after=resolved.late_after + minutes)

    def windows(self, day: int) -> Iterator[Window]:
        """Yield the day's windows in order."""
        windows = self._written(day) if day in self._candidates else None
        yield from super().windows(day) if windows is None else windows

    @property
    def digest(self) -> str:
        """SHA-256 of the regular table and of the irregular days; tables with equal digests have equal answers."""
        if self._digest is None:
            lines = [super().digest]
            for day, windows in self.irregular.items():
                lines += [f"{day} {w.starts_at} {w.resolved.rule.id} {' '.join(map(str, w.resolved[1:]))}" for w in windows]
            self._digest = hashlib.sha256("\n".join(lines).encode()).hexdigest() if self.irregular else super().digest
        return self._digest


def out_of_closures(resolved: Resolved, view: View, schedule: Schedule, unit: int) -> Resolved:
    """Move a due time at which the desk is closed to its next opening.

    Args:
        resolved: the answer.
        view: the closures as they are known.
        schedule: calendar, hours and time zone.
        unit: precision of comparison in seconds.
    """
    if resolved.due_at is None:
        return resolved
    # Midnight belongs to the day that ends.
    day = max(bisect_left(schedule.midnight, resolved.due_at) - 1, 0)
    is_midnight = resolved.due_at == schedule.midnight[day + 1]
    second = 86_400 if is_midnight else schedule.wall_second(day, resolved.due_at)
    if not view.is_shut_at(day, second, before=resolved.bound == "before"):
        return resolved
    day, minute = view.next_opening(day, second)
    due_at = schedule.instant(day, minute * 60)
    return resolved._replace(due_at=due_at, late_after=due_at + unit, bound="by", last_day=day, rate=0, moved_from=resolved.due_at)


def _rebuilt(
    policy: Policy, desk: Desk, side: Side, policy_id: str, policy_version: str, unit: int, outside_hours: OutsideHours
) -> DeskTable:
    return DeskTable(policy, desk, side, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)
