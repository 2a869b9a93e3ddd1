"""Compiling a loaded catalog: to timetables, and to the tables for many dossiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs

import tthc_catalog as tthc
from benchmarks.measuring import Bound, Table, at_most, costs, peak_megabytes
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.timetable import Timetable

FIVE_YEARS = Period(start=dt.date(2021, 1, 1), until=dt.date(2026, 1, 1))

REMARKS = """Included: the calendar, the office hours and the kinds of day; every policy (the commitment, and the law of every edition and
case); one timetable for each procedure and case at its level's usual desk. Excluded: reading and validating YAML, and imports. A
timetable computes the dates of a window on first use; the lines "with tables" add the tables for many dossiers, for every day. Memory is
the peak that Python and numpy allocate besides the loaded catalog."""


def over(catalog: Catalog, covers: Period) -> Catalog:
    """Return the catalog with a calendar that covers this period."""
    return attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, covers=covers))


def with_procedures(catalog: Catalog, count: int) -> Catalog:
    """Return the catalog with ``count`` copies of its procedures under other codes, each with different processing times."""
    copies = []
    for number in range(count):
        pattern = catalog.procedures[number % len(catalog.procedures)]
        time_ = ProcessingTime(amount=1 + number % 60, unit="working_day", after=13 * 60 + number // 60 % 240, then_working_days=1)
        editions = tuple(attrs.evolve(edition, processing_time=time_) for edition in pattern.editions)
        copies.append(attrs.evolve(pattern, code=f"9.{number:06}", editions=editions))
    return attrs.evolve(catalog, procedures=tuple(copies))


def compiled(catalog: Catalog) -> list[Timetable]:
    """Compile every timetable with a new engine."""
    return list(tthc.Engine(catalog).timetables())


def factored(timetables: list[Timetable]) -> list[FactoredForm]:
    """Build the tables for many dossiers."""
    by_schedule: dict[int, list[Timetable]] = {}
    for timetable in timetables:
        by_schedule.setdefault(id(timetable.schedule), []).append(timetable)
    return [FactoredForm(group[0].schedule, group) for group in by_schedule.values()]


def compiling(catalog: Catalog) -> Table:
    """Measure compiling, in seconds and MB."""
    some, many = over(catalog, FIVE_YEARS), over(with_procedures(catalog, 6_000), FIVE_YEARS)
    few_tables, many_tables = compiled(some), compiled(many)
    jobs: dict[str, Callable[[], Any]] = {
        "35 procedures x 5 years": lambda: compiled(some),
        "... with tables for many dossiers": lambda: factored(few_tables),
        "35 procedures x the whole calendar (11 years)": lambda: compiled(catalog),
        "6,000 procedures x 5 years": lambda: compiled(many),
        "... with tables for many dossiers, 5 years": lambda: factored(many_tables),
    }
    taken = costs({name: (1, job) for name, job in jobs.items()})
    seconds = {name: cost.processor / 1e9 for name, cost in taken.items()}
    peaks = {name: peak_megabytes(job) for name, job in jobs.items()}
    different = len({tuple(table.patterns) for t in many_tables for span in t.spans if (table := span.statutory) is not None})
    bounds: tuple[Bound, ...] = (
        at_most("compiling 35 procedures x 5 years", seconds["35 procedures x 5 years"] * 1e3, 20, "ms"),
        at_most("compiling 6,000 procedures x 5 years", seconds["6,000 procedures x 5 years"], 2, "s"),
        at_most("... its memory", peaks["6,000 procedures x 5 years"], 200, "MB"),
    )
    counts = {
        "35 procedures x 5 years": f"{len(few_tables):,} timetables",
        "6,000 procedures x 5 years": f"{len(many_tables):,} timetables, {different:,} different laws",
    }
    rows = [
        (name, f"{cost.processor / 1e9:.4f}", f"{cost.elapsed / 1e9:.4f}", f"{peaks[name]:.1f}", counts.get(name, ""))
        for name, cost in taken.items()
    ]
    return Table("Compiling", ("what", "processor seconds", "elapsed", "peak MB", ""), rows, bounds, REMARKS)
