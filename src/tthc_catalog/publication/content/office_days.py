"""The model days of each office between two dates, including those lost to days off, with the reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs

from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.calendars.desk import without
from tthc_catalog.errors import UnknownOffice
from tthc_catalog.messages import text
from tthc_catalog.policies.contract import DueByProcessingTime, NotCovered, Rule, due_on_day_of_receipt, opening_hours
from tthc_catalog.policies.day_rule import DayRule
from tthc_catalog.policies.service_days import ServiceDays
from tthc_catalog.publication.content.promise_wording import Promise, PromisedWindow, windows_of
from tthc_catalog.records.commitment_model import Model, Notice
from tthc_catalog.records.fact_wording import date_text, minute_text
from tthc_catalog.records.lookup import near_names
from tthc_catalog.records.office import LAST_MINUTE, Office
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_catalog.calendars.desk import Desk
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.policies.contract import Policy
    from tthc_catalog.publication.content.stamp import Stamp
    from tthc_catalog.records.catalog import Catalog


@attrs.frozen(kw_only=True)
class OfficeDay:
    """A model day of an office, or a day on which it would have been one had the office been open.

    Attributes:
        applies: whether it is a model day; False if it was lost to a day off.
        hours: when the desk serves under the model, as ``(start, end)`` in minutes after midnight; empty for a lost day.
        fact: the calendar's record of the day.
        windows: the parts of the day with their due times; empty for a lost day.
    """

    date: dt.date
    applies: bool
    hours: tuple[tuple[int, int], ...]
    fact: DayFact
    windows: tuple[PromisedWindow, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether no official decision covers the day yet."""
        return self.fact.provisional

    def why(self, lang: str = "vi") -> str | None:
        """Return why the day was lost and the number of the decision; None if it is a model day."""
        if self.applies:
            return None
        return ", ".join(filter(None, (self.occasion(lang), self.fact.decision)))

    def occasion(self, lang: str = "vi") -> str:
        """Return the name of the day off, such as ``Mùng 3 Tết``, or else its kind."""
        return self.fact.name or text(f"fact.day.{self.fact.kind}", lang)


@attrs.frozen(kw_only=True)
class OfficeDays:
    """The days of one model at one office in ``[start, until)``.

    Attributes:
        days: the model days and the lost days, by date.
        rules: the rules that apply on these days, in the order in which they apply during a day.
        promises: what the model promises: the ``same_day``, ``later``, or ``nothing`` of its own.
        day_rule: the days of the model as a rule; None if its policy does not state them so.
    """

    office: Office
    model: Model
    start: dt.date
    until: dt.date
    days: tuple[OfficeDay, ...]
    rules: tuple[Rule, ...]
    promises: Literal["same_day", "later", "nothing"] = "same_day"
    day_rule: DayRule | None = None

    def notices_on(self, day: dt.date) -> list[Notice]:
        """Return what is uncertain about the model on a day."""
        return [n for n in self.model.notices if day in n.period and n.is_for(self.office.level)]

    def next_day(self, day: dt.date) -> OfficeDay | None:
        """Return the first model day from ``day`` on; None if no day follows."""
        return next((found for found in self.days if found.applies and found.date >= day), None)

    def promise(self, day: dt.date) -> Promise:
        """Return the promise of the first model day from ``day`` on, or else of the last one before it."""
        typical = self.next_day(day) or next((found for found in reversed(self.days) if found.applies), None)
        windows = () if typical is None else typical.windows
        return Promise(days=self.day_rule, windows=windows, awaits=str(self.model.parameters.get("awaits") or "result"))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices of the model that apply to the office on at least one of the days."""
        return tuple(
            notice
            for notice in self.model.notices
            if notice.is_for(self.office.level) and any(day.date in notice.period for day in self.days)
        )

    def limits(self, lang: str = "vi") -> Iterator[str]:
        """Yield sentences that say how dossiers must be filed, and when the office or the model begins or ends within the range."""
        if self.model.scope.channels:
            yield _channels_text(self.model, lang)
        for owner, name in ((self.office, "office"), (self.model, "model")):
            period = owner.period
            if period.start is not None and period.start > self.start:
                yield text(f"publication.day.{name}_not_begun", lang, day=date_text(period.start))
            if period.until is not None and period.until < self.until:
                yield text(f"publication.day.{name}_ended", lang, day=date_text(period.until))


def office_days(
    catalog: Catalog, registry: SpecRegistry, *, start: dt.date, until: dt.date, offices: Sequence[str] | None = None
) -> tuple[OfficeDays, ...]:
    """Return the days in ``[start, until)`` for each office and each commitment that binds it.

    Args:
        catalog: the catalog with the offices and models.
        registry: the registry that provides the models' policies.
        start: the first day.
        until: the day after the last day.
        offices: ids of offices; None for all.

    Raises:
        UnknownOffice: the catalog has no office of this id.
        OutOfHorizon: a day is outside the range of the calendar.
    """
    compiler = Compiler(catalog, registry)
    if start < until:
        compiler.calendar.number(start)
        compiler.calendar.number(until - dt.timedelta(days=1))
    refuse_unknown_offices(catalog, offices or ())
    bindings = {binding.level: binding for binding in catalog.manifest.levels}
    computed: dict[tuple[str, int], _Computed] = {}
    found = []
    for office in catalog.offices.values():
        if offices is not None and office.id not in offices:
            continue
        desk = compiler.desk(office)
        for name in bindings[office.level].commitments if office.level in bindings else ():
            model = catalog.models[name]
            if (model.scope.offices and office.id not in model.scope.offices) or (
                model.scope.levels and office.level not in model.scope.levels
            ):
                continue
            key = (model.id, id(desk))
            if key not in computed:
                computed[key] = _days(model, desk, compiler.registry, start, until)
            days, rules, promises, day_rule = computed[key]
            if model.scope.channels:
                names = {"text": _channels_text(model, "vi"), "text_en": _channels_text(model, "en")}
                rules = (Rule(id="channels", citations=model.citations, **names), *rules)
            found.append(
                OfficeDays(
                    office=office.on(start),
                    model=model,
                    start=start,
                    until=until,
                    days=tuple(day for day in days if day.date in office.period),
                    rules=rules,
                    promises=promises,
                    day_rule=day_rule,
                )
            )
    return tuple(found)


def _channels_text(model: Model, lang: str) -> str:
    """Return for which channels a model is."""
    channels = ", ".join(text(f"fact.channel.{channel}", lang) for channel in model.scope.channels)
    return text("publication.scope.channels", lang, channels=channels)


def refuse_unknown_offices(catalog: Catalog, offices: Iterable[str]) -> None:
    """Check that the catalog has all these offices.

    Raises:
        UnknownOffice: an id is unknown; the error suggests similar ids.
    """
    for name in offices:
        if name not in catalog.offices:
            suggestions = near_names(name, tuple(catalog.offices))
            raise UnknownOffice("publication.error.unknown_office", suggestions=suggestions, office=name)


def hours_text(hours: Sequence[tuple[int, int]], lang: str = "vi") -> str:
    """Return hours as text: ``07:00-11:30, 13:30-17:00``; a desk without known hours has a text of its own."""
    if tuple(hours) == ((0, LAST_MINUTE),):
        return text("publication.hours.unknown", lang)
    return ", ".join(f"{minute_text(start)}-{minute_text(end)}" for start, end in hours)


def office_days_data(found: Sequence[OfficeDays], stamp: Stamp, *, start: dt.date, last: dt.date) -> dict[str, Any]:
    """Return the days from ``start`` to ``last`` as plain data, with the stamp of the catalog."""
    return {
        "catalog": {"id": stamp.catalog_id, "version": stamp.version},
        "stamp": stamp.to_dict(),
        "from": start.isoformat(),
        "to": last.isoformat(),
        "offices": [
            {
                "office": item.office.id,
                "name": item.office.name,
                "level": item.office.level,
                "model": item.model.id,
                "limits": {"vi": list(item.limits("vi")), "en": list(item.limits("en"))},
                "notices": [{"vi": notice.text, "en": notice.text_en} for notice in item.notices],
                "days": [_day_data(day) for day in item.days],
            }
            for item in found
        ],
    }


def _day_data(day: OfficeDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "held": day.applies,
        "hours": [f"{minute_text(start)}-{minute_text(end)}" for start, end in day.hours],
        "reason": None if day.applies else {"vi": day.why("vi"), "en": day.why("en")},
        "provisional": day.provisional,
    }


class _Computed(NamedTuple):
    """The days of a model at a desk, its rules, what it promises, and its days as a rule."""

    days: tuple[OfficeDay, ...]
    rules: tuple[Rule, ...]
    promises: Literal["same_day", "later", "nothing"]
    day_rule: DayRule | None


def _days(model: Model, desk: Desk, registry: SpecRegistry, start: dt.date, until: dt.date) -> _Computed:
    policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
    days: list[OfficeDay] = []
    rules: dict[str, Rule] = {}
    same_day = promised = False
    for year in range(start.year, until.year + 1):
        for day in model_days(model, desk, registry, year):
            date = day.fact.date
            if not start <= date < until:
                continue
            number = desk.schedule.calendar.number(date)
            hours, applied = _bound(policy, desk, number) if day.applies else ((), ())
            rules |= {rule.id: rule for rule in applied}
            segments = tuple(policy.segments(desk.day(number))) if day.applies else ()
            days.append(OfficeDay(date=date, applies=day.applies, hours=hours, fact=day.fact, windows=windows_of(segments)))
            for segment in segments:
                promised |= not isinstance(segment.outcome, NotCovered | DueByProcessingTime)
                same_day |= due_on_day_of_receipt(segment.outcome) and model.parameters.get("awaits") != "turn"
    promises: Literal["same_day", "later", "nothing"] = "same_day" if same_day else "later" if promised or not days else "nothing"
    return _Computed(tuple(days), tuple(rules.values()), promises, policy.days if isinstance(policy, ServiceDays) else None)


def _bound(policy: Policy, desk: Desk, number: int) -> tuple[tuple[tuple[int, int], ...], tuple[Rule, ...]]:
    """Return the hours of a day in which the model takes dossiers, without closed parts, and the rules that then apply, in order.

    A policy of a plugin may bind receipts outside the hours it states; then the bound parts of the day are its hours.
    """
    day = desk.day(number)
    segments = list(policy.segments(day))
    ends = [segment.start for segment in segments[1:]] + [24 * 60]
    bound = [(segment.start, end) for segment, end in zip(segments, ends, strict=True) if not isinstance(segment.outcome, NotCovered)]
    rules = tuple(policy.rules[s.rule] for s in segments if not isinstance(s.outcome, NotCovered))
    hours = opening_hours(policy, day)
    taken = _joined([(max(a, c), min(b, d)) for a, b in hours for c, d in bound if max(a, c) < min(b, d)])
    return without(taken or _joined(bound), desk.closed_on(number)), rules


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
