"""The working calendar of one year: its days off, worked rest days, closures and model days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.records.fact_wording import minute_text
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.timetable.model_days import ModelDay


class CalendarYear(NamedTuple):
    """The facts about a year."""

    year: int
    calendar: WorkingCalendar
    working_days: int
    facts: tuple[DayFact, ...]
    models: tuple[tuple[Model, tuple[ModelDay, ...]], ...]
    closures: tuple[Closure, ...]

    @property
    def provisional_from(self) -> dt.date | None:
        """The first day of the year that no official decision covers; None if all are decided."""
        first = max(dt.date(self.year, 1, 1), self.calendar.decided_through + dt.timedelta(days=1))
        return first if first.year == self.year else None


def calendar_year(catalog: Catalog, year: int, registry: SpecRegistry) -> CalendarYear:
    """Return the facts about a year.

    Raises:
        OutOfHorizon: the calendar does not cover the year.
        PluginError: no working plugin provides the policy of a model.
    """
    compiler = Compiler(catalog, registry)
    calendar = compiler.calendar
    first = calendar.number(dt.date(year, 1, 1))
    following = calendar.number(dt.date(year, 12, 31)) + 1
    desks = {model: level.level for level in reversed(catalog.manifest.levels) for model in level.commitments}
    models = tuple(
        (model, tuple(model_days(model, compiler.desk(None, desks[model.id]), compiler.registry, year)))
        for model in catalog.models.values()
        if model.id in desks
    )
    closures = tuple(c for c in catalog.closures if c.first.year <= year <= c.last.year)
    return CalendarYear(
        year, calendar, calendar.ordinal[following] - calendar.ordinal[first], tuple(calendar.special_days(year)), models, closures
    )


def calendar_data(catalog: Catalog, shown: CalendarYear) -> dict[str, Any]:
    """Return the facts about a year as plain data."""
    provisional_from = shown.provisional_from
    return {
        "catalog": {"id": catalog.id, "version": catalog.version},
        "calendar": shown.calendar.id,
        "year": shown.year,
        "working_days": shown.working_days,
        "decided_through": shown.calendar.decided_through.isoformat(),
        "provisional_from": provisional_from and provisional_from.isoformat(),
        "days": [_fact_data(fact) for fact in shown.facts],
        **({"closures": [_closure_data(closure) for closure in shown.closures]} if shown.closures else {}),
        "models": [
            {
                "id": model.id,
                "days": [{"date": day.fact.date.isoformat(), "provisional": day.fact.provisional} for day in days if day.applies],
                "lost": [_fact_data(day.fact) for day in days if not day.applies],
            }
            for model, days in shown.models
        ],
    }


def _closure_data(closure: Closure) -> dict[str, Any]:
    return {
        "id": closure.id,
        "kind": closure.kind,
        "offices": list(closure.offices),
        "levels": list(closure.levels),
        "first": closure.first.isoformat(),
        "last": closure.last.isoformat(),
        "sessions": [f"{minute_text(start)}-{minute_text(end)}" for start, end in closure.sessions or ()],
        "reason": closure.reason,
        "announced_on": closure.announced_on and closure.announced_on.isoformat(),
    }


def _fact_data(fact: DayFact) -> dict[str, Any]:
    return {
        "date": fact.date.isoformat(),
        "kind": fact.kind,
        "working": fact.is_working,
        "name": fact.name,
        "make_up_for": fact.make_up_for and fact.make_up_for.isoformat(),
        "decision": fact.decision,
        "source": fact.source,
        "provisional": fact.provisional,
    }
