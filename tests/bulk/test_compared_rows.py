"""Two catalogs over the same dossiers: DuckDB and Spark count what numpy's columns and plain Python count."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import pytest

np = pytest.importorskip("numpy", reason="the columns need the extra `bulk`")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("duckdb")

from dossier_rows import dossiers  # noqa: E402 - after the checks for optional packages

from tthc_catalog.bulk.unanswered import UNANSWERED  # noqa: E402
from tthc_catalog.engine import Engine  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 20_000
BY = ((), ("code",), ("level", "office"))


@pytest.fixture(scope="module")
def table(engine: Engine) -> Any:
    """Rows over all procedures, cases and desks, with every kind of invalid value."""
    return dossiers(engine, ROWS, seed=20)


@pytest.fixture(scope="module")
def other(engine: Engine) -> Engine:
    """The engine of a catalog with other days and another cutoff."""
    catalog = engine.catalog
    model = catalog.models["thu-sau-khong-cho"]
    parameters: Any = copy.deepcopy({**model.parameters})
    parameters["days"] = {**parameters["days"], "weekdays": ["tuesday", "friday"]}
    parameters["windows"][1]["after"] = "15:00"
    return Engine(attrs.evolve(catalog, models={model.id: attrs.evolve(model, parameters=parameters)}))


@pytest.fixture(scope="module")
def expected(engine: Engine, other: Engine, table: Any) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The figures of each grouping, counted in plain Python over the columns of `compare_many`."""
    keys = {"code": table["code"], "level": table["level"], "office": table["office"], "case": table["case_id"]}
    compared = engine.compare_many(other, table["received_at"], **keys, completed_at=table["completed_at"])
    sides = [
        list(zip(side.covered.tolist(), side.due_at.tolist(), side.commitment_late_after.tolist(), side.reason.tolist(), strict=True))
        for side in (compared.before, compared.after)
    ]
    names = {name: table[name].to_pylist() for name in ("code", "level", "office")}
    ready = table["completed_at"].to_pylist()
    return {by: counted([names[name] for name in by], by, ready, sides) for by in BY}


def counted(columns: list[list[Any]], by: tuple[str, ...], ready: list[Any], sides: Sequence[list[Any]]) -> list[dict[str, Any]]:
    """Count with plain loops."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    minutes: dict[tuple[Any, ...], list[int]] = {}
    for row, completed in enumerate(ready):
        key = tuple(column[row] for column in columns)
        group = groups.setdefault(key, dict(zip(by, key, strict=True)))
        before, after = sides[0][row], sides[1][row]
        found = {
            "dossiers": True,
            "covered_before": before[0],
            "covered_after": after[0],
            "newly_covered": after[0] and not before[0],
            "no_longer_covered": before[0] and not after[0],
            "told_other_time": before[1] != after[1],
            "earlier": None not in (before[1], after[1]) and before[1] > after[1],
            "later": None not in (before[1], after[1]) and before[1] < after[1],
            "judged": completed is not None,
        }
        for name, side in (("before", before), ("after", after)):
            promised = completed is not None and side[2] is not None
            found[f"kept_{name}"] = promised and completed < side[2]
            found[f"broken_{name}"] = promised and completed >= side[2]
            found[f"unanswered_{name}"] = side[3] in UNANSWERED
        for name, counts in found.items():
            group[name] = group.get(name, 0) + bool(counts)
        if found["earlier"] or found["later"]:
            minutes.setdefault(key, []).append(int((before[1] - after[1]).total_seconds()) // 60)
    for key, group in groups.items():
        saved = sorted(minutes.get(key, []))
        group["saved_minutes"] = sum(saved)
        for name, quarter in (("lower", 1), ("median", 2), ("upper", 3)):
            group[f"saved_{name}"] = saved[-(-quarter * len(saved) // 4) - 1] if saved else None
    return list(groups.values())


def alike(rows: list[dict[str, Any]]) -> list[str]:
    """Return the rows in an order and with columns in an order of their own."""
    return sorted(str(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("by", BY)
def test_duckdb_counts_what_numpy_counts(
    engine: Engine, other: Engine, table: Any, expected: dict[tuple[str, ...], list[dict[str, Any]]], by: tuple[str, ...]
) -> None:
    """All figures of all groups are equal, and the two catalogs differ."""
    found = engine.compare_files(other, table, by=by).to_pylist()
    assert alike(found) == alike(expected[by])
    assert sum(row["newly_covered"] for row in found) > 0
    assert sum(row["earlier"] for row in found) > 0
    assert sum(row["later"] for row in found) > 0


@pytest.mark.filterwarnings("ignore")  # warnings of pyspark
@pytest.mark.parametrize("by", BY)
def test_spark_counts_what_numpy_counts(
    engine: Engine,
    other: Engine,
    table: Any,
    expected: dict[tuple[str, ...], list[dict[str, Any]]],
    by: tuple[str, ...],
    spark: Any,
    tmp_path: Path,
) -> None:
    """Spark's figures are DuckDB's, row by row of the table."""
    pq.write_table(table, tmp_path / "in.parquet")
    found = engine.compare_frame(other, tmp_path / "in.parquet", session=spark, by=by).toArrow()
    assert alike(found.to_pylist()) == alike(expected[by])
    assert found.column_names == engine.compare_files(other, table, by=by).column_names


def test_the_same_catalog_changes_nothing(engine: Engine, table: Any) -> None:
    """A catalog compared with itself has no difference; a column that the data does not have cannot group."""
    (row,) = engine.compare_files(engine, table).to_pylist()
    assert row["dossiers"] == ROWS
    assert [row[name] for name in ("newly_covered", "no_longer_covered", "told_other_time", "saved_minutes", "saved_median")] == [
        0,
        0,
        0,
        0,
        None,
    ]
    with pytest.raises(Exception, match="no-such-column"):
        engine.compare_files(engine, table, by=["no-such-column"])
