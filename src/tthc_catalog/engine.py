"""The engine: one compiled catalog that decides on any dossier."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import DISTRIBUTION
from tthc_catalog.decisions.deciding import decide
from tthc_catalog.decisions.decision import Decision
from tthc_catalog.decisions.decision_facts import Context, Evidence
from tthc_catalog.decisions.law_notices import law_notices
from tthc_catalog.desk_clock import DeskClock
from tthc_catalog.errors import UnknownCase, UnknownOffice
from tthc_catalog.records.channels import IN_PERSON, reject_unknown_channel
from tthc_catalog.records.lookup import level_titles, near_names
from tthc_catalog.registry import Registry
from tthc_catalog.timetable import timetable as compiled
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from pyspark.sql import DataFrame, SparkSession

    from tthc_catalog.bulk.compared_columns import ComparedColumns
    from tthc_catalog.bulk.decision_columns import DecisionColumns
    from tthc_catalog.bulk.dossier_files import DossierFiles
    from tthc_catalog.bulk.spark_frames import DossierFrame, Source
    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.decisions.pause_notes import Pause
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Notice
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure, ProcessingTime


class Timetable(compiled.Timetable):
    """All answers for one procedure, desk, case and channel, which can also be written out for other programs."""

    __slots__ = ()

    def to_arrow(self) -> Any:
        """Return an Arrow table with one row for each window of each day and local moments; requires the extra ``bulk``."""
        from tthc_catalog.bulk.sql_scripts import timetable_relations

        return timetable_relations(self).windows

    def to_sql(self, dialect: str, *, now: dt.datetime | None = None) -> str:
        """Return a script that creates the tables and a view that decides a table of dossiers; requires the extra ``bulk``.

        Args:
            dialect: ``duckdb``, ``spark`` or ``postgres``.
            now: the moment at which open dossiers are judged; by default the time at which the view is read.

        Raises:
            ValueError: the dialect is not supported.
        """
        from tthc_catalog.bulk.sql_scripts import script, timetable_relations

        return "".join(script(timetable_relations(self), dialect, schedule=self.schedule, now=now))

    def __repr__(self) -> str:
        case = f", case {self.case}" if self.case is not None else ""
        channels = f", {', '.join(self.channels)}" if self.channels else ""
        return f"<Timetable {self.level} {self.code}{case}{channels}: {self.digest[:12]}>"


_MOST_CONTEXTS = 65_536
"""The most contexts, and the most spellings of their keys, that an engine keeps; it then starts again."""


class Engine:
    """Decides on dossiers by one catalog. It is immutable, safe to share between threads, and picklable.

    An engine caches compiled timetables; a cached value never changes.
    """

    def __init__(self, catalog: Catalog, *, registry: Registry | None = None) -> None:
        """Compile the calendar and every commitment of the catalog; statutory times are compiled when a procedure is first used.

        Args:
            catalog: the catalog.
            registry: resolves the policies and calendars the catalog names; by default the library's own and all allowed plugins.

        Raises:
            PluginError: the catalog names a policy or calendar that nothing provides.
        """
        self.catalog = catalog
        self._registry = registry or Registry()
        self._compiler = self._new_compiler()
        self._known: dict[object, Compiler] = {}
        self._bindings = {binding.level: binding for binding in catalog.manifest.levels}
        self._contexts: dict[tuple[str, str, str | None, str | None, str, dt.date | None], Context] = {}
        self._spellings: dict[tuple[str, str | None, str | None, str | None, str], Context] = {}
        self._notices: dict[tuple[str, str], tuple[Notice, ...]] = {}
        self._clocks: dict[tuple[int, str, str | None, bool], DeskClock] = {}
        self._compiler.compile_commitments()

    def _new_compiler(self) -> Compiler:
        """Return the compiler of the catalog."""
        return Compiler(self.catalog, self._registry, timetable_type=Timetable)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.catalog, self._registry))

    def __repr__(self) -> str:
        return f"<Engine of {self.catalog.id} {self.catalog.version}: {len(self.catalog.procedures)} procedures>"

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar that all terms are counted on."""
        return self._compiler.calendar

    def decide(
        self,
        code: str,
        *,
        received_at: dt.datetime | dt.date | np.datetime64 | str,
        level: str | None = None,
        office: str | None = None,
        case: str | None = None,
        components: Iterable[str] | None = None,
        conditions: Iterable[str] = (),
        channel: str = IN_PERSON,
        strict: bool = False,
        known_on: dt.date | None = None,
        time_when_missing: dt.time | None = None,
        history: Iterable[Pause | Mapping[str, Any]] = (),
    ) -> Decision:
        """Decide when the result of one dossier is due, and why.

        Args:
            code: the procedure's code, in any printed form.
            received_at: the recorded receipt, as a datetime, a numpy ``datetime64`` or text; a naive moment is local office time, an
                aware one is converted.
            level: required if the code exists at more than one level.
            office: id of the desk that receives the dossier; None means the default desk of the level on the day of receipt.
            case: id of the case, such as ``xac-minh``.
            components: ids of the components at hand; None skips the check for completeness.
            conditions: ids of the conditions known to apply, for conditional components.
            channel: how the dossier was filed: ``in_person``, ``online`` or ``postal``.
            strict: reject an answer that depends on days no official decision had settled on the day of receipt.
            known_on: answer by what had been announced by the end of this day, even if it is before the receipt; None answers by
                what had been announced on the day of receipt, which is what the appointment slip says.
            time_when_missing: the time of day to use if the receipt is a date; None rejects dates.
            history: what happened after the receipt, in order: each a `Pause`, or a mapping with ``since``, ``until`` and ``kind``. The
                kinds are those of the catalog's manifest, with their citations. While a term is suspended, the rest of the
                term resumes at its end: a term of days by whole days (Civil Code 2015, Article 147), a term of hours to the minute. A
                pause that still lasts moves nothing yet.

        Raises:
            InvalidCode: the code is a number or None; a code is text.
            UnknownProcedure: no procedure has this code at this level.
            AmbiguousProcedure: the code exists at several levels.
            UnknownOffice: no desk of the level has this id.
            UnknownCase: the procedure has no such case.
            UnknownChannel: the channel does not exist.
            UnknownComponent: the procedure has no such component or condition.
            InvalidInstant: the moment cannot be parsed, or was skipped by a change of clock.
            InvalidHistory: an event has another form, is of a kind that is unknown or not in force, or does not fit the others.
            OutOfHorizon: the moment lies outside the years the calendar covers.
            ProvisionalRefused: ``strict`` is set and the answer is provisional.
        """
        context = self._spellings.get((code, level, office, case, channel)) if known_on is None else None
        context = context or self._context(code, level, office, case, channel, known_on)
        return decide(
            context,
            Decision,
            received_at=received_at,
            components=components,
            conditions=conditions,
            channel=channel,
            strict=strict,
            time_when_missing=time_when_missing,
            history=tuple(history),
        )

    def decide_many(
        self,
        received_at: Any,
        *,
        code: Any = None,
        level: Any = None,
        office: Any = None,
        case: Any = None,
        channel: Any = None,
        completed_at: Any = None,
        now: Any = None,
        known_on: dt.date | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
    ) -> DecisionColumns:
        """Decide when the results of many dossiers are due, as columns; row by row the result equals that of `decide`.

        A row that cannot be answered (no moment, an unknown code, a moment outside the calendar) has no deadline, and its
        ``reason`` says why; it does not affect the other rows. Requires the extra ``bulk``.

        Args:
            received_at: numpy ``datetime64`` (local office time), an Arrow or data-frame column of timestamps (local
                without a zone, converted with one), 64-bit UTC seconds, or a list of datetimes.
            code: as for `decide`: one value for all rows, or a column of equal length (required).
            level: likewise.
            office: likewise.
            case: likewise.
            channel: likewise; a row without a channel was filed in person.
            completed_at: when each result was ready; required for ``status``.
            now: the moment at which open dossiers are judged.
            known_on: as for `decide`, for all rows.
            time_when_missing: the time of day to use in a column of dates, by the name of the column; without it, dates are rejected.

        Raises:
            TypeError: there is no ``code``, or a column contains values of another type.
            ValueError: the columns differ in length.
            InvalidInstant: a column contains dates without a time of day.
        """
        from tthc_catalog.bulk.batch import decide_many

        return decide_many(
            self._find_known(known_on),
            self._any_schedule(),
            received_at,
            code=code,
            level=level,
            office=office,
            case=case,
            channel=channel,
            completed_at=completed_at,
            now=now,
            time_when_missing=time_when_missing,
        )

    def compare_many(
        self,
        other: Engine,
        received_at: Any,
        *,
        code: Any = None,
        level: Any = None,
        office: Any = None,
        case: Any = None,
        channel: Any = None,
        completed_at: Any = None,
        known_on: dt.date | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
    ) -> ComparedColumns:
        """Decide many dossiers by this catalog and by another one. Requires the extra ``bulk``.

        Args:
            other: the engine of the other catalog.
            received_at: as for `decide_many`; likewise the other arguments that are not described here.
            code: see there.
            level: see there.
            office: see there.
            case: see there.
            channel: see there.
            completed_at: when each result was ready, in local office time.
            known_on: see there.
            time_when_missing: see there.

        Raises:
            TypeError: there is no ``code``, or a column contains values of another type.
            ValueError: the columns differ in length.
            InvalidInstant: a column contains dates without a time of day.
        """
        from tthc_catalog.bulk.compared_columns import compared_columns

        keys = {"code": code, "level": level, "office": office, "case": case, "channel": channel}
        before, after = (
            engine.decide_many(received_at, **keys, known_on=known_on, time_when_missing=time_when_missing) for engine in (self, other)
        )
        return compared_columns(before, after, completed_at)

    def dossier_files(
        self,
        source: Any,
        *,
        columns: Mapping[str, str] | None = None,
        level: str | None = None,
        office: str | None = None,
        channel: str | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
        known_on: dt.date | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
        remote: bool = False,
    ) -> DossierFiles:
        """Decide dossiers in files larger than memory with DuckDB. Requires the extra ``bulk``.

        Args:
            source: a path, several paths or a pattern (``*.parquet``, ``*.csv``), an Arrow table or an Arrow dataset.
            columns: the name of each column in the data, by the name of `DossierFiles`.
            level: the level of all rows, if the data has no such column.
            office: the desk of all rows, likewise.
            channel: how all dossiers were filed, likewise.
            memory_limit: the limit beyond which DuckDB spills to disk, such as ``"2GiB"``.
            threads: the number of threads of DuckDB.
            known_on: as for `decide`, for all rows.
            time_when_missing: the time of day to use for dates without one, by ``received_at`` and ``completed_at``; without it, such
                dates are rejected.
            remote: whether addresses such as ``https://`` or ``s3://`` may be read; DuckDB may then download the extension for them.

        Raises:
            ValueError: the data has no column ``received_at`` or ``code``, or an address is not on this machine.
            InvalidInstant: there are dates without a time of day, or texts whose month comes first.
        """
        from tthc_catalog.bulk.dossier_files import DossierFiles

        return DossierFiles(
            source,
            find=self._find_known(known_on),
            describe=self._describe,
            schedule=self._any_schedule(),
            columns=columns,
            level=level,
            office=office,
            channel=channel,
            memory_limit=memory_limit,
            threads=threads,
            time_when_missing=time_when_missing,
            remote=remote,
        )

    def dossier_frame(
        self,
        source: DataFrame | Source,
        *,
        session: SparkSession | None = None,
        known_on: dt.date | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
    ) -> DossierFrame:
        """Decide dossiers in a Spark data frame, or in files that Spark reads. Requires the extra ``spark``.

        Args:
            source: a data frame, or the paths of Parquet or CSV files.
            session: the session that reads files; by default the active one, or else a new local one.
            known_on: as for `decide`, for all rows.
            time_when_missing: as for `dossier_files`.

        Raises:
            ValueError: the data has no column ``received_at`` or ``code``.
            InvalidInstant: as for `dossier_files`.
        """
        from tthc_catalog.bulk.spark_frames import DossierFrame

        return DossierFrame(
            source,
            find=self._find_known(known_on),
            describe=self._describe,
            schedule=self._any_schedule(),
            session=session,
            time_when_missing=time_when_missing,
        )

    def compare_files(self, other: Engine, source: Any, *, by: Sequence[str] = (), **options: Any) -> Any:
        """Count the decisions of this catalog and of another one on dossiers in files, with DuckDB. Requires the extra ``bulk``.

        Args:
            other: the engine of the other catalog.
            source: as for `dossier_files`.
            by: columns of the data to group by, such as ``("office", "code")``.
            **options: the other arguments of `dossier_files`.

        Returns:
            An Arrow table with a row for each group: the counts of `ComparedColumns`, and the minutes saved, in sum and by quartiles.

        Raises:
            ValueError: as for `dossier_files`.
            InvalidInstant: as for `dossier_files`.
        """
        from tthc_catalog.bulk.compared_rows import compared_files

        again = {name: options[name] for name in ("memory_limit", "threads", "known_on") if name in options}
        return compared_files(self.dossier_files(source, **options), lambda rows: other.dossier_files(rows, **again), by)

    def compare_frame(self, other: Engine, source: DataFrame | Source, *, by: Sequence[str] = (), **options: Any) -> DataFrame:
        """Count the same as `compare_files` on dossiers in Spark. Requires the extra ``spark``.

        Args:
            other: the engine of the other catalog.
            source: as for `dossier_frame`.
            by: as for `compare_files`.
            **options: the other arguments of `dossier_frame`.

        Raises:
            ValueError: as for `dossier_frame`.
            InvalidInstant: as for `dossier_frame`.
        """
        from tthc_catalog.bulk.compared_rows import compared_frame

        again = {name: options[name] for name in ("known_on",) if name in options}
        return compared_frame(self.dossier_frame(source, **options), lambda rows: other.dossier_frame(rows, **again), by)

    def due(
        self,
        received_at: Any,
        term: ProcessingTime | str,
        *,
        office: str | None = None,
        level: str | None = None,
        closures: bool = True,
        known_on: dt.date | None = None,
        time_when_missing: dt.time | None = None,
    ) -> Any:
        """Return when a term ends that no catalog contains.

        It counts as the statutory time of a procedure does, but through closures, and by all that is known now. A term of the law is not
        stopped by a closure: pass ``closures=False``.

        Args:
            received_at: one moment, as for `decide`, or a column of moments, as for `decide_many`.
            term: a `ProcessingTime`, or text such as ``3 working days``, ``3 ngày làm việc``, ``10 days`` (calendar days), ``4 working hours``.
            office: id of the desk; None means the default desk of the level.
            level: required without an office, unless the default desks of all levels exist and work at the same times.
            closures: whether closed minutes are not worked, and extra openings are.
            known_on: count by what had been announced by the end of this day; None counts by all that is known.
            time_when_missing: the time of day of a receipt that is a date; None rejects dates.

        Returns:
            A `TermDeadline` for one moment, `TermColumns` for a column.

        Raises:
            InvalidTerm: the term cannot be parsed.
            UnknownOffice: there is no such desk, several may be meant, or it did not exist on the day; in a column, ``reason`` says the last.
            UnknownHours: the term counts hours, and those of the desk were not found.
            InvalidInstant: the moment cannot be parsed.
            OutOfHorizon: the moment or the end lies outside the calendar; in a column, ``reason`` says so.
        """
        return self._clock(office, level, closures, known_on).due(received_at, term, time_when_missing)

    def working_time_between(
        self,
        since: Any,
        until: Any,
        *,
        office: str | None = None,
        level: str | None = None,
        closures: bool = True,
        known_on: dt.date | None = None,
    ) -> Any:
        """Return the time that a desk works from one moment to another; it is negative if ``until`` comes first.

        Args:
            since: one moment, as for `decide`, or a column of moments, as for `decide_many`.
            until: likewise.
            office: as for `due`; likewise the other arguments.
            level: see there.
            closures: see there.
            known_on: see there.

        Returns:
            A `datetime.timedelta`, or a column of ``timedelta64[s]`` with NaT for rows outside the calendar or without a moment.

        Raises:
            UnknownHours: the hours of the desk were not found.
            UnknownOffice: there is no such desk, or several may be meant.
            OutOfHorizon: one of two single moments lies outside the calendar.
        """
        return self._clock(office, level, closures, known_on).working_time_between(since, until)

    def working_day(
        self,
        after: Any,
        n: Any,
        *,
        office: str | None = None,
        level: str | None = None,
        closures: bool = True,
        known_on: dt.date | None = None,
    ) -> Any:
        """Return the n-th working day after a day, or before it if ``n`` is negative; with 0, the day itself or the next working day.

        Args:
            after: one day or moment, or a column of them.
            n: a whole number, or a column of them.
            office: as for `due`; likewise the other arguments.
            level: see there.
            closures: see there; a day on which the desk does not open at all is no working day.
            known_on: see there.

        Returns:
            A date, or a column of ``datetime64[D]`` with NaT for rows outside the calendar or without a day.

        Raises:
            UnknownOffice: there is no such desk, or several may be meant.
            OutOfHorizon: a single day or the result lies outside the calendar.
        """
        return self._clock(office, level, closures, known_on).working_day(after, n)

    def _clock(self, office: str | None, level: str | None, closures: bool, known_on: dt.date | None) -> DeskClock:
        """Return the clock of a desk."""
        compiler = self._compiler_known(known_on.date() if isinstance(known_on, dt.datetime) else known_on)
        levels = [binding.level for binding in self.catalog.manifest.levels]
        desk = None if office is None else self.catalog.offices.get(office)
        if level is not None and level not in levels:
            raise UnknownOffice("error.no_such_level", suggestions=near_names(level, tuple(levels)), office=office, level=level)
        if office is not None and desk is None:
            near = near_names(office, tuple(self.catalog.offices))
            raise UnknownOffice("error.no_such_office", suggestions=near, office=office, level=level)
        if office is not None and level is not None:
            desk = self._office(level, office)
        if desk is None and level is None:
            counted_by_level = [compiler.counted(each, None) for each in levels]
            periods = {tuple((first, default.period) for first, default in counted.stretches) for counted in counted_by_level}
            if len(periods) > 1 or len({id(compiler.desk_of(counted)) for counted in counted_by_level}) > 1:
                defaults = tuple(binding.default_office for binding in self.catalog.manifest.levels)
                raise UnknownOffice("error.office_needed", suggestions=defaults, office=None, level=None)
        level = level or (desk.level if desk is not None else levels[0])
        key = id(compiler), level, office, closures
        clock = self._clocks.get(key)
        if clock is None:
            counted = compiler.counted(level, desk)
            of_desk = compiler.desk_of(counted)
            schedule = of_desk.as_worked() if closures else of_desk.schedule.with_openings({})
            convention = self.catalog.manifest.receipts_outside_hours
            outside_hours = "as_recorded" if convention is None else convention.law
            clock = self._clocks[key] = DeskClock(schedule, counted, level, unit=compiler.unit, outside_hours=outside_hours)
        return clock

    def _find_known(self, known_on: dt.date | None) -> Find:
        """Return a function that finds timetables by what was known on a day."""

        def find(code: str, level: str | None, office: str | None, case: str | None, channel: str | None) -> compiled.Timetable:
            return self._context(code, level, office, case, channel or IN_PERSON, known_on).timetable

        return find

    def _describe(self, code: str, level: str | None, office: str | None, case: str | None, channel: str | None) -> tuple[str, str]:
        context = self._context(code, level, office, case, channel or IN_PERSON)
        return context.offices[-1][1].id, context.procedure.field

    def _any_schedule(self) -> Schedule:
        """Return some schedule of the catalog; all share the calendar and the time zone."""
        return self._compiler.desk(None, self.catalog.manifest.levels[0].level).schedule

    def timetable(
        self,
        code: str,
        *,
        level: str | None = None,
        office: str | None = None,
        case: str | None = None,
        channel: str = IN_PERSON,
        known_on: dt.date | None = None,
    ) -> Timetable:
        """Return the compiled timetable that `decide` uses for one procedure, desk, case and channel.

        Args:
            code: see `decide`; likewise the other arguments.
            level: required if the code exists at more than one level.
            office: None means the default desk of the level.
            case: id of the case, if any.
            channel: how dossiers are filed.
            known_on: answer all receipts by what had been announced by the end of this day; None answers each by its own day.

        Raises:
            UnknownProcedure: no procedure has this code at this level.
            AmbiguousProcedure: the code exists at several levels.
            UnknownOffice: no desk of the level has this id.
            UnknownCase: the procedure has no such case.
            UnknownChannel: the channel does not exist.
        """
        timetable = self._context(code, level, office, case, channel, known_on).timetable
        assert isinstance(timetable, Timetable)
        return timetable

    def to_sql(
        self,
        dialect: str,
        *,
        first: dt.date | None = None,
        until: dt.date | None = None,
        now: dt.datetime | None = None,
        known_on: dt.date | None = None,
    ) -> Iterator[str]:
        """Yield the whole catalog as a SQL script, in pieces; requires the extra ``bulk``.

        Args:
            dialect: ``duckdb``, ``spark`` or ``postgres``.
            first: the first day of receipt; by default the calendar's first day.
            until: the day after the last day of receipt; by default the end of the calendar.
            now: the moment at which open dossiers are judged; by default the time at which the view is read.
            known_on: as for `decide`, for all rows.

        Raises:
            ValueError: the dialect is not supported.
        """
        from tthc_catalog.bulk.sql_scripts import catalog_relations, script

        relations = catalog_relations(self.catalog, self._find_known(known_on), self._describe, first=first, until=until)
        return script(relations, dialect, schedule=self._any_schedule(), catalog=self.catalog, now=now)

    def timetables(self) -> Iterator[Timetable]:
        """Yield every procedure's timetables at the default desk of its level, in the catalog's order.

        They are those without a case and with each case; if the answers differ by channel, those of each channel.
        """
        for timetable in self._compiler:
            assert isinstance(timetable, Timetable)
            yield timetable

    def _context(
        self, code: str, level: str | None, office: str | None, case: str | None, channel: str, known_on: dt.date | None = None
    ) -> Context:
        """Return the context of a dossier: one for each procedure, desk, case and channel, however they are spelled."""
        spelling = (code, level, office, case, channel)
        reject_unknown_channel(channel)
        procedure = self.catalog.procedure(code, level=level)
        binding = self._bindings[procedure.level]
        if office is None and not binding.default_office_changes:
            office = binding.default_office
        desk = None if office is None else self._office(procedure.level, office)
        self._reject_unknown_case(procedure, case)
        known_on = known_on.date() if isinstance(known_on, dt.datetime) else known_on
        key = (procedure.level, procedure.code, None if desk is None else desk.id, case, channel, known_on)
        context = self._contexts.get(key)
        if context is None:
            compiler = self._compiler_known(known_on)
            timetable = compiler.timetable(procedure, desk, case, channel)
            counted = compiler.counted_office(procedure, desk)
            context = Context(
                catalog=self.catalog,
                timetable=timetable,
                procedure=procedure,
                binding=binding,
                offices=counted.receiving or counted.stretches,
                local_days=compiler.desk_of(counted).local_days,
                desk=compiler.desk_of(counted),
                evidence=self._evidence(timetable, compiler.calendar),
                notices=self._notices_of(procedure, binding),
                known_on=known_on,
                requested_office=None
                if desk is None or (desk.id == binding.default_office and not binding.default_office_changes)
                else desk.id,
            )
            _keep(self._contexts, key, context)
        if known_on is None:
            _keep(self._spellings, spelling, context)
        return context

    def _notices_of(self, procedure: Procedure, binding: LevelBinding) -> tuple[Notice, ...]:
        """Return the notices of the models and of the law that the answers of a procedure show; the same at every desk."""
        key = procedure.level, procedure.code
        notices = self._notices.get(key)
        if notices is None:
            of_models = (notice for name in binding.commitments for notice in self.catalog.models[name].notices)
            chosen = tuple(notice for notice in of_models if notice.is_for(procedure.level))
            notices = self._notices[key] = chosen + law_notices(procedure, self.catalog)
        return notices

    def _compiler_known(self, known_on: dt.date | None) -> Compiler:
        """Return the compiler of the timetables by what was known on a day; days with equal knowledge share one."""
        if known_on is None:
            return self._compiler
        calendar = self._compiler.calendar
        number = max((known_on - calendar.first).days, 0)
        knowledge = calendar.knowledge_on(number)
        announced = (closure.announced_on for closure in self.catalog.closures)
        key = knowledge and knowledge.until, sum(day is not None and day <= known_on for day in announced)
        if key not in self._known:
            self._known[key] = Compiler(
                self.catalog, self._registry, calendar.known_on(number), timetable_type=Timetable, known_on=known_on
            )
        return self._known[key]

    def _office(self, level: str, office: str) -> Office:
        """Return the desk of this id if it receives dossiers of a level, its own or another."""
        desk = self.catalog.offices.get(office)
        if desk is None or not takes(desk, level, self.catalog):
            at_level = tuple(o.id for o in self.catalog.offices.values() if takes(o, level, self.catalog))
            raise UnknownOffice(
                "error.unknown_office",
                suggestions=near_names(office, at_level),
                office=office,
                level=level,
                **level_titles(self.catalog.manifest.levels, level),
            )
        return desk

    def _reject_unknown_case(self, procedure: Procedure, case: str | None) -> None:
        known = tuple(dict.fromkeys(c.id for edition in procedure.editions for c in edition.cases))
        if case is not None and case not in known:
            raise UnknownCase("error.unknown_case", suggestions=near_names(case, known), code=procedure.code, case=case)

    def _evidence(self, timetable: compiled.Timetable, calendar: WorkingCalendar) -> Evidence:
        from tthc_catalog import __version__

        tables = [span.statutory for span in timetable.spans if span.statutory is not None]
        tables += [commitment.table for span in timetable.spans for commitment in span.commitments]
        policies = {(table.policy_id, table.policy_version) for table in tables}
        used = {("policy", name) for name, _ in policies}
        if not self.catalog.calendar.file:
            used.add(("calendar", calendar.id))
        convention = self.catalog.manifest.receipts_outside_hours
        return Evidence(
            catalog_id=self.catalog.id,
            catalog_version=self.catalog.version,
            timetable_digest=timetable.digest,
            calendar_id=calendar.id,
            calendar_fingerprint=calendar.fingerprint,
            decided_through=calendar.decided_through,
            policies=tuple(sorted(policies)),
            plugins=tuple(sorted({self._registry.origin(kind, name) for kind, name in used} - {DISTRIBUTION})),
            library_version=__version__,
            receipts_outside_hours=None if convention is None else (convention.commitment, convention.law),
        )


def _keep(kept: dict[Any, Context], key: object, context: Context) -> None:
    """Keep a context; drop all others first if there are too many, so that a long-running service does not grow."""
    if len(kept) >= _MOST_CONTEXTS:
        kept.clear()
    kept[key] = context


def _rebuild(catalog: Catalog, registry: Registry) -> Engine:
    return Engine(catalog, registry=registry)
