"""The model days of a period, by office and by level."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.evaluation.report import ModelDays
from tthc_catalog.messages import text
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.calendars.desk import Desk
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model


class PeriodModelDays:
    """The model days of every office and level in one period."""

    def __init__(self, catalog: Catalog, registry: SpecRegistry, period: ReportingPeriod) -> None:
        """Compute the model days.

        Raises:
            OutOfHorizon: the calendar does not cover the whole period.
        """
        self._catalog = catalog
        self._compiler = Compiler(catalog, registry)
        self._compiler.calendar.number(period.start)
        self._compiler.calendar.number(period.until - dt.timedelta(days=1))
        self._registry = registry
        self._period = period
        self._cache: dict[tuple[str, int], tuple[tuple[DayFact, bool], ...]] = {}
        self._by_office: dict[str, frozenset[dt.date]] = {}
        self._of_default: dict[str | None, frozenset[dt.date]] = {}
        self._lost: dict[str, dict[dt.date, DayFact]] = {}
        bindings = {binding.level: binding for binding in catalog.manifest.levels}
        for office in catalog.offices.values():
            days: set[dt.date] = set()
            for name in bindings[office.level].commitments if office.level in bindings else ():
                model = catalog.models[name]
                scope = model.scope
                if (
                    model.strength == "target"
                    or (scope.offices and office.id not in scope.offices)
                    or (scope.levels and office.level not in scope.levels)
                ):
                    continue
                for fact, applies in self._days(model, self._compiler.desk(office)):
                    if fact.date in office.period:
                        days.add(fact.date) if applies else self._lost.setdefault(office.level, {}).setdefault(fact.date, fact)
            self._by_office[office.id] = frozenset(days)

    def _days(self, model: Model, desk: Desk) -> tuple[tuple[DayFact, bool], ...]:
        """Return the days of a model in the period, each with whether the model applies or is lost to a day off."""
        key = (model.id, id(desk))
        if key not in self._cache:
            years = range(self._period.start.year, self._period.until.year + 1)
            self._cache[key] = tuple(
                (day.fact, day.applies)
                for year in years
                for day in model_days(model, desk, self._registry, year)
                if self._period.start <= day.fact.date < self._period.until
            )
        return self._cache[key]

    def of_office(self, office: str | None) -> frozenset[dt.date]:
        """Return the model days of one office."""
        return self._by_office.get(office or "", frozenset())

    def of_default(self, level: str | None) -> frozenset[dt.date]:
        """Return the model days of the default office of a level, whichever office that is on a day."""
        if level not in self._of_default:
            self._of_default[level] = self._default_days(level)
        return self._of_default[level]

    def _default_days(self, level: str | None) -> frozenset[dt.date]:
        binding = next((binding for binding in self._catalog.manifest.levels if binding.level == level), None)
        if binding is None:
            return frozenset()
        offices = {binding.default_office, *(change.office for change in binding.default_office_changes)}
        days = frozenset().union(*(self.of_office(office) for office in offices))
        return frozenset(day for day in days if day in self.of_office(binding.default_office_on(day)))

    def of_level(self, level: str | None) -> frozenset[dt.date]:
        """Return the model days of at least one office of a level."""
        return frozenset().union(*(self._by_office[office.id] for office in self._catalog.offices.values() if office.level == level))

    def of_all(self) -> frozenset[dt.date]:
        """Return the model days of at least one office."""
        return frozenset().union(*self._by_office.values())

    def by_level(self) -> tuple[ModelDays, ...]:
        """Return the model days of each level for the report, with those lost to a day off."""
        by_level = []
        for binding in self._catalog.manifest.levels:
            days = self.of_level(binding.level)
            lost_facts = [fact for day, fact in sorted(self._lost.get(binding.level, {}).items()) if day not in days]
            lost = tuple((fact.date, _reason(fact, "vi"), _reason(fact, "en")) for fact in lost_facts)
            by_level.append(ModelDays(level=binding.level, days=tuple(sorted(days)), lost=lost))
        return tuple(by_level)


def _reason(fact: DayFact, lang: str) -> str:
    """Return why a day is off."""
    name = fact.name or text(f"fact.day.{fact.kind}", lang)
    return f"{name}, {fact.decision}" if fact.decision else name
