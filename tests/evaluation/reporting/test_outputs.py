"""Outputs show the figures of the report, escape hostile text, and are reproducible."""

from __future__ import annotations

import html.parser
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import attrs
import docx
import openpyxl
import pytest

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, MEASURES
from tthc_catalog.evaluation.reporting import outputs
from tthc_catalog.evaluation.reporting.charts import COLOURS, svg
from tthc_catalog.evaluation.reporting.html_report import webpage
from tthc_catalog.evaluation.reporting.outputs import OUTPUTS, Content, chosen_outputs, lacks, left_out
from tthc_catalog.evaluation.reporting.presentation import Chart
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.evaluation.reporting.xlsx_report import spreadsheet
from tthc_catalog.messages import text as message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.evaluation.evaluation_run import Evaluation

RENDERED = [name for name in OUTPUTS if name != "rows"]
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} #sys.version [x](y)"


@pytest.fixture(scope="session")
def written(evaluated: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """The bytes of every output in both languages."""
    folder = tmp_path_factory.mktemp("written")
    made = {}
    for lang in ("vi", "en"):
        for name in RENDERED:
            path = folder / f"{lang}-{OUTPUTS[name].file}"
            OUTPUTS[name].write(Content(evaluated.report, evaluated.facts, lang), path)
            made[lang, name] = path.read_bytes()
    return made


class _Elements(html.parser.HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("name", RENDERED)
def test_the_same_input_gives_the_same_bytes(
    name: str, written: dict[tuple[str, str], bytes], evaluated: Evaluation, tmp_path: Path
) -> None:
    """Writing an output again gives the same bytes: it depends on no clock, name or random order."""
    OUTPUTS[name].write(Content(evaluated.report, evaluated.facts, "vi"), tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == written["vi", name]


def test_the_page_is_self_contained(written: dict[tuple[str, str], bytes]) -> None:
    """The page has no scripts and no external resources, its policy forbids both, and every link leads to an id of the page."""
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
    """The form has the counts of `FORM_COLUMNS` for every level, every field and the total."""
    presented = present(evaluated.report, "en")
    form = next(t for s in presented.sections for t in s.tables if t.id == "form-table")
    groups = [*evaluated.report.of("level"), *evaluated.report.of("field"), evaluated.report.total]
    assert sorted(row.values[2:] for row in form.rows) == sorted(group.form_row() for group in groups)
    assert [column.measure for column in form.columns[2:]] == [measure.id for measure in FORM_COLUMNS]
    words = "".join(_Elements(webpage(present(evaluated.report, "en"))).text)
    assert f"{evaluated.report.total.figures['received']:,}" in words


def test_the_states_are_counted_separately(evaluated: Evaluation) -> None:
    """Returned as incomplete, refused and withdrawn have columns, and add up with the results to the resolved."""
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
    """The filters of the period, the row and the column together select exactly as many dossiers as the table shows."""
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


def test_every_output_shows_the_notes(evaluated: Evaluation, written: dict[tuple[str, str], bytes]) -> None:
    """The notes on the reconstructed list and the synthetic dossiers are wherever figures are."""
    for lang in ("vi", "en"):
        for note in [pair[lang == "en"] for pair in evaluated.report.notes]:
            assert note in "".join(_Elements(written[lang, "html"].decode()).text)
            assert note in "\n".join(p.text for p in docx.Document(io.BytesIO(written[lang, "docx"])).paragraphs)
            sheet = openpyxl.load_workbook(io.BytesIO(written[lang, "xlsx"])).worksheets[0]
            assert note in [cell.value for cell in sheet["A"]]


def test_hostile_text_stays_text(written: dict[tuple[str, str], bytes]) -> None:
    """A unit whose name is markup, a template and a link is shown verbatim, without effect."""
    elements = _Elements(written["vi", "html"].decode())
    assert HOSTILE in "".join(elements.text)
    assert not [tag for tag, _ in elements.tags if tag == "img"]
    word = docx.Document(io.BytesIO(written["vi", "docx"]))
    assert any(HOSTILE in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"]))
    assert any(cell.value == HOSTILE for sheet in book for row in sheet for cell in row)


def test_no_cell_is_a_formula_and_codes_are_text(written: dict[tuple[str, str], bytes]) -> None:
    """Codes such as 1.000110 keep their last zero; rates are numbers, not text."""
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


def test_the_workbook_contains_every_row(evaluated: Evaluation) -> None:
    """The workbook has the rows that a page leaves out, each with its texts in one row of a sheet."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet(evaluated.report, present(evaluated.report, "en"))))
    rows = [{str(cell) for cell in row if cell is not None} for sheet in book for row in sheet.iter_rows(values_only=True)]
    tables = [table for section in present(evaluated.report, "en").sections for table in section.tables]
    assert any(table.left_out for table in tables)
    for table in tables:
        for row in table.rows:
            texts = {value for value in row.values if isinstance(value, str) and value} | ({table.subject} if table.subject else set())
            assert any(texts <= cells for cells in rows), (table.id, texts)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_workbook_has_twelve_sheets_at_most_with_whole_names(
    lang: str, written: dict[tuple[str, str], bytes], evaluated: Evaluation
) -> None:
    """Each section has a sheet, two have that of another one; their names are whole texts of at most 31 letters, and the basis is last."""
    names = [sheet.title for sheet in openpyxl.load_workbook(io.BytesIO(written[lang, "xlsx"]))]
    sections = [section.id for section in present(evaluated.report, lang).sections]
    known = [
        message(f"reporting.sheet.{name}", lang) for name in sections if name not in ("look", "over-time", "days", "intake", "definitions")
    ]
    assert names == [*known, message("reporting.sheet.basis", lang)]
    assert len(names) == 12
    assert all(len(name) <= 31 for name in names)


def test_a_sheet_is_printed_at_its_full_width(written: dict[tuple[str, str], bytes]) -> None:
    """Every sheet is one landscape A4 page wide and at most 200 characters; the filters are not printed, and no head is cut."""
    for sheet in openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"])):
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth in (None, 1), sheet.sheet_properties.pageSetUpPr.fitToPage) == (
            "landscape", 9, True, True,
        )  # fmt: skip
        last = openpyxl.utils.cell.range_boundaries(sheet.print_area.split("!")[1])[2]
        widths = {n: dimension.width for dimension in sheet.column_dimensions.values() for n in range(dimension.min, dimension.max + 1)}
        assert sum(widths[n] for n in range(1, last + 1)) <= 200, sheet.title
        heads = [cell for row in sheet for cell in row if cell.font.bold and cell.fill.fgColor.rgb == "FFE6EDF1" and cell.column <= last]
        for head in heads:
            width = widths[head.column]
            assert max(map(len, head.value.split())) <= width, head.value
            assert (sheet.row_dimensions[head.row].height or 15) >= 15 * len(head.value) / width - 15
        assert all(cell.column > last for row in sheet for cell in row if str(cell.value).startswith("level = "))


def test_rows_on_a_subject_are_joined(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """The dossiers of all findings are one table, which names the finding first."""
    section = next(section for section in present(evaluated.report, "vi").sections if section.id == "findings")
    sheet = openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"]))[message("reporting.sheet.findings", "vi")]
    found = [(table.subject, row.values[0]) for table in section.tables if table.subject for row in table.rows]
    assert found == [cells[:2] for cells in sheet.iter_rows(values_only=True) if cells[:2] in set(found)]
    assert len({subject for subject, _ in found}) > 3


def test_only_a_ranking_of_several_groups_is_a_table(evaluated: Evaluation) -> None:
    """A table of the ranking has at least two places; for the others a sentence says why there is no ranking."""
    section = next(section for section in present(evaluated.report, "vi").sections if section.id == "ranking")
    tables = evaluated.report.analyses["ranking"]["tables"]
    assert len(section.tables) == sum(len(table["ranked"]) > 1 for table in tables)
    assert sum("nên không xếp hạng" in sentence for sentence in section.sentences) == sum(len(table["ranked"]) < 2 for table in tables)
    for table in section.tables:
        assert "ít nhất 10 hồ sơ: ít hơn thế, một hồ sơ đã làm tỷ lệ đổi hơn 10 điểm phần trăm" in (table.note or "")


def test_the_outcomes_of_a_promise_add_up(evaluated: Evaluation) -> None:
    """The sentence on the model states what became of every covered dossier, and names results apart from other ends."""
    figures = evaluated.report.total.figures
    summary = next(section for section in present(evaluated.report, "vi").sections if section.id == "summary")
    sentence = next(sentence for sentence in summary.sentences if sentence.startswith("Mô hình diễn ra"))
    covered, *parts = map(int, re.findall(r"(?<![\d,])(\d+)(?= hồ sơ thuộc| có kết quả| không giữ| trả lại| chưa đến)", sentence))
    assert covered == figures["covered"] == sum(parts)
    assert parts[0] == figures["same_day_kept"] + figures["later_day_kept"]


def test_the_letter_has_the_layout_of_the_decree(written: dict[tuple[str, str], bytes]) -> None:
    """The letter is portrait A4 with margins within bounds, Times New Roman, and the name of the country; the annex is landscape."""
    document = docx.Document(io.BytesIO(written["vi", "docx"]))
    letter, annex = document.sections
    assert (round(letter.page_width.mm), round(letter.page_height.mm)) == (210, 297)
    assert 30 <= letter.left_margin.mm <= 35
    assert 15 <= letter.right_margin.mm <= 20
    assert round(annex.page_width.mm) == 297
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in document.tables[0].rows[0].cells[1].text
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "BÁO CÁO" in words
    head = words.index("Phụ lục")
    assert words[head + 1].isupper()
    assert words[head + 2].startswith("(Kèm theo Báo cáo số ")
    assert 'w:pgNumType w:start="1"' in annex._sectPr.xml


def test_the_pdf_is_tagged_and_has_the_sections_of_the_page(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """The PDF is tagged for screen readers, in the language of the report, with the same sections."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(written["vi", "pdf"]))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(read.trailer["/Root"]["/Lang"]).startswith("vi")
    content = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))
    for section in present(evaluated.report, "vi").sections:
        assert section.title in content


def test_the_pdf_contains_the_filter_of_every_displayed_row(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """The PDF may be read without the other files, so it contains the row filters too."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(written["vi", "pdf"]))
    content = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages))
    tables = [table for section in present(evaluated.report, "vi").sections for table in section.tables]
    conditions = {row.condition for table in tables for row in table.rows[: table.most] if row.condition and HOSTILE not in row.condition}
    assert len(conditions) > 50
    assert not [condition for condition in conditions if re.sub(r"\s+", "", condition) not in content]


def test_a_rate_links_to_its_filter(evaluated: Evaluation, written: dict[tuple[str, str], bytes]) -> None:
    """Each row of the main rates has its formula beside it in the workbook, and a link on the page."""
    presented = present(evaluated.report, "vi")
    rates = next(table for section in presented.sections for table in section.tables if table.id == "rates")
    book = openpyxl.load_workbook(io.BytesIO(written["vi", "xlsx"]))
    sheet = book.worksheets[0]
    first = next(cell.row for cell in sheet["A"] if cell.value == rates.columns[0].title) + 1
    for number, row in enumerate(rates.rows, first):
        assert row.measure is not None
        assert (
            sheet.cell(number, openpyxl.utils.cell.range_boundaries(sheet.print_area.split("!")[1])[2] + 1).value
            == presented.filters[row.measure][1]
        )
        assert f'href="#filter-{row.measure}"' in written["vi", "html"].decode()


def test_dossiers_missing_from_the_parts_of_a_total_are_stated(evaluated: Evaluation) -> None:
    """Columns 8, 9 and 10 may not add up to 7: a sentence under the form counts the dossiers without a deadline."""
    figures = evaluated.report.total.figures
    assert figures["resolved_unjudged"] > 0
    form = next(t for s in present(evaluated.report, "en").sections for t in s.tables if t.id == "form-table")
    assert f"{figures['resolved_unjudged']:,} of the resolved" in (form.note or "")


def test_the_json_file_is_the_report(written: dict[tuple[str, str], bytes], evaluated: Evaluation) -> None:
    """Writing the report entry by entry loses nothing."""
    assert json.loads(written["en", "json"]) == json.loads(json.dumps(evaluated.report.to_dict()))
    assert json.loads("".join(outputs.json_lines({"a": [], "b": {}, "c": {"d": [1, "é"]}, "e": None}))) == {
        "a": [],
        "b": {},
        "c": {"d": [1, "é"]},
        "e": None,
    }


def test_the_json_file_matches_its_schema(written: dict[tuple[str, str], bytes]) -> None:
    """The report is valid with findings and ranking."""
    from jsonschema import Draft202012Validator

    data = json.loads(written["vi", "json"])
    schema = json.loads((Path(__file__).parents[3] / "schemas" / "evaluation-report.schema.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(data))
    assert set(data["analyses"]) == {"findings", "ranking", "trend", "hours", "units"}


def test_a_chart_is_accessible() -> None:
    """A chart has a title, all values in a description, escaped labels, and colours with enough contrast."""
    chart = Chart(id="c", title="<T>", labels=("a & b", "c"), series={"x": (1, None), "y": (3, 1)}, stacked=True)
    drawn = ET.fromstring(svg(chart, "vi"))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{space}title") == "<T>"
    assert drawn.findtext(f"{space}desc") == "a & b: x 1, y 3; c: x -, y 1"
    assert len(drawn.findall(f"{space}rect")) == 2 + 3
    assert all(_contrast(colour) >= 4.5 for colour in COLOURS)


def _contrast(colour: str) -> float:
    """Return the contrast of a colour against white, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_outputs_without_their_dependencies_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are left out by default; naming one raises an error with the extra to install."""
    real: Callable[[str], object] = outputs.find_spec
    monkeypatch.setattr(outputs, "find_spec", lambda name: None if name == "typst" else real(name))
    chosen = chosen_outputs(None)
    assert "pdf" not in chosen
    assert [output.file for output in left_out(chosen)] == ["report.pdf"]
    assert lacks(OUTPUTS["pdf"])
    with pytest.raises(EvaluationError, match="pdf"):
        chosen_outputs(["json", "pdf"])
    assert list(chosen_outputs(["json", "rows"])) == ["json", "rows"]


def test_an_output_that_fails_does_not_prevent_the_others(evaluated: Evaluation, tmp_path: Path) -> None:
    """The others are written, the error names the failed one, and its file of an earlier month is removed."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("no luck")

    broken = {"html": attrs.evolve(OUTPUTS["html"], write=fail), "json": OUTPUTS["json"]}
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.html").write_text("old", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"report\.html \(ZeroDivisionError: no luck\)"):
        outputs.write_outputs(evaluated, broken, folder, "vi")
    assert sorted(path.name for path in folder.iterdir()) == ["report.json"]
    with pytest.raises(ZeroDivisionError):
        outputs.write_outputs(evaluated, {"html": broken["html"]}, folder, "vi")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize("serve", [OUTPUTS["xlsx"].serve, "tthc_catalog.no_such_module:serve", "builtins:print"])
def test_another_process_writes_the_workbook_of_a_large_report(
    evaluated: Evaluation, written: dict[tuple[str, str], bytes], serve: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has the same bytes. If the process fails, this process writes the file, and names it if that fails too."""
    monkeypatch.setattr(outputs, "MANY_GROUPS", 1)
    monkeypatch.setattr(outputs, "processors", lambda: 2)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("no luck")

    chosen = {"xlsx": attrs.evolve(OUTPUTS["xlsx"], serve=serve), "json": OUTPUTS["json"]}
    outputs.write_outputs(evaluated, chosen, tmp_path / "out", "vi")
    assert (tmp_path / "out" / "report.xlsx").read_bytes() == written["vi", "xlsx"]
    broken = {**chosen, "xlsx": attrs.evolve(chosen["xlsx"], write=fail)}
    if serve == OUTPUTS["xlsx"].serve:
        outputs.write_outputs(evaluated, broken, tmp_path / "out", "vi")
        assert (tmp_path / "out" / "report.xlsx").read_bytes() == written["vi", "xlsx"]
    else:
        with pytest.raises(EvaluationError, match=r"report\.xlsx \(ZeroDivisionError: no luck\)"):
            outputs.write_outputs(evaluated, broken, tmp_path / "out", "vi")
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.json"]


def test_the_files_of_two_months_are_never_mixed(evaluated: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the name of a file is rejected first; a failure or an interruption while files are moved restores the old ones."""
    chosen = {name: OUTPUTS[name] for name in ("json", "findings")}
    folder = tmp_path / "out"
    outputs.write_outputs(evaluated, chosen, folder, "vi")
    (folder / "report.json").write_text("old", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    real = Path.replace

    def interrupted(stop: int) -> Callable[[Path, Path], Path]:
        moves: list[Path] = []

        def replace(self: Path, target: Path) -> Path:
            moves.append(target)
            if len(moves) == stop:
                raise KeyboardInterrupt
            return real(self, target)

        return replace

    for stop in range(1, 6):
        monkeypatch.setattr(Path, "replace", interrupted(stop))
        with pytest.raises(KeyboardInterrupt):
            outputs.write_outputs(evaluated, chosen, folder, "vi")
        monkeypatch.undo()
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "report.html").mkdir()
    with pytest.raises(EvaluationError, match=r"report\.html"):
        outputs.write_outputs(evaluated, {**chosen, "html": OUTPUTS["html"]}, folder, "vi")
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_report_is_not_written_into_the_root_of_a_disk() -> None:
    """The root is refused before the dossiers are read."""
    with pytest.raises(EvaluationError, match="root"):
        outputs.refuse_taken_names(Path("/"), {})
