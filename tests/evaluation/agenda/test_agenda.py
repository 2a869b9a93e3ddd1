"""The agenda of a morning: sixty dossiers worked out by hand at five moments, and each open dossier in exactly one list."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc_catalog.cli import main
from tthc_catalog.engine import Engine
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.agenda.agenda import LISTS, Agenda, agenda_of
from tthc_catalog.evaluation.agenda.agenda_files import FILES
from tthc_catalog.evaluation.agenda.agenda_page import pages_of, plain_pages
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.open_files import JudgedFiles, judged_files
from tthc_catalog.loading import load_catalog
from tthc_catalog.plain_text import shown_text
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

BIRTH, COPY, MARITAL = "1.001193", "2.000815", "1.004873"
"""The first two are due the same day, or the next working day if received after 15:00; the third in three working days."""

MOMENTS = tuple(
    dt.datetime.fromisoformat(moment)
    for moment in ("2023-10-06 15:29", "2023-10-06 15:31", "2023-10-09 08:59", "2023-10-09 09:00", "2024-02-15 08:00")
)
"""Friday before and after the cutoff, Monday before and at 09:00, and the day after Tết (8/2 to 14/2/2024)."""

LETTERS = {"L": "late", "E": "early", "T": "today", "S": "soon", "W": "waiting", "A": "later", "U": "undated"}

PATTERNS = (
    # code, case, state, received, completed, pauses, apology, the list at the five moments ("." is not open)
    (BIRTH, "", "in_progress", "2023-10-05 10:00", "", "", "", "LLLLL"),  # Thursday: due by law the same day
    (BIRTH, "", "in_progress", "2023-10-05 15:00", "", "", "", "LLLLL"),  # 15:00 itself is still the same day
    (COPY, "", "in_progress", "2023-10-05 15:01", "", "", "", "TTLLL"),  # after 15:00: due on Friday
    (COPY, "", "received", "2023-10-06 08:00", "", "", "", "TTLLL"),  # Friday: promised today
    (BIRTH, "", "in_progress", "2023-10-06 15:29", "", "", "", "TTLLL"),
    (BIRTH, "", "in_progress", "2023-10-06 15:30", "", "", "", ".TLLL"),  # 15:30 itself is before the cutoff
    (BIRTH, "", "in_progress", "2023-10-06 15:31", "", "", "true", ".EELL"),  # promised before 09:00 on Monday
    (COPY, "", "received", "2023-10-06 17:20", "", "", "", "..ELL"),  # after hours: the recorded time counts
    (BIRTH, "", "received", "2023-10-07 10:00", "", "", "", "..TTL"),  # Saturday: deemed received on Monday, which is no model day
    (BIRTH, "", "received", "2023-10-09 09:00", "", "", "", "...TL"),  # received at the very moment
    (MARITAL, "", "in_progress", "2023-10-03 10:00", "", "", "", "TTLLL"),  # 4, 5, 6/10
    (MARITAL, "", "in_progress", "2023-10-04 10:00", "", "", "", "SSTTL"),  # 5, 6, 9/10
    (MARITAL, "", "in_progress", "2023-10-05 10:00", "", "", "", "SSSSL"),  # 6, 9, 10/10
    (MARITAL, "", "in_progress", "2023-10-06 10:00", "", "", "", "TTLLL"),  # the promise comes before the law
    (MARITAL, "", "in_progress", "2023-10-06 15:31", "", "", "", ".EELL"),
    (MARITAL, "xac-minh", "in_progress", "2023-10-06 10:00", "", "", "", "AAAAL"),  # verification: no promise, and more time by law
    (MARITAL, "", "in_progress", "2023-10-03 10:00", "", "2023-10-04 09:00/2023-10-05 09:00", "", "SSTTL"),  # one working day of waiting
    (MARITAL, "", "in_progress", "2023-10-03 10:00", "", "2023-10-06 09:00/2023-10-09 08:00", "", "SSTTL"),  # over a weekend: one, too
    (MARITAL, "", "paused", "2023-10-03 10:00", "", "2023-10-05 09:00/", "", "WWWWW"),
    (MARITAL, "", "paused", "2023-09-20 10:00", "", "2023-10-09 09:00/", "", "LLLWW"),  # waiting from Monday 09:00; late before
    (BIRTH, "", "resolved", "2023-10-06 09:00", "2023-10-06 15:30", "", "", "T...."),  # ready between the first two moments
    (BIRTH, "", "resolved", "2023-10-06 15:40", "2023-10-09 08:59", "", "", "....."),  # ready at 08:59: open at no moment
    (BIRTH, "", "withdrawn", "2023-10-05 09:00", "2023-10-09 09:00", "", "", "LLL.."),
    ("9.999999", "", "in_progress", "2023-10-02 09:00", "", "", "", "UUUUU"),  # not in the catalog
    (BIRTH, "", "in_progress", "2024-02-07 10:00", "", "", "", "....L"),  # the last day before Tết
    (BIRTH, "", "in_progress", "2024-02-07 15:01", "", "", "", "....T"),  # after 15:00: due on the first day after it
    (COPY, "", "received", "2024-02-09 09:00", "", "", "", "....T"),  # a Friday off is no model day
    (MARITAL, "", "in_progress", "2024-02-05 10:00", "", "", "", "....T"),  # 6, 7, 15/2
    (MARITAL, "", "in_progress", "2024-02-06 10:00", "", "", "", "....S"),  # 7, 15, 16/2
    (MARITAL, "", "in_progress", "2024-02-07 10:00", "", "", "", "....S"),  # 15, 16, 19/2
)
UNITS = ("cap-xa", "xa-tan-an")


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine of the packaged catalog."""
    return Engine(load_catalog(), registry=Registry(plugins=()))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sixty dossiers: each pattern at two desks."""
    path = tmp_path_factory.mktemp("agenda") / "dossiers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            "dossier_id level unit code case official state received_at completed_at pauses apology_issued".split()  # noqa: SIM905
        )
        for unit in UNITS:
            for number, (code, case, state, received, completed, pauses, apology, _) in enumerate(PATTERNS):
                official = f"cb-{number % 3}" if number % 4 else ""
                writer.writerow([f"{unit}-{number:02}", "commune", unit, code, case, official, state, received, completed, pauses, apology])
    return path


@pytest.fixture(scope="module")
def judged(engine: Engine, file: Path) -> Iterator[JudgedFiles]:
    """The file, read and judged."""
    as_of = dt.datetime(2024, 3, 1)
    with judged_files(engine, Registry(plugins=()), [file], mapping=AUTOMATIC, as_of=as_of, folder=file.parent) as found:
        assert found.intake.accepted == 2 * len(PATTERNS) == 60
        yield found


def agenda_at(engine: Engine, judged: JudgedFiles, at: dt.datetime, **options: Any) -> Agenda:
    """Return the agenda of a moment."""
    return agenda_of(engine, judged.facts, judged.intake, at, **options)


@pytest.mark.parametrize("place", range(5), ids=["Fr 15:29", "Fr 15:31", "Mo 08:59", "Mo 09:00", "after Tết"])
def test_sixty_dossiers_by_hand(engine: Engine, judged: JudgedFiles, place: int) -> None:
    """Each open dossier is in the list worked out on paper, and no other dossier is listed."""
    found = {item.dossier_id: item.list for item in agenda_at(engine, judged, MOMENTS[place]).items}
    expected = {
        f"{unit}-{number:02}": LETTERS[pattern[-1][place]]
        for unit in UNITS
        for number, pattern in enumerate(PATTERNS)
        if pattern[-1][place] != "."
    }
    assert found == expected


@pytest.mark.parametrize(
    ("pattern", "place", "days", "minutes", "promise_late", "law_late", "owed", "rule"),
    [
        (
            6,
            3,
            0,
            0,
            True,
            False,
            False,
            "thu-sau-khong-cho/",
        ),  # at 09:00 the promise is just broken; the law allows Monday; apology issued
        (3, 2, 1, 119, True, True, True, "thu-sau-khong-cho/"),  # due on Friday; 07:00 to 08:59 on Monday
        (0, 0, 1, 389, None, True, True, "law/"),  # due on Thursday; Friday 07:00-11:30 and 13:30-15:29
        (13, 2, 1, 119, True, False, True, "thu-sau-khong-cho/"),  # late for the promise and not yet by law
    ],
)
def test_delays_and_rules_by_hand(
    engine: Engine,
    judged: JudgedFiles,
    pattern: int,
    place: int,
    days: int,
    minutes: int,
    promise_late: bool | None,
    law_late: bool,
    owed: bool,
    rule: str,
) -> None:
    """How late a dossier is, for which deadline, under which rule, and whether an apology is on record."""
    agenda = agenda_at(engine, judged, MOMENTS[place], office="cap-xa")
    (item,) = [item for item in agenda.items if item.dossier_id == f"cap-xa-{pattern:02}"]
    assert (item.late_days, item.late_minutes) == (days, minutes)
    assert (item.promise_late, item.law_late, item.apology_owed) == (promise_late, law_late, owed)
    assert item.rule is not None
    assert item.rule.startswith(rule)
    assert agenda.rules[item.rule].text


@settings(max_examples=40)
@given(at=st.datetimes(dt.datetime(2023, 9, 18), dt.datetime(2024, 2, 28)), early=st.times())
def test_an_open_dossier_is_in_exactly_one_list(engine: Engine, judged: JudgedFiles, at: dt.datetime, early: dt.time) -> None:
    """At every moment each dossier that was received and has no result yet is listed once, by the rule of its list."""
    at, early = at.replace(second=0, microsecond=0), early.replace(second=0, microsecond=0)
    agenda = agenda_at(engine, judged, at, early=early)
    listed = Counter(item.dossier_id for item in agenda.items)
    is_open = {
        f"{unit}-{number:02}"
        for unit in UNITS
        for number, (_, _, _, received, completed, *_) in enumerate(PATTERNS)
        if dt.datetime.fromisoformat(received) <= at and (not completed or dt.datetime.fromisoformat(completed) > at)
    }
    assert listed == dict.fromkeys(is_open, 1)
    assert sum(agenda.counts().values()) == len(is_open)
    for item in agenda.items:
        if item.list in ("waiting", "undated"):
            continue
        assert item.due_at is not None
        assert item.late_after is not None
        by_early = item.due_at.date() == agenda.early.date() and item.due_at <= agenda.early
        expected = (
            "late"
            if at >= item.late_after
            else "early"
            if by_early
            else "today"
            if item.due_at.date() <= at.date()
            else "soon"
            if item.due_at.date() <= agenda.next_days[1]
            else "later"
        )
        assert item.list == expected


def test_an_unknown_desk_is_named(engine: Engine, judged: JudgedFiles) -> None:
    """A desk without any dossier is an error with near ones; a desk without open dossiers is an empty agenda."""
    with pytest.raises(EvaluationError, match="xa-tan-am") as caught:
        agenda_at(engine, judged, MOMENTS[0], office="xa-tan-am")
    assert "xa-tan-an" in caught.value.suggestions
    empty = agenda_at(engine, judged, dt.datetime(2023, 9, 18, 8), office="cap-xa")
    assert empty.items == ()
    assert plain_pages(pages_of(empty, engine.catalog, "en"), "en")[1] == "There are no open dossiers."


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_output_shows_the_late_dossiers(engine: Engine, judged: JudgedFiles, lang: str) -> None:
    """Each file names the dossiers of its lists; the same agenda gives the same bytes, and the PDF has a page for each desk and one for the notes."""
    agenda = agenda_at(engine, judged, MOMENTS[2])
    files = {name: make(agenda, engine.catalog, lang) for name, (_, make) in FILES.items()}
    assert files == {name: make(agenda, engine.catalog, lang) for name, (_, make) in FILES.items()}
    html = files["html"].decode()
    for item in agenda.items:
        if item.list in ("late", "early", "today", "soon", "waiting"):
            assert f'<th scope="row">{item.dossier_id}</th>' in html
    assert json.loads(files["json"])["counts"] == agenda.counts()
    apology_rule = json.loads(files["json"])["apology_rule"]
    assert apology_rule["citations"] == [{"document": "61/2018/NĐ-CP", "provision": "Điều 19 khoản 9"}]
    assert shown_text(apology_rule["text" if lang == "vi" else "text_en"]) in unescape(html)
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        assert "<f>" not in sheet
        assert len(re.findall("<row ", sheet)) == 1 + len(agenda.items)
    events = files["ics"].decode().split("BEGIN:VEVENT")[1:]
    coming = {(item.unit, item.due_at) for item in agenda.items if item.list in ("early", "today", "soon")}
    assert len(events) == len(coming)
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(files["pdf"])).pages
    assert len(pages) == len(UNITS) + 1
    assert "cap-xa-03" in pages[0].extract_text()


def test_the_text_says_what_is_known(engine: Engine, judged: JudgedFiles) -> None:
    """The page names the lists, the delay, the rule with its source, and the rule on apologies."""
    text = "\n".join(plain_pages(pages_of(agenda_at(engine, judged, MOMENTS[2]), engine.catalog, "vi"), "vi"))
    assert "Phải trả chậm nhất 09:00 thứ Hai 09/10/2023 (3)" in text
    assert "hạn cam kết trước 09:00 09/10/2023" in text
    assert "trễ 1 ngày làm việc" in text
    assert "KH-THANH-HA-2023" in text
    assert "Căn cứ: 61/2018/NĐ-CP Điều 19 khoản 9." in text
    assert set(LISTS) == set(LETTERS.values())


def test_the_command(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the agenda of a desk, writes the chosen files, and rejects a moment without a time."""

    def tthc(*words: str) -> tuple[int, str]:
        code = main(["agenda", str(file), *words])
        return code, capsys.readouterr().out

    monday = ("--at", "2023-10-09 08:59")
    code, out = tthc(*monday, "--office", "cap-xa", "-o", str(tmp_path / "out"), "--outputs", "ics,json")
    assert (code, "xa-tan-an" in out) == (0, False)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["agenda.ics", "agenda.json"]
    assert json.loads(tthc(*monday, "--format", "json")[1])["early"] == "2023-10-09T09:00:00"
    for arguments in (
        ("--at", "2023-10-09"),
        (*monday, "--early", "9h"),
        (*monday, "--outputs", "pdf"),
        (*monday, "-o", str(file)),
        (*monday, "-o", str(tmp_path), "--outputs", "doc"),
    ):
        assert tthc(*arguments)[0] == 2


def test_the_process_of_the_command_imports_only_what_it_needs(file: Path) -> None:
    """Pandas, and the modules that write files and read workbooks, are not imported to print the agenda of a text file."""
    command = [sys.executable, "-X", "importtime", "-m", "tthc_catalog", "agenda", str(file), "--at", "2023-10-09 08:59"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "pyarrow" in imported
    if int(duckdb.__version__.partition(".")[0]) >= 2:  # DuckDB 1 imports pandas for the parameters of a query
        assert "pandas.core" not in imported
    for name in ("tthc_catalog.evaluation.agenda.agenda_files", "tthc_catalog.tables.workbooks", "openpyxl", "typst"):
        assert name not in imported
