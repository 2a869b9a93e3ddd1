"""The regimes of a timetable, and the windows of each day within one.

A regime is a stretch of days under one edition with the same commitments in force.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from tthc_catalog.bulk.due_terms import NOTHING, Term, term_of
from tthc_catalog.policies.contract import CountedFrom, NotCovered, Segment, plain
from tthc_catalog.timetable.answer import NOT_IN_FORCE, OFFICE_CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.policy_table import Window as Written
    from tthc_catalog.timetable.span import Commitment
    from tthc_catalog.timetable.timetable import Timetable


class BoundCommitment(NamedTuple):
    """One commitment in a regime, and whether it is in force.

    Attributes:
        at_once: for a receipt that counts at once.
        deemed: for a receipt on a closed day.
        following: for a receipt on an open day that counts from the next working day.
    """

    commitment: Commitment
    at_once: bool
    deemed: bool
    following: bool

    def binds(self, outcome: Placed, *, is_irregular: bool) -> bool:
        """Return whether the commitment is in force for a receipt with this outcome.

        A regular day represents all days of its class, so only the regime knows; an irregular day represents itself.
        """
        if is_irregular:
            return _holds(self.commitment, outcome.counted)
        return {"at once": self.at_once, "deemed": self.deemed, "following": self.following}[outcome.counts]


class Regime(NamedTuple):
    """The rules in force over a stretch of days."""

    statutory: PolicyTable | None
    commitments: tuple[BoundCommitment, ...]
    excluded: str | None
    edition: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """A key that is equal for regimes with the same tables. Tables compare by identity, since the compiler shares equal ones."""
        bound = tuple((id(b.commitment), b.at_once, b.deemed, b.following) for b in self.commitments)
        return id(self.statutory), bound, self.excluded, self.edition


class Side(NamedTuple):
    """The outcome of one policy in one window: of the law, or of a commitment."""

    term: Term
    rule: str | None
    reason: str | None


class Window(NamedTuple):
    """A window of a day: the side of the law, if any, and that of each commitment which covers it."""

    start: int
    law: Side | None
    promises: tuple[Side, ...]
    reason: str | None
    edition: str | None


class Placed(NamedTuple):
    """An outcome, and the day it is counted from.

    Attributes:
        counts: whether the receipt counts at once, is deemed made on the day, or counts from the following working day.
        is_closed: whether a policy that does not cover the receipt reports the closed office as the reason.
    """

    side: Side
    counted: int
    counts: Literal["at once", "deemed", "following"]
    is_closed: bool = False


class Course(NamedTuple):
    """The outcomes of one policy over one day, and the seconds at which they start."""

    starts: tuple[int, ...]
    sides: tuple[Placed, ...]
    is_irregular: bool = False

    def at(self, second: int) -> Placed:
        """Return the outcome at a second of the day."""
        return self.sides[bisect_right(self.starts, second) - 1]


class Days:
    """The days of a schedule, from which regimes and windows are derived.

    Attributes:
        answered: the number of days the calendar answers for.
        counted: per answered day, the day itself if it is worked, else the next working day.
        following: per answered day, the next working day after it.
    """

    def __init__(self, schedule: Schedule) -> None:
        calendar = schedule.calendar
        self.schedule = schedule
        self.answered = (calendar.covers[1] - calendar.first).days
        self.counted = [calendar.counted_from(n) for n in range(self.answered)]
        self.following = [calendar.nth_from(n, 1) for n in range(self.answered)]

    def regimes(self, timetable: Timetable) -> tuple[tuple[int, ...], tuple[Regime, ...]]:
        """Return the days on which the regime changes, and the regimes.

        A bound of a span matters twice: for receipts on the day itself, and for receipts on the closed days before it that are
        deemed made on it or later.
        """
        calendar = self.schedule.calendar
        edges = set(timetable.firsts)
        bounds = {edge for span in timetable.spans for c in span.commitments for edge in (c.first, c.until)}
        edges |= bounds
        starts = {0}
        if any(counts_later(c.table) for span in timetable.spans for c in span.commitments):
            starts |= {calendar.nth_from(edge, -1) for edge in bounds if 0 < edge < self.answered and calendar.ordinal[edge]}
        for edge in edges:
            if 0 < edge < self.answered:
                starts.add(edge)
            if 0 < edge < len(calendar):
                worked_before = calendar.ordinal[edge]
                since = calendar.nth_from(edge, -1) + 1 if worked_before else 0
                if since < self.answered:
                    starts.add(since)
        starts |= {n for day in calendar.deemed for n in (day, day + 1) if n < self.answered}
        regimes: list[Regime] = []
        changes: list[int] = []
        for day in sorted(starts):
            counted = self.counted[day]
            # Every worked day of the stretch lies on the same side of each bound as the day it counts from.
            span = timetable.spans[bisect_right(timetable.firsts, counted) - 1]
            promises = (c for c in span.commitments if not c.is_target)
            following = self.following[day]
            bound = tuple(
                BoundCommitment(c, at_once=_holds(c, day), deemed=_holds(c, counted), following=_holds(c, following)) for c in promises
            )
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
            statutory = law.at(start).side if law is not None else None
            promises: list[Side] = []
            reason = regime.excluded
            covered = False
            for commitment, course in bound:
                outcome = course.at(start)
                side = outcome.side
                if not commitment.binds(outcome, is_irregular=course.is_irregular):
                    side = Side(NOTHING, None, NOT_IN_FORCE)
                if side.reason is None:
                    covered = True
                    promises.append(side)
                elif side.reason == NOT_IN_FORCE:
                    reason = reason or NOT_IN_FORCE
                elif reason is None or reason == OFFICE_CLOSED:
                    reason = OFFICE_CLOSED if outcome.is_closed else side.reason
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
            sides: list[Placed] = []
            for segment in pattern.segments:
                side = _side(segment, owner, table.unit, deemed=False, opening=opening)
                later = isinstance(segment.outcome, CountedFrom) and segment.outcome.working_days > 0
                sides.append(Placed(side, self.following[day], "following") if later else Placed(side, day, "at once"))
            return Course(pattern.starts, tuple(sides))
        then = table._patterns[table.pattern_of_day[counted]]  # noqa: SLF001 - the same
        if not then.starts:
            message = f"policy {table.policy_id} is closed on the working day {self.schedule.calendar.fact_at(counted).date}"
            raise ValueError(message)
        segment = then.segments[bisect_right(then.starts, opening * 60) - 1]
        side = _side(segment, owner, table.unit, deemed=True, opening=opening)
        return Course((0,), (Placed(side, counted, "deemed", is_closed=not isinstance(segment.outcome, CountedFrom)),))

    def _irregular(self, written: Sequence[Written], owner: str, day: int) -> Course:
        """Return the outcomes of an irregular day: every due time relative to the day of receipt."""
        midnight = self.schedule.midnight
        starts: list[int] = []
        sides: list[Placed] = []
        for starts_at, resolved in written:
            start = starts_at - midnight[day]
            term = NOTHING if resolved.from_minute is None else Term("every-nothing", resolved.last_day - day)
            if resolved.due_at is not None and resolved.late_after is not None:
                since = midnight[resolved.last_day] + (start // 60 * 60 if resolved.rate else 0)
                due, late = resolved.due_at - since, resolved.late_after - since
                term = Term("every-midnight", resolved.last_day - day, 0, due, late, moving=bool(resolved.rate))
            starts.append(start)
            is_deemed = resolved.counted_from != day and resolved.from_minute is None
            side = Side(term, f"{owner}/{resolved.rule.id}", resolved.reason)
            sides.append(Placed(side, resolved.counted_from, "deemed" if is_deemed else "at once", is_closed=is_deemed))
        return Course(tuple(starts), tuple(sides), is_irregular=True)


def counts_later(table: PolicyTable) -> bool:
    """Return whether some receipt on an open day counts from the next working day."""
    outcomes = (segment.outcome for pattern in table.patterns for _, segment in pattern)
    return any(isinstance(outcome, CountedFrom) and outcome.working_days for outcome in outcomes)


def _holds(commitment: Commitment, day: int) -> bool:
    return commitment.first <= day < commitment.until


def _side(segment: Segment, owner: str, unit: int, *, deemed: bool, opening: int) -> Side:
    outcome = plain(segment.outcome)
    reason = outcome.reason if isinstance(outcome, NotCovered) else None
    return Side(term_of(segment.outcome, deemed=deemed, opening=opening, unit=unit), f"{owner}/{segment.rule}", reason)
