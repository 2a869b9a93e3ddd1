"""Compile a catalog: one schedule per set of office hours, one table per distinct policy, one timetable per key.

Equal results are shared: procedures with the same statutory time share a table, and desks with the same hours share a schedule.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.calendars.desk import Desk
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.effective import Period
from tthc_catalog.errors import PluginError, TthcError
from tthc_catalog.extension.registry import SpecRegistry
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.channels import CHANNELS, IN_PERSON, stated_time, states_times
from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.office import Hours, Office
from tthc_catalog.records.procedure import Case, Edition, Extension, Procedure, ProcessingTime
from tthc_catalog.timetable.answer import (
    CASE_EXCLUDED,
    CHANNEL_EXCLUDED,
    NO_MODEL,
    NOT_IN_FORCE,
    NOT_LISTED,
    OFFICE_NOT_IN_FORCE,
    OFFICE_OUT_OF_SCOPE,
    TARGET_ONLY,
)
from tthc_catalog.timetable.counted_office import CountedOffice, default_office, local_days, named_office, received_for
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Commitment, Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.calendars.desk import Side
    from tthc_catalog.policies.contract import PolicySpec
    from tthc_catalog.records.manifest import OutsideHours

_StatutoryKey = tuple[ProcessingTime, Extension | None, tuple[Citation, ...], Desk]


class _OfficeStretch(NamedTuple):
    """What holds for a procedure from a day on.

    Attributes:
        first: number of the day.
        period: the period of the office that counts.
        receiving: the period of the office that receives the dossiers.
        models: the models that apply.
        unlisted: why no model applies; None if one does.
    """

    first: int
    period: Period
    receiving: Period
    models: tuple[Model, ...]
    unlisted: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """A key that is equal for stretches with the same answers."""
        return self.first, self.period, self.receiving, tuple(model.id for model in self.models), self.unlisted


class Compiler:
    """A compiler of the timetables of one catalog. Iterate over it for the timetables of every procedure at its level's default office."""

    def __init__(
        self,
        catalog: Catalog,
        registry: SpecRegistry,
        calendar: WorkingCalendar | None = None,
        *,
        timetable_type: type[Timetable] = Timetable,
        known_on: dt.date | None = None,
    ) -> None:
        """Build the calendar; schedules and policies are compiled on first use.

        Args:
            catalog: the catalog to compile.
            registry: provides the policies and the calendar.
            calendar: replaces the catalog's calendar.
            known_on: the day by whose announcements all receipts are answered; None for the day of each receipt.
            timetable_type: the class that `timetable` returns; a layer above may add ways of exporting a timetable.

        Raises:
            PluginError: no working plugin provides the catalog's calendar.
        """
        self.catalog = catalog
        self.registry = registry
        self.calendar = calendar or self._calendar()
        self.known_on = known_on
        self.unit = 60 if catalog.manifest.time_precision == "minute" else 1
        self._schedules: dict[object, Schedule] = {}
        self._schedule_of_hours: dict[str, Schedule] = {}
        self._counted_offices: dict[object, CountedOffice] = {}
        self._desks: dict[object, Desk] = {}
        self._statutory: dict[_StatutoryKey, PolicyTable] = {}
        self._commitments: dict[tuple[str, Desk], Commitment] = {}
        self._timetables: dict[object, dict[str, Timetable]] = {}
        self._timetable_type = timetable_type
        self._bindings = {binding.level: binding for binding in catalog.manifest.levels}
        convention = catalog.manifest.receipts_outside_hours
        self._outside_hours: dict[str, OutsideHours] = {
            "commitment": convention.commitment if convention is not None else "as_recorded",
            "law": convention.law if convention is not None else "as_recorded",
        }

    def schedule(self, office: Office) -> Schedule:
        """Return the schedule of an office: every day by the hours in force on it; offices with equal hours share one."""
        return self.desk(office).schedule

    def desk(self, office: Office | None, level: str | None = None) -> Desk:
        """Return the hours, closures and openings of an office by day; None means the default office of the level."""
        return self.desk_of(self._counted(level or "", office, procedure_level=level))

    def counted_office(self, procedure: Procedure, office: Office | None) -> CountedOffice:
        """Return the office that counts for the dossiers of a procedure which an office receives, by day."""
        return self.counted(procedure.level, office)

    def counted(self, level: str, office: Office | None) -> CountedOffice:
        """Return the office that counts for the dossiers of a level; the same for each of its procedures."""
        return self._counted(level, office, procedure_level=level)

    def _counted(self, level: str, office: Office | None, *, procedure_level: str | None) -> CountedOffice:
        key = level if office is None else (office.id, procedure_level)
        counted = self._counted_offices.get(key)
        if counted is None:
            if office is None:
                counted = default_office(self._bindings[level], self.catalog, self.calendar)
            else:
                counted = named_office(office, self.calendar)
                entry = None if procedure_level in (None, office.level) else received_for(office, procedure_level or "", self.catalog)
                if entry is not None and entry.hours_of == "responsible":
                    responsible = self.catalog.offices[entry.office] if entry.office is not None else None
                    counted = self._counted(level, responsible, procedure_level=level)._replace(receiving=counted.stretches)
            self._counted_offices[key] = counted
        return counted

    def desk_of(self, counted: CountedOffice) -> Desk:
        """Return the desk of an office by day; equal desks are the same object, whatever their names."""
        stretches: list[tuple[int, Schedule]] = []
        hours: list[tuple[int, Hours]] = []
        for first, office in counted.stretches:
            schedule = self._schedule_of(office.hours)
            if not stretches or schedule is not stretches[-1][1]:
                stretches.append((first, schedule))
                hours.append((first, self.catalog.hours[office.hours]))
        seasons = tuple((first, h.seasons) for first, h in hours)
        whole = self._schedules.get(seasons)
        if whole is None:
            whole = stretches[0][1]
            if len(stretches) > 1:
                whole = Schedule(self.calendar, hours[0][1], self.catalog.calendar.time_zone, later=hours[1:])
            self._schedules[seasons] = whole
        days = tuple(local_days(counted, self.catalog, whole, self.known_on))
        key = whole, tuple((day.number, day.closure.id) for day in days)
        desk = self._desks.get(key)
        if desk is None:
            desk = self._desks[key] = Desk(whole, stretches, days)
        return desk

    def _schedule_of(self, hours_id: str) -> Schedule:
        """Return the schedule of a set of hours; sets with equal seasons share one."""
        schedule = self._schedule_of_hours.get(hours_id)
        if schedule is None:
            hours = self.catalog.hours[hours_id]
            schedule = self._schedules.get(((0, hours.seasons),))
            if schedule is None:
                schedule = Schedule(self.calendar, hours, self.catalog.calendar.time_zone)
                self._schedules[((0, hours.seasons),)] = schedule
            self._schedule_of_hours[hours_id] = schedule
        return schedule

    def timetable(self, procedure: Procedure, office: Office | None = None, case: str | None = None, channel: str = IN_PERSON) -> Timetable:
        """Return the timetable of a procedure, in a case, through a channel, at an office; equal timetables are the same object.

        Args:
            procedure: the procedure.
            office: the desk that receives the dossiers; None means the default office of the level on the day of receipt.
            case: id of the case, if any.
            channel: how the dossiers are filed.
        """
        return self._by_channel(procedure, office, case)[channel]

    def _by_channel(self, procedure: Procedure, office: Office | None, case: str | None) -> dict[str, Timetable]:
        """Return the timetable of each channel; channels with the same answers share one."""
        counted = self.counted_office(procedure, office)
        desk = self.desk_of(counted)
        offices = tuple(
            self._stretch(first, procedure, counted) for first in sorted({first for first, _ in (*counted.stretches, *counted.receiving)})
        )
        key = (procedure.level, procedure.code, case, desk, tuple(stretch.key for stretch in offices))
        by_channel = self._timetables.get(key)
        if by_channel is None:
            scopes = (model.scope for stretch in offices for model in stretch.models)
            may_differ = any(scope.channels for scope in scopes) or any(map(states_times, procedure.editions))
            sharing: dict[object, tuple[tuple[Span, ...], list[str]]] = {}
            for channel in CHANNELS if may_differ else (IN_PERSON,):
                spans = tuple(self._spans(procedure, case, channel, desk, offices))
                sharing.setdefault(tuple(map(_content, spans)), (spans, []))[1].append(channel)
            made = {
                tuple(channels): self._timetable_type(
                    level=procedure.level,
                    code=procedure.code,
                    case=case,
                    schedule=desk.schedule,
                    spans=spans,
                    channels=tuple(channels) if len(sharing) > 1 else (),
                )
                for spans, channels in sharing.values()
            }
            by_channel = {channel: timetable for channels, timetable in made.items() for channel in (channels if may_differ else CHANNELS)}
            self._timetables[key] = by_channel
        return by_channel

    def _stretch(self, first: int, procedure: Procedure, counted: CountedOffice) -> _OfficeStretch:
        """Return what holds for a procedure from a day on, at the office that counts from then."""
        office = counted.on(first)
        models = self._models(procedure, office)
        unlisted = None if models else self._why_unlisted(procedure, office)
        return _OfficeStretch(first, office.period, counted.named_on(first).period, models, unlisted)

    def compile_commitments(self) -> None:
        """Compile the commitments of every level's default office, so that a faulty policy is reported before the first decision.

        Raises:
            PluginError: no working plugin provides a policy that the catalog names, or the policy cannot be compiled.
        """
        self.registry.policy(self.catalog.manifest.statutory_policy, requested_by="manifest.yaml")
        for binding in self._bindings.values():
            desk = self.desk(None, binding.level)
            for name in binding.commitments:
                self.commitment(self.catalog.models[name], desk)

    def _models(self, procedure: Procedure, office: Office) -> tuple[Model, ...]:
        binding = self._bindings.get(procedure.level)
        models = (self.catalog.models[name] for name in (binding.commitments if binding else ()))
        return tuple(model for model in models if model.scope.lists(procedure, office.id))

    def _why_unlisted(self, procedure: Procedure, office: Office) -> str:
        """Return why no model applies: the level has none, the office is in the scope of none, or none lists the procedure."""
        binding = self._bindings.get(procedure.level)
        if binding is None or not binding.commitments:
            return NO_MODEL
        scopes = (self.catalog.models[name].scope for name in binding.commitments)
        return NOT_LISTED if any(not scope.offices or office.id in scope.offices for scope in scopes) else OFFICE_OUT_OF_SCOPE

    def _spans(
        self, procedure: Procedure, case_id: str | None, channel: str, desk: Desk, offices: Sequence[_OfficeStretch]
    ) -> Iterator[Span]:
        """Yield the spans in order: one for each edition at each office, and empty ones for days without an edition or an office."""
        editions = [(*self._numbers(edition.period.start, edition.period.until), edition) for edition in procedure.editions]
        starts = {0} | {n for first, until, _ in editions for n in (first, until)}
        for stretch in offices:
            periods = (stretch.period, stretch.receiving)
            starts |= {stretch.first} | {n for period in periods for n in self._numbers(period.start, period.until)}
        last: tuple[object, ...] | None = None
        for first in sorted(starts):
            if first >= len(self.calendar):
                continue
            edition = next((edition for begin, end, edition in editions if begin <= first < end), None)
            date = self.calendar.date_at(first)
            stretch = offices[bisect_right(offices, first, key=attrgetter("first")) - 1]
            is_open = date in stretch.period and date in stretch.receiving
            content = (edition, stretch.models, stretch.unlisted) if edition is not None and is_open else (edition is None,)
            if content == last:
                continue
            last = content
            if edition is None:
                yield _empty_span(first, NOT_IN_FORCE)
            elif not is_open:
                yield _empty_span(first, OFFICE_NOT_IN_FORCE)
            else:
                case = edition.case(case_id) if case_id else None
                yield self._span(first, edition, case, channel, desk, stretch.models, stretch.unlisted)

    def _span(
        self,
        first: int,
        edition: Edition,
        case: Case | None,
        channel: str,
        desk: Desk,
        models: tuple[Model, ...],
        unlisted: str | None,
    ) -> Span:
        excluded: str | None = None
        of_case = models
        if case is not None:
            of_case = () if case.commitment == "excluded" else tuple(m for m in models if case.id not in m.scope.exclude_cases)
        bound = tuple(model for model in of_case if model.scope.admits(channel))
        if not any(model.strength == "promise" for model in models):
            excluded = unlisted or TARGET_ONLY
        elif not any(model.strength == "promise" for model in of_case):
            excluded = CASE_EXCLUDED
        elif not any(model.strength == "promise" for model in bound):
            excluded = CHANNEL_EXCLUDED
        return Span(
            first=first,
            edition=edition,
            case=case,
            statutory=self._statutory_table(edition, case, channel, desk),
            commitments=tuple(self.commitment(model, desk) for model in bound),
            excluded=excluded,
        )

    def _statutory_table(self, edition: Edition, case: Case | None, channel: str, desk: Desk) -> PolicyTable | None:
        time, extension, citations, _ = stated_time(edition, case, channel)
        if time is None:
            return None
        key = (time, extension, citations, desk)
        table = self._statutory.get(key)
        if table is None:
            spec = self.registry.policy(self.catalog.manifest.statutory_policy, requested_by="manifest.yaml")
            parameters = {"time": time, "extension": extension}
            table = self._statutory[key] = self._table(spec, parameters, citations, desk, "manifest.yaml", side="law")
        return table

    def commitment(self, model: Model, desk: Desk) -> Commitment:
        """Return a model compiled for a desk."""
        commitment = self._commitments.get((model.id, desk))
        if commitment is None:
            file = model.file or f"models/{model.id}.yaml"
            spec = self.registry.policy(model.policy, requested_by=file)
            table = self._table(spec, model.parameters, model.citations, desk, file, side="commitment")
            first, until = self._numbers(model.period.start, model.period.until)
            is_target = model.strength == "target"
            commitment = Commitment(model=model, table=table, first=first, until=until, is_target=is_target)
            self._commitments[model.id, desk] = commitment
        return commitment

    def _table(
        self,
        spec: PolicySpec,
        parameters: Mapping[str, Any],
        citations: tuple[Citation, ...],
        desk: Desk,
        file: str,
        *,
        side: Side,
    ) -> PolicyTable:
        """Compile a policy for a desk; any exception of the policy becomes an error that names the file and the plugin."""
        try:
            policy = spec.build(parameters, citations)
            stated: dict[str, Any] = {"policy_id": spec.id, "policy_version": spec.version, "unit": self.unit}
            stated["outside_hours"] = self._outside_hours[side]
            if desk.is_regular:
                return PolicyTable(policy, desk.schedule, **stated)
            return DeskTable(policy, desk, side, **stated)
        except TthcError:
            raise
        except Exception as error:
            origin = self.registry.origin("policy", spec.id)
            raise PluginError("error.policy_failed", file=file, policy=spec.id, origin=origin, reason=repr(error)) from error

    def _calendar(self) -> WorkingCalendar:
        """Build the calendar from the catalog's own file, or by the ``build`` of the plugin that provides it."""
        document = self.catalog.calendar
        if not document.file:
            spec = self.registry.calendar(document.id, requested_by="manifest.yaml")
            if spec.build is not None:
                return spec.build(document)
        return official_calendar(document)

    def _numbers(self, start: dt.date | None, until: dt.date | None) -> tuple[int, int]:
        """Return a period as day numbers, clipped to the calendar."""
        last = len(self.calendar)
        first = 0 if start is None else min(max((start - self.calendar.first).days, 0), last)
        end = last if until is None else min(max((until - self.calendar.first).days, 0), last)
        return first, end

    def __iter__(self) -> Iterator[Timetable]:
        """Yield the timetables of each procedure, without a case and in each case, for each channel that differs, at its default office."""
        for procedure in self.catalog.procedures:
            cases = dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)
            for case in (None, *cases):
                yield from dict.fromkeys(self._by_channel(procedure, None, case).values())


def _content(span: Span) -> tuple[object, ...]:
    """Return what the answers of a span depend on; the compiler shares equal tables, so their identity is enough."""
    return (span.first, span.edition and span.edition.id, id(span.statutory), tuple(map(id, span.commitments)), span.excluded)


def _empty_span(first: int, why: str) -> Span:
    return Span(first=first, edition=None, case=None, statutory=None, commitments=(), excluded=why)
