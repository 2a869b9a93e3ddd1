"""The view of a script: it reads moments in the catalog's zone, keeps the columns of the table, and judges open dossiers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

from bulk_timetables import working_hours
from postgres_server import PostgresServer, find_postgres
from sql_databases import Database, DuckDB, Postgres, Spark

from tthc_catalog.bulk.dialects import DIALECTS
from tthc_catalog.bulk.relations import Relations, relations
from tthc_catalog.bulk.sql_scripts import script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of pyspark

FIRST, UNTIL = dt.date(2023, 9, 28), dt.date(2023, 10, 5)
NOW = dt.datetime(2023, 10, 2, 9, 0)

KEYS = dict.fromkeys(("code", "level", "office", "case_id"), "TEXT")

ZONES = ["UTC", "America/New_York"]

DECIDED = {
    # received_at, completed_at: due_at, status at 09:00 on Monday 2/10/2023 (clause II.2 of the plan)
    "1": ("2023-09-29 15:30:00", "2023-09-29 16:59:00", "2023-09-29 17:00:00", "on_time"),
    "2": ("2023-09-29 15:31:00", "2023-10-02 08:59:59", "2023-10-02 09:00:00", "on_time"),
    "3": ("2023-09-29 15:31:00", "2023-10-02 09:00:00", "2023-10-02 09:00:00", "overdue"),
    "4": ("2023-09-29 15:31:00", "2023-10-01 23:59:59", "2023-10-02 09:00:00", "early"),
    "5": ("2023-09-29 00:10:00", "2023-09-30 00:00:00", "2023-09-29 17:00:00", "overdue"),  # still Thursday in UTC and New York
    "6": ("2023-09-29 23:50:00", "", "2023-10-02 09:00:00", "pending_overdue"),  # at 09:00 it is late
    "7": ("2023-10-02 08:00:00", "", "2023-10-02 17:00:00", "pending"),
    "8": ("", "", "", "undecided"),
}
"""Dossiers of 1.001193 at a commune, worked out by hand."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A temporary PostgreSQL server."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL IS NOT TESTED: there is no initdb and psql on this machine")
    with PostgresServer(programs) as server:
        yield server


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each engine in turn, without a table of dossiers."""
    if request.param == "duckdb":
        yield DuckDB()
    elif request.param == "postgres":
        yield Postgres(request.getfixturevalue("server"))
    else:
        made = Spark(request.getfixturevalue("spark"))
        yield made
        made.set_zone("UTC")


@pytest.fixture(scope="module")
def scripts(engine: Engine) -> dict[str, str]:
    """The script of one procedure for the week of the first model day, by dialect; open dossiers are judged at `NOW`."""
    timetable = engine.timetable("1.001193", level="commune")
    tables = only(timetable, FIRST, UNTIL)
    return {name: "".join(script(tables, name, schedule=timetable.schedule, catalog=engine.catalog, now=NOW)) for name in DIALECTS}


def only(timetable: Timetable, first: dt.date, until: dt.date) -> Relations:
    """Return the tables of one timetable for some days of receipt."""
    key = (timetable.code, timetable.level, None, timetable.case)
    return relations([key], lambda *_: timetable, lambda *_: (None, None), first=first, until=until)


def make_dossiers(database: Database, kind: str, *, offset: str = "", **extra: str) -> None:
    """Make the table of the dossiers above, with moments of one type and some further columns of text."""
    columns = {"id": "INTEGER", "received_at": kind, "completed_at": kind} | KEYS
    rows = [
        (id, *(moment and moment + offset for moment in row[:2]), "1.001193", "commune", "", "", *extra.values())
        for id, row in DECIDED.items()
    ]
    database.make_dossiers(columns | dict.fromkeys(extra, "TEXT"), rows)


def answers(database: Database) -> dict[str, tuple[str, str]]:
    """Return the due time and the status of each dossier, by its id."""
    return {id: (due, status) for id, due, status in database.rows("SELECT id, due_at, status FROM tthc_decisions")}


EXPECTED = {id: row[2:] for id, row in DECIDED.items()}


@pytest.mark.parametrize("zone", ZONES)
def test_moments_with_a_zone_are_converted_to_the_catalogs(database: Database, scripts: dict[str, str], zone: str) -> None:
    """A column with a zone gives the right due times and statuses, whatever the time zone of the session."""
    make_dossiers(database, database.zoned, offset="+07:00")
    database.set_zone(zone)
    database.run(scripts[database.dialect])
    assert answers(database) == EXPECTED


@pytest.mark.parametrize("zone", ZONES)
def test_moments_without_a_zone_are_local_office_time(database: Database, scripts: dict[str, str], zone: str) -> None:
    """A column without a zone is local office time, whatever the time zone of the session."""
    make_dossiers(database, database.local)
    database.set_zone(zone)
    database.run(scripts[database.dialect])
    assert answers(database) == EXPECTED


def test_an_hour_that_the_session_has_twice_is_converted_once(database: Database, engine: Engine) -> None:
    """The two moments that a clock in New York shows as 01:30 on 5/11/2023 are 12:30 and 13:30 in Vietnam."""
    columns = {"received_at": database.zoned, "completed_at": database.zoned} | KEYS
    moments = ("2023-11-05 05:30:00+00:00", "2023-11-05 06:30:00+00:00")
    database.make_dossiers(columns, [(moment, "", "a", "commune", "", "") for moment in moments])
    database.set_zone("America/New_York")
    zone = engine.catalog.calendar.time_zone
    local = DIALECTS[database.dialect].local_moment("d.received_at", zone)
    rows = database.rows(f"SELECT {local} AS moment FROM dossiers d")  # noqa: S608 - our own expression
    assert sorted(rows) == [("2023-11-05 12:30:00",), ("2023-11-05 13:30:00",)]


def test_text_is_refused(database: Database, scripts: dict[str, str]) -> None:
    """A column of text is an error, since engines read an offset in it differently."""
    make_dossiers(database, "TEXT", offset="+07:00")
    with pytest.raises(Exception, match=r"must be timestamps, not text|cannot be matched"):  # noqa: PT012 - the view is created or read
        database.run(scripts[database.dialect])
        answers(database)


def test_dates_are_refused(database: Database, scripts: dict[str, str]) -> None:
    """A column of dates is an error, as at every door: without a time of day a promise cannot be judged."""
    columns = {"id": "TEXT", "received_at": "DATE", "completed_at": database.local} | KEYS
    database.make_dossiers(columns, [("1", "2023-09-29", "", "1.001193", "commune", "", "")])
    with pytest.raises(Exception, match=r"dates? without a time"):  # noqa: PT012 - the view is created or read
        database.run(scripts[database.dialect])
        answers(database)


def test_the_view_keeps_the_columns_of_the_table(database: Database, scripts: dict[str, str]) -> None:
    """Each row has the columns of ``dossiers`` unchanged, so that it can be joined back, and then the answers."""
    make_dossiers(database, database.local, ward="Thanh Hà", note="x")
    database.run(scripts[database.dialect])
    rows = database.rows(
        "SELECT v.id, v.received_at, v.ward, v.note, v.rule FROM tthc_decisions v JOIN dossiers t ON t.id = v.id WHERE t.id = 2"
    )
    assert rows == [("2", "2023-09-29 15:31:00", "Thanh Hà", "x", "thu-sau-khong-cho/after-15:30")]


def test_a_column_named_like_an_answer_is_rejected(database: Database, scripts: dict[str, str]) -> None:
    """A column ``status`` in the table is an error, never read in place of the answer."""
    make_dossiers(database, database.local, status="filed")
    with pytest.raises(Exception, match=r"(?is)status.* more than once|two columns of this name.*status|`status`.*already exists"):
        database.run(scripts[database.dialect])


def test_dossiers_may_be_a_view(database: Database, scripts: dict[str, str]) -> None:
    """A view that renames the columns of another table takes the place of the table."""
    if database.dialect == "spark":
        pytest.skip("dossiers is a view in every test of Spark")
    make_dossiers(database, database.zoned, offset="+07:00", status="filed")
    database.run("ALTER TABLE dossiers RENAME TO ho_so;")
    kept = "id, received_at, completed_at, code, level, office, case_id, status AS state"
    database.run(f"CREATE VIEW dossiers AS SELECT {kept} FROM ho_so;")  # noqa: S608 - our own names
    for _ in range(2):
        database.run(scripts[database.dialect])
        assert answers(database) == EXPECTED


def test_the_script_runs_a_second_time(database: Database, scripts: dict[str, str]) -> None:
    """A second run replaces tables and view, also after the table of dossiers got another column."""
    make_dossiers(database, database.local)
    database.run(scripts[database.dialect])
    database.run(scripts[database.dialect])
    assert answers(database) == EXPECTED
    if database.dialect != "spark":
        database.run("ALTER TABLE dossiers ADD COLUMN later INTEGER;")
        database.run(scripts[database.dialect])
    assert answers(database) == EXPECTED
    assert len(database.rows("SELECT catalog FROM tthc_catalog_version")) == 1


def test_a_failed_run_changes_nothing(scripts: dict[str, str]) -> None:
    """If a run fails, the tables and the view of the run before remain."""
    database = DuckDB()
    make_dossiers(database, database.local)
    database.run(scripts["duckdb"])
    database.run("ALTER TABLE dossiers RENAME TO old")
    database.run("CREATE TABLE dossiers AS SELECT *, 'x' AS status FROM old")
    with pytest.raises(Exception, match="status"):
        database.run(scripts["duckdb"])
    database.run("DROP TABLE dossiers; ALTER TABLE old RENAME TO dossiers")
    assert answers(database) == EXPECTED


def test_open_dossiers_are_judged_when_the_view_is_read(database: Database, engine: Engine) -> None:
    """Without ``now``, the current time decides: a dossier received three weeks ago is late, one of three weeks later is not."""
    timetable = engine.timetable("1.001193", level="commune")
    today = dt.datetime.now(tz=timetable.schedule.zone).date()
    days = {"1": today - dt.timedelta(days=21), "2": today + dt.timedelta(days=21)}
    columns = {"id": "INTEGER", "received_at": database.local, "completed_at": database.local} | KEYS
    database.make_dossiers(columns, [(id, f"{day} 08:00:00", "", timetable.code, "commune", "", "") for id, day in days.items()])
    tables = only(timetable, days["1"], days["2"] + dt.timedelta(days=1))
    database.run("".join(script(tables, database.dialect, schedule=timetable.schedule)))
    assert dict(database.rows("SELECT id, status FROM tthc_decisions")) == {"1": "pending_overdue", "2": "pending"}


@pytest.mark.parametrize(("dialect", "zone"), [(name, zone) for name in DIALECTS for zone in ZONES])
def test_the_current_time_is_that_of_the_catalogs_zone(dialect: str, zone: str, request: pytest.FixtureRequest) -> None:
    """The time at which open dossiers are judged is the catalog's local time, whatever the time zone of the session."""
    databases = {
        "duckdb": DuckDB,
        "postgres": lambda: Postgres(request.getfixturevalue("server")),
        "spark": lambda: Spark(request.getfixturevalue("spark")),
    }
    database = databases[dialect]()
    database.set_zone(zone)
    ((shown,),) = database.rows(f"SELECT {DIALECTS[dialect].judged_at(None, 'Asia/Ho_Chi_Minh')} AS moment")
    if dialect == "spark":
        database.set_zone("UTC")
    local = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).replace(tzinfo=None)
    assert abs(dt.datetime.fromisoformat(shown) - local) < dt.timedelta(minutes=2)


def test_the_script_is_stamped(database: Database, engine: Engine, scripts: dict[str, str]) -> None:
    """The script and a table of one row name the catalog, its version, a digest, the days of receipt and the library."""
    import tthc_catalog

    written = scripts[database.dialect]
    make_dossiers(database, database.local)
    database.run(written)
    ((name, version, digest, first, last, zone, judged, library),) = database.rows(
        "SELECT catalog, version, digest, first_day, last_day, time_zone, judged_at, library_version FROM tthc_catalog_version"
    )
    assert (name, version) == (engine.catalog.id, engine.catalog.version)
    assert (first, last) == ("2023-09-28", "2023-10-04")
    assert (zone, judged, library) == ("Asia/Ho_Chi_Minh", str(NOW), tthc_catalog.__version__)
    comment = "".join(line for line in written.splitlines(keepends=True) if line.startswith("--"))
    assert all(value in comment for value in (name, version, digest, first, last, zone))


def test_the_digest_names_the_answers(engine: Engine) -> None:
    """Timetables with different answers have different digests; the order of the keys is irrelevant."""
    one, other = engine.timetable("1.001193", level="commune"), engine.timetable("2.000815", level="commune")
    keys = [("1.001193", "commune", None, None), ("2.000815", "commune", None, None)]
    timetables = {one.code: one, other.code: other}

    def digest(*codes: str, swapped: bool = False) -> str:
        def find(code: str, *_: Any) -> Any:
            return (other if timetables[code] is one else one) if swapped else timetables[code]

        picked = [key for code in codes for key in keys if key[0] == code]
        return relations(picked, find, lambda *_: (None, None), first=FIRST, until=UNTIL).digest

    assert digest(one.code, other.code) == digest(other.code, one.code)
    assert len({digest(one.code), digest(other.code), digest(one.code, other.code), digest(one.code, other.code, swapped=True)}) == 4


def test_answers_that_move_with_the_minute(database: Database, engine: Engine) -> None:
    """A term in working hours is counted from the local minute of a moment with a zone."""
    timetable = working_hours(engine, 16)
    columns = {"id": "INTEGER", "received_at": database.zoned, "completed_at": database.zoned} | KEYS
    moments = {"1": dt.datetime(2023, 9, 27, 8, 7), "2": dt.datetime(2023, 9, 28, 15, 31), "3": dt.datetime(2023, 10, 3, 10, 59)}
    rows = [(id, f"{moment}+07:00", "", timetable.code, timetable.level, "", timetable.case or "") for id, moment in moments.items()]
    database.make_dossiers(columns, rows)
    database.set_zone("America/New_York")
    database.run("".join(script(only(timetable, FIRST - dt.timedelta(days=1), UNTIL), database.dialect, schedule=timetable.schedule)))
    zone = timetable.schedule.zone
    due = {id: timetable.at(int(moment.replace(tzinfo=zone).timestamp())).due_at for id, moment in moments.items()}
    expected = {id: str(dt.datetime.fromtimestamp(instant or 0, zone).replace(tzinfo=None)) for id, instant in due.items()}
    assert dict(database.rows("SELECT id, due_at FROM tthc_decisions")) == expected
