"""The contents of the files: verbatim names, the stamp, the mark of a reconstruction; hostile text stays text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import docx
import icalendar
import ics
import openpyxl
import pypdf
import pytest
import typst
import vobject

import tthc_catalog
from tthc_catalog.errors import PublicationError
from tthc_catalog.plain_text import MARK, inert_cell, shown_text
from tthc_catalog.publication.content.catalog_data import canonical
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.content.stamp import CODE_LENGTH
from tthc_catalog.publication.output.renderers import chosen_renderers
from tthc_catalog.publication.papers.announcement import LONGEST_SECONDS, announcement, reading_seconds, spoken_syllables, spoken_text
from tthc_catalog.publication.papers.listing import commitments
from tthc_catalog.publication.papers.notice import annex_data
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

Rendered = dict[str, bytes]
SHEETS = ("pdf", "xlsx", "docx", "ics", "jsonld", "json", "csv", "announcement")
VIETNAMESE = (
    "".join(
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    + "đĐ₫“”–…"
)


def _render(publication: Publication) -> Rendered:
    return {artefact.path: artefact.content for spec in chosen_renderers(SHEETS, Registry()) for artefact in spec.render(publication)}


@pytest.fixture(scope="module")
def sheets(publication: Publication) -> Rendered:
    """Render every file of every format."""
    return _render(publication)


@pytest.fixture(scope="module")
def spoiled(hostile: Publication) -> Rendered:
    """Render every file of every format for the hostile catalog."""
    return _render(hostile)


def _pdf_text(content: bytes) -> str:
    return " ".join(page.extract_text().replace("\u200b", "") for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def _squeezed(text: str) -> str:
    """Remove white space, since line breaks of a page are not part of a name."""
    return re.sub(r"\s+", "", text)


def _docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [p.text for section in document.sections for p in section.footer.paragraphs]
    return "\n".join([p.text for p in document.paragraphs] + cells + footers)


def _book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_pdf_returns_every_name_verbatim(publication: Publication, sheets: Rendered) -> None:
    """The text extracted from the PDF contains every official name in NFC, on the notice of its level and in the annex."""
    annex = _squeezed(_pdf_text(sheets["annex.pdf"]))
    for entry in publication.entries:
        name = _squeezed(entry.edition.name)
        assert unicodedata.is_normalized("NFC", entry.edition.name)
        assert name in annex
        assert name in _squeezed(_pdf_text(sheets[f"notice-{entry.procedure.level}.pdf"]))


@pytest.mark.parametrize("face", ["", 'weight: "bold"', 'style: "italic"'])
def test_the_face_has_every_vietnamese_letter(face: str) -> None:
    """Text extraction returns all Vietnamese letters with every tone from the faces in use; it would not from the bold italic face."""
    source = f'#set text(font: "Libertinus Serif", lang: "vi", fallback: false, {face})\n#set page(width: 2000pt)\n{VIETNAMESE}'
    pdf = typst.compile(source.encode(), format="pdf", font_paths=typst.Fonts(include_system_fonts=False))
    assert _squeezed(_pdf_text(pdf)) == VIETNAMESE


def test_no_template_uses_the_bold_italic_face() -> None:
    """From the bold italic face, text extraction returns letters with a horn twice."""
    templates = sorted(Path(tthc_catalog.__file__).parent.rglob("*.typ"))
    assert len(templates) >= 5
    for template in templates:
        for call in re.findall(r"text\([^()]*", template.read_text(encoding="utf-8")):
            assert not ("bold" in call and "italic" in call), (template.name, call)


def test_pdf_embeds_its_fonts(sheets: Rendered) -> None:
    """Every font of every page is embedded."""
    for path, content in sheets.items():
        for page in pypdf.PdfReader(io.BytesIO(content)).pages if path.endswith(".pdf") else ():
            for font in page["/Resources"]["/Font"].values():
                inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])


def test_pdf_repeats_table_heads_and_is_a4(sheets: Rendered) -> None:
    """The head of a table repeats on every page, and every page is A4."""
    for path in ("notice-commune.pdf", "notice-district.pdf", "annex.pdf"):
        reader = pypdf.PdfReader(io.BytesIO(sheets[path]))
        assert len(reader.pages) >= 2
        for page in reader.pages[1:]:
            assert "Tên thủ tục" in page.extract_text()
        for page in reader.pages:
            assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)


def test_notice_shows_rules_days_and_address(sheets: Rendered) -> None:
    """The notice shows how results are returned, the coming days with their hours, and a QR code."""
    text = " ".join(_pdf_text(sheets["notice-commune.pdf"]).split())
    assert "Nộp đủ giấy tờ vào thứ Sáu, đến hết 15:30: nhận kết quả ngay trong ngày;" in text
    assert "sau 15:30: trước 9 giờ sáng ngày làm việc kế tiếp." in text
    assert "Thứ Sáu hằng tuần, từ 25/09/2023." in text
    assert "Thủ tục được trả trong ngày" not in text
    assert "Thứ Sáu 12/04/2024: 07:00-11:30, 13:30-17:00" in text
    assert "Quét mã" in text


def test_notice_without_an_address_has_no_code(publication: Publication) -> None:
    """Without a base address there is no QR code and no text about it."""
    plain = Publication(catalog=publication.catalog, as_of=publication.as_of)
    spec = chosen_renderers(["pdf"], Registry())[0]
    assert "Quét mã" not in _pdf_text(next(iter(spec.render(plain))).content)


def test_notice_names_lost_days(catalog: Any) -> None:
    """A Friday lost to a holiday is listed with the reason; a level whose desk has closed has no notice."""
    spec = chosen_renderers(["pdf"], Registry())[0]
    files = {a.path: " ".join(_pdf_text(a.content).split()) for a in spec.render(Publication(catalog=catalog, as_of=dt.date(2025, 12, 20)))}
    assert "Không thực hiện: thứ Sáu 02/01/2026 (Nghỉ hoán đổi" in files["notice-commune.pdf"]
    assert "Chưa tìm thấy văn bản nào cho biết các xã còn áp dụng mô hình" in files["notice-commune.pdf"]
    assert "notice-district.pdf" not in files
    assert "hết hiệu lực từ 01/07/2025" in files["annex.pdf"]


def test_a_model_that_begins_soon_has_its_notice(catalog: Any) -> None:
    """Before its first day a model has its notice and its announcement, which say from when it applies."""
    before = Publication(catalog=catalog, as_of=dt.date(2023, 9, 20))
    for commitment in commitments(before, weeks=5):
        assert commitment.rules[0] == "Thứ Sáu hằng tuần, từ 25/09/2023."
        assert commitment.days[0].date == dt.date(2023, 9, 29)
    assert len(commitments(before, weeks=5)) == 2
    assert not commitments(Publication(catalog=catalog, as_of=dt.date(2023, 7, 1)), weeks=5)


def test_requested_desks_have_their_own_sheets(catalog: Any) -> None:
    """A requested desk has its own notice, announcement and calendar; a closed desk has no coming days and none; shared files remain."""
    source = Publication(catalog=catalog, as_of=dt.date(2024, 12, 2), offices=("xa-tan-an", "xa-cam-che"))
    files = _render(source)
    named = {"notice-xa-tan-an.pdf", "announcement-xa-tan-an.txt", "model-days-xa-tan-an.ics"}
    assert named | {"annex.pdf"} <= files.keys()
    assert not [path for path in files if "commune" in path or "district" in path]
    assert not [path for path in files if "cam-che" in path]
    assert "Bộ phận Tiếp nhận và Trả kết quả xã Tân An" in _pdf_text(files["notice-xa-tan-an.pdf"])
    assert "Bộ phận Tiếp nhận và Trả kết quả xã Tân An thực hiện mô hình" in files["announcement-xa-tan-an.txt"].decode()
    days = [row[0] for row in _book(files["procedures.xlsx"])["Ngày thực hiện"].iter_rows(min_row=4, values_only=True)]
    assert "2024-11-29" in days


def test_the_sheet_of_days_says_what_is_uncertain(catalog: Any) -> None:
    """Each day after the end of the districts has the notice that nobody knows whether communes keep the model."""
    files = _render(Publication(catalog=catalog, as_of=dt.date(2026, 3, 2)))
    rows = [*_book(files["procedures.xlsx"])["Ngày thực hiện"].iter_rows(min_row=4, values_only=True)]
    assert rows
    assert all("Chưa tìm thấy văn bản" in str(row[6]) for row in rows)


@pytest.mark.parametrize("reader", [lambda s: _pdf_text(s["annex.pdf"]), lambda s: _docx_text(s["annex.docx"])], ids=["pdf", "docx"])
def test_annex_has_the_parts_of_an_administrative_document(sheets: Rendered, reader: Callable[[Rendered], str]) -> None:
    """The document has the national name and motto, issuer, number, place and date, kind and subject, recipients, signature and annex."""
    text = " ".join(reader(sheets).split())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "CƠ QUAN BAN HÀNH", "Số: ………", "ngày …… tháng …… năm", "THÔNG BÁO",
        "Về việc công khai thủ tục hành chính", "Nơi nhận:", "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", "Phụ lục", "DANH MỤC THỦ TỤC “NGÀY THỨ SÁU KHÔNG CHỜ”", "(Kèm theo Thông báo số",
    ):  # fmt: skip
        assert part in text


def test_annex_begins_with_procedures_in_force(catalog: Any) -> None:
    """Procedures in force come before those that have ended, and the notice counts both."""
    spec = chosen_renderers(["pdf"], Registry())[0]
    files = {a.path: a.content for a in spec.render(Publication(catalog=catalog, as_of=dt.date(2026, 11, 23)))}
    text = " ".join(_pdf_text(files["annex.pdf"]).split())
    assert "tính đến ngày 23/11/2026 có 20 thủ tục đang có hiệu lực. Phụ lục ghi thêm 15 thủ tục không có hiệu lực vào ngày ấy" in text
    second = text.index("II. Thủ tục không có hiệu lực ngày 23/11/2026")
    assert text.index("I. Thủ tục có hiệu lực") < text.index("Cấp xã · Hộ tịch (10)") < second < text.index("Cấp huyện · Chứng thực (6)")
    assert "hết hiệu lực" not in text[:second]


def test_an_annex_has_its_own_page_numbers(catalog: Any) -> None:
    """The first page of the notice and of the annex show no number, and the annex counts from one (Decree 30/2020/NĐ-CP, Appendix I)."""
    publication = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23))
    files = {a.path: a.content for name in ("pdf", "docx") for a in chosen_renderers([name], Registry())[0].render(publication)}
    pages = [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(files["annex.pdf"])).pages]
    assert [page[0] for page in pages] == ["CƠ", "Phụ", "2", "3"]
    notice, annex = docx.Document(io.BytesIO(files["annex.docx"])).sections
    assert notice.different_first_page_header_footer
    assert annex.different_first_page_header_footer
    assert 'w:pgNumType w:start="1"' in annex._sectPr.xml
    assert "pgNumType" not in notice._sectPr.xml
    assert len(pypdf.PdfReader(io.BytesIO(files["notice-commune.pdf"])).pages) == 2


def test_the_sheet_begins_with_procedures_in_force(catalog: Any) -> None:
    """Procedures and papers of procedures that have ended come last, and the numbers of a level stay consecutive."""
    publication = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23))
    (made,) = chosen_renderers(["xlsx"], Registry())[0].render(publication)
    book = _book(made.content)
    rows = list(book["Thủ tục"].iter_rows(min_row=4, values_only=True))
    in_force = [row[11] == "còn hiệu lực" for row in rows]
    assert in_force == sorted(in_force, reverse=True)
    assert (sum(in_force), len(rows)) == (20, 35)
    for level in {row[1] for row in rows}:
        assert [row[0] for row in rows if row[1] == level] == [str(n) for n in range(1, sum(row[1] == level for row in rows) + 1)]
    active = {(row[1], row[3]) for row, is_active in zip(rows, in_force, strict=True) if is_active}
    papers = [(row[0], row[1]) in active for row in book["Thành phần hồ sơ"].iter_rows(min_row=4, values_only=True)]
    assert papers == sorted(papers, reverse=True)


def test_word_document_keeps_names_and_margins(publication: Publication, sheets: Rendered) -> None:
    """Names are verbatim, margins are within 20-25, 30-35 and 15-20 mm, the font is Times New Roman, and the table head repeats."""
    document = docx.Document(io.BytesIO(sheets["annex.docx"]))
    text = _docx_text(sheets["annex.docx"])
    assert all(entry.edition.name in text for entry in publication.entries)
    section = document.sections[0]
    assert 20 <= section.top_margin.mm <= 25
    assert 20 <= section.bottom_margin.mm <= 25
    assert 30 <= section.left_margin.mm <= 35
    assert 15 <= section.right_margin.mm <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert "w:tblHeader" in document.tables[2].rows[0]._tr.xml
    assert "w:cantSplit" in document.tables[2].rows[-1]._tr.xml


def test_workbook_keeps_codes_as_text(publication: Publication, sheets: Rendered) -> None:
    """Codes such as 1.000110 keep all their digits, names are verbatim, and no cell is a formula or a number."""
    book = _book(sheets["procedures.xlsx"])
    rows = list(book["Thủ tục"].iter_rows(min_row=4, values_only=True))
    assert [row[3] for row in rows] == [entry.procedure.code for entry in publication.entries]
    assert [row[4] for row in rows] == [entry.edition.name for entry in publication.entries]
    for sheet in book:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_workbook_can_be_read_on_paper(sheets: Rendered) -> None:
    """Heads repeat on every page; a sheet too wide for one page takes two, which both identify the procedure."""
    book = _book(sheets["procedures.xlsx"])
    for sheet in list(book)[:3]:
        assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("$3:$3", "landscape", 0)
    assert (book["Thủ tục"].page_setup.fitToWidth, book["Thủ tục"].print_title_cols) == (2, "$A:$E")
    assert book["Thành phần hồ sơ"].page_setup.fitToWidth in (None, 1)


def test_csv_is_marked_as_text_and_warned_about(publication: Publication, sheets: Rendered) -> None:
    """The file starts with a BOM and has one row per entry with the stamp; the warning and the column descriptions are separate files."""
    content = sheets["procedures.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == [entry.key for entry in publication.entries]
    assert [row["name"] for row in rows] == [entry.edition.name for entry in publication.entries]
    assert {row["digest"] for row in rows} == {publication.stamp.digest}
    assert "1,00011" in sheets["procedures.csv.txt"].decode()
    columns = json.loads(sheets["procedures.csv-metadata.json"])["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(rows[0])


def test_json_contains_the_data_of_its_digest(publication: Publication, sheets: Rendered) -> None:
    """The digest can be recomputed from the published catalog."""
    import hashlib

    data = json.loads(sheets["catalog.json"])
    assert hashlib.sha256(canonical(data["catalog"]).encode()).hexdigest() == data["stamp"]["digest"] == publication.stamp.digest
    assert "rosters" not in data["catalog"]


def test_calendar_contains_model_days_and_lost_days(sheets: Rendered) -> None:
    """The calendar has one event per model day in the hours of the desk and one per lost day with the reason; ids are unique."""
    events = list(icalendar.Calendar.from_ical(sheets["model-days-commune.ics"]).walk("VEVENT"))
    assert {(event["LAST-MODIFIED"].dt, int(event["SEQUENCE"])) for event in events} == {
        (events[0]["DTSTAMP"].dt, (events[0]["DTSTAMP"].dt.date() - dt.date(2020, 1, 1)).days)
    }
    by_day = {event["UID"][:8]: event for event in events}
    assert len(by_day) == len(events)
    model_day = by_day["20240412"]
    assert model_day.decoded("dtstart").isoformat() == "2024-04-12T00:00:00+00:00"
    assert model_day.decoded("dtend").isoformat() == "2024-04-12T10:00:00+00:00"
    assert "15:30" in model_day["DESCRIPTION"]
    lost = by_day["20250131"]
    assert "Không có" in lost["SUMMARY"]
    assert "Tết" in lost["SUMMARY"]
    assert "20240401" not in by_day
    assert min(by_day) == "20240412"
    assert {event["TRANSP"] for event in events} == {"TRANSPARENT"}
    assert max(len(event.get("DESCRIPTION", "")) for event in events) < 300
    assert {str(event["DTSTAMP"].dt.date()) for event in events} == {"2024-04-08"}
    assert all(len(line) <= 75 for line in sheets["model-days-commune.ics"].split(b"\r\n"))


@pytest.mark.filterwarnings("ignore:.maxsplit. is passed as positional:DeprecationWarning")
def test_three_parsers_read_the_calendar_alike(sheets: Rendered) -> None:
    """icalendar, ics and vobject find the same events with the same begin, end and title."""
    content = sheets["model-days-commune.ics"].decode()
    ours = {
        (str(e["UID"]), e.decoded("dtstart").isoformat()[:16], e.decoded("dtend").isoformat()[:16], str(e["SUMMARY"]))
        for e in icalendar.Calendar.from_ical(content).walk("VEVENT")
    }

    def minutes(moment: Any, all_day: bool) -> str:
        return str(moment.date().isoformat() if all_day and isinstance(moment, dt.datetime) else moment.isoformat()[:16])

    theirs = {
        (e.uid, minutes(e.begin.datetime, e.all_day), minutes(e.end.datetime, e.all_day), e.name) for e in ics.Calendar(content).events
    }
    read = vobject.readOne(content).vevent_list
    others = {(e.uid.value, minutes(e.dtstart.value, False), minutes(e.dtend.value, False), e.summary.value) for e in read}
    assert len(ours) > 80
    assert ours == theirs == others


def test_undecided_days_are_tentative(catalog: Any) -> None:
    """A day that no official decision covers is tentative, with the reason."""
    spec = chosen_renderers(["ics"], Registry())[0]
    artefact = next(iter(spec.render(Publication(catalog=catalog, as_of=dt.date(2027, 11, 23)))))
    events = {event["UID"][:8]: event for event in icalendar.Calendar.from_ical(artefact.content).walk("VEVENT")}
    assert events["20271224"]["STATUS"] == "CONFIRMED"
    assert events["20280107"]["STATUS"] == "TENTATIVE"
    assert "tạm tính" in events["20280107"]["DESCRIPTION"]


def test_announcement_is_read_within_ninety_seconds(publication: Publication, hostile: Publication, sheets: Rendered) -> None:
    """The reading time, with numbers counted as spoken, is at most 90 seconds, even for a hostile catalog."""
    for source in (publication, hostile):
        found = commitments(source, weeks=4)
        assert len(found) == 2
        for commitment in found:
            assert 0 < reading_seconds(spoken_text(source, commitment)) <= LONGEST_SECONDS
    text = sheets["announcement-commune.txt"].decode()
    assert "thứ Sáu ngày 12 tháng 4" in text
    assert "15 giờ 30" in text
    assert "180 tiếng một phút" in text


@pytest.mark.parametrize(
    ("day", "included", "excluded"),
    [
        ("2024-02-01", "Không thực hiện vào thứ Sáu ngày 9 tháng 2 vì Giao thừa (30 Tết).", "thứ Sáu ngày 9 tháng 2;"),
        ("2025-04-20", "Không thực hiện vào thứ Sáu ngày 2 tháng 5 vì Nghỉ hoán đổi (làm bù thứ Bảy ngày 26 tháng 4).", "6150/TB"),
        ("2024-04-22", "thứ Sáu ngày 26 tháng 4; thứ Sáu ngày 3 tháng 5;", "Không thực hiện"),
        ("2027-12-27", "Lịch có thể đổi theo thông báo nghỉ lễ.", "45/2019"),
    ],
)
def test_announcement_of_weeks_with_days_off(catalog: Any, day: str, included: str, excluded: str) -> None:
    """A Friday off and its make-up Saturday are announced in words, without document numbers."""
    source = Publication(catalog=catalog, as_of=dt.date.fromisoformat(day))
    for commitment in commitments(source, weeks=4):
        spoken = spoken_text(source, commitment)
        assert included in spoken
        assert excluded not in spoken
        assert not re.search(r"\d[/:]\d|[\[\]]", spoken)
        assert reading_seconds(spoken) <= LONGEST_SECONDS


def test_announcement_of_weeks_without_a_day(catalog: Any) -> None:
    """If no model day comes within four weeks, the text says so and stays within the limit."""
    days = {"weekdays": ["friday"], "of_month": ["fifth"], "make_up_day_stands_in": False}
    rare = {name: attrs.evolve(model, parameters={**model.parameters, "days": days}) for name, model in catalog.models.items()}
    source = Publication(catalog=attrs.evolve(catalog, models=rare), as_of=dt.date(2024, 4, 8))
    assert len(commitments(source, weeks=4)) == 2
    for commitment in commitments(source, weeks=4):
        spoken = spoken_text(source, commitment)
        assert "Trong 4 tuần tới không có ngày thực hiện." in spoken
        assert reading_seconds(spoken) <= LONGEST_SECONDS


def test_announcement_that_is_too_long_is_an_error(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """An announcement that exceeds the limit is rejected."""
    monkeypatch.setattr(sys.modules[announcement.__module__], "LONGEST_SECONDS", 5)
    with pytest.raises(PublicationError):
        announcement(publication, commitments(publication, weeks=4)[0])


@pytest.mark.parametrize(
    ("number", "syllables"), [("0", 1), ("9", 1), ("10", 1), ("11", 2), ("20", 2), ("25", 3), ("100", 2), ("105", 4), ("110", 3), ("125", 5), ("1000", 2), ("2026", 7)]
)  # fmt: skip
def test_numbers_count_as_they_are_spoken(number: str, syllables: int) -> None:
    """``2026`` is "hai nghìn không trăm hai mươi sáu", seven syllables."""
    assert spoken_syllables(number) == syllables


def _texts(files: Rendered) -> dict[str, str]:
    """Extract the text of each file."""
    shown = {}
    for path, content in files.items():
        if path.endswith(".pdf"):
            shown[path] = _pdf_text(content)
        elif path.endswith(".docx"):
            shown[path] = _docx_text(content)
        elif path.endswith(".xlsx"):
            shown[path] = "\n".join(str(c.value) for sheet in _book(content) for row in sheet.iter_rows() for c in row if c.value)
        elif path.endswith(".ics"):
            shown[path] = icalendar.Calendar.from_ical(content)["DESCRIPTION"]
        else:
            shown[path] = content.decode("utf-8-sig")
    return shown


def test_every_file_carries_the_stamp_and_the_mark(publication: Publication, sheets: Rendered) -> None:
    """Every file contains the version, the day, the source, the code to compare by and the warning that the list is not official."""
    for path, text in _texts(sheets).items():
        squeezed = _squeezed(text)
        day = ("08/04/2024", "2024-04-08")
        assert publication.stamp.version in squeezed, path
        assert any(form in squeezed for form in day), path
        assert publication.stamp.digest[:CODE_LENGTH] in squeezed, path
        assert _squeezed(publication.stamp.source) in squeezed, path
        assert "CHƯACHÍNHTHỨC" in squeezed or '"reconstructed"' in text or "chưachínhthức" in squeezed, path


def test_every_entry_is_marked_as_reconstructed(publication: Publication, sheets: Rendered) -> None:
    """In every list, each entry has its own mark."""
    entries = len(publication.entries)
    assert _pdf_text(sheets["annex.pdf"]).count("*") >= entries
    assert _docx_text(sheets["annex.docx"]).count("*") >= entries
    assert [row[12] for row in _book(sheets["procedures.xlsx"])["Thủ tục"].iter_rows(min_row=4, values_only=True)] == [
        "chưa chính thức"
    ] * entries
    assert sheets["procedures.csv"].decode().count('"reconstructed"') == entries


def test_hostile_text_stays_text_in_pdf(spoiled: Rendered) -> None:
    """Markup of typst, HTML and templates is shown as typed; very long texts are complete; direction characters are removed."""
    shown = _pdf_text(spoiled["annex.pdf"])
    text = _squeezed(shown)
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}{%raw%}" in text
    assert '#settext(red)#eval("1")$x$*b*_i_@ref' in text
    assert text.count("K" * 40) >= 3 * 1000 // 60
    assert text.count("dài") >= 3 * 2500
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


def test_hostile_text_stays_text_in_the_workbook(hostile: Publication, spoiled: Rendered) -> None:
    """No cell is a formula, a link or a number, and the file has no formula element."""
    book = _book(spoiled["procedures.xlsx"])
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.value is None or (cell.data_type == "s" and cell.hyperlink is None)
                assert cell.value is None or len(cell.value) <= 32_767
    with zipfile.ZipFile(io.BytesIO(spoiled["procedures.xlsx"])) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
    assert any(row[4] == '=HYPERLINK("http://evil.example","x")' for row in book["Thủ tục"].iter_rows(values_only=True))


def test_hostile_text_stays_text_in_the_word_document(spoiled: Rendered) -> None:
    """The body has no fields and no markup, and the document has no external relations."""
    with zipfile.ZipFile(io.BytesIO(spoiled["annex.docx"])) as archive:
        body = archive.read("word/document.xml").decode()
        assert "w:fldSimple" not in body
        assert "w:instrText" not in body
        assert "<script>" not in body
        assert b'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels")
    assert "<script>alert(1)</script>" in _docx_text(spoiled["annex.docx"])


def test_hostile_text_stays_text_in_csv(spoiled: Rendered) -> None:
    """No cell starts a formula, and the numbers of rows and columns are unchanged."""
    rows = list(csv.reader(io.StringIO(spoiled["procedures.csv"].decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 36
    for row in rows:
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_hostile_text_stays_text_in_the_calendar(hostile: Publication, spoiled: Rendered, sheets: Rendered) -> None:
    """A line break in a name does not start a new property or event."""
    for name in ("model-days-commune.ics", "model-days-district.ics"):
        calendar = icalendar.Calendar.from_ical(spoiled[name])
        assert len(calendar.walk("VEVENT")) == len(icalendar.Calendar.from_ical(sheets[name]).walk("VEVENT"))
        assert "BEGIN:VEVENT" in str(calendar.walk("VEVENT")[0]["LOCATION"])


def test_hostile_text_stays_text_in_json(hostile: Publication, spoiled: Rendered) -> None:
    """JSON contains every text unchanged."""
    data = json.loads(spoiled["catalog.json"])
    assert [p["editions"][-1]["name"] for p in data["catalog"]["procedures"]] == [p.editions[-1].name for p in hostile.catalog.procedures]


def test_control_characters_become_visible() -> None:
    """Control and direction characters become a visible mark; other text is returned in NFC."""
    assert shown_text("a\u202eb\x00c") == f"a{MARK}b{MARK}c"
    assert shown_text("e\u0302\u0301") == "ế"
    assert shown_text("một\r\n hai") == "một hai"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "＝1"])
def test_a_cell_that_starts_a_formula_is_made_inert(cell: str) -> None:
    """A leading apostrophe prevents a spreadsheet from evaluating the cell."""
    assert inert_cell(cell) == f"'{cell}"


def test_a_notice_without_a_model_is_about_the_procedures_alone(catalog: Any) -> None:
    """A catalog without models, such as a new place, has a notice that names no model and refers to the statutory times."""
    levels = tuple(attrs.evolve(level, commitments=()) for level in catalog.manifest.levels)
    bare = attrs.evolve(catalog, models={}, manifest=attrs.evolve(catalog.manifest, levels=levels))
    words = annex_data(Publication(catalog=bare, as_of=dt.date(2026, 11, 27)))["words"]
    assert words["subject"] == "Về việc công khai danh mục thủ tục hành chính"
    assert not any("mô hình" in words[name] or "“”" in words[name] for name in ("subject", "body", "how"))
