"""The calendar and the compiled tables as committed text, so that edits of data and releases of ``holidays`` show as readable diffs.

Update them with ``make golden``, and review the diff before committing it.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tthc_catalog
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.policies.contract import Bound
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.timetable import Timetable

HERE = Path(__file__).parent
FIRST, LAST = 2020, 2027
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

CALENDAR_HEAD = """\
# Every day that differs from the ordinary week, Monday to Friday worked. Written by make golden; do not edit.
# "?" marks a day that no official decision has settled.
"""

TABLE_HEAD = """\
# When a dossier received on a day, from a minute on, is due. Written by make golden; do not edit.
# A day is written when it differs from the same weekday of the week before.
# "+3 09:00" is 09:00 three days after receipt; "<" before, "<=" by, "|" the whole of that day; "?" rests on undecided days.
"""


def snapshots(catalog: Catalog) -> dict[str, str]:
    """Return every snapshot by its file name."""
    compiler = Compiler(catalog, Registry())
    texts = {"calendar.txt": CALENDAR_HEAD + "\n".join(_calendar_lines(catalog, compiler)) + "\n"}
    sharing: dict[str, list[Timetable]] = {}
    for timetable in compiler:
        sharing.setdefault(timetable.digest, []).append(timetable)
    for timetables in sharing.values():
        names = [_name(timetable) for timetable in timetables]
        lines = [f"# holds for: {', '.join(names)}", *_table_lines(timetables[0])]
        texts[f"tables/{names[0]}.txt"] = TABLE_HEAD + "\n".join(lines) + "\n"
    return texts


def _name(timetable: Timetable) -> str:
    return "-".join(filter(None, (timetable.level, timetable.code, timetable.case)))


def _calendar_lines(catalog: Catalog, compiler: Compiler) -> Iterator[str]:
    calendar = compiler.calendar
    for year in range(FIRST, LAST + 1):
        start, end = (calendar.ordinal[calendar.number(dt.date(y, 1, 1))] for y in (year, year + 1))
        yield f"\n{year}: {end - start} working days"
        for model in catalog.models.values():
            desk = compiler.desk(next(iter(catalog.offices.values())))
            days = list(model_days(model, desk, compiler.registry, year))
            lost = [f"{day.fact.date:%d/%m}" for day in days if not day.applies]
            yield f"{year}: {sum(day.applies for day in days)} days of {model.id}; lost: {' '.join(lost) or '-'}"
        for fact in calendar.special_days(year):
            for_day = f" for {fact.make_up_for}" if fact.make_up_for else ""
            decided = f" [{fact.decision}]" if fact.decision else ""
            mark = " ?" if fact.provisional else ""
            yield f"{fact.date} {WEEKDAYS[fact.date.weekday()]} {fact.kind:12} {fact.name or '-'}{for_day}{decided}{mark}"


def _table_lines(timetable: Timetable) -> Iterator[str]:
    schedule = timetable.schedule
    before: dict[int, str] = {}
    for number, windows in timetable.days():
        date = schedule.calendar.fact_at(number).date
        if not FIRST <= date.year <= LAST:
            continue
        line = "; ".join(f"{_clock(schedule, number, starts_at)} {_answer(schedule, number, answer)}" for starts_at, answer in windows)
        if before.get(date.weekday()) != line:
            before[date.weekday()] = line
            yield f"{date} {WEEKDAYS[date.weekday()]} {line}"


def _answer(schedule: Schedule, number: int, answer: Answer) -> str:
    parts = []
    if answer.commitment is not None:
        promise = answer.commitment
        parts.append(f"{promise.rule.id} {_due(schedule, number, promise.due_at, promise.late_after, promise.bound)}")
    else:
        parts.append(answer.reason or "-")
    if answer.statutory is not None:
        law = answer.statutory
        parts.append(f"law {_due(schedule, number, law.due_at, law.late_after, law.bound)}")
    if answer.rate:
        parts.append("moving")
    return ", ".join(parts) + (" ?" if answer.provisional else "")


def _due(schedule: Schedule, number: int, due_at: int | None, late_after: int | None, bound: Bound) -> str:
    """Return a deadline relative to the day of receipt."""
    if due_at is None or late_after is None:
        return "-"
    day = schedule.day_of(due_at)
    sign = "<" if bound == "before" else ("|" if late_after == schedule.midnight[day + 1] else "<=")
    return f"{sign}+{day - number} {_clock(schedule, day, due_at)}"


def _clock(schedule: Schedule, number: int, instant: int) -> str:
    minute = schedule.wall_second(number, instant) // 60
    return f"{minute // 60:02}:{minute % 60:02}"


def _committed() -> dict[str, str]:
    return {path.relative_to(HERE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("*.txt"))}


def write(catalog: Catalog) -> None:
    """Write all snapshots and delete those without a table."""
    texts = snapshots(catalog)
    for name in _committed().keys() - texts.keys():
        (HERE / name).unlink()
    for name, content in texts.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(content, encoding="utf-8", newline="\n")


def test_calendar_and_tables_are_as_committed(catalog: Catalog) -> None:
    """Every compiled deadline of 2020-2027 and every special day is as reviewed and committed."""
    committed, current = _committed(), snapshots(catalog)
    assert current.keys() == committed.keys(), "the set of tables changed: run make golden and read the diff"
    for name, content in current.items():
        if content != committed[name]:
            import difflib

            diff = difflib.unified_diff(committed[name].splitlines(), content.splitlines(), "committed", "now", lineterm="", n=0)
            excerpt = "\n".join(line for _, line in zip(range(40), diff, strict=False))
            pytest.fail(f"tests/golden/{name} changed: run make golden and read the diff\n{excerpt}")


def test_snapshots_are_readable_text() -> None:
    """Snapshots have lines of moderate length and no instants in seconds, so that they can be reviewed."""
    for name, content in _committed().items():
        for line in content.splitlines():
            assert len(line) < 1000, f"{name}: {line[:80]}"
            assert not re.search(r"\b1[0-9]{9}\b", line), f"{name}: {line}"


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_snapshots.py --write"
    write(tthc_catalog.load_catalog())
