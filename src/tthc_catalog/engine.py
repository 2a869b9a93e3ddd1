"""The engine: one catalog compiled, ready to answer for any dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import DISTRIBUTION
from tthc_catalog.decisions.deciding import decide
from tthc_catalog.decisions.decision import Context, Decision, Evidence
from tthc_catalog.errors import UnknownCase, UnknownOffice
from tthc_catalog.records.lookup import near_names
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from tthc_catalog.bulk.columns import DecisionColumns
    from tthc_catalog.bulk.dossier_files import DossierFiles
    from tthc_catalog.bulk.spark_frames import DossierFrame, Source
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure


class WritableTimetable(Timetable):
    """A timetable that can be written out for other programs. Both ways need the extra ``bulk``."""

    __slots__ = ()

    def to_arrow(self) -> Any:
        """An Arrow table, one row for each part of each day, with when it begins; moments are local office time."""
        from tthc_catalog.bulk.sql_scripts import timetable_relations

        return timetable_relations(self).windows

    def to_sql(self, dialect: str) -> str:
        """A script for ``duckdb``, ``spark`` or ``postgres``: the tables, and a view that decides a table of dossiers.

        Raises:
            ValueError: the dialect is another.
        """
        from tthc_catalog.bulk.sql_scripts import script, timetable_relations

        return "".join(script(timetable_relations(self), dialect))


class Engine:
    """Answers from one catalog. Immutable in all it answers, safe to share between threads, and picklable.

    What it remembers (a timetable, a day's deadline) is only ever added, and always the same.
    """

    def __init__(self, catalog: Catalog, *, registry: Registry | None = None) -> None:
        """Compile the calendar and every commitment the catalog binds; statutory times are compiled as procedures are asked for.

        Raises:
            PluginError: the catalog names a policy that nothing gives.
        """
        self.catalog = catalog
        self._registry = registry or Registry()
        self._compiler = Compiler(catalog, self._registry, timetable_type=WritableTimetable)
        self._bindings = {binding.level: binding for binding in catalog.manifest.levels}
        self._contexts: dict[tuple[str, str | None, str | None, str | None], Context] = {}
        self._compiler.compile_commitments()

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (self.catalog, self._registry))

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar everything is counted on."""
        return self._compiler.calendar

    def decide(
        self,
        code: str,
        *,
        received_at: dt.datetime | str,
        level: str | None = None,
        office: str | None = None,
        case: str | None = None,
        components: Iterable[str] | None = None,
        conditions: Iterable[str] = (),
        channel: str = "in_person",
        strict: bool = False,
    ) -> Decision:
        """When the result of one dossier is due, and why.

        Args:
            code: the procedure's code, in any printed form.
            received_at: the recorded receipt; naive means local office time, aware is converted.
            level: needed when the code stands at more than one level.
            office: id of the desk; None means the level's usual one.
            case: id of the case, such as ``xac-minh``.
            components: ids of the papers at hand; None leaves completeness unexamined.
            conditions: ids of the circumstances known to hold, for conditional papers.
            channel: ``in_person``, ``online`` or ``postal``.
            strict: refuse an answer that rests on days no official decision has settled.

        Raises:
            UnknownProcedure, AmbiguousProcedure, UnknownOffice, UnknownCase, UnknownComponent: with suggestions.
            InvalidInstant: the moment cannot be read, or the clock never showed it.
            OutOfHorizon: the moment lies outside the years the calendar answers for.
            ProvisionalRefused: ``strict``, and the answer is provisional.
        """
        context = self._contexts.get((code, level, office, case)) or self._context(code, level, office, case)
        return decide(context, received_at=received_at, components=components, conditions=conditions, channel=channel, strict=strict)

    def decide_many(
        self,
        received_at: Any,
        *,
        code: Any = None,
        level: Any = None,
        office: Any = None,
        case: Any = None,
        completed_at: Any = None,
        now: Any = None,
    ) -> DecisionColumns:
        """When the results of many dossiers are due, as columns; equal to `decide` row by row.

        No row stops the others: what cannot be answered (no moment, an unknown code, a moment outside the calendar)
        has no deadline and says why in ``reason``. Needs the extra ``bulk``.

        Args:
            received_at: numpy ``datetime64`` (local office time), an Arrow or data-frame column of timestamps (local
                without a zone, converted with one), 64-bit UTC seconds, or a list of datetimes.
            code: as for `decide`: one for all rows, or a column of equal length.
            level: likewise.
            office: likewise.
            case: likewise.
            completed_at: when each result was ready; gives ``status``.
            now: the moment open dossiers are judged at.

        Raises:
            TypeError: a column holds something else.
            ValueError: columns differ in length.
        """
        from tthc_catalog.bulk.batch import decide_many

        asked = {"code": code, "level": level, "office": office, "case": case}
        return decide_many(self._find, self._any_schedule(), received_at, **asked, completed_at=completed_at, now=now)

    def dossier_files(self, source: Any, **options: Any) -> DossierFiles:
        """Dossiers in files larger than memory, decided by DuckDB; see `DossierFiles` for the options and what it gives.

        Needs the extra ``bulk``.
        """
        from tthc_catalog.bulk.dossier_files import DossierFiles

        return DossierFiles(source, find=self._find, describe=self._describe, schedule=self._any_schedule(), **options)

    def dossier_frame(self, source: DataFrame | Source, *, session: SparkSession | None = None) -> DossierFrame:
        """Dossiers in a Spark data frame, or in files that Spark reads; see `DossierFrame`. Needs the extra ``spark``.

        Args:
            source: a data frame, or the paths of Parquet or CSV files.
            session: what reads files; the active session by default, else one on this machine is started.
        """
        from tthc_catalog.bulk.spark_frames import DossierFrame

        return DossierFrame(source, find=self._find, describe=self._describe, schedule=self._any_schedule(), session=session)

    def _find(self, code: str, level: str | None, office: str | None, case: str | None) -> Timetable:
        return self._context(code, level, office, case).timetable

    def _describe(self, code: str, level: str | None, office: str | None, case: str | None) -> tuple[str, str]:
        context = self._context(code, level, office, case)
        return context.office.id, context.procedure.field

    def _any_schedule(self) -> Schedule:
        """One schedule of the catalog; all share the calendar and the clock."""
        return self._compiler.schedule(self.catalog.offices[self.catalog.manifest.levels[0].default_office])

    def timetable(self, code: str, *, level: str | None = None, office: str | None = None, case: str | None = None) -> WritableTimetable:
        """The compiled timetable behind `decide` for one procedure, desk and case.

        Raises:
            UnknownProcedure, AmbiguousProcedure, UnknownOffice, UnknownCase: with suggestions.
        """
        found = self._context(code, level, office, case).timetable
        assert isinstance(found, WritableTimetable)
        return found

    def to_sql(self, dialect: str, *, first: dt.date | None = None, until: dt.date | None = None) -> Iterator[str]:
        """The whole catalog as a script for ``duckdb``, ``spark`` or ``postgres``, in pieces; needs the extra ``bulk``.

        Args:
            dialect: the engine that will run it.
            first: the first day of receipt to write down; the calendar's by default.
            until: the day after the last one; the calendar's by default.

        Raises:
            ValueError: the dialect is another.
        """
        from tthc_catalog.bulk.sql_scripts import catalog_relations, script

        return script(catalog_relations(self.catalog, self._find, self._describe, first=first, until=until), dialect)

    def timetables(self) -> Iterator[Timetable]:
        """Every procedure's timetables, without and with each case, at its level's usual desk, in the catalog's order."""
        return iter(self._compiler)

    def _context(self, code: str, level: str | None, office: str | None, case: str | None) -> Context:
        key = (code, level, office, case)
        context = self._contexts.get(key)
        if context is None:
            procedure = self.catalog.procedure(code, level=level)
            desk = self._office(procedure, office)
            self._known_case(procedure, case)
            timetable = self._compiler.timetable(procedure, desk, case)
            context = Context(
                catalog=self.catalog,
                timetable=timetable,
                procedure=procedure,
                binding=self._bindings[procedure.level],
                office=desk,
                evidence=self._evidence(timetable),
                notices=tuple(
                    notice
                    for name in self._bindings[procedure.level].commitments
                    for notice in self.catalog.models[name].notices
                    if not notice.levels or procedure.level in notice.levels
                ),
            )
            self._contexts[key] = context
        return context

    def _office(self, procedure: Procedure, office: str | None) -> Office:
        wanted = office or self._bindings[procedure.level].default_office
        found = self.catalog.offices.get(wanted)
        if found is None or found.level != procedure.level:
            at_level = tuple(o.id for o in self.catalog.offices.values() if o.level == procedure.level)
            raise UnknownOffice("error.unknown_office", suggestions=near_names(wanted, at_level), office=wanted, level=procedure.level)
        return found

    def _known_case(self, procedure: Procedure, case: str | None) -> None:
        known = tuple(dict.fromkeys(c.id for edition in procedure.editions for c in edition.cases))
        if case is not None and case not in known:
            raise UnknownCase("error.unknown_case", suggestions=near_names(case, known), code=procedure.code, case=case)

    def _evidence(self, timetable: Timetable) -> Evidence:
        from tthc_catalog import __version__

        calendar = self._compiler.calendar
        tables = [span.statutory for span in timetable.spans if span.statutory is not None]
        tables += [commitment.table for span in timetable.spans for commitment in span.commitments]
        policies = {(table.policy_id, table.policy_version) for table in tables}
        given = {("policy", name) for name, _ in policies}
        if not self.catalog.calendar.file:
            given.add(("calendar", calendar.id))
        return Evidence(
            catalog_id=self.catalog.id,
            catalog_version=self.catalog.version,
            timetable_digest=timetable.digest,
            calendar_id=calendar.id,
            calendar_fingerprint=calendar.fingerprint,
            decided_through=calendar.decided_through,
            policies=tuple(sorted(policies)),
            plugins=tuple(sorted({self._registry.origin(kind, name) for kind, name in given} - {DISTRIBUTION})),
            library_version=__version__,
        )


def _rebuilt(catalog: Catalog, registry: Registry) -> Engine:
    return Engine(catalog, registry=registry)
