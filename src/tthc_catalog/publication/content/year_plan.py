"""A year's plan: the model days by month, those that fall away and why, and what make-up days would bring."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays, hours_text, office_days
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.records.office import LAST_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model


@attrs.frozen(kw_only=True)
class YearPlan:
    """The year of one model at the offices that have the same days.

    Attributes:
        offices: the days of each of these offices.
        make_up: the make-up days that would be model days if they stood in for the days off they make up for.
        stands_in: whether they do so already.
        decided_through: the last day that official decisions cover.
    """

    year: int
    offices: tuple[OfficeDays, ...]
    make_up: tuple[OfficeDay, ...]
    stands_in: bool
    decided_through: dt.date

    @property
    def model(self) -> Model:
        """The model."""
        return self.offices[0].model

    @property
    def days(self) -> tuple[OfficeDay, ...]:
        """The model days and the lost days, by date."""
        return self.offices[0].days

    @property
    def model_days(self) -> tuple[OfficeDay, ...]:
        """The model days."""
        return tuple(day for day in self.days if day.applies)

    @property
    def lost(self) -> tuple[OfficeDay, ...]:
        """The days that fall away."""
        return tuple(day for day in self.days if not day.applies)

    def title(self, lang: str) -> str:
        """Return the title."""
        return text("publication.plan.title", lang, year=self.year, model=self.model.title if lang == "vi" else self.model.title_en)

    def names(self, lang: str) -> list[str]:
        """Return the names of the offices."""
        return [item.office.name if lang == "vi" else item.office.name_en or item.office.name for item in self.offices]

    def sentences(self, lang: str) -> Iterator[str]:
        """Yield the year in sentences: the days, their hours, what make-up days would bring, and what is not certain."""
        yield text("publication.plan.days", lang, model_days=_with_hours(self.model_days, lang), lost=len(self.lost))
        if self.stands_in:
            yield text("publication.plan.stands_in", lang)
        elif self.make_up:
            days = ", ".join(day_text(day.date, lang) for day in self.make_up)
            yield text("publication.plan.make_up", lang, more=_with_hours(self.make_up, lang), days=days)
        elif self.lost:
            yield text("publication.plan.no_make_up", lang)
        for hours, alike in itertools.groupby(self.model_days, key=lambda day: day.hours):
            yield text("publication.plan.hours", lang, day=date_text(next(alike).date), hours=hours_text(hours, lang))
        yield from (limit.rstrip(".") + "." for limit in self.offices[0].limits(lang))
        if any(day.provisional for day in self.days) or self.decided_through < dt.date(self.year, 12, 31):
            yield text("publication.plan.provisional", lang, day=date_text(self.decided_through))
        yield from (notice.text if lang == "vi" else notice.text_en for notice in self.offices[0].notices)

    def months(self, lang: str) -> Iterator[tuple[str, str, str, str]]:
        """Yield each month with its model days, the lost days with the reason, and the make-up days that could stand in."""
        for month in range(1, 13):
            kept, lost, make_up = ([day for day in days if day.date.month == month] for days in (self.model_days, self.lost, self.make_up))
            yield (
                text(f"site.month.{month}", lang),
                ", ".join(_marked(day) for day in kept),
                "; ".join(f"{_marked(day)} ({day.why(lang)})" for day in lost),
                "; ".join(f"{day_text(day.date, lang)} ({hours_text(day.hours, lang)})" for day in make_up),
            )


def _marked(day: OfficeDay) -> str:
    """Return the number of a day, with a star if it is provisional."""
    return f"{day.date.day}{'*' if day.provisional else ''}"


def _with_hours(days: Sequence[OfficeDay], lang: str) -> str:
    """Return the number of days and the sum of their hours, if these are known."""
    if any(day.hours == ((0, LAST_MINUTE),) for day in days):
        return text("publication.plan.days_alone", lang, count=len(days))
    hours = f"{sum(end - start for day in days for start, end in day.hours) / 60:.1f}".removesuffix(".0")
    return text("publication.plan.days_and_hours", lang, count=len(days), hours=hours.replace(".", ",") if lang == "vi" else hours)


def year_plans(catalog: Catalog, registry: SpecRegistry, year: int, offices: Sequence[str] | None = None) -> tuple[YearPlan, ...]:
    """Return the plans of a year, one for all offices that have the same days of a model.

    Args:
        catalog: the catalog with the offices and models.
        registry: the registry that provides the models' policies.
        year: the year.
        offices: ids of offices; None for all.

    Raises:
        UnknownOffice: the catalog has no office of this id.
        OutOfHorizon: a day is outside the range of the calendar.
    """
    span: dict[str, Any] = {"start": dt.date(year, 1, 1), "until": dt.date(year + 1, 1, 1), "offices": offices}
    changed = attrs.evolve(catalog, models={id: _standing_in(model) for id, model in catalog.models.items()})
    groups: dict[Any, list[tuple[OfficeDays, OfficeDays]]] = {}
    for item, other in zip(office_days(catalog, registry, **span), office_days(changed, registry, **span), strict=True):
        if item.days:
            groups.setdefault((item.model.id, item.days, tuple(item.limits()), item.notices), []).append((item, other))
    plans = []
    for pairs in groups.values():
        item, other = pairs[0]
        applied = {day.date for day in item.days if day.applies}
        plans.append(
            YearPlan(
                year=year,
                offices=tuple(one for one, _ in pairs),
                make_up=tuple(day for day in other.days if day.applies and day.date not in applied),
                stands_in=_stands_in(item.model),
                decided_through=catalog.calendar.decided_through,
            )
        )
    return tuple(plans)


def _standing_in(model: Model) -> Model:
    """Return a model in which make-up days stand in for the days they make up for; the same model if it has no such parameter."""
    days = model.parameters.get("days")
    if model.policy != "service-days" or not isinstance(days, Mapping):
        return model
    return attrs.evolve(model, parameters={**model.parameters, "days": {**days, "make_up_day_stands_in": True}})


def _stands_in(model: Model) -> bool:
    days = model.parameters.get("days")
    return model.policy == "service-days" and isinstance(days, Mapping) and bool(days.get("make_up_day_stands_in"))


def plan_data(plan: YearPlan) -> dict[str, Any]:
    """Return what a plan adds to the days of its offices, as plain data."""
    return {
        "model": plan.model.id,
        "offices": [item.office.id for item in plan.offices],
        "model_days": len(plan.model_days),
        "lost_days": len(plan.lost),
        "make_up_days_stand_in": plan.stands_in,
        "make_up_days": [day.date.isoformat() for day in plan.make_up],
    }
