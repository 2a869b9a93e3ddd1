"""Check closures against the hours of their desks, and count the promises that each of them touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.calendars.desk import Desk, LocalDay, without
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.records.fact_wording import minute_text
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.desk_table import DeskTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.effective import Period
    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.office import Office
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.yaml_files.document import Document


def closure_coverage_problems(catalog: Catalog, documents: Sequence[Document], registry: SpecRegistry) -> Iterator[Problem]:
    """Yield the closures that contradict the hours of a desk or one another, and for each of the others the promises it touches.

    Args:
        catalog: the catalog, with its closures in the order of ``documents``.
        documents: the files of closures, for the positions of problems.
        registry: provides the policies of the models.
    """
    places = [(document, index) for document in documents for index in range(len(document.data["closures"]))]
    faulty: set[str] = set()
    for closure, (document, index) in zip(catalog.closures, places, strict=True):
        for problem in _faults(catalog, Compiler(attrs.evolve(catalog, closures=()), registry), closure, document, index):
            faulty.add(closure.id)
            yield problem
    if faulty:
        return
    counter = _Counter(catalog, registry)
    for closure, (document, index) in zip(catalog.closures, places, strict=True):
        promises = counter.touched(closure)
        yield problem_at(document, ("closures", index, "id"), "closure-promises", found=closure.id, count=promises)


def _faults(catalog: Catalog, compiler: Compiler, closure: Closure, document: Document, index: int) -> Iterator[Problem]:
    """Yield what is wrong with one entry, once for each kind of fault."""
    calendar, path = compiler.calendar, ("closures", index)
    reported: set[str] = set()
    earlier = catalog.closures[: catalog.closures.index(closure)]
    for office in catalog.offices.values():
        if not closure.concerns(office.id, office.level):
            continue
        schedule = compiler.schedule(office)
        for number in _numbers(closure, schedule):
            date = calendar.date_at(number)
            if date not in office.period:
                continue
            details: dict[str, Any] = {"date": date.isoformat(), "office": office.id}
            works = calendar.working[number]
            if closure.kind == "open" and works and "closure-worked" not in reported:
                reported.add("closure-worked")
                yield problem_at(document, (*path, "date"), "closure-worked", found=date.isoformat(), office=office.id)
            outside = without(closure.sessions or (), schedule.sessions[number])
            if closure.kind == "closed" and works and outside and "closure-sessions" not in reported:
                reported.add("closure-sessions")
                yield problem_at(
                    document,
                    (*path, "sessions"),
                    "closure-sessions",
                    found=_written(closure.sessions or ()),
                    expected=_written(schedule.sessions[number]),
                    **details,
                )
            other = next((one for one in earlier if _overlap(one, closure, office, number, schedule)), None)
            if other is not None and "closure-overlap" not in reported:
                reported.add("closure-overlap")
                yield problem_at(document, (*path, "date"), "closure-overlap", found=closure.id, other=other.id, **details)


def _numbers(closure: Closure, schedule: Schedule) -> range:
    """Return the numbers of the days of an entry, as far as the calendar covers them."""
    first = (closure.first - schedule.calendar.first).days
    last = (closure.last - schedule.calendar.first).days
    return range(max(first, 0), min(last + 1, len(schedule.calendar)))


def _overlap(one: Closure, other: Closure, office: Office, number: int, schedule: Schedule) -> bool:
    """Return whether both entries concern the same minutes of a day at an office."""
    if one.kind != other.kind or not one.concerns(office.id, office.level) or number not in _numbers(one, schedule):
        return False
    if one.sessions is None or other.sessions is None or one.kind == "open":
        return True
    return without(one.sessions, other.sessions) != one.sessions


def _written(sessions: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"{minute_text(start)}-{minute_text(end)}" for start, end in sessions) or "-"


class _Counter:
    """Counts the windows of receipt whose commitment would have another due time without one entry."""

    def __init__(self, catalog: Catalog, registry: SpecRegistry) -> None:
        self._catalog = catalog
        self._compiler = Compiler(catalog, registry)
        self._bindings = {binding.level: binding for binding in catalog.manifest.levels}
        self._touched: dict[tuple[int, Period, str, str], int] = {}

    def touched(self, closure: Closure) -> int:
        """Return the number of windows over all desks that the entry concerns and all commitments that bind them."""
        count = 0
        for office in self._catalog.offices.values():
            if not closure.concerns(office.id, office.level) or office.level not in self._bindings:
                continue
            desk = self._compiler.desk(office)
            for name in self._bindings[office.level].commitments:
                model = self._catalog.models[name]
                if model.scope.offices and office.id not in model.scope.offices:
                    continue
                key = (id(desk), office.period, closure.id, name)
                if key not in self._touched:
                    table = self._compiler.commitment(model, desk).table
                    self._touched[key] = _windows_moved(table, desk, closure, (office.period, model.period))
                count += self._touched[key]
        return count


def _windows_moved(table: PolicyTable, desk: Desk, closure: Closure, periods: tuple[Period, ...]) -> int:
    """Return the number of windows of a table, on days of all these periods, whose due time differs without one entry."""
    if not isinstance(table, DeskTable):
        return 0
    kept: list[LocalDay] = [day for day in desk.local_days if day.closure.id != closure.id]
    without_it = DeskTable(
        table.policy,
        Desk(desk.schedule, desk.stretches, kept),
        table.side,
        policy_id=table.policy_id,
        policy_version=table.policy_version,
        unit=table.unit,
        outside_hours=table.outside_hours,
    )
    days = {day for day in table.irregular if table.irregular[day] != without_it.irregular.get(day)}
    count = 0
    for day in days | {day for day in without_it.irregular if day not in table.irregular}:
        if not all(desk.schedule.calendar.date_at(day) in period for period in periods):
            continue
        count += sum(window.resolved.due_at != without_it.on(day, window.starts_at).due_at for window in table.windows(day))
    return count
