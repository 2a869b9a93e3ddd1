"""The model days of each office between two dates: those that exist, and those that do not, with the reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.calendars.working import DayFact
from tthc_catalog.errors import UnknownOffice
from tthc_catalog.messages import text
from tthc_catalog.policies.contract import NotCovered, Rule
from tthc_catalog.records.commitment_model import Model, Notice
from tthc_catalog.records.fact_wording import date_text, minute_text
from tthc_catalog.records.lookup import near_names
from tthc_catalog.records.office import Office
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.policies.contract import Policy
    from tthc_catalog.publication.content.stamp import Stamp
    from tthc_catalog.records.catalog import Catalog


@attrs.frozen(kw_only=True)
class Session:
    """A model day of an office, or one that was lost.

    Attributes:
        held: whether the model holds on the day.
        hours: when the desk is open for it, as ``(start, end)`` minutes of the day; empty where it is not held.
        fact: what the calendar says of the day.
    """

    date: dt.date
    held: bool
    hours: tuple[tuple[int, int], ...]
    fact: DayFact

    @property
    def provisional(self) -> bool:
        """Whether no official decision covers the day yet."""
        return self.fact.provisional

    def why(self, lang: str = "vi") -> str | None:
        """Why it is not held, with the decision behind it; None when it is."""
        if self.held:
            return None
        return ", ".join(filter(None, (self.occasion(lang), self.fact.decision)))

    def occasion(self, lang: str = "vi") -> str:
        """What the day is called that is off: ``Mùng 3 Tết``."""
        return self.fact.name or text(f"cli.calendar.kind.{self.fact.kind}", lang)


@attrs.frozen(kw_only=True)
class OfficeDays:
    """What one office holds of one model between two dates.

    Attributes:
        rules: the rules of an ordinary model day in the order of the day: how results are returned.
    """

    office: Office
    model: Model
    start: dt.date
    until: dt.date
    days: tuple[Session, ...]
    rules: tuple[Rule, ...]

    @property
    def held(self) -> tuple[Session, ...]:
        """The days that exist."""
        return tuple(day for day in self.days if day.held)

    @property
    def lost(self) -> tuple[Session, ...]:
        """The days that do not."""
        return tuple(day for day in self.days if not day.held)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be said of the model at the office on some of the days."""
        return tuple(
            notice
            for notice in self.model.notices
            if (not notice.levels or self.office.level in notice.levels) and any(day.date in notice.period for day in self.days)
        )

    def limits(self, lang: str = "vi") -> Iterator[str]:
        """Why a part of the time asked for holds no day at all: the desk, or the model, begins or ends in it."""
        for owner, name in ((self.office, "office"), (self.model, "model")):
            period = owner.period
            if period.start is not None and period.start > self.start:
                yield text(f"publication.day.{name}_not_begun", lang, day=date_text(period.start))
            if period.until is not None and period.until < self.until:
                yield text(f"publication.day.{name}_ended", lang, day=date_text(period.until))


def office_days(
    catalog: Catalog, registry: SpecRegistry, *, start: dt.date, until: dt.date, offices: Sequence[str] | None = None
) -> tuple[OfficeDays, ...]:
    """The sessions in ``[start, until)``, for each office and each commitment that binds it.

    Args:
        catalog: whose offices and models.
        registry: gives the models' policies.
        start: the first day asked for.
        until: the first day no longer asked for.
        offices: ids; None asks for every office.

    Raises:
        UnknownOffice: an id no office has.
        OutOfHorizon: the calendar does not answer for one of the days.
    """
    compiler = Compiler(catalog, registry)
    if start < until:
        compiler.calendar.number(start)
        compiler.calendar.number(until - dt.timedelta(days=1))
    refuse_unknown_offices(catalog, offices or ())
    bindings = {binding.level: binding for binding in catalog.manifest.levels}
    found: dict[tuple[str, int], tuple[tuple[Session, ...], tuple[Rule, ...]]] = {}
    result = []
    for office in catalog.offices.values():
        if offices is not None and office.id not in offices:
            continue
        schedule = compiler.schedule(office)
        for name in bindings[office.level].commitments if office.level in bindings else ():
            model = catalog.models[name]
            if (model.scope.offices and office.id not in model.scope.offices) or (
                model.scope.levels and office.level not in model.scope.levels
            ):
                continue
            key = (model.id, id(schedule))
            if key not in found:
                found[key] = _days(model, schedule, compiler.registry, start, until)
            days, rules = found[key]
            result.append(
                OfficeDays(
                    office=office,
                    model=model,
                    start=start,
                    until=until,
                    days=tuple(day for day in days if day.date in office.period),
                    rules=rules,
                )
            )
    return tuple(result)


def refuse_unknown_offices(catalog: Catalog, offices: Iterable[str]) -> None:
    """See that the catalog has every office.

    Raises:
        UnknownOffice: it has not; those that look like it come with it.
    """
    for name in offices:
        if name not in catalog.offices:
            near = near_names(name, tuple(catalog.offices))
            raise UnknownOffice("publication.error.unknown_office", suggestions=near, office=name)


def hours_text(hours: Sequence[tuple[int, int]]) -> str:
    """``07:00-11:30, 13:30-17:00``."""
    return ", ".join(f"{minute_text(start)}-{minute_text(end)}" for start, end in hours)


def office_days_data(found: Sequence[OfficeDays], stamp: Stamp, *, start: dt.date, last: dt.date) -> dict[str, Any]:
    """Some offices' sessions from ``start`` to ``last`` as plain data, under their stamp."""
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
                "days": [_session_data(day) for day in item.days],
            }
            for item in found
        ],
    }


def _session_data(session: Session) -> dict[str, Any]:
    return {
        "date": session.date.isoformat(),
        "held": session.held,
        "hours": [f"{minute_text(start)}-{minute_text(end)}" for start, end in session.hours],
        "reason": {"vi": session.why("vi"), "en": session.why("en")} if not session.held else None,
        "provisional": session.provisional,
    }


def _days(
    model: Model, schedule: Schedule, registry: SpecRegistry, start: dt.date, until: dt.date
) -> tuple[tuple[Session, ...], tuple[Rule, ...]]:
    policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
    sessions: list[Session] = []
    rules: dict[str, Rule] = {}
    for year in range(start.year, until.year + 1):
        for day in model_days(model, schedule, registry, year):
            date = day.fact.date
            if not start <= date < until:
                continue
            hours, named = _bound(policy, schedule, schedule.calendar.number(date)) if day.held else ((), ())
            rules |= {rule.id: rule for rule in named}
            sessions.append(Session(date=date, held=day.held, hours=hours, fact=day.fact))
    return tuple(sessions), tuple(rules.values())


def _bound(policy: Policy, schedule: Schedule, number: int) -> tuple[tuple[tuple[int, int], ...], tuple[Rule, ...]]:
    """When on that day the model binds while the desk is open, and the rules it then goes by, in order."""
    day = schedule.day(number)
    segments = list(policy.segments(day))
    ends = [segment.start for segment in segments[1:]] + [24 * 60]
    bound = [(segment.start, end) for segment, end in zip(segments, ends, strict=True) if not isinstance(segment.outcome, NotCovered)]
    rules = tuple(policy.rules[s.rule] for s in segments if not isinstance(s.outcome, NotCovered))
    if not day.working:
        return _joined(bound), rules
    return _joined([(max(a, c), min(b, d)) for a, b in day.sessions for c, d in bound if max(a, c) < min(b, d)]), rules


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
