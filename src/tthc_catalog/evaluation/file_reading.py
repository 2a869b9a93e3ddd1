"""Read, clean, judge and store the rows of dossier files, and count what was not understood."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from tthc_catalog.evaluation.intake.importers import open_file, sha256_of
from tthc_catalog.evaluation.intake.intake_summary import Intake, SourceFile
from tthc_catalog.evaluation.intake.moment_cleaning import MonthFirstFound, Order, count_orders
from tthc_catalog.evaluation.intake.moment_formats import trimmed
from tthc_catalog.evaluation.intake.normaliser import Normaliser
from tthc_catalog.evaluation.intake.record_fields import MOMENTS
from tthc_catalog.evaluation.intake.rejects import FILE_NAME, DelayedRejects, Reject, Rejects, masked
from tthc_catalog.evaluation.intake.row_batches import read_ahead
from tthc_catalog.evaluation.judging.judge import Judge

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch
    from tthc_catalog.evaluation.judging.record_store import Store
    from tthc_catalog.extension.registry import SpecRegistry

Progress = Callable[[str, int], None]
"""Called with the current stage (a key of ``evaluation.progress.*``) and the number of rows read so far."""

TYPO_SHARE = 20
"""Dates that exist only with the month first are typing errors if at least this many times as many exist only with the day first."""

MOST_VALUES = 50
"""Most different unknown values that are kept for each field."""


class FileReader:
    """Reads the files of one evaluation."""

    def __init__(
        self,
        engine: Engine,
        registry: SpecRegistry,
        mapping: ColumnMap,
        as_of: dt.datetime,
        store: Store,
        rejects: Rejects,
        progress: Progress,
        known_on: dt.date | None = None,
    ) -> None:
        """Prepare to read.

        Args:
            engine: the compiled catalog.
            registry: looks up importers.
            mapping: the column map.
            as_of: local time of the export.
            store: receives the judged records.
            rejects: receives the rejected rows.
            progress: called after each batch.
            known_on: announcements after this day do not count; None counts all.
        """
        self._engine = engine
        self._registry = registry
        self._mapping = mapping
        self._as_of = as_of
        self._store = store
        self._rejects = rejects
        self._progress = progress
        self._judge = Judge(engine, known_on)
        self._files: list[SourceFile] = []
        self._normalisers: list[Normaliser] = []
        self._rows_before = 0

    def read(self, paths: Sequence[Path], importer: str | None) -> Intake:
        """Read the files, and settle duplicates and corrections.

        Args:
            paths: the files.
            importer: id of the importer; None chooses it for each file.

        Raises:
            EvaluationError: a file is not what its suffix says, or lacks required columns.
            OSError: a file cannot be read.
        """
        with ThreadPoolExecutor(1) as hashing:
            for path in paths:
                importer_id, first = open_file(path, self._mapping, self._registry, importer)
                digest = hashing.submit(sha256_of, path)
                for opened in (first, *first.more):
                    self._read_opened(opened, importer_id, digest)
        self._progress("settling", self._rows_before)
        names = [file.name for file in self._files]
        removed, corrections = self._store.settle(names, self._rejects, self._judge.desks, self._judge.matters, self._judge.officials)
        units, procedures, cases = self._judge.unknown()
        return Intake(
            files=tuple(
                attrs.evolve(f, accepted=f.accepted - removed[n], rejected=f.rejected + removed[n]) for n, f in enumerate(self._files)
            ),
            rejected={reason: self._rejects.counts[reason] for reason in sorted(self._rejects.counts)},
            corrections=corrections,
            dropped_values=self._summed(lambda normaliser: normaliser.dropped_values),
            unknown_values=self._unknown_values(),
            assumed_times=self._summed(lambda normaliser: normaliser.moments.assumed),
            times=self._mapping.times,
            at_midnight=self._midnights(),
            either_order={
                file.name: normaliser.moments.either_order
                for file, normaliser in zip(self._files, self._normalisers, strict=True)
                if normaliser.moments.either_order
            },
            restored_codes=self._summed(lambda normaliser: normaliser.restored_codes),
            unknown_units=dict(sorted(units.items())),
            unknown_procedures=dict(sorted(procedures.items())),
            unknown_cases=dict(sorted(cases.items())),
            rejects_file=FILE_NAME if self._rejects.total else None,
        )

    def _read_opened(self, opened: OpenedFile, importer: str, digest: Future[str]) -> None:
        """Read one file or sheet; read it again if its dates turn out to be of unclear order."""
        marks = self._store.mark(), self._rejects.mark(), self._judge.mark()
        try:
            accepted, normaliser = self._read_rows(opened, None)
        except MonthFirstFound:
            self._store.rewind(marks[0])
            self._rejects.rewind(marks[1])
            self._judge.rewind(marks[2])
            accepted, normaliser = self._read_rows(opened, self._order_of(opened))
        self._normalisers.append(normaliser)
        self._rows_before += opened.rows
        self._files.append(
            SourceFile(
                name=opened.name,
                sha256=digest.result(),
                importer=importer,
                details=dict(opened.details),
                rows=opened.rows,
                accepted=accepted,
                rejected=opened.rows - accepted,
                dropped=opened.columns.dropped,
                unread=tuple(header for header in opened.columns.unread if header),
                unread_sheets=opened.unread_sheets,
            )
        )

    def _read_rows(self, opened: OpenedFile, order: Order | None) -> tuple[int, Normaliser]:
        """Read the rows of a file; return the number of accepted ones."""
        opened.rows = 0
        normaliser = Normaliser(self._engine.catalog, self._mapping, opened.name, self._as_of, order)
        accepted = 0
        for batch, clean, rejects in read_ahead(_clean_batches(opened, normaliser)):
            for reject in rejects:
                self._rejects.add(*reject)
            if batch is None:
                break
            judged, faults = self._judge.judge(clean)
            for row, reason in faults:
                line, unit = clean.column("line")[row].as_py(), clean.column("unit")[row].as_py()
                value = f"{unit} {clean.column('level')[row].as_py() or ''}"
                self._rejects.add(opened.name, line, batch.headers.get("level", "level"), value, reason)
            self._store.add(judged, len(self._files))
            accepted += judged.num_rows
            self._progress("reading", self._rows_before + opened.rows)
        return accepted, normaliser

    def _order_of(self, opened: OpenedFile) -> Order:
        """Return how to read the dates of a file that has dates with the month first: not at all, unless they are a few typing errors."""
        day_first = month_first = 0
        mark = self._rejects.mark()
        opened.rows = 0
        for batch in opened.batches(opened, self._rejects):
            for field in MOMENTS:
                column = batch.columns.get(field)
                if column is not None and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
                    first, second = count_orders(trimmed(column))
                    day_first, month_first = day_first + first, month_first + second
        self._rejects.rewind(mark)
        return "day_first" if day_first >= TYPO_SHARE * month_first else "unclear"

    def _summed(self, counts_of: Callable[[Normaliser], Mapping[str, int]]) -> dict[str, int]:
        total: Counter[str] = Counter()
        for normaliser in self._normalisers:
            total.update(counts_of(normaliser))
        return dict(sorted(total.items()))

    def _unknown_values(self) -> dict[str, dict[str, int]]:
        """Return the unknown values of each field, the most frequent first, with possible personal numbers hidden."""
        total: dict[str, Counter[str]] = {}
        for normaliser in self._normalisers:
            for field, values in normaliser.unknown_values.items():
                for value, count in values.items():
                    total.setdefault(field, Counter())[masked(value.strip())] += count
        return {field: _most_common(values) for field, values in sorted(total.items())}

    def _midnights(self) -> dict[str, int]:
        """Return the numbers of moments at midnight of the fields in which they are frequent."""
        midnight, read = (self._summed(lambda n, name=name: getattr(n.moments, name)) for name in ("at_midnight", "read"))  # type: ignore[misc]
        return {field: n for field, n in midnight.items() if field in ("received_at", "completed_at") and n > 1 and n * 20 > read[field]}


def _clean_batches(opened: OpenedFile, normaliser: Normaliser) -> Iterator[tuple[RawBatch | None, Any, list[Reject]]]:
    """Yield each batch, its clean rows and its rejects; at the end, the rejects of what comes after the last batch."""
    delayed = DelayedRejects()
    for batch in opened.batches(opened, delayed):
        clean = normaliser.clean(batch, delayed)
        yield batch, clean, delayed.take()
    yield None, None, delayed.take()


def _most_common(values: Counter[str]) -> dict[str, int]:
    """Return the most frequent values in a stable order; the rest is counted under an ellipsis."""
    ordered: list[tuple[Any, int]] = sorted(values.items(), key=lambda entry: (-entry[1], entry[0]))
    kept = dict(ordered[:MOST_VALUES])
    rest = sum(count for _, count in ordered[MOST_VALUES:])
    return {**kept, "…": rest} if rest else kept
