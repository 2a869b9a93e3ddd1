"""Records with pauses: their deadlines by the arithmetic that decisions use, one record at a time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.decisions.history import pause_kind
from tthc_catalog.errors import InvalidHistory, OutOfHorizon, ProcedureNotFound
from tthc_catalog.evaluation.judging.working_day_arrays import DAY, NONE
from tthc_catalog.records.channels import IN_PERSON
from tthc_catalog.timetable.pauses import Interval, after_pauses

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision_facts import Context
    from tthc_catalog.engine import Engine
    from tthc_catalog.records.pause import PauseKind
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.resolved_outcome import Resolved

_EPOCH = dt.date(1970, 1, 1)

Key = tuple[str, "str | None", "str | None", "str | None", str]
"""Code, level, office, case and channel."""


class RecordedPause(NamedTuple):
    """A pause of a record; moments are local seconds since 1970; ``until`` stays None while it lasts."""

    since: int
    until: int | None
    kind: PauseKind


class Moved(NamedTuple):
    """The deadlines of a record after its pauses, as local seconds since 1970; `NONE` for those it does not have.

    Attributes:
        reason: why no commitment binds; None if one does.
    """

    due_at: int
    late_after: int
    promise_due_at: int
    promise_late_after: int
    law_due_at: int
    law_late_after: int
    reason: str | None


class PausedRecords:
    """Moves the deadlines of paused records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._manifest = engine.catalog.manifest
        self._contexts: dict[Key, Context | None] = {}
        self._first = (engine.calendar.first - _EPOCH).days

    def read(self, text: str, field: str | None) -> list[RecordedPause] | None:
        """Return the pauses of a record from the form that `read_pauses` returns; None if a kind is unknown or does not apply.

        Args:
            text: ``start/end`` or ``start/end/kind``, separated by semicolons.
            field: the field of the procedure.
        """
        found = []
        for piece in text.split(";"):
            since, until, name = (*piece.split("/"), "")[:3]
            try:
                kind = pause_kind(self._manifest, name or None)
            except InvalidHistory:
                return None
            begun = _second(since)
            day = _EPOCH + dt.timedelta(days=begun // DAY)
            if name and (day not in kind.period or (kind.fields and field not in kind.fields)):
                return None
            found.append(RecordedPause(begun, _second(until) if until else None, kind))
        return found

    def moved(self, key: Key, received: int, pauses: list[RecordedPause], law: tuple[int, int]) -> Moved | None:
        """Return the deadlines of a record after its finished pauses; None if nothing moves them or the catalog has no answer.

        Args:
            key: what the record is about.
            received: the receipt, local seconds since 1970.
            pauses: its pauses in order.
            law: the statutory due time and first late moment by what is known now, likewise; `NONE` without one.
        """
        context = self._context(key)
        if context is None:
            return None
        schedule = context.timetable.schedule
        try:
            intervals = [
                Interval(self._instant(context, since), self._instant(context, until), kind.law, kind.commitment)
                for since, until, kind in pauses
                if until is not None and kind.interrupts
            ]
            if not intervals:
                return None
            instant = self._instant(context, received)
            answer = self._informed(context, context.timetable.at(instant), law)
            moved = after_pauses(answer, instant, intervals, context.desk)[-1]
        except OutOfHorizon:
            return None

        def local(moment: int | None) -> int:
            if moment is None:
                return NONE
            day = schedule.day_of(moment)
            return (day + self._first) * DAY + schedule.wall_second(day, moment)

        def both(resolved: Resolved | None) -> tuple[int, int]:
            return (NONE, NONE) if resolved is None else (local(resolved.due_at), local(resolved.late_after))

        return Moved(local(moved.due_at), local(moved.late_after), *both(moved.commitment), *both(moved.statutory), moved.reason)

    def _informed(self, context: Context, answer: Answer, law: tuple[int, int]) -> Answer:
        """Return an answer with the statutory deadline that counts by what is known now."""
        if answer.statutory is None or law[0] == NONE:
            return answer
        due, late = (self._instant(context, moment) for moment in law)
        if (due, late) == (answer.statutory.due_at, answer.statutory.late_after):
            return answer
        last_day = context.timetable.schedule.day_of(due)
        return answer._replace(statutory=answer.statutory._replace(due_at=due, late_after=late, last_day=last_day, moved_from=None))

    def _instant(self, context: Context, moment: int) -> int:
        """Return a local moment as an instant.

        Raises:
            OutOfHorizon: the calendar does not cover it.
        """
        day = moment // DAY - self._first
        schedule = context.timetable.schedule
        if not 0 <= day < len(schedule.calendar):
            raise schedule.calendar.outside(_EPOCH + dt.timedelta(days=moment // DAY))
        return schedule.instant(day, moment % DAY)

    def _context(self, key: Key) -> Context | None:
        if key not in self._contexts:
            code, level, office, case, channel = key
            try:
                self._contexts[key] = self._engine._context(code, level, office, case, channel or IN_PERSON)  # noqa: SLF001 - as `decide` does
            except ProcedureNotFound:
                self._contexts[key] = None
        return self._contexts[key]


def _second(moment: str) -> int:
    return int((dt.datetime.fromisoformat(moment) - dt.datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - office time
