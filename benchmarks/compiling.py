"""Compiling a catalog: from what the loader gives to timetables that answer, and to the tables many dossiers are read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs

import tthc_catalog as tthc
from benchmarks.measuring import Reach, Table, at_most, costs, peak_megabytes
from tthc_catalog.bulk.programs import Programs
from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.timetable import Timetable

FIVE_YEARS = Period(start=dt.date(2021, 1, 1), until=dt.date(2026, 1, 1))

REMARKS = """In: laying out the calendar, the office hours and the kinds of day; compiling every policy (the commitment, and the law of
every edition and case) and joining them to one timetable for each procedure and case at its level's usual desk. Out: reading
and validating YAML, and Python's imports. The date behind a window is worked out when the window is first met; the lines "laid
out" add all of them, for every day. Memory is what Python and numpy hold at the most, besides the loaded catalog."""


def over(catalog: Catalog, covers: Period) -> Catalog:
    """The catalog with a calendar that answers for these days."""
    return attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, covers=covers))


def with_procedures(catalog: Catalog, count: int) -> Catalog:
    """The catalog's procedures over and over under other codes, each edition with a processing time that no other has."""
    made = []
    for number in range(count):
        pattern = catalog.procedures[number % len(catalog.procedures)]
        time_ = ProcessingTime(amount=1 + number % 60, unit="working_day", after=13 * 60 + number // 60 % 240, then_working_days=1)
        editions = tuple(attrs.evolve(edition, processing_time=time_) for edition in pattern.editions)
        made.append(attrs.evolve(pattern, code=f"9.{number:06}", editions=editions))
    return attrs.evolve(catalog, procedures=tuple(made))


def compiled(catalog: Catalog) -> list[Timetable]:
    """Every timetable, from a new engine."""
    return list(tthc.Engine(catalog).timetables())


def laid_out(timetables: list[Timetable]) -> list[Programs]:
    """The tables many dossiers are read from."""
    by_schedule: dict[int, list[Timetable]] = {}
    for timetable in timetables:
        by_schedule.setdefault(id(timetable.schedule), []).append(timetable)
    return [Programs(group[0].schedule, group) for group in by_schedule.values()]


def compiling(catalog: Catalog) -> Table:
    """What compiling takes, in seconds and MB."""
    some, many = over(catalog, FIVE_YEARS), over(with_procedures(catalog, 6_000), FIVE_YEARS)
    few_tables, many_tables = compiled(some), compiled(many)
    jobs: dict[str, Callable[[], Any]] = {
        "35 procedures x 5 years": lambda: compiled(some),
        "... laid out for many dossiers": lambda: laid_out(few_tables),
        "35 procedures x the whole calendar (11 years)": lambda: compiled(catalog),
        "6,000 procedures x 5 years": lambda: compiled(many),
        "... laid out for many dossiers, 5 years": lambda: laid_out(many_tables),
    }
    taken = costs({name: (1, job) for name, job in jobs.items()})
    seconds = {name: cost.processor / 1e9 for name, cost in taken.items()}
    peaks = {name: peak_megabytes(job) for name, job in jobs.items()}
    different = len({tuple(table.patterns) for t in many_tables for span in t.spans if (table := span.statutory) is not None})
    reaches: tuple[Reach, ...] = (
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
    return Table("Compiling", ("what", "seconds of processor", "elapsed", "peak MB", ""), rows, reaches, REMARKS)
