"""The first page: the sentence of the answer, what is drawn, and the sentences on the cutoff and the units."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import attrs
import docx
import pytest
from dossier_records import record

from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.reporting.charts import svg
from tthc_catalog.evaluation.reporting.docx_report import write_docx_report
from tthc_catalog.evaluation.reporting.html_report import webpage
from tthc_catalog.evaluation.reporting.presentation import Point, RateChart, number_text
from tthc_catalog.evaluation.reporting.rate_marks import rate_marks, scale
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.evaluation.reporting.xlsx_report import spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.evaluation.evaluation_run import Evaluation
    from tthc_catalog.evaluation.report import Report

FRIDAY = "2023-10-06"


def _dossiers(*groups: tuple[int, str, str], prefix: str = "N", **more: str) -> list[dict[str, str]]:
    """Return groups of equal dossiers: how many, receipt, completion."""
    rows = [row for row in groups for _ in range(row[0])]
    return [record(f"{prefix}-{n}", received, completed, **more) for n, (_, received, completed) in enumerate(rows)]


@pytest.fixture(scope="session")
def report_of(evaluate_records: Any) -> Any:
    """A function that evaluates records and returns the report."""

    def run(*groups: tuple[int, str, str], period: str = "2023-10") -> Report:
        with evaluate_records(_dossiers(*groups), period=period) as made:
            return made.report

    return run


def _answer(report: Report, lang: str = "vi") -> str:
    return present(report, lang).sections[0].sentences[0].replace("\N{NO-BREAK SPACE}", " ")


KEPT = (f"{FRIDAY} 08:00", f"{FRIDAY} 09:00")
LATE = (f"{FRIDAY} 08:00", "2023-10-09 09:00")
OPEN = (f"{FRIDAY} 08:00", "")
OTHER = ("2023-10-03 08:00", "2023-10-03 09:00")


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (
            [(3, *KEPT), (1, *LATE)],
            "Tháng 10/2023: 4 hồ sơ có kết quả thuộc cam kết, giữ 3 (75,0 %), trễ 1; không có số liệu tháng 9/2023 để so.",
        ),
        (
            [(3, *KEPT), (1, *OPEN)],
            (
                "Tháng 10/2023: 4 hồ sơ thuộc cam kết có kết quả hoặc đã trễ, giữ 3 (75,0 %), trễ 1, trong đó 1 không hoặc chưa có kết quả; "
                "không có số liệu tháng 9/2023 để so."
            ),
        ),
        (
            [(2, *OTHER)],
            (
                "Tháng 10/2023: không có hồ sơ thuộc cam kết nào có kết quả hoặc đã trễ; trong 2 hồ sơ có kết quả hoặc đóng trễ, 2 trước hạn "
                "hoặc đúng hạn (100,0 %)."
            ),
        ),
        (
            [(1, *KEPT), (1, "2023-09-29 08:00", "2023-09-29 09:00"), (1, "2023-09-29 08:00", "2023-09-30 09:00")],
            "Tháng 10/2023: 1 hồ sơ có kết quả thuộc cam kết, giữ 1 (100,0 %), trễ 0; tháng 9/2023: giữ 1 trong 2 (50,0 %).",
        ),
    ],
)
def test_the_answer_is_one_sentence(groups: list[tuple[int, str, str]], expected: str, report_of: Any) -> None:
    """It states the promises kept and late, those without a result if there are any, and the period before."""
    assert _answer(report_of(*groups)) == expected


def test_the_answer_names_a_quarter(report_of: Any) -> None:
    """A quarter is compared with the quarter before."""
    report = report_of((1, *KEPT), (1, "2023-09-29 08:00", "2023-09-29 09:00"), period="2023-Q4")
    assert _answer(report, "en") == (
        "Quarter 4 of 2023: of 1 covered dossiers with a result, 1 kept the commitment (100.0%), 0 were late; quarter 3 of 2023: 1 of 1 kept (100.0%)."
    )


def _block(report: Report, name: str, lang: str = "vi") -> Any:
    return next(block for block in present(report, lang).sections[0].blocks if block.id.startswith(name))


def test_one_month_is_no_chart(report_of: Any, tmp_path: Path) -> None:
    """With one month there is a sentence that says how to get a trend, and no chart in any file."""
    report = report_of((3, *KEPT))
    trend = _block(report, "trend")
    assert not trend.is_drawn
    assert "--earlier" in trend.note
    page = webpage(present(report, "vi"))
    assert "trend-figure" in page
    assert 'id="trend-title"' not in page
    write_docx_report(report, present(report, "vi"), tmp_path / "report.docx")
    assert not [name for name in zipfile.ZipFile(tmp_path / "report.docx").namelist() if "chart" in name]
    assert "--earlier" in "".join(p.text for p in docx.Document(tmp_path / "report.docx").paragraphs)


BEFORE = (100, f"{FRIDAY} 09:00", f"{FRIDAY} 10:00")
AFTER = (20, f"{FRIDAY} 15:40", f"{FRIDAY} 16:30")


@pytest.mark.parametrize(
    ("groups", "divider", "expected"),
    [
        ([BEFORE, (20, f"{FRIDAY} 15:20", f"{FRIDAY} 16:00"), AFTER], "mốc 15:30", "không thấy thấp hơn"),
        ([BEFORE, (20, f"{FRIDAY} 15:20", "2023-10-09 10:00"), AFTER], "mốc 15:30", "thấp hơn rõ, nên xét mốc sớm hơn"),
        ([BEFORE, (9, f"{FRIDAY} 15:20", "2023-10-09 10:00"), AFTER], "mốc 15:30", "còn ít hồ sơ"),
        ([BEFORE, AFTER], None, "Không có một mốc giờ chung"),  # nothing was received in the half hour before the cutoff
        ([BEFORE], None, "Không có một mốc giờ chung"),
        ([(2, *OTHER)], None, "Không có hồ sơ thuộc cam kết trong kỳ"),
    ],
)
def test_the_sentence_on_the_cutoff(groups: list[tuple[int, str, str]], divider: str | None, expected: str, report_of: Any) -> None:
    """The half hour before the cutoff is compared with the hours before it; nothing is concluded from few dossiers."""
    chart = _block(report_of(*groups), "hours")
    assert (chart.divider[1] if chart.divider else None) == divider
    assert expected in chart.note


def test_dossiers_after_the_cutoff_that_were_ready_the_same_day(report_of: Any) -> None:
    """They are counted, because they could have been promised for the same day."""
    note = _block(report_of(BEFORE, (20, f"{FRIDAY} 15:20", f"{FRIDAY} 16:00"), AFTER), "hours").note
    assert "có kết quả ngay trong ngày 20/20" in note


def test_slots_with_few_dossiers_are_joined_but_not_over_the_cutoff(report_of: Any) -> None:
    """Every point has ten dossiers or is the only one on its side of the cutoff; the slots add up to the whole."""
    groups = [(4, f"{FRIDAY} {hour:02}:10", f"{FRIDAY} {hour + 1:02}:20") for hour in range(7, 16)]
    report = report_of(*groups, (3, f"{FRIDAY} 15:20", f"{FRIDAY} 16:00"), (3, f"{FRIDAY} 15:40", f"{FRIDAY} 16:00"))
    chart = _block(report, "hours")
    assert [(point.name, point.rate.whole) for point in chart.points] == [
        ("07:01–09:30", 12),
        ("10:01–12:30", 12),
        ("13:01–15:30", 15),
        ("15:31–16:00", 3),
    ]
    assert chart.divider == (3, "mốc 15:30")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_units_that_differ_certainly_are_named(lang: str, evaluate_records: Any) -> None:
    """One unit that breaks most promises needs help; a unit with few dossiers is not compared, and the note says how many are not."""
    records = [
        *_dossiers((60, *KEPT), (1, *LATE), prefix="A", unit="xa-an-phuong"),
        *_dossiers((12, *LATE), (3, *KEPT), prefix="B", unit="xa-cam-che"),
        *_dossiers((3, *LATE), prefix="C", unit="xa-tan-an"),
    ]
    with evaluate_records(records) as made:
        table = _block(made.report, "units-", lang)
        assert [row.values[2:4] for row in table.rows] == [(3, 15), (60, 61)]
        sides = [row.values[-1] for row in table.rows]
        assert (
            sides
            == {
                "vi": ["cần hỗ trợ: chắc thấp hơn", "để học hỏi: chắc cao hơn"],
                "en": ["needs help: certainly lower", "to learn from: certainly higher"],
            }[lang]
        )
        assert table.note.endswith({"vi": "không so: 1 đơn vị.", "en": "1 unit with fewer is not."}[lang])


def test_a_single_unit_is_not_compared(report_of: Any) -> None:
    """A sentence takes the place of the table."""
    table = _block(report_of((30, *KEPT)), "units")
    assert not table.rows
    assert "không cấp nào có hai đơn vị" in table.note


def _chart(*rates: tuple[int, int], divider: tuple[int, str] | None = None) -> RateChart:
    points = tuple(
        Point(label=f"{n}", name=f"N{n}", rate=Rate(*rate), low=5000 if rate[1] else None, high=9999 if rate[1] else None)
        for n, rate in enumerate(rates)
    )
    return RateChart(id="c", title="<T>", points=points, note="", divider=divider)


def test_a_chart_of_rates_is_accessible() -> None:
    """It has a title, all values in a description, each value and number as text, and a gap where there is no rate."""
    chart = _chart((1, 2), (3, 3), (0, 0), (9, 10), divider=(2, "a & b"))
    drawn = ET.fromstring(svg(chart, "vi"))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{space}title") == "<T>"
    assert (
        drawn.findtext(f"{space}desc")
        == "N0: 50,0 % (1/2, 50,0 %–99,9 %); N1: 100,0 % (3/3, 50,0 %–99,9 %); N2: -; N3: 90,0 % (9/10, 50,0 %–99,9 %)"
    )
    texts = [element.text for element in drawn.findall(f"{space}text")]
    assert {"50,0", "100", "90,0", "a & b", "2", "10", "100 %"} <= set(texts)
    line = next(path.get("d") or "" for path in drawn.findall(f"{space}path") if path.get("fill") == "none")
    assert re.sub(r"[\d. ]+", "", line) == "MLM"
    assert len(drawn.findall(f"{space}circle")) == 3


@pytest.mark.parametrize(("low", "expected"), [(9990, (980, 20)), (9100, (900, 20)), (8000, (800, 50)), (5001, (500, 100)), (0, (0, 200))])
def test_a_scale_has_few_lines_and_contains_every_interval(low: int, expected: tuple[int, int]) -> None:
    """The lowest line is at or below the lowest bound, and there are six lines at most."""
    chart = attrs.evolve(_chart((1, 2)), points=(Point(label="", name="", rate=Rate(1, 2), low=low, high=10_000),))
    floor, step = scale(chart)
    assert (floor, step) == expected
    assert floor * 10 <= low
    assert (1000 - floor) / step <= 5


def test_a_workbook_and_a_letter_have_charts_of_their_own(evaluate_records: Any, tmp_path: Path) -> None:
    """They draw both charts from figures, with the values as a description; in the letter the figures are embedded as a workbook."""
    records = _dossiers((20, *KEPT), (20, "2023-09-29 08:00", "2023-09-29 09:00"), (20, f"{FRIDAY} 14:00", f"{FRIDAY} 15:00"))
    with evaluate_records(records) as made:
        charts = [_block(made.report, name) for name in ("trend", "hours")]
        assert all(chart.is_drawn for chart in charts)
        book = zipfile.ZipFile(io.BytesIO(spreadsheet(made.report, present(made.report, "vi"))))
        write_docx_report(made.report, present(made.report, "vi"), tmp_path / "report.docx")
        letter = zipfile.ZipFile(tmp_path / "report.docx")
        for chart, drawing in zip(charts, (book.read("xl/drawings/drawing1.xml"), letter.read("word/document.xml")), strict=True):
            assert chart.description("vi") in drawing.decode()
        assert all(b"errBars" in book.read(f"xl/charts/chart{n}.xml") for n in (1, 2))
        for number in (1, 2):
            part = letter.read(f"word/charts/chart{number}.xml").decode()
            assert "errBars" in part
            assert '<c:showSerName val="0"/>' in part or "dLbls" not in part
            assert zipfile.ZipFile(io.BytesIO(letter.read(f"word/embeddings/chart{number}.xlsx"))).testzip() is None


def test_the_page_opens_with_the_answer_and_ends_with_the_contents(evaluated: Evaluation) -> None:
    """The order: answer, trend, units, hours, notes, form, definitions, filters, contents."""
    page = webpage(present(evaluated.report, "vi"))
    places = [
        page.index(part)
        for part in ('class="answer"', 'id="trend-figure"', 'id="units', 'id="hours-figure"', 'id="notes"', 'id="form"', 'id="definitions"')
    ]
    places += [page.index(part) for part in ('id="filters"', 'id="contents"')]
    assert places == sorted(places)


@pytest.mark.parametrize("points", [13, 24, 40])
@pytest.mark.parametrize("whole", [7, 999, 114_689, 12_345_678])
def test_numbers_of_dossiers_do_not_overlap(points: int, whole: int) -> None:
    """Counts that are wider than the distance of the points are shown at some points only; the last one always is."""
    chart = RateChart(
        id="x",
        title="x",
        points=tuple(Point(label=str(n), name=str(n), rate=Rate(whole, whole), low=9000, high=10_000) for n in range(points)),
        note="",
    )
    shown = [
        float(x)
        for x, text in re.findall(
            r'<text x="([\d.]+)" [^>]*fill="#4a5763"[^>]*>([\d.]+)</text>', "".join(rate_marks(chart, "vi", "#000", "#000"))
        )
        if text == number_text(whole, "vi")
    ]
    assert shown
    assert all(after - before >= 5.5 * len(number_text(whole, "vi")) for before, after in itertools.pairwise(shown))


def test_a_country_shows_the_first_units_of_each_side(evaluated: Evaluation) -> None:
    """The table has ten units of each side; the note says how many there are besides, and the data has them all."""
    units = evaluated.report.analyses["units"]
    level = units["levels"][0]
    unit = {**(level["below"] or level["above"])[0], "side": "below"}
    below = [{**unit, "name": {"vi": f"Xã {n}", "en": f"Commune {n}"}} for n in range(12)]
    many = {**units, "levels": [{**level, "below": below, "above": []}]}
    report = attrs.evolve(evaluated.report, analyses={**evaluated.report.analyses, "units": many})
    (table,) = (table for section in present(report, "vi").sections for table in section.tables if table.id == f"units-{level['level']}")
    assert [row.values[0] for row in table.rows] == [f"Xã {n}" for n in range(10)]
    assert "Còn 2 đơn vị" in table.note.replace("\N{NO-BREAK SPACE}", " ")
