"""A second count, dossier by dossier in plain Python over ``engine.decide``, from the definitions and without SQL."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import hypothesis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from tthc_catalog.errors import ProcedureNotFound
from tthc_catalog.evaluation.counting.figures import GROUPINGS
from tthc_catalog.evaluation.counting.measures import MEASURES, identities
from tthc_catalog.evaluation.intake.record_fields import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tthc_catalog.engine import Engine

ROWS = int(os.environ.get("TTHC_EVALUATION_ROWS", "20000"))
"""The number of dossiers. 100,000 were tested as well; the default keeps the suite fast."""

UNITS = ("xa-an-phuong", "xa-cam-che", "huyen-thanh-ha", "Phường Lạ")
CODES = (
    ("1.001193", None),
    ("1.004873", None),
    ("1.004873", "xac-minh"),
    ("2.001009", None),
    ("2.001009", "thoa-thuan-van-ban"),
    ("1.001612", None),
    ("1.001266", None),
    ("2.000815", None),
    ("1.999999", None),
    ("1.004873", "khong-co"),
)
Row = dict[str, Any]


def _dossiers(rng: random.Random, count: int) -> list[Row]:
    """Return random dossiers of four months, many of them at boundaries: model days, 15:30, 09:00, midnights and ends of periods."""
    made = []
    for number in range(count):
        unit = rng.choice(UNITS)
        code, case = rng.choice(CODES)
        day = dt.datetime(2023, 9, 1) + dt.timedelta(days=rng.randrange(122))
        minute = rng.choice([rng.randrange(1440), 930, 931, 929, 900, 901, 420, 1439, 0])
        received = day + dt.timedelta(minutes=minute, seconds=rng.choice([0, 0, 59]))
        length = rng.choice([0, 0, 1, 2, 3, 4, 10, 40])
        finish = dt.datetime.combine(received.date() + dt.timedelta(days=length), dt.time())
        completed = finish + dt.timedelta(seconds=rng.choice([0, 9 * 3600, 9 * 3600 - 1, 86399, rng.randrange(86400)]))
        state = rng.choice(["resolved"] * 8 + list(STATES))
        is_open = state in ("received", "in_progress", "paused")
        pauses, days = None, None
        if rng.random() < 0.15:
            start = received + dt.timedelta(hours=rng.choice([1, 20, 50, 200]))
            end = start + dt.timedelta(hours=rng.choice([1, 24, 70]))
            pauses = f"{start.isoformat()}/{end.isoformat()}"
            if state == "paused":
                pauses = rng.choice([f"{start.isoformat()}/", f"{pauses};{(end + dt.timedelta(hours=30)).isoformat()}/"])
        elif rng.random() < 0.05:
            days = rng.randrange(4)
        made.append(
            {
                "dossier_id": f"D{number}",
                "unit": unit,
                "level": "commune" if unit == "Phường Lạ" else None,
                "code": code,
                "case": case,
                "official": rng.choice([None, "a-1", "b-2"]),
                "channel": rng.choice([None, "online", "in_person", "postal"]),
                "state": state,
                "received_at": received,
                "completed_at": None if is_open else completed,
                "returned_at": None if is_open else completed + dt.timedelta(hours=rng.choice([0, 1, 30])),
                "pauses": pauses,
                "paused_days": days,
                "paid_online": rng.choice([None, True, False]),
                "result_digitised": rng.choice([None, True, False]),
            }
        )
    return made


class PlainCount:
    """Count one dossier at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._calendar = engine.calendar

    def worked(self, since: dt.datetime, until: dt.datetime) -> int:
        """Return the working days after the day of ``since`` up to and including the day of ``until``; negative if ``until`` is earlier."""
        a, b = since.date(), until.date()
        if b < a:
            return -self.worked(until, since)
        return sum(self._calendar.is_working_day(a + dt.timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def shifted(self, due: dt.datetime, late: dt.datetime, row: Row) -> tuple[dt.datetime, dt.datetime]:
        """Return a deadline moved by the pauses of a dossier."""
        steps: list[tuple[dt.datetime | None, int]] = []
        for piece in (row["pauses"] or "").split(";"):
            start, _, end = piece.partition("/")
            if end:
                started = dt.datetime.fromisoformat(start)
                # The term of a dossier received on a day off begins on the next working day, which is not counted either.
                counted = row["received_at"]
                while not self._calendar.is_working_day(counted.date()):
                    counted += dt.timedelta(days=1)
                steps.append((started, max(self.worked(max(started, counted), dt.datetime.fromisoformat(end)), 0)))
        if not row["pauses"] and row["paused_days"]:
            steps.append((None, row["paused_days"]))
        for started, count in steps:
            if started is not None and started >= late:
                continue
            for _ in range(count):
                day = due.date() + dt.timedelta(days=1)
                while not self._calendar.is_working_day(day):
                    day += dt.timedelta(days=1)
                step = dt.timedelta(days=(day - due.date()).days)
                due, late = due + step, late + step
        return due, late

    def facts(self, row: Row) -> Row:
        """Return the deadlines and other facts that judge a dossier."""
        office = row["unit"] if row["unit"] in self._engine.catalog.offices else None
        level = row["level"] or self._engine.catalog.offices[row["unit"]].level
        sides: Row = {"governing": None, "commitment": None, "statutory": None}
        covered = provisional = same_day = False
        try:
            keys = {"level": level, "office": office, "case": row["case"], "channel": row["channel"] or "in_person"}
            decision = self._engine.decide(row["code"], **keys, received_at=row["received_at"])
        except ProcedureNotFound:
            pass
        else:
            covered, provisional = decision.covered, decision.provisional
            for name in sides:
                deadline = getattr(decision, name)
                if deadline is not None:
                    due, late = deadline.due_at.replace(tzinfo=None), deadline.late_after.replace(tzinfo=None)
                    if name == "commitment":
                        same_day = due.date() == row["received_at"].date()
                    sides[name] = self.shifted(due, late, row)
        since = None
        if row["state"] == "paused" and row["pauses"] and row["pauses"].endswith("/"):
            since = dt.datetime.fromisoformat(row["pauses"].split(";")[-1].rstrip("/"))
        return {**sides, "covered": covered, "provisional": provisional, "same_day": same_day, "since": since}

    def classes(self, row: Row, facts: Row, start: dt.datetime, until: dt.datetime) -> Iterable[str]:  # noqa: C901, PLR0912, PLR0915 - one definition after another
        """Yield the measures that a dossier counts in."""
        done = row["completed_at"]
        closed_at = max(done, row["received_at"]) if done else None
        if row["received_at"] >= until or (closed_at is not None and closed_at < start):
            return
        new, closed = row["received_at"] >= start, closed_at is not None and closed_at < until
        yield "received"
        if not new:
            yield "carried_over"
        elif row["channel"] == "online":
            yield "received_online"
        else:
            yield "received_direct"
            yield f"received_{row['channel'] or 'unknown'}"
        if new and row["paid_online"] is not None:
            yield "paid_online_known"
            if row["paid_online"]:
                yield "paid_online"
        if facts["provisional"]:
            yield "provisional"

        def is_overdue(late: dt.datetime) -> bool:
            waiting = facts["since"] if facts["since"] is not None and facts["since"] < until else None
            return late <= until and (waiting is None or late <= waiting)

        if closed:
            yield "resolved"
            yield f"state_{row['state']}"
            yield from (f"resolved_{self.judged(facts['governing'], done)}", "law_closed", f"law_{self.judged(facts['statutory'], done)}")
            if row["state"] == "resolved":
                for side, name in (("governing", "result"), ("statutory", "law_result")):
                    if (judged := self.judged(facts[side], done)) in ("early", "on_time"):
                        yield f"{name}_{judged}"
                if row["result_digitised"] is not None:
                    yield "digitised_known"
                    if row["result_digitised"]:
                        yield "digitised"
                if facts["statutory"] is not None:
                    yield "saved_known"
        else:
            yield "in_progress"
            yield f"state_{row['state']}" if row["state"] in ("received", "paused") else "state_in_progress"
            governing = facts["governing"]
            yield "in_progress_" + ("unjudged" if governing is None else "overdue" if is_overdue(governing[1]) else "within")
        if new and facts["covered"]:
            yield "covered"
            if facts["commitment"] is None:
                yield "covered_unjudged"
                return
            late = facts["commitment"][1]
            name = "same_day" if facts["same_day"] else "later_day"
            yield name
            if closed:
                yield f"{name}_broken" if done >= late else f"{name}_kept" if row["state"] == "resolved" else f"{name}_without_result"
                if done >= late and facts["statutory"] is not None and done < facts["statutory"][1]:
                    yield "promise_late_law_on_time"
            else:
                yield f"{name}_broken" if is_overdue(late) else f"{name}_open"
            returned = row["returned_at"]
            if (
                facts["same_day"]
                and closed
                and row["state"] == "resolved"
                and returned
                and returned < until
                and returned.date() == row["received_at"].date()
            ):
                yield "same_day_handed_over"

    @staticmethod
    def judged(deadline: tuple[dt.datetime, dt.datetime] | None, done: dt.datetime) -> str:
        """Return early, on time or overdue, by the one definition."""
        if deadline is None:
            return "unjudged"
        due, late = deadline
        return "overdue" if done >= late else "early" if done.date() < due.date() else "on_time"


def _written(rows: list[Row], path: Path) -> Path:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    types = {"paused_days": pa.int32(), "paid_online": pa.bool_(), "result_digitised": pa.bool_()}
    moments = dict.fromkeys(("received_at", "completed_at", "returned_at"), pa.timestamp("us"))
    kinds = {**types, **moments}
    pq.write_table(pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()}), path)
    return path


def _field(engine: Engine, level: str, code: str) -> str | None:
    procedure = engine.catalog.by_code.get(code, {}).get(level)
    return procedure.field if procedure else None


@pytest.mark.parametrize(("period", "scheme"), [("2023-10", "month"), ("2023-10", "official"), ("2023-Q4", "month")])
def test_sql_equals_a_second_count_in_plain_python(
    period: str, scheme: str, engine: Engine, evaluate: Callable[..., Any], tmp_path: Path
) -> None:
    """Every count of every group, and the days saved, equal those counted dossier by dossier over ``engine.decide``."""
    rows = _dossiers(random.Random(f"{period} {scheme}"), ROWS // 3)
    plain = PlainCount(engine)
    with evaluate(_written(rows, tmp_path / "rows.parquet"), period=period, scheme=scheme) as made:
        report = made.report
    start, until = dt.datetime.combine(report.period.start, dt.time()), dt.datetime.combine(report.period.until, dt.time())
    expected: dict[tuple[str, Any], Counter[str]] = {}
    saved: list[int] = []
    for row in rows:
        facts = plain.facts(row)
        level = row["level"] or engine.catalog.offices[row["unit"]].level
        place = {"level": level, "field": _field(engine, level, row["code"]), **{n: row[n] for n in ("unit", "code", "official")}}
        classes = list(plain.classes(row, facts, start, until))
        for by, columns in GROUPINGS.items():
            if classes:
                expected.setdefault((by, tuple(place[c] for c in columns)), Counter()).update(classes)
        if "saved_known" in classes:
            saved.append(plain.worked(row["completed_at"], facts["statutory"][0]))
    got = {(group.by, tuple(group.key.values())): +Counter(group.figures.counts) for group in report.groups}
    assert got == expected
    assert set(MEASURES) - {name for counts in got.values() for name in counts} <= {
        "covered_unjudged",
        "provisional",
        "known_later",
        "same_day_open",
        "later_day_open",
        "later_day_without_result",
    }
    saved.sort()
    spread = report.total.saved
    assert (spread.count, spread.minimum, spread.median, spread.maximum) == (len(saved), saved[0], saved[(len(saved) - 1) // 2], saved[-1])


@hypothesis.settings(max_examples=12, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 60),
    period=st.sampled_from(["2023-09", "2023-10", "2023-Q4", "2023", "2025-01"]),
    scheme=st.sampled_from(["month", "official"]),
)
def test_totals_are_the_sums_of_their_parts(
    seed: int, count: int, period: str, scheme: str, evaluate: Callable[..., Any], tmp_path: Path
) -> None:
    """In every group, received = resolved + in progress and each total is the sum of its parts; groups add up to the total."""
    rows = _dossiers(random.Random(seed), count)
    with evaluate(_written(rows, tmp_path / "rows.parquet"), period=period, scheme=scheme) as made:
        report = made.report
    for group in report.groups:
        for total, parts in identities():
            assert group.figures[total] == sum(group.figures[part] for part in parts), (group.key, total)
        for _, rate in group.figures.rates():
            assert 0 <= rate.part <= rate.whole
            assert (rate.permille is None) == (rate.whole == 0)
            assert (rate.text() == "-") == (rate.whole == 0)
    for by in GROUPINGS:
        summed = Counter(dict.fromkeys(MEASURES, 0))
        for group in report.of(by):
            summed.update(group.figures.counts)
        assert dict(summed) == dict(report.total.figures.counts), by
