"""Rows of dossiers, and a comparison of engines that needs no second copy of the rows.

numpy's answers are appended to each row. The engine under test then counts the rows on which its own answers differ, in one scan, without
sorting or joining rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from tthc_catalog.bulk.decision_columns import DecisionColumns
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

NOW = dt.datetime(2024, 5, 2, 10, 0)
MOMENTS = ("due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after")
FLAGS = ("covered", "provisional")
TEXTS = ("rule", "reason", "status")
KEYS = ("code", "level", "office", "case_id")


def dossiers(engine: Engine, rows: int, seed: int = 1) -> Any:
    """Return rows over all procedures, cases and desks, with open dossiers and every kind of invalid value.

    A quarter of the receipts are within a minute of an opening, a cutoff or a closing.
    """
    rng = np.random.default_rng(seed)
    offices = {level: [o.id for o in engine.catalog.offices.values() if o.level == level] for level in ("commune", "district")}
    keys: list[tuple[Any, ...]] = [(t.code, t.level, office, t.case) for t in engine.timetables() for office in offices[t.level][:5]]
    keys += [("9.999999", "commune", None, None), (None, "commune", None, None), ("1.001193", "commune", "nowhere", None)]
    keys += [("1.001193", "commune", None, "no-case"), ("2.000815", None, None, None), ("1.001193.000.00.00.H23", None, None, None)]
    picked = pa.array(rng.integers(0, len(keys), rows).astype(np.int32))
    received = np.datetime64("2019-11-01", "s") + rng.integers(0, 86_400 * 4200, rows)
    edge = rng.integers(0, 4, rows)
    cut = np.asarray([7 * 60, 15 * 60, 15 * 60 + 30, 17 * 60])[rng.integers(0, 4, rows)] * 60 + rng.integers(-2, 3, rows) * 30
    received = np.where(edge == 0, received.astype("datetime64[D]").astype("datetime64[s]") + cut, received)
    completed = received + rng.integers(0, 86_400 * 8, rows)
    completed[rng.random(rows) < 0.1] = np.datetime64("NaT", "s")
    received[rng.random(rows) < 0.001] = np.datetime64("NaT", "s")
    table = {"n": pa.array(range(rows) if rows < 2_000_000 else np.arange(rows))}
    table["received_at"] = pa.array(received.astype("datetime64[us]"))
    table["completed_at"] = pa.array(completed.astype("datetime64[us]"))
    for name, column in zip(KEYS, zip(*keys, strict=True), strict=True):
        table[name] = pa.array(column, pa.string()).dictionary_encode().take(picked)
    return pa.table(table)


def around_breakpoints(timetables: Sequence[Timetable]) -> Any:
    """Return UTC seconds a minute before, at and after every breakpoint within the calendar; the code is the timetable's index."""
    parts = []
    for number, timetable in enumerate(timetables):
        starts = np.asarray([row.starts_at for row in timetable.breakpoints()], dtype=np.int64)
        instants = np.unique(np.concatenate([starts - 60, starts, starts + 60]))
        schedule = timetable.schedule
        instants = instants[(instants >= schedule.midnight[0]) & (instants < schedule.end_of_answers)]
        parts.append(pa.table({"received_at": instants, "code": pa.array([str(number)] * instants.size)}))
    return pa.concat_tables(parts).combine_chunks()


def by_numpy(engine: Engine, table: Any) -> DecisionColumns:
    """Decide the rows in memory."""
    keys = {"code": table["code"], "level": table["level"], "office": table["office"], "case": table["case_id"]}
    return engine.decide_many(table["received_at"], **keys, completed_at=table["completed_at"], now=NOW)


def with_numpy(table: Any, decided: DecisionColumns) -> Any:
    """Append numpy's answers to each row, under the names ``numpy_...``."""
    for name in MOMENTS:
        table = table.append_column(f"numpy_{name}", pa.array(getattr(decided, name).astype("datetime64[us]")))
    for name in FLAGS:
        table = table.append_column(f"numpy_{name}", pa.array(getattr(decided, name)))
    for name in TEXTS:
        column = getattr(decided, name)
        table = table.append_column(f"numpy_{name}", column.to_arrow() if column is not None else pa.nulls(len(table), pa.string()))
    return table


def differing(rows: str, *, with_status: bool = True) -> str:
    """Return a query that counts the rows, and the rows on which the engine and numpy differ.

    Args:
        rows: a query or a view with the engine's answers and numpy's.
        with_status: whether to compare the status.
    """
    names = (*MOMENTS, *FLAGS, *(TEXTS if with_status else TEXTS[:-1]))
    differs = " OR ".join(f"{name} IS DISTINCT FROM numpy_{name}" for name in names)
    return f"SELECT COUNT(*) AS compared, SUM(CASE WHEN {differs} THEN 1 ELSE 0 END) AS differing FROM {rows}"  # noqa: S608 - our own names


def check_rows(found: Any, expected: Any) -> None:
    """Assert that every column of every row is equal."""
    found = found.sort_by("n")
    assert found["provisional"].combine_chunks().equals(pa.array(expected.provisional))
    for name in ("covered", *MOMENTS):
        column = pa.array(getattr(expected, name))
        assert found[name].combine_chunks().cast(column.type).equals(column), name
    for name in TEXTS:
        assert found[name].to_pylist() == getattr(expected, name).tolist(), name
