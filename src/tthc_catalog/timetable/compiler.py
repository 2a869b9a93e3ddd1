"""Compile a catalog: one schedule per set of office hours, one table per distinct policy, one timetable per key.

Equal results are shared: procedures with the same statutory time share a table, and desks with the same hours share a schedule.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.errors import PluginError, TthcError
from tthc_catalog.extension.registry import SpecRegistry
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.channels import CHANNELS, IN_PERSON, stated_time, states_times
from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.office import Office
from tthc_catalog.records.procedure import Case, Edition, Extension, Procedure, ProcessingTime
from tthc_catalog.timetable.answer import (
    CASE_EXCLUDED,
    CHANNEL_EXCLUDED,
    NO_MODEL,
    NOT_IN_FORCE,
    NOT_LISTED,
    OFFICE_OUT_OF_SCOPE,
    TARGET_ONLY,
)
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Commitment, Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.policies.contract import PolicySpec
    from tthc_catalog.records.manifest import OutsideHours

_StatutoryKey = tuple[ProcessingTime, Extension | None, tuple[Citation, ...], Schedule]


class Compiler:
    """A compiler of the timetables of one catalog. Iterate over it for the timetables of every procedure at its level's default office."""

    def __init__(
        self,
        catalog: Catalog,
        registry: SpecRegistry,
        calendar: WorkingCalendar | None = None,
        *,
        timetable_type: type[Timetable] = Timetable,
    ) -> None:
        """Build the calendar; schedules and policies are compiled on first use.

        Args:
            catalog: the catalog to compile.
            registry: provides the policies and the calendar.
            calendar: replaces the catalog's calendar.
            timetable_type: the class that `timetable` returns; a layer above may add ways of exporting a timetable.

        Raises:
            PluginError: no working plugin provides the catalog's calendar.
        """
        self.catalog = catalog
        self.registry = registry
        self.calendar = calendar or self._calendar()
        self.unit = 60 if catalog.manifest.time_precision == "minute" else 1
        self._schedules: dict[object, Schedule] = {}
        self._schedule_of_hours: dict[str, Schedule] = {}
        self._statutory: dict[_StatutoryKey, PolicyTable] = {}
        self._commitments: dict[tuple[str, Schedule], Commitment] = {}
        self._timetables: dict[object, dict[str, Timetable]] = {}
        self._timetable_type = timetable_type
        self._bindings = {binding.level: binding for binding in catalog.manifest.levels}
        convention = catalog.manifest.receipts_outside_hours
        self._outside_hours: dict[str, OutsideHours] = {
            "commitment": convention.commitment if convention is not None else "as_recorded",
            "law": convention.law if convention is not None else "as_recorded",
        }

    def schedule(self, office: Office) -> Schedule:
        """Return the schedule of an office's hours; offices with equal seasons share one."""
        schedule = self._schedule_of_hours.get(office.hours)
        if schedule is None:
            hours = self.catalog.hours[office.hours]
            schedule = self._schedules.get(hours.seasons)
            if schedule is None:
                schedule = self._schedules[hours.seasons] = Schedule(self.calendar, hours, self.catalog.calendar.time_zone)
            self._schedule_of_hours[office.hours] = schedule
        return schedule

    def timetable(self, procedure: Procedure, office: Office, case: str | None = None, channel: str = IN_PERSON) -> Timetable:
        """Return the timetable of a procedure, in a case, through a channel, at an office; equal timetables are the same object."""
        return self._by_channel(procedure, office, case)[channel]

    def _by_channel(self, procedure: Procedure, office: Office, case: str | None) -> dict[str, Timetable]:
        """Return the timetable of each channel; channels with the same answers share one."""
        schedule = self.schedule(office)
        models = self._models(procedure, office)
        unlisted = None if models else self._why_unlisted(procedure, office)
        key = (procedure.level, procedure.code, case, schedule, office.period, tuple(model.id for model in models), unlisted)
        by_channel = self._timetables.get(key)
        if by_channel is None:
            may_differ = any(model.scope.channels for model in models) or any(map(states_times, procedure.editions))
            sharing: dict[object, tuple[tuple[Span, ...], list[str]]] = {}
            for channel in CHANNELS if may_differ else (IN_PERSON,):
                spans = tuple(self._spans(procedure, office, case, channel, schedule, models, unlisted))
                sharing.setdefault(tuple(map(_content, spans)), (spans, []))[1].append(channel)
            made = {
                tuple(channels): self._timetable_type(
                    level=procedure.level,
                    code=procedure.code,
                    case=case,
                    schedule=schedule,
                    spans=spans,
                    channels=tuple(channels) if len(sharing) > 1 else (),
                )
                for spans, channels in sharing.values()
            }
            by_channel = {channel: timetable for channels, timetable in made.items() for channel in (channels if may_differ else CHANNELS)}
            self._timetables[key] = by_channel
        return by_channel

    def compile_commitments(self) -> None:
        """Compile the commitments of every level's default office, so that a faulty policy is reported before the first decision.

        Raises:
            PluginError: no working plugin provides a policy that the catalog names, or the policy cannot be compiled.
        """
        self.registry.policy(self.catalog.manifest.statutory_policy, requested_by="manifest.yaml")
        for binding in self._bindings.values():
            schedule = self.schedule(self.catalog.offices[binding.default_office])
            for name in binding.commitments:
                self._commitment(self.catalog.models[name], schedule)

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
        self,
        procedure: Procedure,
        office: Office,
        case_id: str | None,
        channel: str,
        schedule: Schedule,
        models: tuple[Model, ...],
        unlisted: str | None,
    ) -> Iterator[Span]:
        """Yield the spans of the editions in order, with empty spans for days on which no edition is in force."""
        free = 0
        opens, shuts = self._numbers(office.period.start, office.period.until)
        for edition in sorted(procedure.editions, key=lambda e: e.period.start or dt.date.min):
            first, until = self._numbers(edition.period.start, edition.period.until)
            first, until = max(first, opens), min(until, shuts)
            if first >= until:
                continue
            if first > free:
                yield _empty_span(free)
            yield self._span(first, edition, edition.case(case_id) if case_id else None, channel, schedule, models, unlisted)
            free = until
        if free < len(self.calendar):
            yield _empty_span(free)

    def _span(
        self,
        first: int,
        edition: Edition,
        case: Case | None,
        channel: str,
        schedule: Schedule,
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
            statutory=self._statutory_table(edition, case, channel, schedule),
            commitments=tuple(self._commitment(model, schedule) for model in bound),
            excluded=excluded,
        )

    def _statutory_table(self, edition: Edition, case: Case | None, channel: str, schedule: Schedule) -> PolicyTable | None:
        time, extension, citations, _ = stated_time(edition, case, channel)
        if time is None:
            return None
        key = (time, extension, citations, schedule)
        table = self._statutory.get(key)
        if table is None:
            spec = self.registry.policy(self.catalog.manifest.statutory_policy, requested_by="manifest.yaml")
            parameters = {"time": time, "extension": extension}
            table = self._statutory[key] = self._table(spec, parameters, citations, schedule, "manifest.yaml", side="law")
        return table

    def _commitment(self, model: Model, schedule: Schedule) -> Commitment:
        commitment = self._commitments.get((model.id, schedule))
        if commitment is None:
            file = model.file or f"models/{model.id}.yaml"
            spec = self.registry.policy(model.policy, requested_by=file)
            table = self._table(spec, model.parameters, model.citations, schedule, file, side="commitment")
            first, until = self._numbers(model.period.start, model.period.until)
            is_target = model.strength == "target"
            commitment = Commitment(model=model, table=table, first=first, until=until, is_target=is_target)
            self._commitments[model.id, schedule] = commitment
        return commitment

    def _table(
        self,
        spec: PolicySpec,
        parameters: Mapping[str, Any],
        citations: tuple[Citation, ...],
        schedule: Schedule,
        file: str,
        *,
        side: Literal["commitment", "law"],
    ) -> PolicyTable:
        """Compile a policy over a schedule; any exception of the policy becomes an error that names the file and the plugin."""
        try:
            policy = spec.build(parameters, citations)
            return PolicyTable(
                policy,
                schedule,
                policy_id=spec.id,
                policy_version=spec.version,
                unit=self.unit,
                outside_hours=self._outside_hours[side],
            )
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
            office = self.catalog.offices[self._bindings[procedure.level].default_office]
            cases = dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)
            for case in (None, *cases):
                yield from dict.fromkeys(self._by_channel(procedure, office, case).values())


def _content(span: Span) -> tuple[object, ...]:
    """Return what the answers of a span depend on; the compiler shares equal tables, so their identity is enough."""
    return (span.first, span.edition and span.edition.id, id(span.statutory), tuple(map(id, span.commitments)), span.excluded)


def _empty_span(first: int) -> Span:
    return Span(first=first, edition=None, case=None, statutory=None, commitments=(), excluded=NOT_IN_FORCE)
