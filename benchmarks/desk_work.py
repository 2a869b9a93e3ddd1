"""The agenda of a morning with 40,000 open dossiers, and ten million dossiers under two catalogs.

``python -m benchmarks.desk_work agenda`` or ``simulation``: each is measured in a process of its own, apart from its start.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

import tthc_catalog as tthc
from benchmarks.measuring import Table, at_most, peak_resident, show

OPEN, SIMULATED = 40_000, 10_000_000
MOST_AGENDA, MOST_SIMULATION, MOST_GIB = 1.0, 15.0, 2.0
"""Bounds in seconds and GiB on a quiet machine with two cores."""

PROCESSOR = "processor time of all steps"
"""What a step has used of the cores, which other programs of a busy machine do not lengthen as much."""

AT = dt.datetime(2024, 10, 4, 8)  # noqa: DTZ001 - local office time


def agenda(rows: int = OPEN) -> dict[str, float]:
    """Read open dossiers of 20 desks from CSV, sort them into lists, and write the text; one in twenty is late."""
    import duckdb  # noqa: F401 - the start of the process is not measured
    import numpy as np
    import pyarrow.parquet  # noqa: F401

    from tthc_catalog.evaluation.agenda.agenda import agenda_of
    from tthc_catalog.evaluation.agenda.agenda_page import pages_of, plain_pages
    from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
    from tthc_catalog.evaluation.open_files import judged_files
    from tthc_catalog.registry import Registry

    registry = Registry()
    engine = tthc.Engine(tthc.load_catalog(), registry=registry)
    codes = [procedure.code for procedure in engine.catalog.procedures if procedure.level == "commune"]
    draw = np.random.default_rng(5)
    since = np.where(draw.random(rows) < 0.05, 30 * 1440, 16 * 60)
    received = np.datetime64(AT, "m") - 60 - (draw.random(rows) * since).astype("timedelta64[m]")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "open.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("dossier_id,level,unit,code,official,state,received_at\n")
            for number, moment in enumerate(received.tolist()):
                unit = f"don-vi-{number % 20}"
                file.write(f"H-{number:06},commune,{unit},{codes[number % len(codes)]},cb-{number % 7},in_progress,{moment}\n")
        seconds: dict[str, float] = {}
        processor = time.process_time()
        last = time.perf_counter()
        with judged_files(engine, registry, [path], mapping=AUTOMATIC, as_of=AT, folder=Path(folder)) as judged:
            seconds["reading and judging"], last = time.perf_counter() - last, time.perf_counter()
            found = agenda_of(engine, judged.facts, judged.intake, AT)
            seconds["sorting into lists"], last = time.perf_counter() - last, time.perf_counter()
        plain_pages(pages_of(found, engine.catalog, "vi", 20), "vi")
        seconds["text"] = time.perf_counter() - last
        seconds[PROCESSOR] = time.process_time() - processor
    assert len(found.items) == rows
    return seconds


def simulation(rows: int = SIMULATED) -> dict[str, float]:
    """Decide dossiers in memory by the catalog and with a cutoff of 15:00, and count every figure."""
    import numpy as np
    import pyarrow as pa

    from tthc_catalog.evaluation.simulation.simulation import Dossiers, simulated

    catalog = tthc.load_catalog()
    model = catalog.models["thu-sau-khong-cho"]
    parameters: dict[str, Any] = copy.deepcopy({**model.parameters})
    parameters["windows"][1]["after"] = "15:00"
    other = tthc.Engine(attrs.evolve(catalog, models={model.id: attrs.evolve(model, parameters=parameters)}))
    codes = tuple(procedure.code for procedure in catalog.procedures if procedure.level == "commune")
    draw = np.random.default_rng(1)
    procedure, unit = draw.integers(0, len(codes), rows), draw.integers(0, 20, rows)
    received = np.datetime64("2023-10-01", "s") + draw.integers(0, 86_400 * 365, rows)
    column = pa.DictionaryArray.from_arrays(pa.array(procedure.astype(np.int32)), pa.array(codes))
    dossiers = Dossiers(
        received=received,
        completed=received + draw.integers(60, 86_400 * 5, rows),
        paused=np.zeros(rows, dtype=np.bool_),
        keys={"code": column, "level": "commune", "office": "cap-xa"},
        unit=unit,
        units=tuple(map(str, range(20))),
        procedure=procedure,
        procedures=codes,
    )
    started, processor = time.perf_counter(), time.process_time()
    simulated(tthc.Engine(catalog), other, dossiers, id="cutoff", title="15:00", title_en="15:00")
    return {
        "two catalogs, every figure": time.perf_counter() - started,
        PROCESSOR: time.process_time() - processor,
        "peak GiB": peak_resident() / 1024,
    }


def tables() -> Iterator[Table]:
    """Measure both."""
    command = [sys.executable, "-m", "benchmarks.desk_work"]
    work, rule = (
        dict(json.loads(subprocess.run([*command, step, "json"], check=True, capture_output=True, text=True).stdout))  # noqa: S603
        for step in ("agenda", "simulation")
    )
    total = sum(seconds for stage, seconds in work.items() if stage != PROCESSOR)
    cells = [(f"agenda: {stage}", f"{seconds:.2f}") for stage, seconds in work.items()]
    cells += [(f"simulation: {what}", f"{figure:.2f}") for what, figure in rule.items()]
    bounds = (
        at_most(f"agenda of {OPEN:,} open dossiers, apart from the start", total, MOST_AGENDA, "s"),
        at_most(f"{SIMULATED:,} dossiers under two catalogs", rule["two catalogs, every figure"], MOST_SIMULATION, "s"),
        at_most("... peak of memory", rule["peak GiB"], MOST_GIB, "GiB"),
    )
    yield Table("Agenda and simulation", ("what", "s"), cells, bounds)


def main() -> None:
    """Run one step, or measure both."""
    match sys.argv[1:]:
        case ["agenda", "json"]:
            print(json.dumps(agenda()))
        case ["simulation", "json"]:
            print(json.dumps(simulation()))
        case _:
            for table in tables():
                show(table)


if __name__ == "__main__":
    main()
