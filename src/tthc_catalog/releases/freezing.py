"""Freeze a catalog: the data of its files and all its compiled timetables, as the content of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.records.channels import CHANNELS
from tthc_catalog.releases.frozen_tables import TableWriter
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
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


def frozen_timetables(catalog: Catalog, registry: SpecRegistry) -> dict[str, Any]:
    """Return all timetables of a catalog: for each procedure, at each desk that answers differently, in each case and channel."""
    return _Freezing(Compiler(catalog, registry)).data()


class _Freezing:
    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.catalog = compiler.catalog
        self.writer = TableWriter()
        self._numbers: dict[int, int] = {}
        self._timetables: list[dict[str, Any]] = []
        self._kept: list[Timetable] = []
        self._groups: dict[str, list[list[Office | None]]] = {}

    def data(self) -> dict[str, Any]:
        """Return everything."""
        procedures = [[p.level, p.code, list(self._desks(p))] for p in self.catalog.procedures]
        return {
            "procedures": procedures,
            "timetables": self._timetables,
            "calendar": self.writer.calendar,
            "schedules": self.writer.schedules,
            "tables": self.writer.tables,
            "vectors": self.writer.vectors,
        }

    def _desks(self, procedure: Procedure) -> Iterator[list[Any]]:
        """Yield the desks with the same answers, and their timetables by case and channel; null is the default desk of the level."""
        groups: dict[tuple[tuple[str, str, int], ...], list[str | None]] = {}
        for offices in self._alike(procedure.level):
            found: list[tuple[str, str, int]] = []
            for case, by_channel in self.compiler.timetables(procedure, offices[0]).items():
                for channel in CHANNELS:
                    timetable = by_channel[channel]
                    found.append((case or "", channel if timetable.channels else "", self._timetable(procedure, timetable)))
                    if not timetable.channels:  # for all channels
                        break
            groups.setdefault(tuple(found), []).extend(None if office is None else office.id for office in offices)
        for entries, names in groups.items():
            yield [names, [list(entry) for entry in entries]]

    def _alike(self, level: str) -> list[list[Office | None]]:
        """Return the desks of a level in groups that answer alike for every procedure; None is the default desk."""
        if level not in self._groups:
            offices = [None, *(o for o in self.catalog.offices.values() if takes(o, level, self.catalog))]
            models = [self.catalog.models[name] for b in self.catalog.manifest.levels if b.level == level for name in b.commitments]
            scoped = any(model.scope.offices for model in models)
            groups: dict[object, list[Office | None]] = {}
            for office in offices:
                counted = self.compiler.counted(level, office)
                firsts = sorted({first for first, _ in (*counted.stretches, *counted.receiving)})
                periods = tuple((first, counted.on(first).period, counted.named_on(first).period) for first in firsts)
                named = tuple(counted.on(first).id for first in firsts) if scoped else ()
                groups.setdefault((id(self.compiler.desk_of(counted)), periods, named), []).append(office)
            self._groups[level] = list(groups.values())
        return self._groups[level]

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
            self._kept.append(timetable)
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
