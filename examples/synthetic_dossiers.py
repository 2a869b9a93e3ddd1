"""A year of SYNTHETIC dossiers for Thanh Hà district and its communes: ``python examples/synthetic_dossiers.py -o FOLDER``.

No real dossier is in it. Every value is drawn from the distributions below with a fixed seed, so the file is always the same. The distributions were
chosen to resemble a year of a one-stop office; they were not measured. The file is named ``synthetic``, and every report made from it shows this name.

Distributions:

* Units: the district's office and every commune of the catalog that exists on the day. A unit's daily volume is Poisson; its mean is 14 for the district
  and log-normal around 5 (sigma 0.35) for a commune, drawn once for the whole year.
* Days: working days of the official calendar. Fridays have 1.3 times the volume once the model has begun. One online dossier in ten arrives in the evening
  or on a day off.
* Times: half of the receipts in the first session of the office (triangular, peak after 80 minutes), half in the second (peak after 60 minutes).
* Procedures: two thirds of a commune's dossiers are certifications, the rest civil status; a district's are spread evenly. Within a field the n-th
  procedure of the catalog has weight 1/n.
* Channel: online from 30 % at the beginning to 55 % at the end, 3 % by post, the rest in person.
* Quality: each unit keeps a commitment with a probability drawn once from Beta(60, 2), and the law with Beta(80, 1); each has two to four officials.
* Results: a covered dossier is ready after 10 to 90 minutes, or before 09:00 of its appointment; another after a Beta(2, 3) share of its time; a broken one
  a gamma-distributed number of hours (shape 2, scale 8) after it was late.
* Final states: 1.5 % returned as incomplete, 0.3 % refused, 0.5 % withdrawn; 2 % wait once for the citizen, one to five days.
* Flaws for an inspection to find: 0.4 % stamped exactly at the due instant, 0.03 % completed before receipt, 0.3 % with a printed due time one
  day too late, 0.15 % corrected later by a new record; an apology is recorded for 70 % of the late ones.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

from tthc_catalog import Engine, load_catalog
from tthc_catalog.evaluation.intake.record_fields import FIELDS
from tthc_catalog.records.office import Hours, Office
from tthc_catalog.records.procedure import Procedure

FILE_NAME = "synthetic-dossiers.csv"
MODEL_BEGINS = dt.date(2023, 9, 25)

Record = dict[str, str]


class Desk:
    """One unit with the values drawn once for the whole year."""

    def __init__(self, office: Office, hours: Hours, procedures: list[Procedure], rng: random.Random) -> None:
        self.office = office
        self.hours = hours
        self.mean = 14.0 if office.level == "district" else rng.lognormvariate(1.61, 0.35)
        self.promise_kept = rng.betavariate(60, 2)
        self.law_kept = rng.betavariate(80, 1)
        short = "".join(word[0] for word in office.id.split("-"))
        self.officials = [f"{short}-{number:02}" for number in rng.sample(range(1, 60), rng.randint(2, 4))]
        self.procedures = procedures
        places: dict[str, int] = {}
        self.weights = []
        for procedure in procedures:
            places[procedure.field] = places.get(procedure.field, 0) + 1
            share = {"chung-thuc": 2.0, "ho-tich": 1.0}.get(procedure.field, 1.0) if office.level == "commune" else 1.0
            self.weights.append(share / places[procedure.field])

    def sessions(self, day: dt.date) -> tuple[tuple[int, int], ...]:
        """Return the sessions of the office on a day."""
        for season in self.hours.seasons:
            first, last, at = season.first, season.last, (day.month, day.day)
            if (first <= at <= last) if first <= last else (at >= first or at <= last):
                return season.sessions
        raise ValueError(day)


def records(first: dt.date, until: dt.date, seed: int) -> Iterator[Record]:
    """Yield the records of all units received in ``[first, until)``, in the order of days and units."""
    catalog = load_catalog()
    engine = Engine(catalog)
    rng = random.Random(seed)
    samples = {binding.default_office for binding in catalog.manifest.levels} - {"huyen-thanh-ha"}
    desks = [
        Desk(office, catalog.hours[office.hours], [p for p in catalog.procedures if p.level == office.level], rng)
        for office in catalog.offices.values()
        if office.id not in samples
    ]
    number = 0
    for day in (first + dt.timedelta(days=n) for n in range((until - first).days)):
        for desk in desks:
            if day not in desk.office.period:
                continue
            working = engine.calendar.is_working_day(day)
            mean = desk.mean * (1.3 if day.isoweekday() == 5 and day >= MODEL_BEGINS else 1.0) if working else desk.mean * 0.03
            for _ in range(_poisson(mean, rng)):
                number += 1
                online = rng.random() < 0.30 + 0.25 * (day - first).days / max((until - first).days, 1) or not working
                yield from _dossier(f"TH-{number:06}", day, desk, engine, rng, online=online, working=working, until=until)


def _dossier(
    id: str, day: dt.date, desk: Desk, engine: Engine, rng: random.Random, *, online: bool, working: bool, until: dt.date
) -> Iterator[Record]:
    received = _receipt(day, desk, rng, evening=online and (not working or rng.random() < 0.1))
    procedure = rng.choices(desk.procedures, desk.weights)[0]
    edition = procedure.edition_on(day)
    if edition is None:
        return
    cases = [case.id for case in edition.cases]
    case = rng.choice(cases) if cases and rng.random() < 0.04 else None
    decision = engine.decide(procedure.code, level=procedure.level, office=desk.office.id, case=case, received_at=received)
    end = dt.datetime.combine(until, dt.time())
    due = decision.due_at.replace(tzinfo=None) if decision.due_at else received + dt.timedelta(days=rng.randint(1, 15))
    late = decision.late_after.replace(tzinfo=None) if decision.late_after else due
    kept = rng.random() < (desk.promise_kept if decision.covered else desk.law_kept)
    record = dict.fromkeys(FIELDS, "") | {
        "dossier_id": id,
        "level": procedure.level,
        "unit": desk.office.id,
        "code": procedure.code,
        "case": case or "",
        "official": rng.choice(desk.officials),
        "channel": "online" if online else "postal" if rng.random() < 0.05 else "in_person",
        "received_at": _text(received),
    }
    completed = _completion(received, due, late, rng, kept=kept, covered=decision.covered)
    if rng.random() < 0.02 and not decision.covered:
        start = received + (due - received) * 0.3
        pause = dt.timedelta(days=rng.randint(1, 5))
        record["pauses"] = f"{_text(start)}/{_text(start + pause)}"
        completed += pause
    if rng.random() < 0.004 and kept:
        completed = due
    if rng.random() < 0.0003:
        completed = received - dt.timedelta(hours=rng.randint(1, 30))
    printed = due + dt.timedelta(days=1) if rng.random() < 0.003 else due
    record["due_at"] = _text(printed)
    if completed >= end:
        waiting = rng.random() < 0.1
        begun = received + dt.timedelta(hours=2)
        record["state"] = "paused" if waiting and begun < end else "in_progress"
        record["pauses"] = f"{_text(begun)}/" if record["state"] == "paused" else ""
        yield record
        return
    record["state"] = rng.choices(("resolved", "returned_incomplete", "refused", "withdrawn"), (977, 15, 3, 5))[0]
    record["completed_at"] = _text(completed)
    if record["state"] == "resolved":
        record["returned_at"] = _text(_collected(completed, engine, desk, rng, until=end))
        record["result_digitised"] = "true" if rng.random() < 0.75 else "false"
    record["paid_online"] = "true" if rng.random() < (0.8 if online else 0.05) else "false"
    if completed >= late:
        record["apology_issued"] = "true" if rng.random() < 0.7 else "false"
    yield record
    if rng.random() < 0.0015:
        corrected = completed + dt.timedelta(minutes=rng.randint(5, 600))
        if corrected < end:
            yield {**record, "record_id": f"{id}-2", "corrects": id, "completed_at": _text(corrected), "returned_at": ""}


def _receipt(day: dt.date, desk: Desk, rng: random.Random, *, evening: bool) -> dt.datetime:
    if evening:
        minute = rng.uniform(18 * 60, 23 * 60)
    else:
        session = desk.sessions(day)[rng.random() < 0.5]
        minute = rng.triangular(session[0], session[1] - 1, min(session[0] + (80 if session[0] < 12 * 60 else 60), session[1] - 1))
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=int(minute * 60))


def _completion(
    received: dt.datetime, due: dt.datetime, late: dt.datetime, rng: random.Random, *, kept: bool, covered: bool
) -> dt.datetime:
    if not kept:
        return late + dt.timedelta(hours=rng.gammavariate(2, 8))
    if covered and due.date() == received.date():
        return max(received, min(received + dt.timedelta(minutes=rng.uniform(10, 90)), late - dt.timedelta(seconds=1)))
    if covered:
        return due - dt.timedelta(minutes=rng.uniform(5, 90))
    return received + (due - received) * rng.betavariate(2, 3)


def _collected(completed: dt.datetime, engine: Engine, desk: Desk, rng: random.Random, *, until: dt.datetime) -> dt.datetime:
    """Return when the citizen collects the result: soon after, or on one of the next working days."""
    soon = completed + dt.timedelta(minutes=rng.uniform(2, 60))
    closing = desk.sessions(completed.date())[-1][1]
    if engine.calendar.is_working_day(completed.date()) and soon.hour * 60 + soon.minute < closing and rng.random() < 0.8:
        return min(soon, until - dt.timedelta(seconds=1))
    day = engine.calendar.nth_working_day(completed.date(), rng.randint(1, 3))
    return min(dt.datetime.combine(day, dt.time(9)) + dt.timedelta(minutes=rng.uniform(0, 120)), until - dt.timedelta(seconds=1))


def _poisson(mean: float, rng: random.Random) -> int:
    """Draw from a Poisson distribution with Knuth's method, which suits small means."""
    limit, product, count = pow(2.718281828459045, -mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _text(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def write(folder: Path, first: dt.date, until: dt.date, seed: int) -> tuple[Path, int]:
    """Write the file and return its path and the number of its records."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        count = 0
        for record in records(first, until, seed):
            writer.writerow(record)
            count += 1
    return path, count


def main() -> None:
    """Write the file for the command-line options."""
    parser = argparse.ArgumentParser(description="Synthetic dossiers, for trying the evaluation out; nobody's data.")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder to write to")
    parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, default=dt.date(2023, 9, 1), help="first day of receipt")
    parser.add_argument("--until", type=dt.date.fromisoformat, default=dt.date(2024, 11, 1), help="first day no longer in it")
    parser.add_argument("--seed", type=int, default=2023)
    chosen = parser.parse_args()
    path, count = write(chosen.output, chosen.first, chosen.until, chosen.seed)
    print(f"{path}: {count} synthetic records")


if __name__ == "__main__":
    main()
