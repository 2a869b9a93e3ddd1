"""What is printed: every figure is the report's, hostile text stays text, and the same input gives the same bytes."""

from __future__ import annotations

import html.parser
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest

import tthc_catalog
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, MEASURES
from tthc_catalog.evaluation.reporting import outputs
from tthc_catalog.evaluation.reporting.charts import COLOURS, svg
from tthc_catalog.evaluation.reporting.html_report import webpage
from tthc_catalog.evaluation.reporting.outputs import OUTPUTS, chosen_outputs, lacks, left_out
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.evaluation.reporting.sections import Chart
from tthc_catalog.evaluation.reporting.xlsx_report import spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.evaluation.evaluating import Evaluation

PRINTED = [name for name in OUTPUTS if name != "rows"]
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} #sys.version [x](y)"


@pytest.fixture(scope="session")
def written(evaluated: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """Every printed output in both languages."""
    folder = tmp_path_factory.mktemp("written")
    made = {}
    for lang in ("vi", "en"):
        for name in PRINTED:
            path = folder / f"{lang}-{OUTPUTS[name].file}"
            OUTPUTS[name].write(evaluated.report, evaluated.facts, path, lang)
            made[lang, name] = path.read_bytes()
    return made


class _Elements(html.parser.HTMLParser):
    """The elements, ids and local links of a page, and its text by table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("name", PRINTED)
def test_the_same_input_gives_the_same_bytes(
    name: str, written: dict[tuple[str, str], bytes], evaluated: Evaluation, tmp_path: Path
) -> None:
    """Written again, nothing differs: no clock, no name, no order of chance."""
    OUTPUTS[name].write(evaluated.report, evaluated.facts, tmp_path / "again", "vi")
    assert (tmp_path / "again").read_bytes() == written["vi", name]


def test_the_page_is_whole_in_itself(written: dict[tuple[str, str], bytes]) -> None:
    """No script, nothing asked for from elsewhere, a policy that forbids both, and every link leads to a place in it."""
    for lang in ("vi", "en"):
        elements = _Elements(written[lang, "html"].decode())
        tags = {tag for tag, _ in elements.tags}
        assert not tags & {"script", "img", "link", "iframe", "object", "form"}
        policy = next(a["content"] for tag, a in elements.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
        assert policy is not None
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        ids = [attributes["id"] for _, attributes in elements.tags if attributes.get("id")]
        assert len(ids) == len(set(ids))
        links = [a["href"] or "" for tag, a in elements.tags if tag == "a"]
        assert {link.removeprefix("#") for link in links} <= set(ids)
        assert next(a["lang"] for tag, a in elements.tags if tag == "html") == lang
        assert not any(name.startswith("on") or name == "style" for _, attributes in elements.tags for name in attributes)


def test_the_page_shows_the_figures_of_the_report(evaluated: Evaluation) -> None:
    """Columns 3 to 13 of the form, for every level and field and for all."""
    presented = present(evaluated.report, "en")
    form = next(t for s in presented.sections for t in s.tables if t.id == "form-table")
    groups = [*evaluated.report.of("level"), *evaluated.report.of("field"), evaluated.report.total]
    assert sorted(row.values[2:] for row in form.rows) == sorted(group.form_row() for group in groups)
    assert [column.measure for column in form.columns[2:]] == [measure.id for measure in FORM_COLUMNS]
    words = "".join(_Elements(webpage(evaluated.report, "en")).text)
    assert f"{evaluated.report.total.figures['received']:,}" in words


def test_the_states_stay_apart(evaluated: Evaluation) -> None:
    """Returned as incomplete, refused and withdrawn are printed by themselves, and add up with the results to the resolved."""
    tables = [table for section in present(evaluated.report, "vi").sections for table in section.tables]
    states = next(table for table in tables if table.id == "states-level")
    assert [column.measure for column in states.columns[1:5]] == [
        "resolved",
        "state_resolved",
        "state_returned_incomplete",
        "state_refused",
    ]
    for row in states.rows:
        counts = [value for value in row.values[1:] if isinstance(value, int)]
        assert (counts[0], counts[5]) == (sum(counts[1:5]), sum(counts[6:]))
        assert counts[0] > 0
    assert len(states.rows) == len(evaluated.report.of("level"))


def test_every_figure_can_be_traced(evaluated: Evaluation) -> None:
    """In view, the row's filter and the column's together pick out exactly as many dossiers as the table says."""
    presented = present(evaluated.report, "vi")
    tables = [table for section in presented.sections for table in section.tables]
    checked = 0
    for table in tables:
        for row in table.rows[::7]:
            for value, column in zip(row.values, table.columns, strict=True):
                if column.measure in MEASURES and row.condition and column.kind == "count":
                    found = f"({presented.in_view}) AND ({row.condition}) AND ({presented.filters[column.measure][1]})"
                    if table.id == "saved-table":
                        found += " AND state = 'resolved'"
                    assert evaluated.facts.count(found) == value, (table.id, row.values[:3], column.title)
                    checked += 1
    assert checked > 100


def test_the_notes_stand_on_every_output(evaluated: Evaluation, written: dict[tuple[str, str], bytes]) -> None:
    """That the list is reconstructed, and that these dossiers are made up, is said wherever figures are."""
    for lang in ("vi", "en"):
        for note in [pair[lang == "en"] for pair in evaluated.report.notes]:
            assert note in "".join(_Elements(written[lang, "html"].decode()).text)
            assert note in "\n".join(p.text for p in docx.Document(io.BytesIO(written[lang, "docx"])).paragraphs)
            sheet = openpyxl.load_workbook(io.BytesIO(written[lang, "xlsx"])).worksheets[0]
            assert note in [cell.value for cell in sheet["A"]]


def test_hostile_text_stays_text(written: dict[tuple[str, str], bytes]) -> None:
    """A unit named like markup, a template and a link is shown as it is spelled, and does nothing."""
    elements = _Elements(written["vi", "html"].decode())
    assert HOSTILE in "".join(elements.text)
    assert not [tag for tag, _ in elements.tags if tag == "img"]
    word = docx.Document(io.BytesIO(written["vi", "docx"]))
    assert any(HOSTILE in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"]))
    assert any(cell.value == HOSTILE for sheet in book for row in sheet for cell in row)


def test_no_cell_is_a_formula_and_codes_are_text(written: dict[tuple[str, str], bytes]) -> None:
    """1.000110 keeps its last zero; rates are numbers with their share, not text."""
    for lang in ("vi", "en"):
        packed = zipfile.ZipFile(io.BytesIO(written[lang, "xlsx"]))
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("<f>" in sheet for sheet in sheets)
        assert [name for name in packed.namelist() if "chart" in name and name.endswith(".xml") and "rels" not in name]
        book = openpyxl.load_workbook(io.BytesIO(written[lang, "xlsx"]))
        codes = [cell.value for sheet in book for row in sheet for cell in row if re.fullmatch(r"\d\.\d{6}", str(cell.value))]
        assert codes
        assert {type(code) for code in codes} == {str}
        assert any(cell.number_format == "0.0%" and isinstance(cell.value, float) for sheet in book for row in sheet for cell in row)
        assert len({sheet.title.casefold() for sheet in book}) == len(book.worksheets)


def test_the_workbook_holds_every_row(evaluated: Evaluation) -> None:
    """What a page leaves out stands in the workbook, each row with its filter."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet(evaluated.report, "en")))
    tables = [table for section in present(evaluated.report, "en").sections for table in section.tables]
    held = [sheet for sheet in book if sheet["A1"].value in {table.title for table in tables}]
    assert [sheet.max_row - 3 for sheet in held] == [len(table.rows) for table in tables]


def test_the_letter_has_the_layout_of_the_decree(written: dict[tuple[str, str], bytes]) -> None:
    """A4 upright for the letter, margins within bounds, Times New Roman, the country's name, and dots for what only a person fills in."""
    document = docx.Document(io.BytesIO(written["vi", "docx"]))
    letter, annex = document.sections
    assert (round(letter.page_width.mm), round(letter.page_height.mm)) == (210, 297)
    assert 30 <= letter.left_margin.mm <= 35
    assert 15 <= letter.right_margin.mm <= 20
    assert round(annex.page_width.mm) == 297
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in document.tables[0].rows[0].cells[1].text
    assert "BÁO CÁO" in [paragraph.text for paragraph in document.paragraphs]


def test_the_paper_is_tagged_and_says_what_the_page_says(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """A PDF for screen readers, with the same sections."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(written["vi", "pdf"]))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(read.trailer["/Root"]["/Lang"]).startswith("vi")
    said = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    for section in present(evaluated.report, "vi").sections:
        assert section.title in said


def test_the_paper_gives_the_filter_of_every_row_it_shows(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """Paper travels alone: beside each column's filter, that of each row is on it."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(written["vi", "pdf"]))
    said = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages))
    tables = [table for section in present(evaluated.report, "vi").sections for table in section.tables]
    conditions = {row.condition for table in tables for row in table.rows[: table.most] if row.condition and HOSTILE not in row.condition}
    assert len(conditions) > 50
    assert not [condition for condition in conditions if re.sub(r"\s+", "", condition) not in said]


def test_a_rate_leads_to_its_filter(evaluated: Evaluation, written: dict[tuple[str, str], bytes]) -> None:
    """A row of the main rates has its two counts' names beside it in the workbook, and a link on the page."""
    presented = present(evaluated.report, "vi")
    rates = next(table for section in presented.sections for table in section.tables if table.id == "rates")
    book = openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"]))
    sheet = next(sheet for sheet in book if sheet["A1"].value == rates.title)
    for number, row in enumerate(rates.rows, 4):
        assert row.measure is not None
        assert sheet.cell(number, len(rates.columns) + 1).value == presented.filters[row.measure][1]
        assert f'href="#filter-{row.measure}"' in written["vi", "html"].decode()


def test_what_is_missing_between_a_total_and_its_parts_is_said(evaluated: Evaluation) -> None:
    """Columns 8, 9 and 10 need not add up to 7: dossiers no deadline judges stand in a sentence under the form."""
    figures = evaluated.report.total.figures
    assert figures["resolved_unjudged"] > 0
    form = next(t for s in present(evaluated.report, "en").sections for t in s.tables if t.id == "form-table")
    assert f"{figures['resolved_unjudged']:,} of the resolved" in (form.note or "")


def test_the_report_as_data_is_the_report(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """Nothing is lost in writing it group by group."""
    assert json.loads(written["en", "json"]) == json.loads(json.dumps(evaluated.report.to_dict()))
    assert json.loads("".join(outputs.json_lines({"a": [], "b": {}, "c": {"d": [1, "é"]}, "e": None}))) == {
        "a": [],
        "b": {},
        "c": {"d": [1, "é"]},
        "e": None,
    }


def test_the_report_as_data_keeps_to_its_schema(written: dict[tuple[str, str], bytes]) -> None:
    """Findings and ranking included."""
    from jsonschema import Draft202012Validator

    data = json.loads(written["vi", "json"])
    schema = json.loads((Path(tthc_catalog.__file__).parents[2] / "schemas" / "evaluation-report.schema.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(data))
    assert set(data["analyses"]) == {"findings", "ranking"}


def test_a_chart_is_told_to_those_who_do_not_see_it() -> None:
    """Title, all values in words, and hostile labels as text; its colours stand out from white paper."""
    chart = Chart(id="c", title="<T>", labels=("a & b", "c"), series={"x": (1, None), "y": (3, 1)}, stacked=True)
    drawn = ET.fromstring(svg(chart, "vi"))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{space}title") == "<T>"
    assert drawn.findtext(f"{space}desc") == "a & b: x 1, y 3; c: x -, y 1"
    assert len(drawn.findall(f"{space}rect")) == 2 + 3
    assert all(_contrast(colour) >= 4.5 for colour in COLOURS)


def _contrast(colour: str) -> float:
    """Of a colour against white, as WCAG reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_what_is_not_installed_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default; asked for by name it is refused, saying what to install."""
    real: Callable[[str], object] = outputs.find_spec
    monkeypatch.setattr(outputs, "find_spec", lambda name: None if name == "typst" else real(name))
    chosen = chosen_outputs(None)
    assert "pdf" not in chosen
    assert [output.file for output in left_out(chosen)] == ["report.pdf"]
    assert lacks(OUTPUTS["pdf"])
    with pytest.raises(EvaluationError, match="pdf"):
        chosen_outputs(["json", "pdf"])
    assert list(chosen_outputs(["json", "rows"])) == ["json", "rows"]
