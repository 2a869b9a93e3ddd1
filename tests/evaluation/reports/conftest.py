"""A month of made-up dossiers with something in it for every finding, evaluated once for all tests of what is printed."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tthc_catalog.evaluation.counting.periods import ReportingPeriod
from tthc_catalog.evaluation.evaluating import Evaluation, Task, evaluation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.engine import Engine
    from tthc_catalog.registry import Registry

FIELDS = (
    "record_id",
    "dossier_id",
    "corrects",
    "unit",
    "level",
    "code",
    "official",
    "channel",
    "state",
    "received_at",
    "completed_at",
    "returned_at",
    "due_at",
    "result_digitised",
    "apology_issued",
)
CODE = "1.001193"
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} #sys.version [x](y)"
"""A unit whose name is an attack on every format; names that begin like a formula are refused when they are read."""

Evaluate = Callable[..., contextlib.AbstractContextManager[Evaluation]]


def record(dossier: str, received: str, completed: str = "", **more: str) -> dict[str, str]:
    """One record; those with a completion are resolved."""
    state = "resolved" if completed else "in_progress"
    given = {"dossier_id": dossier, "unit": "cap-xa", "level": "commune", "code": CODE, "state": state}
    return {**given, "received_at": received, "completed_at": completed, **more}


def write_records(path: Path, records: Sequence[dict[str, str]]) -> Path:
    """Write records as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(records)
    return path


@pytest.fixture(scope="session")
def evaluate_records(engine: Engine, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Evaluate:
    """Evaluate records for October 2023."""

    @contextlib.contextmanager
    def run(records: Sequence[dict[str, str]], period: str = "2023-10", **more: object) -> Iterator[Evaluation]:
        folder = tmp_path_factory.mktemp("evaluated")
        file = write_records(folder / "synthetic.csv", records)
        task = Task(files=[file], period=ReportingPeriod.parse(period), as_of=dt.datetime(2024, 2, 1, 7, 0))
        with evaluation(engine, registry, task, folder, **more) as made:  # type: ignore[arg-type]
            yield made

    return run


def month(engine: Engine, count: int = 900) -> list[dict[str, str]]:
    """A month of dossiers at every desk of the plan, always the same."""
    chance = random.Random(25_9_2023)
    places = [(office.id, office.level) for office in engine.catalog.offices.values()]
    codes = {level: [p.code for p in engine.catalog.procedures if p.level == level] for _, level in places}
    made = []
    for number in range(count):
        unit, level = chance.choice(places)
        day = dt.date(2023, 10, 1) + dt.timedelta(days=chance.randrange(31))
        if chance.random() < 0.5:
            day += dt.timedelta(days=(4 - day.weekday()) % 7)  # Fridays have the model
        received = dt.datetime.combine(day, dt.time(chance.choice((7, 8, 9, 10, 14, 15, 16)), chance.randrange(60), chance.randrange(60)))
        hours = chance.choice((0.2, 0.5, 1, 2, 3, 20, 30, 75, 200))
        completed = received + dt.timedelta(seconds=round(hours * 3600 * (0.6 + chance.random())))
        official = f"cb-{unit[:4]}-{chance.randrange(1, 4)}"
        channel = chance.choice(("online", "online", "in_person", "postal"))
        more = {"unit": unit, "level": level, "code": chance.choice(codes[level]), "official": official, "channel": channel}
        more["result_digitised"] = chance.choice(("true", "true", "false", ""))
        if chance.random() < 0.08:
            made.append(record(f"H-{number:05}", f"{received}", **more))
        else:
            made.append(record(f"H-{number:05}", f"{received}", f"{completed}", returned_at=f"{completed + dt.timedelta(hours=1)}", **more))
    return made


@pytest.fixture(scope="session")
def evaluated(engine: Engine, evaluate_records: Evaluate) -> Iterator[Evaluation]:
    """A month with ordinary dossiers and one or two for each finding."""
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
