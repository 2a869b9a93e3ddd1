"""The regimes of a timetable, and the windows of each day within one.

A regime is a stretch of days under one edition with the same commitments in force.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.bulk.due_terms import NOTHING, Term, term_of
from tthc_catalog.policies.contract import DueByProcessingTime, NotCovered, Segment
from tthc_catalog.timetable.answer import NOT_IN_FORCE, OFFICE_CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.policy_table import Window as Written
    from tthc_catalog.timetable.span import Commitment
    from tthc_catalog.timetable.timetable import Timetable


class BoundCommitment(NamedTuple):
    """One commitment in a regime: whether it is in force for a receipt that counts at once, and for a deemed one."""

    commitment: Commitment
    at_once: bool
    deemed: bool

    def binds(self, day: int, counted: int, *, is_irregular: bool) -> bool:
        """Return whether the commitment is in force for a receipt on ``day`` that counts from ``counted``.

        A regular day represents all days of its class, so only the regime knows; an irregular day represents itself.
        """
        if is_irregular:
            return self.commitment.first <= counted < self.commitment.until
        return self.at_once if counted == day else self.deemed


class Regime(NamedTuple):
    """The rules in force over a stretch of days."""

    statutory: PolicyTable | None
    commitments: tuple[BoundCommitment, ...]
    excluded: str | None
    edition: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """A key that is equal for regimes with the same tables. Tables compare by identity, since the compiler shares equal ones."""
        bound = tuple((id(b.commitment), b.at_once, b.deemed) for b in self.commitments)
        return id(self.statutory), bound, self.excluded, self.edition


class Side(NamedTuple):
    """The outcome of one policy in one window: of the law, or of a commitment."""

    term: Term
    rule: str | None
    reason: str | None
    by_processing_time: bool = False


class Window(NamedTuple):
    """A window of a day: the side of the law, if any, and that of each commitment which covers it."""

    start: int
    law: Side | None
    promises: tuple[Side, ...]
    reason: str | None
    edition: str | None


class Course(NamedTuple):
    """The outcomes of one policy over one day: the seconds at which they start, and each outcome with the day it is counted from."""

    starts: tuple[int, ...]
    sides: tuple[tuple[Side, int], ...]
    is_irregular: bool = False

    def at(self, second: int) -> tuple[Side, int]:
        """Return the outcome at a second of the day, and the day it is counted from."""
        return self.sides[bisect_right(self.starts, second) - 1]


class Days:
    """The days of a schedule, from which regimes and windows are derived.

    Attributes:
        answered: the number of days the calendar answers for.
        counted: per answered day, the day itself if it is worked, else the next working day.
    """

    def __init__(self, schedule: Schedule) -> None:
        calendar = schedule.calendar
        self.schedule = schedule
        self.answered = (calendar.covers[1] - calendar.first).days
        self.counted = [n if calendar.working[n] else calendar.nth_from(n, 0) for n in range(self.answered)]

    def regimes(self, timetable: Timetable) -> tuple[tuple[int, ...], tuple[Regime, ...]]:
        """Return the days on which the regime changes, and the regimes.

        A bound of a span matters twice: for receipts on the day itself, and for receipts on the closed days before it that are
        deemed made on it or later.
        """
        calendar = self.schedule.calendar
        edges = set(timetable.firsts)
        edges |= {edge for span in timetable.spans for c in span.commitments for edge in (c.first, c.until)}
        starts = {0}
        for edge in edges:
            if 0 < edge < self.answered:
                starts.add(edge)
            if 0 < edge < len(calendar):
                worked_before = calendar.ordinal[edge]
                since = calendar.nth_from(edge, -1) + 1 if worked_before else 0
                if since < self.answered:
                    starts.add(since)
        regimes: list[Regime] = []
        changes: list[int] = []
        for day in sorted(starts):
            counted = self.counted[day]
            # Every worked day of the stretch lies on the same side of each bound as the day it counts from.
            span = timetable.spans[bisect_right(timetable.firsts, counted) - 1]
            promises = (c for c in span.commitments if not c.is_target)
            bound = tuple(BoundCommitment(c, c.first <= day < c.until, c.first <= counted < c.until) for c in promises)
            regime = Regime(span.statutory, bound, span.excluded, span.edition.id if span.edition else None)
            if not regimes or regime.key != regimes[-1].key:
                regimes.append(regime)
                changes.append(day)
        return tuple(changes), tuple(regimes)

    def windows(self, regime: Regime, day: int) -> Iterable[Window]:
        """Return the windows of a regime on one day, with equal neighbours merged."""
        law = self._course(regime.statutory, "law", day) if regime.statutory is not None else None
        bound = [(b, self._course(b.commitment.table, b.commitment.model.id, day)) for b in regime.commitments]
        starts = {0} | (set(law.starts) if law is not None else set())
        for _, course in bound:
            starts.update(course.starts)
        windows: list[Window] = []
        for start in sorted(starts):
            statutory = law.at(start)[0] if law is not None else None
            promises: list[Side] = []
            reason = regime.excluded
            covered = False
            for commitment, course in bound:
                side, counted = course.at(start)
                if not commitment.binds(day, counted, is_irregular=course.is_irregular):
                    side = Side(NOTHING, None, NOT_IN_FORCE)
                elif side.by_processing_time:
                    side = side._replace(term=statutory.term if statutory is not None else NOTHING)
                if side.reason is None:
                    covered = True
                    promises.append(side)
                elif side.reason == NOT_IN_FORCE:
                    reason = reason or NOT_IN_FORCE
                elif reason is None or reason == OFFICE_CLOSED:
                    reason = OFFICE_CLOSED if counted != day else side.reason
            window = Window(start, statutory, tuple(promises), None if covered else reason, regime.edition)
            if not windows or window._replace(start=0) != windows[-1]._replace(start=0):
                windows.append(window)
        return windows

    def _course(self, table: PolicyTable, owner: str, day: int) -> Course:
        """Return the outcomes of one policy over one day."""
        written = table.irregular.get(day)
        if written is not None:
            return self._irregular(written, owner, day)
        pattern = table._patterns[table.pattern_of_day[day]]  # noqa: SLF001 - as compiled; the property `patterns` builds a copy
        counted = self.counted[day]
        opening = self.schedule.opening[counted]
        if pattern.starts:
            sides = [(_side(segment, owner, table.unit, deemed=False, opening=opening), day) for segment in pattern.segments]
            return Course(pattern.starts, tuple(sides))
        then = table._patterns[table.pattern_of_day[counted]]  # noqa: SLF001 - the same
        if not then.starts:
            message = f"policy {table.policy_id} is closed on the working day {self.schedule.calendar.fact_at(counted).date}"
            raise ValueError(message)
        segment = then.segments[bisect_right(then.starts, opening * 60) - 1]
        return Course((0,), ((_side(segment, owner, table.unit, deemed=True, opening=opening), counted),))

    def _irregular(self, written: Sequence[Written], owner: str, day: int) -> Course:
        """Return the outcomes of an irregular day: every due time relative to the day of receipt."""
        midnight = self.schedule.midnight
        starts: list[int] = []
        sides: list[tuple[Side, int]] = []
        for starts_at, resolved in written:
            start = starts_at - midnight[day]
            term = NOTHING
            if resolved.due_at is not None and resolved.late_after is not None:
                since = midnight[resolved.last_day] + (start // 60 * 60 if resolved.rate else 0)
                due, late = resolved.due_at - since, resolved.late_after - since
                term = Term("every-midnight", resolved.last_day - day, 0, due, late, moving=bool(resolved.rate))
            starts.append(start)
            side = Side(term, f"{owner}/{resolved.rule.id}", resolved.reason, resolved.by_processing_time)
            sides.append((side, resolved.counted_from))
        return Course(tuple(starts), tuple(sides), is_irregular=True)


def _side(segment: Segment, owner: str, unit: int, *, deemed: bool, opening: int) -> Side:
    reason = segment.outcome.reason if isinstance(segment.outcome, NotCovered) else None
    by_processing_time = isinstance(segment.outcome, DueByProcessingTime)
    return Side(term_of(segment.outcome, deemed=deemed, opening=opening, unit=unit), f"{owner}/{segment.rule}", reason, by_processing_time)
