"""Compile a catalog: one schedule per set of office hours, one table per distinct policy, one timetable per key.

Equal results are shared: procedures with the same statutory time share a table, and desks with the same hours share a schedule.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.calendars.desk import Desk
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
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
    NOT_LISTED,
    OFFICE_OUT_OF_SCOPE,
    TARGET_ONLY,
)
from tthc_catalog.timetable.counted_office import CountedOffice, default_office, local_days, named_office, received_for
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Commitment, Span
from tthc_catalog.timetable.stretches import OfficeStretch, Stretch, day_numbers, stretches
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.calendars.desk import Side
    from tthc_catalog.policies.contract import PolicySpec
    from tthc_catalog.records.manifest import OutsideHours

_StatutoryKey = tuple[ProcessingTime, Extension | None, tuple[Citation, ...], Desk]


class _Rules(NamedTuple):
    """What binds the dossiers of a case and a channel on the days of a stretch.

    Attributes:
        statutory: the table of the law; None if the time is unknown or agreed in writing.
        commitments: the commitments.
        excluded: why no commitment can bind; None if one can.
    """

    statutory: PolicyTable | None
    commitments: tuple[Commitment, ...]
    excluded: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """What the answers depend on; the compiler shares equal tables, so their identity is enough."""
        return id(self.statutory), tuple([id(commitment) for commitment in self.commitments]), self.excluded


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
        self._desk_of_counted: dict[int, tuple[CountedOffice, Desk]] = {}
        self._desks: dict[object, Desk] = {}
        self._statutory: dict[_StatutoryKey, PolicyTable] = {}
        self._commitments: dict[tuple[str, Desk], Commitment] = {}
        self._bound: dict[object, tuple[tuple[Commitment, ...], str | None]] = {}
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
        known = self._desk_of_counted.get(id(counted))
        if known is None:  # the office is kept with its desk, so that its identity stays unique
            known = self._desk_of_counted[id(counted)] = counted, self._desk_of(counted)
        return known[1]

    def _desk_of(self, counted: CountedOffice) -> Desk:
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
        return self.by_channel(procedure, office, case)[channel]

    def by_channel(self, procedure: Procedure, office: Office | None, case: str | None) -> Mapping[str, Timetable]:
        """Return the timetable of each channel; channels with the same answers share one."""
        return next(iter(self._in_cases(procedure, office, (case,))))

    def timetables(self, procedure: Procedure, office: Office | None = None) -> dict[str | None, Mapping[str, Timetable]]:
        """Return the timetables of a procedure at an office by case and channel; the case None is a dossier without one.

        Channels with the same answers share a timetable.
        """
        cases = (None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases))
        return dict(zip(cases, self._in_cases(procedure, office, cases), strict=True))

    def _in_cases(self, procedure: Procedure, office: Office | None, cases: Iterable[str | None]) -> Iterator[Mapping[str, Timetable]]:
        """Yield the timetable of each channel in each of some cases."""
        counted = self.counted_office(procedure, office)
        desk = self.desk_of(counted)
        offices = [self._stretch(first, procedure, counted) for first in sorted({n for n, _ in (*counted.stretches, *counted.receiving)})]
        stretch_keys = tuple([stretch.key for stretch in offices])
        found: tuple[Stretch, ...] = ()
        for case in cases:
            key = (procedure.level, procedure.code, case, desk, stretch_keys)
            by_channel = self._timetables.get(key)
            if by_channel is None:
                found = found or tuple(stretches(procedure, offices, self.calendar))
                by_channel = self._timetables[key] = self._by_channel(procedure, case, desk, found)
            yield by_channel

    def _by_channel(self, procedure: Procedure, case: str | None, desk: Desk, found: Sequence[Stretch]) -> dict[str, Timetable]:
        """Compile the timetable of each channel; channels with the same answers share one."""
        differ = any(model.scope.channels for stretch in found for model in stretch.models) or any(map(states_times, procedure.editions))
        sharing: dict[object, tuple[tuple[_Rules, ...], list[str]]] = {}
        for channel in CHANNELS if differ else (IN_PERSON,):
            rules = tuple([self._rules(stretch, case, channel, desk) for stretch in found])
            sharing.setdefault(tuple([each.key for each in rules]), (rules, []))[1].append(channel)
        by_channel: dict[str, Timetable] = {}
        for rules, channels in sharing.values():
            timetable = self._timetable_type(
                level=procedure.level,
                code=procedure.code,
                case=case,
                schedule=desk.schedule,
                spans=tuple([_span(stretch, case, each) for stretch, each in zip(found, rules, strict=True)]),
                channels=tuple(channels) if len(sharing) > 1 else (),
            )
            by_channel |= dict.fromkeys(channels if differ else CHANNELS, timetable)
        return by_channel

    def _stretch(self, first: int, procedure: Procedure, counted: CountedOffice) -> OfficeStretch:
        """Return what holds for a procedure from a day on, at the office that counts from then."""
        office = counted.on(first)
        models = self._models(procedure, office)
        unlisted = None if models else self._why_unlisted(procedure, office)
        return OfficeStretch(first, office.period, counted.named_on(first).period, models, unlisted)

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

    def _rules(self, stretch: Stretch, case_id: str | None, channel: str, desk: Desk) -> _Rules:
        """Return what binds the dossiers of a case and a channel on the days of a stretch."""
        edition = stretch.edition
        if edition is None:
            return _Rules(None, (), stretch.why)
        case = edition.case(case_id) if case_id else None
        commitments, excluded = self._commitments_of(stretch, case, channel, desk)
        return _Rules(self._statutory_table(edition, case, channel, desk), commitments, excluded)

    def _commitments_of(self, stretch: Stretch, case: Case | None, channel: str, desk: Desk) -> tuple[tuple[Commitment, ...], str | None]:
        """Return the commitments that bind a case filed through a channel, and why none can; None if one can."""
        models = of_case = stretch.models
        if case is not None:
            of_case = () if case.commitment == "excluded" else tuple(m for m in models if case.id not in m.scope.exclude_cases)
        key = (tuple([model.id for model in models]), tuple([model.id for model in of_case]), stretch.why, channel, desk)
        known = self._bound.get(key)
        if known is None:
            bound = [model for model in of_case if model.scope.admits(channel)]
            excluded: str | None = None
            if not any(model.strength == "promise" for model in models):
                excluded = stretch.why or TARGET_ONLY
            elif not any(model.strength == "promise" for model in of_case):
                excluded = CASE_EXCLUDED
            elif not any(model.strength == "promise" for model in bound):
                excluded = CHANNEL_EXCLUDED
            known = self._bound[key] = tuple(self.commitment(model, desk) for model in bound), excluded
        return known

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
            first, until = day_numbers(model.period, self.calendar)
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

    def __iter__(self) -> Iterator[Timetable]:
        """Yield the timetables of each procedure, without a case and in each case, for each channel that differs, at its default office."""
        for procedure in self.catalog.procedures:
            for by_channel in self.timetables(procedure).values():
                yield from dict.fromkeys(by_channel.values())


def _span(stretch: Stretch, case: str | None, rules: _Rules) -> Span:
    return Span(
        first=stretch.first,
        edition=stretch.edition,
        case=stretch.edition.case(case) if stretch.edition is not None and case else None,
        statutory=rules.statutory,
        commitments=rules.commitments,
        excluded=rules.excluded,
    )
