"""An engine that answers from a release: by the timetables as they were frozen, and with the facts as they were then."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from tthc_catalog.engine import Engine, Timetable
from tthc_catalog.errors import ReleaseError
from tthc_catalog.records.catalog_building import build_catalog
from tthc_catalog.records.procedure_building import build_procedure
from tthc_catalog.registry import Registry
from tthc_catalog.releases.frozen_tables import TableReader
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.span import Commitment, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.decisions.decision_facts import Evidence
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.releases.release_file import Release
    from tthc_catalog.timetable import timetable as compiled


class FrozenTimetable(Timetable):
    """A timetable of a release, with the digest it had when it was frozen."""

    __slots__ = ("frozen_digest",)

    frozen_digest: str

    @property
    def digest(self) -> str:
        """The digest that the release states."""
        return self.frozen_digest


class ReleasedCompiler(Compiler):
    """Looks the timetables of a release up instead of compiling policies."""

    def __init__(self, release: Release, catalog: Catalog, registry: Registry) -> None:
        self._reader = TableReader(release.tables)
        self._stored: list[dict[str, Any]] = release.tables["timetables"]
        self._entries = {(level, code): desks for level, code, desks in release.tables["procedures"]}
        self._built: dict[int, FrozenTimetable] = {}
        super().__init__(catalog, registry, self._reader.calendar, timetable_type=Timetable)

    def compile_commitments(self) -> None:
        """Compile nothing: a release needs no policy."""

    def _in_cases(
        self, procedure: Procedure, office: Office | None, cases: Iterable[str | None]
    ) -> Iterator[Mapping[str, compiled.Timetable]]:
        """Yield the stored timetable of each channel in each of some cases."""
        wanted = None if office is None else office.id
        desks = self._entries[procedure.level, procedure.code]
        entries = next(entries for names, entries in desks if wanted in names)
        for case in cases:
            by_channel = {channel: number for stored_case, channel, number in entries if stored_case == (case or "")}
            yield _ByChannel({channel: self._timetable(number, procedure) for channel, number in by_channel.items()})

    def _timetable(self, number: int, procedure: Procedure) -> FrozenTimetable:
        timetable = self._built.get(number)
        if timetable is None:
            data = self._stored[number]
            timetable = FrozenTimetable(
                level=procedure.level,
                code=procedure.code,
                case=data["case"],
                schedule=self._reader.schedule(data["schedule"]),
                spans=tuple(self._span_from(span, procedure, data["case"]) for span in data["spans"]),
                channels=tuple(data["channels"]),
            )
            timetable.frozen_digest = data["digest"]
            self._built[number] = timetable
        return timetable

    def _span_from(self, data: list[Any], procedure: Procedure, case_id: str | None) -> Span:
        first, edition_number, has_case, statutory, commitments, excluded = data
        edition = None if edition_number < 0 else procedure.editions[edition_number]
        return Span(
            first=first,
            edition=edition,
            case=edition.case(case_id or "") if edition is not None and has_case else None,
            statutory=None if statutory < 0 else self._reader.table(statutory),
            commitments=tuple(
                Commitment(model=self.catalog.models[model], table=self._reader.table(table), first=start, until=until, is_target=target)
                for model, table, start, until, target in commitments
            ),
            excluded=excluded,
        )


class _ByChannel(dict[str, "compiled.Timetable"]):
    """The timetables of each channel; the one without a channel is for all."""

    def __missing__(self, channel: str) -> compiled.Timetable:
        return self[""]


class ReleasedEngine(Engine):
    """Decides as the catalog of a release did."""

    def __init__(self, release: Release) -> None:
        """Open a release.

        Raises:
            ReleaseError: the release cannot be read.
        """
        self.release = release
        registry = Registry()
        super().__init__(catalog_of(release), registry=registry)

    def _new_compiler(self) -> Compiler:
        return ReleasedCompiler(self.release, self.catalog, self._registry)

    @property
    def compiler(self) -> Compiler:
        """What looks its timetables up."""
        return self._compiler

    def _compiler_known(self, known_on: dt.date | None) -> Compiler:
        """Return the compiler of a named day's knowledge, which a release does not store: the released files are compiled again."""
        if known_on is not None:
            for id, version in sorted({(id, version) for id, version in (t["policy"] for t in self.release.tables["tables"])}):
                spec = self._registry.find("policy", id)
                if spec is None or spec.version != version:
                    raise ReleaseError("release.error.known_on", file=self.release.path, policy=id, version=version)
        return super()._compiler_known(known_on)

    def _evidence(self, timetable: compiled.Timetable, calendar: WorkingCalendar) -> Evidence:
        """Return the evidence with the library that made the release."""
        return super()._evidence(timetable, calendar)._replace(library_version=self.release.library_version)


def catalog_of(release: Release) -> Catalog:
    """Return the catalog as it was released.

    Raises:
        ReleaseError: its files cannot be understood by this version.
    """
    try:
        content = release.content
        files = {kind: [(name, data) for name, data in named] for kind, named in content.items()}
        procedures = tuple(build_procedure(data, name) for name, data in files.pop("procedure", []))
        return build_catalog(files, procedures, root=release.path, providers=Registry())
    except (KeyError, TypeError, ValueError, LookupError) as error:
        raise ReleaseError("release.error.content", file=release.path, reason=repr(error)) from error


@functools.lru_cache(maxsize=16)
def engine_of(release: Release) -> ReleasedEngine:
    """Return the engine of a release; the most recent ones are kept."""
    return ReleasedEngine(release)
