"""Check what the models of a catalog promise: on days that exist, and never for a time before the receipt."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.effective import Period
from tthc_catalog.messages import text_pair
from tthc_catalog.policies.contract import DueOnWorkingDay, NotCovered, opening_hours
from tthc_catalog.policies.contract_proof import sample_days
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.policies.contract import Policy, Segment
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.office import Office
    from tthc_catalog.yaml_files.document import Document

_YEAR = dt.timedelta(days=366)
_FEW_DAYS = 3
"""A model of weekdays that applies on at most so many days of a year is probably meant otherwise."""


class _Late(NamedTuple):
    """A same-day promise for receipts from minute ``received`` on, although the result is due at minute ``due``."""

    received: int
    due: int


def promise_problems(
    catalog: Catalog, documents: Sequence[Document], registry: SpecRegistry, today: dt.date | None = None
) -> Iterator[Problem]:
    """Yield a problem for each model with a promise that is late on arrival, and for each that hardly ever applies.

    Args:
        catalog: the catalog.
        documents: the files of its models, for the positions of problems.
        registry: provides the policies of the models.
        today: the first day of the year in which model days are counted; None skips the count.
    """
    compiler: Compiler | None = None
    for document in documents:
        model = catalog.models[document.data["id"]]
        offices = _offices(catalog, model)
        policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
        promises_a_time = any(_has_clock_time(policy.segments(day)) for day in sample_days())
        if not offices or not (promises_a_time or today is not None):
            continue
        try:
            compiler = compiler or Compiler(catalog, registry)
        except LookupError:  # the base calendar has no such country; loading the engine reports it
            return
        schedules = {(id(schedule), office.period): (schedule, office) for office in offices for schedule in (compiler.schedule(office),)}
        if promises_a_time:
            late = next((late for schedule, _ in schedules.values() for late in _late_on_arrival(policy, schedule)), None)
            if late is not None:
                yield _late_problem(document, late)
        if today is not None:
            yield from _rare_days(document, model, policy, schedules.values(), today)


def _offices(catalog: Catalog, model: Model) -> list[Office]:
    levels = {binding.level for binding in catalog.manifest.levels if model.id in binding.commitments}
    return [
        office
        for office in catalog.offices.values()
        if office.level in levels
        and (not model.scope.levels or office.level in model.scope.levels)
        and (not model.scope.offices or office.id in model.scope.offices)
    ]


def _has_clock_time(segments: Sequence[Segment]) -> bool:
    return any(isinstance(s.outcome, DueOnWorkingDay) and s.outcome.working_days == 0 and s.outcome.minute is not None for s in segments)


def _late_on_arrival(policy: Policy, schedule: Schedule) -> Iterator[_Late]:
    """Yield the promises that are late for a receipt within the hours in which the model takes dossiers."""
    seen: set[tuple[object, ...]] = set()
    numbers = range(len(schedule.calendar)) if policy.varies_by_date else [number for number, _ in schedule.examples]
    for number in numbers:
        day = schedule.day(number)
        segments, hours = tuple(policy.segments(day)), opening_hours(policy, day)
        if not hours or (segments, hours) in seen:
            continue
        seen.add((segments, hours))
        for segment, following in itertools.zip_longest(segments, segments[1:]):
            outcome = segment.outcome
            if isinstance(outcome, DueOnWorkingDay) and outcome.working_days == 0 and outcome.minute is not None:
                last = min(hours[-1][1], following.start - (not following.after) if following is not None else 24 * 60)
                latest = outcome.minute - (outcome.bound == "before")
                if last > latest:
                    yield _Late(max(latest + 1, segment.start), outcome.minute)


def _late_problem(document: Document, late: _Late) -> Problem:
    """Return the problem at the due time in the file, if the policy states it there."""
    due, received = _clock(late.due), _clock(late.received)
    for index, window in enumerate(document.data["parameters"].get("windows") or ()):
        for key in ("before", "by"):
            if isinstance(window, dict) and (window.get("due") or {}).get(key) == due:
                path = ("parameters", "windows", index, "due", key)
                return problem_at(document, path, "promise-late", found=due, received=received)
    return problem_at(document, ("parameters",), "promise-late", at_key=True, found=due, received=received)


def _rare_days(
    document: Document, model: Model, policy: Policy, schedules: Iterable[tuple[Schedule, Office]], today: dt.date
) -> Iterator[Problem]:
    """Yield a warning if the model applies on no day, or on hardly any, of the coming year or of its own period."""
    first = max(filter(None, (today, model.period.start)))
    stated = document.data["parameters"].get("days") or {}
    listed = bool(stated.get("dates"))
    until = min(filter(None, (first + _YEAR, model.period.until)))
    days: set[dt.date] = set()
    has_hours = False
    schedules = [(schedule, office) for schedule, office in schedules if office.period.overlaps(Period(first, until))]
    if not schedules:  # the model or its desks have ended
        return
    for schedule, office in schedules:
        calendar = schedule.calendar
        start = max(first, calendar.covers[0]) if not listed else calendar.covers[0]
        end = min(until, calendar.covers[1]) if not listed else calendar.covers[1]
        for number in range((start - calendar.first).days, max((end - calendar.first).days, 0)):
            date = calendar.date_at(number)
            if date not in model.period or date not in office.period:
                continue
            day = schedule.day(number)
            if _binds(policy, day):
                days.add(date)
            has_hours |= bool(policy.segments(day)) and bool(opening_hours(policy, day))
    weekly = bool(stated.get("weekdays")) and not listed and not stated.get("seasons") and (until - first).days > 180
    if days and not (weekly and len(days) <= _FEW_DAYS):
        return
    kinds = stated.get("kinds")
    reason = (
        "rest-day" if weekly and not kinds and set(stated["weekdays"]) & {"saturday", "sunday"} else "session" if not has_hours else "day"
    )
    yield problem_at(
        document,
        ("parameters", "days") if "days" in document.data["parameters"] else ("parameters",),
        "model-rare",
        at_key=True,
        found=str(len(days)),
        count=len(days),
        first=first.isoformat(),
        reason=text_pair(f"timetable.rare.{reason}"),
    )


def _binds(policy: Policy, day: Day) -> bool:
    """Return whether the policy binds a receipt within the hours of the day."""
    segments = policy.segments(day)
    if not segments or not opening_hours(policy, day):
        return False
    return any(not isinstance(segment.outcome, NotCovered) for segment in segments)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
