"""Freeze a catalog: the data of its files and all its compiled timetables, as the content of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.records.channels import CHANNELS
from tthc_catalog.releases.frozen_tables import TableWriter
from tthc_catalog.releases.release_file import canonical, sha256
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.timetable.compiler import Compiler
    from tthc_catalog.timetable.timetable import Timetable

_NOT_FROZEN = frozenset({"roster"})
"""Kinds of file that promise nothing to the public."""


def frozen_files(valid: ValidFiles) -> dict[str, list[list[Any]]]:
    """Return the data of the valid files of a catalog by kind, each with its path; comments and layout are left out."""
    return {
        kind: sorted(["/".join(file.parts), document.data] for file, document in files)
        for kind, files in sorted(valid.files.items())
        if kind not in _NOT_FROZEN
    }


def content_digest(valid: ValidFiles) -> str:
    """Return the digest that a release of these files would have for its content; comments and layout do not change it."""
    return sha256(canonical(frozen_files(valid)))


def frozen_timetables(desks: DeskGroups) -> dict[str, Any]:
    """Return all timetables of a catalog: for each procedure, at each desk that answers differently, in each case and channel."""
    return _Freezing(desks).data()


class DeskGroup(NamedTuple):
    """Desks with the same timetables.

    Attributes:
        names: the ids of the desks; None is the default desk of the level.
        timetables: the case, or an empty text; the channel, or an empty text for all of them; the timetable.
    """

    names: list[str | None]
    timetables: list[tuple[str, str, Timetable]]

    def by_digest(self) -> list[Any]:
        """Return the group as plain data with the digests of its timetables."""
        return [self.names, [[case, channel, timetable.digest] for case, channel, timetable in self.timetables]]


class DeskGroups:
    """The desks of each procedure in groups with the same timetables, compiled when a procedure is first needed.

    Attributes:
        compiler: compiles the timetables.
    """

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._alike_desks: dict[str, list[list[Office | None]]] = {}
        self._groups: dict[tuple[str, str], tuple[DeskGroup, ...]] = {}

    def of(self, procedure: Procedure) -> tuple[DeskGroup, ...]:
        """Return the groups of a procedure."""
        key = (procedure.level, procedure.code)
        if key not in self._groups:
            self._groups[key] = tuple(self._made(procedure))
        return self._groups[key]

    def _made(self, procedure: Procedure) -> Iterator[DeskGroup]:
        groups: dict[object, DeskGroup] = {}
        for offices in self._alike(procedure.level):
            found: list[tuple[str, str, Timetable]] = []
            for case, by_channel in self.compiler.timetables(procedure, offices[0]).items():
                for channel in CHANNELS:
                    timetable = by_channel[channel]
                    found.append((case or "", channel if timetable.channels else "", timetable))
                    if not timetable.channels:  # for all channels
                        break
            group = groups.setdefault(tuple([(case, channel, id(timetable)) for case, channel, timetable in found]), DeskGroup([], found))
            group.names.extend(None if office is None else office.id for office in offices)
        yield from groups.values()

    def _alike(self, level: str) -> list[list[Office | None]]:
        """Return the desks of a level in groups that answer alike for every procedure; None is the default desk."""
        if level not in self._alike_desks:
            catalog = self.compiler.catalog
            offices = [None, *(o for o in catalog.offices.values() if takes(o, level, catalog))]
            models = [catalog.models[name] for b in catalog.manifest.levels if b.level == level for name in b.commitments]
            scoped = any(model.scope.offices for model in models)
            groups: dict[object, list[Office | None]] = {}
            for office in offices:
                counted = self.compiler.counted(level, office)
                firsts = sorted({first for first, _ in (*counted.stretches, *counted.receiving)})
                periods = tuple((first, counted.on(first).period, counted.named_on(first).period) for first in firsts)
                named = tuple(counted.on(first).id for first in firsts) if scoped else ()
                groups.setdefault((id(self.compiler.desk_of(counted)), periods, named), []).append(office)
            self._alike_desks[level] = list(groups.values())
        return self._alike_desks[level]


class _Freezing:
    def __init__(self, desks: DeskGroups) -> None:
        self._desks = desks
        self.writer = TableWriter()
        self._numbers: dict[int, int] = {}
        self._timetables: list[dict[str, Any]] = []

    def data(self) -> dict[str, Any]:
        """Return everything."""
        procedures = [
            [p.level, p.code, [[group.names, self._entries(p, group)] for group in self._desks.of(p)]]
            for p in self._desks.compiler.catalog.procedures
        ]
        return {
            "procedures": procedures,
            "timetables": self._timetables,
            "calendar": self.writer.calendar,
            "schedules": self.writer.schedules,
            "tables": self.writer.tables,
            "vectors": self.writer.vectors,
        }

    def _entries(self, procedure: Procedure, group: DeskGroup) -> list[list[Any]]:
        return [[case, channel, self._timetable(procedure, timetable)] for case, channel, timetable in group.timetables]

    def _timetable(self, procedure: Procedure, timetable: Timetable) -> int:
        number = self._numbers.get(id(timetable))
        if number is None:
            editions = {id(edition): place for place, edition in enumerate(procedure.editions)}
            spans = [
                [
                    span.first,
                    -1 if span.edition is None else editions[id(span.edition)],
                    span.case is not None,
                    -1 if span.statutory is None else self.writer.table(span.statutory),
                    [[c.model.id, self.writer.table(c.table), c.first, c.until, c.is_target] for c in span.commitments],
                    span.excluded,
                ]
                for span in timetable.spans
            ]
            number = self._numbers[id(timetable)] = len(self._timetables)
            self._timetables.append(
                {
                    "case": timetable.case,
                    "channels": list(timetable.channels),
                    "schedule": self.writer.schedule(timetable.schedule),
                    "spans": spans,
                    "digest": timetable.digest,
                }
            )
        return number
