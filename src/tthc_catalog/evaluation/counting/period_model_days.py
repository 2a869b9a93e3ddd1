"""The model days that existed in a period, by level and by office: what a rate per day is divided by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.evaluation.counting.report import ModelDays
from tthc_catalog.messages import text
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import DayFact
    from tthc_catalog.evaluation.counting.periods import ReportingPeriod
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model


class HeldDays:
    """The model days of every office and level."""

    def __init__(self, catalog: Catalog, registry: SpecRegistry, period: ReportingPeriod) -> None:
        """Find them.

        Raises:
            OutOfHorizon: the calendar does not answer for the whole period.
        """
        self._catalog = catalog
        self._compiler = Compiler(catalog, registry)
        self._compiler.calendar.number(period.start)
        self._compiler.calendar.number(period.until - dt.timedelta(days=1))
        self._registry = registry
        self._period = period
        self._found: dict[tuple[str, int], tuple[tuple[DayFact, bool], ...]] = {}
        self._held: dict[str, frozenset[dt.date]] = {}
        self._lost: dict[str, dict[dt.date, DayFact]] = {}
        bindings = {binding.level: binding for binding in catalog.manifest.levels}
        for office in catalog.offices.values():
            held: set[dt.date] = set()
            for name in bindings[office.level].commitments if office.level in bindings else ():
                model = catalog.models[name]
                scope = model.scope
                if (
                    model.strength == "target"
                    or (scope.offices and office.id not in scope.offices)
                    or (scope.levels and office.level not in scope.levels)
                ):
                    continue
                for fact, is_held in self._days(model, self._compiler.schedule(office)):
                    if fact.date in office.period:
                        held.add(fact.date) if is_held else self._lost.setdefault(office.level, {}).setdefault(fact.date, fact)
            self._held[office.id] = frozenset(held)

    def _days(self, model: Model, schedule: Schedule) -> tuple[tuple[DayFact, bool], ...]:
        key = (model.id, id(schedule))
        if key not in self._found:
            years = range(self._period.start.year, self._period.until.year + 1)
            self._found[key] = tuple(
                (day.fact, day.held)
                for year in years
                for day in model_days(model, schedule, self._registry, year)
                if self._period.start <= day.fact.date < self._period.until
            )
        return self._found[key]

    def of_office(self, office: str | None) -> frozenset[dt.date]:
        """The days one office held."""
        return self._held.get(office or "", frozenset())

    def of_level(self, level: str | None) -> frozenset[dt.date]:
        """The days some office of the level held."""
        return frozenset().union(*(self._held[office.id] for office in self._catalog.offices.values() if office.level == level))

    def of_all(self) -> frozenset[dt.date]:
        """The days some office held."""
        return frozenset().union(*self._held.values())

    def by_level(self) -> tuple[ModelDays, ...]:
        """What the report states."""
        told = []
        for binding in self._catalog.manifest.levels:
            held = self.of_level(binding.level)
            lost = [fact for day, fact in sorted(self._lost.get(binding.level, {}).items()) if day not in held]
            why = tuple((fact.date, _why(fact, "vi"), _why(fact, "en")) for fact in lost)
            told.append(ModelDays(level=binding.level, held=tuple(sorted(held)), lost=why))
        return tuple(told)


def _why(fact: DayFact, lang: str) -> str:
    said = fact.name or text(f"cli.calendar.kind.{fact.kind}", lang)
    return f"{said}, {fact.decision}" if fact.decision else said
