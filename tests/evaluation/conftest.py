"""Shared fixtures: the compiled packaged catalog, short ways to evaluate, and one evaluated month of synthetic dossiers."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from dossier_records import record, write_records

from tthc_catalog.engine import Engine
from tthc_catalog.evaluation.evaluation_run import Evaluation, Task, evaluation
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap
from tthc_catalog.evaluation.reporting_period import ReportingPeriod
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} #sys.version [x](y)"
"""A unit name with markup for every output format. Names that start like a formula are rejected on reading."""

Evaluate = Callable[..., contextlib.AbstractContextManager[Evaluation]]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The built-in registry without plugins."""
    return Registry(plugins=())


@pytest.fixture(scope="session")
def engine(registry: Registry) -> Engine:
    """The engine of the packaged catalog."""
    return Engine(load_catalog(), registry=registry)


@pytest.fixture(scope="session")
def evaluate(engine: Engine, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Evaluate:
    """A function that evaluates files without analyses, as a context manager."""

    @contextlib.contextmanager
    def run(*files: Path, period: str = "2023-10", scheme: Any = "month", **more: Any) -> Iterator[Evaluation]:
        task = Task(files=files, period=ReportingPeriod.parse(period, scheme), **more)
        with evaluation(engine, registry, task, tmp_path_factory.mktemp("evaluation"), analyses={}) as made:
            yield made

    return run


@pytest.fixture(scope="session")
def evaluate_records(engine: Engine, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Evaluate:
    """A function that evaluates records for October 2023 with all analyses, as a context manager."""

    @contextlib.contextmanager
    def run(
        records: Sequence[dict[str, str]], period: str = "2023-10", mapping: ColumnMap = AUTOMATIC, **more: object
    ) -> Iterator[Evaluation]:
        folder = tmp_path_factory.mktemp("evaluated")
        file = write_records(folder / "synthetic.csv", records)
        task = Task(files=[file], period=ReportingPeriod.parse(period), mapping=mapping, as_of=dt.datetime(2024, 2, 1, 7, 0))
        with evaluation(engine, registry, task, folder, **more) as made:  # type: ignore[arg-type]
            yield made

    return run


@pytest.fixture(scope="session")
def evaluated(engine: Engine, evaluate_records: Evaluate) -> Iterator[Evaluation]:
    """An evaluated month of ordinary dossiers, with one or two dossiers for each finding."""
    odd = [
        record("L-001", "2023-10-06 08:00:00", "2023-10-06 17:00:00", due_at="2023-10-06 17:00:00", official="cb-9"),
        record("L-002", "2023-10-06 08:00:00", "2023-10-05 08:00:00"),
        record("L-003", "2023-10-06 08:00:00", "2023-10-06 10:00:00", due_at="2023-10-09 09:00:00"),
        record("L-004", "2023-10-07 08:00:00", "2023-10-09 10:00:00", channel="in_person"),
        record("L-005", "2023-10-06 08:00:00", "2023-10-10 10:00:00", apology_issued="false"),
        record("L-006", "2023-10-06 08:00:00", "2023-10-10 10:00:00", record_id="R-1"),
        record("L-006", "2023-10-06 08:00:00", "2023-10-06 10:00:00", record_id="R-2", corrects="R-1"),
        *(record(f"L-1{n:02}", "2023-10-06 08:00:00", f"2023-10-06 {9 + n % 3:02}:00:00", unit=HOSTILE) for n in range(40)),
    ]
    with evaluate_records([*month(engine), *odd]) as made:
        yield made


def month(engine: Engine, count: int = 900) -> list[dict[str, str]]:
    """Return a reproducible month of dossiers at every office of the catalog."""
    chance = random.Random(25_9_2023)
    places = [(office.id, office.level) for office in engine.catalog.offices.values()]
    codes = {level: [p.code for p in engine.catalog.procedures if p.level == level] for _, level in places}
    records = []
    for number in range(count):
        unit, level = chance.choice(places)
        day = dt.date(2023, 10, 1) + dt.timedelta(days=chance.randrange(31))
        if chance.random() < 0.5:
            day += dt.timedelta(days=(4 - day.weekday()) % 7)  # the model applies on Fridays
        received = dt.datetime.combine(day, dt.time(chance.choice((7, 8, 9, 10, 14, 15, 16)), chance.randrange(60), chance.randrange(60)))
        hours = chance.choice((0.2, 0.5, 1, 2, 3, 20, 30, 75, 200))
        completed = received + dt.timedelta(seconds=round(hours * 3600 * (0.6 + chance.random())))
        official = f"cb-{unit[:4]}-{chance.randrange(1, 4)}"
        channel = chance.choice(("online", "online", "in_person", "postal"))
        more = {"unit": unit, "level": level, "code": chance.choice(codes[level]), "official": official, "channel": channel}
        more["result_digitised"] = chance.choice(("true", "true", "false", ""))
        if chance.random() < 0.08:
            records.append(record(f"H-{number:05}", f"{received}", **more))
        else:
            returned = completed + dt.timedelta(hours=1)
            records.append(record(f"H-{number:05}", f"{received}", f"{completed}", returned_at=f"{returned}", **more))
    return records
