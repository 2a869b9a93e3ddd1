"""The history of a dossier after its receipt: pauses, requests, new appointments, and what each did to the deadlines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.decisions.pause_notes import Pause, PauseNote
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.errors import InvalidHistory
from tthc_catalog.records.lookup import near_names
from tthc_catalog.timetable.pauses import ENDED_BY_PAUSE, Interval, after_pauses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tthc_catalog.decisions.decision_facts import Context
    from tthc_catalog.records.manifest import Manifest
    from tthc_catalog.records.pause import PauseKind
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.resolved_outcome import Resolved


class Event(NamedTuple):
    """An event of a history, with instants."""

    kind: PauseKind
    since: int
    until: int | None


def pause_kind(manifest: Manifest, name: str | None) -> PauseKind:
    """Return a kind of pause by its id; None is waiting for the citizen.

    Raises:
        InvalidHistory: the catalog states no such kind.
    """
    kinds = manifest.pause_kinds
    kind = manifest.usual_pause if name is None else kinds.get(name)
    if kind is None:
        key = "error.history.no_usual_kind" if name is None else "error.history.unknown_kind"
        near = tuple(kinds) if name is None else near_names(str(name), tuple(kinds)) or tuple(kinds)
        raise InvalidHistory(key, suggestions=near, value=name)
    return kind


def read_history(history: Iterable[Any], context: Context, received: int) -> list[Event]:
    """Return the events of a history in order.

    Args:
        history: each a `Pause`, a tuple of the same order, or a mapping with ``since``, ``until`` and ``kind``.
        context: the catalog, the procedure and the calendar.
        received: the instant of receipt.

    Raises:
        InvalidHistory: an event has another form, names an unknown kind or one that does not apply, or does not fit the others.
        InvalidInstant: a moment cannot be parsed.
        OutOfHorizon: a moment lies outside the calendar.
    """
    schedule, manifest = context.timetable.schedule, context.catalog.manifest
    events: list[Event] = []
    last: Event | None = None
    for item in history:
        pause = _pause(item)
        kind = pause_kind(manifest, pause.kind)
        since = schedule.to_instant(read_moment(pause.since))
        until = None if pause.until is None else schedule.to_instant(read_moment(pause.until))
        day = schedule.calendar.date_at(schedule.day_of(since))
        if until is not None:
            schedule.day_of(until)
        problem = _problem(Event(kind, since, until), last, received, events)
        if kind.fields and context.procedure.field not in kind.fields:
            problem = "error.history.other_field"
        elif day not in kind.period:
            problem = "error.history.not_in_force"
        if problem is not None:
            suggestions = tuple(k.id for k in manifest.pause_kinds.values() if day in k.period) if day not in kind.period else ()
            raise InvalidHistory(problem, suggestions=suggestions, value=kind.id, since=f"{schedule.to_local(since):%H:%M %d/%m/%Y}")
        events.append(Event(kind, since, until))
        last = events[-1] if kind.interrupts else last
    return events


def _problem(event: Event, last: Event | None, received: int, events: Sequence[Event]) -> str | None:
    """Return the key of the problem with the moments of an event; ``last`` is the last event that interrupted a term."""
    if event.since < received:
        return "error.history.before_receipt"
    if event.until is not None and event.until < event.since:
        return "error.history.ends_before"
    if events and event.since < events[-1].since:
        return "error.history.order"
    if last is not None and event.kind.interrupts:
        return "error.history.still_open" if last.until is None else "error.history.overlap" if event.since < last.until else None
    return None


def _pause(item: Any) -> Pause:
    if isinstance(item, tuple) and 1 <= len(item) <= len(Pause._fields):
        item = dict(zip(Pause._fields, item, strict=False))
    if isinstance(item, Mapping) and "since" in item and item.keys() <= set(Pause._fields):
        pause = Pause(**item)
        if pause.kind is None or isinstance(pause.kind, str):
            return pause
    raise InvalidHistory("error.history.form", value=str(item), since="")


def apply_history(
    answer: Answer, events: Sequence[Event], context: Context, received: int, to_local: Callable[[int], dt.datetime]
) -> tuple[Answer, tuple[PauseNote, ...]]:
    """Return the answer after the events, and what each of them did.

    Raises:
        OutOfHorizon: a moved deadline lies outside the calendar.
    """
    finished = [event for event in events if event.until is not None and event.kind.interrupts]
    intervals = [Interval(e.since, e.until or 0, e.kind.law, e.kind.commitment) for e in finished]
    answers = iter(after_pauses(answer, received, intervals, context.desk))
    calendar, day_of = context.timetable.schedule.calendar, context.timetable.schedule.day_of
    seen: Counter[str] = Counter()
    notes: list[PauseNote] = []

    def local(resolved: Resolved | None) -> dt.datetime | None:
        return None if resolved is None or resolved.due_at is None else to_local(resolved.due_at)

    for event in events:
        kind, since, until = event
        before = answer
        if until is not None and kind.interrupts:
            answer = next(answers)
        seen[kind.id] += 1
        begins = calendar.ordinal[day_of(since) + 1] - calendar.ordinal[day_of(received) + 1]
        late = kind.within_working_days is not None and begins > kind.within_working_days
        notes.append(
            PauseNote(
                kind=kind,
                since=to_local(since),
                until=None if until is None else to_local(until),
                working_days=None if until is None else calendar.ordinal[day_of(until) + 1] - calendar.ordinal[day_of(since) + 1],
                law="unchanged" if before.statutory == answer.statutory else "started_again" if kind.law == "starts_again" else "moved",
                commitment="ended"
                if answer.reason == ENDED_BY_PAUSE and before.reason != ENDED_BY_PAUSE
                else "unchanged"
                if before.commitment == answer.commitment
                else "moved",
                statutory_from=local(before.statutory),
                statutory_to=local(answer.statutory),
                commitment_from=local(before.commitment),
                commitment_to=local(answer.commitment),
                exceeds="most" if kind.most is not None and seen[kind.id] > kind.most else "within_working_days" if late else None,
            )
        )
    return answer, tuple(notes)
