"""The papers of the desk: the slip and the supplement request, the model days, and the roster."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pypdf
import pytest
from channel_catalog import with_channels_of_models

from tthc_catalog.cli import main
from tthc_catalog.errors import PublicationError, UnknownOffice
from tthc_catalog.loading import check, load_catalog
from tthc_catalog.publication.content.office_days import hours_text, office_days
from tthc_catalog.publication.desk.forms import DOTS, FORMS, form_on
from tthc_catalog.publication.desk.roster_sheet import roster_html, roster_pdf, week_data
from tthc_catalog.publication.desk.slip import Particulars, slip_data, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html, slip_pdf
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

CITIZEN = Particulars(
    name="Nguyễn Thị Ước <b>#x</b>",
    address="Thôn 1",
    phone="0900 000 000",
    dossier_code="000.01-230929-0001",
    place="Thanh Hà",
    receiver="Lê A",
)
SMALL = Path(__file__).parents[1] / "small_catalog"
BAD = Path(__file__).parents[1] / "bad"


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def _shown(html: str) -> str:
    from html import unescape

    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)).split())


# --- versions of the forms ---------------------------------------------------------------------------------------------


def test_form_in_force_on_the_day() -> None:
    """Forms follow circular 01/2018 until 14/9/2025 and 03/2025 from 15/9/2025; each kind has exactly one version per day."""
    assert form_on("appointment", dt.date(2025, 9, 14)).document == "01/2018/TT-VPCP"
    assert form_on("supplement", dt.date(2025, 9, 15)).document == "03/2025/TT-VPCP"
    for day in (dt.date(2019, 1, 8), dt.date(2025, 9, 14), dt.date(2025, 9, 15), dt.date(2030, 1, 1)):
        for kind in ("appointment", "supplement"):
            assert sum(form.kind == kind and day in form.period for form in FORMS) == 1


def test_every_form_lists_its_unverified_fields() -> None:
    """Each version names its sources; every field of 2025 is unverified."""
    for form in FORMS:
        assert form.read_from
        assert set(form.unverified) <= {field.id for field in form.fields}
        if form.document == "03/2025/TT-VPCP":
            assert len(form.unverified) == len(form.fields)


# --- the slip ------------------------------------------------------------------------------------------------------------------


def test_the_slip_gives_hour_and_day(engine: Engine) -> None:
    """A dossier received on Friday 29/9/2023 at 15:31 is due before 09:00 on Monday 2/10/2023, in PDF, HTML and JSON."""
    slip = slip_for(engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31"), CITIZEN)
    due = "Thời gian trả kết quả: trước 09 giờ 00 phút, ngày 02 tháng 10 năm 2023"
    received = "Thời gian nhận hồ sơ: 15 giờ 31 phút, ngày 29 tháng 9 năm 2023"
    data = slip_data(slip)
    values = {field["id"]: f"{field['label']}: {field['value']}" for field in data["fields"]}
    for shown in (_text(slip_pdf(slip)), _shown(slip_html(slip)).replace(" :", ":")):
        flat = shown.replace("Thời gian trả kết quả trước", "Thời gian trả kết quả: trước").replace("hồ sơ 15", "hồ sơ: 15")
        assert due in flat
        assert received in flat
        assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in flat
    assert values["due_at"] == due
    assert data["form"]["document"] == "01/2018/TT-VPCP"
    assert data["decision"]["due_at"] == "2023-10-02T09:00:00+07:00"


@pytest.mark.parametrize(("at", "due"), [("2023-09-29 15:30", "17 giờ 00 phút, ngày 29"), ("2023-11-03 10:00", "16 giờ 30 phút, ngày 03")])
def test_a_same_day_result_is_due_at_closing(engine: Engine, at: str, due: str) -> None:
    """For a result due within the day, the slip prints the closing time of the season."""
    slip = slip_for(engine.decide("1.004873", level="commune", received_at=at), Particulars())
    assert due in {name: value for name, _, value in slip.after}["due_at"]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2024-01-05", "ngày 05 tháng 01 năm 2024"),
        ("2024-02-23", "ngày 23 tháng 02 năm 2024"),
        ("2024-03-08", "ngày 08 tháng 3 năm 2024"),
        ("2024-05-10", "ngày 10 tháng 5 năm 2024"),
        ("2024-10-04", "ngày 04 tháng 10 năm 2024"),
    ],
)
def test_dates_are_written_by_the_decree(engine: Engine, day: str, written: str) -> None:
    """Days below 10 and the months 1 and 2 have a leading zero, other months none (Decree 30/2020/NĐ-CP, Appendix I)."""
    slip = slip_for(engine.decide("1.004873", level="commune", received_at=f"{day} 09:00"), Particulars())
    assert slip.place_and_date.endswith(written)
    assert {name: value for name, _, value in slip.after}["received_at"].endswith(written)


@pytest.mark.parametrize(
    ("office", "known", "desk"),
    [(None, False, DOTS), (None, True, "Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung)"), ("xa-an-phuong", True, "xã An Phượng")],
)
def test_a_desk_that_nobody_named_is_left_to_fill_in(engine: Engine, office: str | None, known: bool, desk: str) -> None:
    """The desk that represents all desks of a level is printed only if it was named; the dots are in the head too."""
    decision = engine.decide("1.004873", level="commune", office=office, received_at="2024-05-03 09:10")
    slip = slip_for(decision, CITIZEN, desk_known=known)
    assert {name: value for name, _, value in slip.lines}["desk"].endswith(desk)
    assert slip.heading[0].endswith(desk)


def test_the_only_desk_of_a_level_is_printed(engine: Engine) -> None:
    """The district has one desk, so the slip names it."""
    decision = engine.decide("1.001612", level="district", received_at="2024-05-03 09:10")
    assert slip_for(decision, CITIZEN, desk_known=False).heading[0] == decision.office.name


def test_a_slip_has_the_columns_of_its_form_and_one_page(engine: Engine) -> None:
    """Only the form of 2025 has the kind and number of papers and a fee; a fee that is not known is left to fill in."""
    slips = {
        year: slip_for(engine.decide("1.001193", level="commune", received_at=f"{year}-11-22 09:00"), CITIZEN) for year in (2024, 2025)
    }
    assert {year: len(slip.paper_columns) for year, slip in slips.items()} == {2024: 2, 2025: 4}
    assert [dict(slip_data(slip)["fields"][-1])["id"] for slip in slips.values()] == ["register", "fee"]
    assert slips[2025].after[-1][2] == DOTS
    for slip in slips.values():
        assert {len(row) for row in slip.papers} == {len(slip.paper_columns)}
        assert len(pypdf.PdfReader(io.BytesIO(slip_pdf(slip))).pages) == 1


def test_a_slip_without_a_site_can_be_verified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The text below the code of a PDF is read, although it is set with places where a line may break."""
    file = str(tmp_path / "slip.pdf")
    assert main(["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--to", "pdf", "-o", file]) == 0
    assert main(["verify", file]) == 0
    assert "đúng hạn đã hẹn" in capsys.readouterr().out


def test_an_incomplete_dossier_gets_the_supplement_request(engine: Engine) -> None:
    """Missing papers are listed with their counts; conditional ones stand apart with their condition; no due time is printed."""
    decision = engine.decide("1.004873", level="commune", received_at="2025-10-03 10:00", components=["to-khai"])
    slip = slip_for(decision, CITIZEN, have=["to-khai"])
    assert slip.title == "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    assert len(slip.papers) == len(decision.missing)
    assert slip.papers[0][1].startswith("Hộ chiếu hoặc Chứng minh nhân dân")
    ((title, lines),) = slip.further_papers
    assert title.startswith("Giấy tờ chỉ cần trong trường hợp sau")
    for item, line in zip(decision.conditional, lines, strict=True):
        assert line == f"{item.conditions[0].text}: {item.components[0].name}"
    text = _text(slip_pdf(slip))
    assert title in text
    assert title in slip_html(slip)
    assert slip_data(slip)["further_papers"] == [{"title": title, "lines": list(lines)}]
    assert "Mẫu số 02 của 03/2025/TT-VPCP" in text
    assert "chưa được đối chiếu" in text
    assert "trả kết quả:" not in text.replace("Bộ phận tiếp nhận và trả kết quả:", "")


def test_the_slip_lists_the_papers_handed_in(engine: Engine) -> None:
    """The slip lists exactly the given papers."""
    have = ["to-khai", "giay-to-nhan-than"]
    decision = engine.decide("1.004873", level="commune", received_at="2024-04-12 10:00", components=have)
    slip = slip_for(decision, Particulars(), have=have)
    assert [row[1][:10] for row in slip.papers] == ["Tờ khai cấ", "Hộ chiếu h"]
    assert {name: value for name, _, value in slip.lines}["applicant"] == DOTS


def test_without_a_due_time_no_appointment_is_made(engine: Engine) -> None:
    """A procedure no longer in force, or a time agreed in writing, gives an error with the reason in both languages."""
    with pytest.raises(PublicationError) as ended:
        slip_for(engine.decide("1.001612", level="district", received_at="2026-03-06 10:00"), CITIZEN)
    assert "không có hiệu lực vào ngày nhận" in ended.value.text("vi")
    assert "is not in force" in ended.value.text("en")
    case = next(c.id for c in engine.catalog.procedure("2.000815", level="commune").editions[-1].cases if c.agreed_in_writing)
    with pytest.raises(PublicationError) as agreed:
        slip_for(engine.decide("2.000815", level="commune", case=case, received_at="2024-03-06 10:00"), CITIZEN)
    assert "theo thỏa thuận bằng văn bản" in agreed.value.text("vi")


def test_signatures_are_never_alone_on_a_page(engine: Engine, catalog: Catalog) -> None:
    """The signatures are on the page of the last lines; most requests have only one page."""
    pages = []
    for procedure in catalog.procedures:
        received_at = "2025-06-06 10:00"
        if not procedure.edition_on(dt.date(2025, 6, 6)).components:
            continue
        slip = slip_for(engine.decide(procedure.code, level=procedure.level, received_at=received_at, components=[]), CITIZEN)
        texts = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(slip_pdf(slip))).pages]
        assert "Theo Mẫu số 02" in texts[-1]
        assert "NGƯỜI HƯỚNG DẪN" in texts[-1]
        pages.append(len(texts))
    assert len(pages) > 25
    assert pages.count(1) > 0.8 * len(pages)


def test_markup_in_particulars_stays_text(engine: Engine) -> None:
    """Markup in a name is shown as typed in PDF and HTML; the page forbids scripts and makes no requests."""
    slip = slip_for(engine.decide("1.001193", level="commune", received_at="2023-09-29 10:00"), CITIZEN)
    page = slip_html(slip)
    assert "Nguyễn Thị Ước <b>#x</b>" in _text(slip_pdf(slip))
    assert "Nguyễn Thị Ước &lt;b&gt;#x&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script|https?://(?!haiduong)[^ <]*\.(js|css)|\bsrc=|\bhref=", page)


def test_the_slip_carries_a_code_to_verify_it_by(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """The slip shows the version and a short code, with which its time is derived again; the address of the sources if there is a site."""
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 10:00")
    slip = slip_for(decision, CITIZEN, base_url="https://example.vn/")
    for shown in (_text(slip_pdf(slip)), _shown(slip_html(slip))):
        squeezed = shown.replace(" ", "").replace("\u200b", "")
        assert slip.stamp.version in squeezed
        assert "Nguồnvàcáchtính:https://example.vn/procedure/commune/1.001193.html" in squeezed
        (code,) = re.findall("Mã đối chiếu: ([0-9a-f]{12})[.]", shown)
        assert main(["verify", "--digest", code, "--at", "2023-09-29 10:00"]) == 0
        assert "29/09/2023 17:00" in capsys.readouterr().out
    assert "Nguồn" not in slip_html(slip_for(decision, CITIZEN))


def test_particulars_appear_only_in_the_slip(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Particulars from standard input appear in the slip, but in no message, no repr and no other file."""
    monkeypatch.chdir(tmp_path)
    call = ["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--particulars", "-"]
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": "Bí Mật"}'))
    assert main([*call, "--to", "json"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert {"id": "applicant", "label": "Tiếp nhận hồ sơ của", "value": "Bí Mật"} in out["fields"]
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": "Bí Mật"}'))
    assert main([*call, "--to", "pdf", "-o", "slip.pdf"]) == 0
    for spoiled in ('{"name": "Bí Mật"', '{"nmae": "Bí Mật"}', '["Bí Mật"]', '{"name": 1}'):
        monkeypatch.setattr("sys.stdin", io.StringIO(spoiled))
        assert main(call) == 2
    printed = capsys.readouterr()
    assert "Bí Mật" not in printed.out + printed.err
    assert "dossier_code" in printed.err
    assert "Bí Mật" not in repr(Particulars(name="Bí Mật"))
    assert [path.name for path in tmp_path.iterdir()] == ["slip.pdf"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("slip.pdf", b"%PDF"), ("slip.PDF", b"%PDF"), ("slip.json", b"{"), ("slip.html", b"<!doctype"), ("slip", b"<!doctype")],
)
def test_the_extension_decides_the_form_of_a_slip(tmp_path: Path, name: str, begins: bytes) -> None:
    """Without ``--to`` the file extension decides the form, so that slip.pdf never contains HTML."""
    call = ["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "-o", str(tmp_path / name)]
    assert main(call) == 0
    assert (tmp_path / name).read_bytes().lower().startswith(begins.lower())
    assert main([*call, "--to", "json"]) == 0
    assert (tmp_path / name).read_bytes().startswith(b"{")


def test_a_pdf_is_not_written_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A PDF on standard output is a usage error."""
    assert main(["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--to", "pdf"]) == 2
    assert "-o" in capsys.readouterr().err


# --- model days ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "applies", "reason"),
    [
        ("2023-09-29", True, None),
        ("2024-02-09", False, "Tết"),
        ("2025-01-31", False, "Tết"),
        ("2025-05-02", False, "hoán đổi"),
        ("2026-01-02", False, "hoán đổi"),
        ("2026-01-09", True, None),
    ],
)
def test_model_days_and_lost_days(catalog: Catalog, day: str, applies: bool, reason: str | None) -> None:
    """A Friday off is not a model day and has a reason."""
    start = dt.date.fromisoformat(day)
    (found,) = office_days(catalog, Registry(), start=start, until=start + dt.timedelta(days=1), offices=["cap-xa"])
    (office_day,) = found.days
    assert office_day.applies is applies
    assert (office_day.why() is None) if reason is None else (reason in str(office_day.why()))


def test_a_model_for_some_channels_says_so(catalog: Catalog) -> None:
    """Every paper that lists the rules of a model, or its days, begins with the channels it is for."""
    changed = with_channels_of_models(catalog, "in_person", "postal")
    days = {"start": dt.date(2023, 9, 29), "until": dt.date(2023, 9, 30), "offices": ["cap-xa"]}
    (found,) = office_days(changed, Registry(), **days)
    assert found.rules[0].text == "Chỉ áp dụng cho hồ sơ nộp trực tiếp, qua bưu chính."
    assert next(found.limits("en")) == "Only for dossiers filed in person, by post."
    (usual,) = office_days(catalog, Registry(), **days)
    assert found.rules[1:] == usual.rules


def test_january_2026_had_four_model_days(catalog: Catalog) -> None:
    """One of the five Fridays was swapped for a Saturday."""
    (found,) = office_days(catalog, Registry(), start=dt.date(2026, 1, 1), until=dt.date(2026, 2, 1), offices=["cap-xa"])
    assert [day.applies for day in found.days] == [False, True, True, True, True]


def test_a_closed_office_has_no_model_days(catalog: Catalog) -> None:
    """The model days of the district end with the district, and the limits say so."""
    (found,) = office_days(catalog, Registry(), start=dt.date(2025, 6, 1), until=dt.date(2025, 8, 1), offices=["huyen-thanh-ha"])
    assert max(day.date for day in found.days) == dt.date(2025, 6, 27)
    assert list(found.limits()) == ["bộ phận thôi hoạt động từ 01/07/2025"]


def test_an_unknown_office_is_an_error_with_suggestions(catalog: Catalog) -> None:
    """The error for a misspelt office suggests similar ids."""
    with pytest.raises(UnknownOffice) as raised:
        office_days(catalog, Registry(), start=dt.date(2025, 6, 1), until=dt.date(2025, 8, 1), offices=["xa-thanh-hongg"])
    assert "xa-thanh-hong" in raised.value.suggestions


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sessions_in_three_forms(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    """Text, JSON and iCalendar list the same days."""
    call = ["sessions", "--from", "2025-04-20", "--to", "2025-05-20", "--office", "cap-xa", "--lang", lang]
    assert main(call) == 0
    text = capsys.readouterr().out
    assert main([*call, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (office,) = data["offices"]
    assert (data["stamp"]["as_of"], data["stamp"]["version"]) == ("2025-04-20", data["catalog"]["version"])
    assert "CHƯA CHÍNH THỨC" in data["stamp"]["notice"]
    assert main([*call, "--format", "ics"]) == 0
    events = icalendar.Calendar.from_ical(capsys.readouterr().out).walk("VEVENT")
    assert [day["date"].replace("-", "") for day in office["days"]] == sorted(event["UID"][:8] for event in events)
    assert [day["held"] for day in office["days"]] == [True, False, True, True]
    assert ("02/05/2025  không thực hiện: Nghỉ hoán đổi" if lang == "vi" else "2/5/2025  does not take place: ") in text


@pytest.mark.parametrize(
    ("office", "hours", "promises"),
    [
        ("buoi-toi", "18:00-21:00", "same_day"),
        ("thu-bay", "07:30-11:30", "same_day"),
        ("nhanh", "07:00-11:30, 13:30-17:00", "same_day"),
    ],
)
def test_the_hours_are_those_in_which_the_model_takes_dossiers(office: str, hours: str, promises: str) -> None:
    """Evenings, Saturdays and office hours are printed as the model has them, never as the whole day."""
    catalog = load_catalog(Path(__file__).parents[1] / "scenarios" / "units")
    found = office_days(catalog, Registry(), start=dt.date(2023, 10, 2), until=dt.date(2023, 10, 9), offices=[office])
    assert {hours_text(day.hours) for item in found for day in item.days if day.applies} == {hours}
    assert {item.promises for item in found} == {promises}


def test_sessions_include_notices_of_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    """The notice on the communes is included from 1/7/2025 on, and not before."""
    call = ["sessions", "--office", "cap-xa", "--format", "json"]
    assert main([*call, "--from", "2025-07-01", "--to", "2025-07-31"]) == 0
    (office,) = json.loads(capsys.readouterr().out)["offices"]
    assert "Chưa tìm thấy văn bản" in office["notices"][0]["vi"]
    assert main([*call, "--from", "2025-06-01", "--to", "2025-06-30"]) == 0
    assert json.loads(capsys.readouterr().out)["offices"][0]["notices"] == []


def test_sessions_reject_invalid_ranges(capsys: pytest.CaptureFixture[str]) -> None:
    """An end before the start and a day outside the calendar are errors; the latter is named."""
    assert main(["sessions", "--from", "2025-05-20", "--to", "2025-05-19"]) == 2
    assert main(["sessions", "--from", "2025-05-20", "--to", "2099-05-19"]) == 2
    assert "19/05/2099" in capsys.readouterr().err


# --- the roster ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def rostered(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a small catalog with a given roster."""

    def make(text: str) -> Path:
        shutil.copytree(SMALL, tmp_path / "catalog")
        (tmp_path / "catalog" / "rosters").mkdir()
        (tmp_path / "catalog" / "rosters" / "xa-mau.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "catalog"

    return make


def _valid_roster() -> str:
    """Return a roster that covers all three Fridays of its period."""
    text = (BAD / "roster-person" / "catalog" / "rosters" / "xa-mau.yaml").read_text(encoding="utf-8")
    return text.replace("signatory: ld-02", "signatory: ld-01")


def test_a_roster_that_covers_every_day_has_no_problems(rostered: Callable[[str], Path]) -> None:
    """Checking the catalog with its policies reports nothing about the roster."""
    catalog, problems = check(rostered(_valid_roster()))
    assert [p.code for p in problems if p.code.startswith("roster")] == []
    assert catalog is not None
    assert [duty.date.isoformat() for duty in catalog.rosters[0].days] == ["2024-04-19", "2024-04-26", "2024-05-03"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('effective_until: "2024-05-06"', 'effective_until: "2024-05-11"', "roster-day-missing"),
        ("fields: [ho-tich]", "fields: []", "roster-field"),
        ("volunteers_needed: 1", "volunteers_needed: 2", "roster-volunteers"),
    ],
)
def test_gaps_in_a_roster_are_reported(rostered: Callable[[str], Path], old: str, new: str, code: str) -> None:
    """A model day without an entry, a field without an official, and too few volunteers are errors."""
    catalog, problems = check(rostered(_valid_roster().replace(old, new, 1)))
    assert catalog is None
    assert code in {p.code for p in problems}


def test_one_person_cannot_serve_two_offices(rostered: Callable[[str], Path]) -> None:
    """An id means the same person in all rosters of a catalog."""
    folder = rostered(_valid_roster())
    offices = (folder / "offices.yaml").read_text(encoding="utf-8")
    second = offices[offices.index("  - id: xa-mau") :].replace("xa-mau", "xa-hai")
    (folder / "offices.yaml").write_text(offices.rstrip() + "\n" + second, encoding="utf-8")
    (folder / "rosters" / "xa-hai.yaml").write_text(_valid_roster().replace("office: xa-mau", "office: xa-hai"), encoding="utf-8")
    _, problems = check(folder)
    double = [p for p in problems if p.code == "roster-double"]
    assert len(double) == 9
    assert all("xa-hai.yaml" in str(p.params["other"]) for p in double)


def test_the_sheet_of_a_week(rostered: Callable[[str], Path]) -> None:
    """The sheet shows each day with its hours, the signatory, the posts and the volunteers, as PDF and HTML."""
    catalog = load_catalog(rostered(_valid_roster()))
    data = week_data(catalog, Registry(), office="xa-mau", day=dt.date(2024, 5, 1))
    for shown in (_text(roster_pdf(data)), _shown(roster_html(data))):
        for part in (
            "Thứ Sáu 03/05/2024",
            "07:00-11:30",
            "ld-01 (Phó Chủ tịch)",
            "Quầy hộ tịch",
            "cc-01",
            "Hộ tịch",
            "tn-01",
            "Tuần từ 29/04/2024",
        ):
            assert part in shown


def test_names_appear_on_the_sheet_only(rostered: Callable[[str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Names given when the sheet is printed replace the ids; no message about a faulty file and no file of the catalog contains them."""
    folder, file = rostered(_valid_roster()), tmp_path / "names.json"
    call = ["roster", "xa-mau", "--week", "2024-05-01", "--catalog", str(folder), "--names", str(file)]
    file.write_text('{"ld-01": "Bí Mật <b>"}', encoding="utf-8")
    assert main(call) == 0
    sheet = capsys.readouterr().out
    assert "Bí Mật &lt;b&gt; (Phó Chủ tịch)" in sheet
    assert "cc-01" in sheet
    for spoiled in ('{"Bí Mật": "ld-01"}', '["Bí Mật"]', '{"ld-01": 1, "x": "Bí Mật"}', "Bí Mật"):
        file.write_text(spoiled, encoding="utf-8")
        assert main(call) == 2
        message = capsys.readouterr()
        assert "Bí Mật" not in message.out + message.err
        assert "ld-01" in message.err or "JSON" in message.err
    assert not [path for path in folder.rglob("*.yaml") if "Bí Mật" in path.read_text(encoding="utf-8")]


def test_a_week_without_a_roster_is_an_error(rostered: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Outside the period of every roster, the message names the file a roster belongs in."""
    folder = rostered(_valid_roster())
    assert main(["roster", "xa-mau", "--week", "2024-06-05", "--catalog", str(folder)]) == 2
    assert "rosters/xa-mau.yaml" in capsys.readouterr().err
    assert main(["roster", "xa-mau", "--week", "2024-05-01", "--catalog", str(folder)]) == 0
    assert "LỊCH TRỰC" in capsys.readouterr().out


def test_the_public_data_contains_no_rosters(rostered: Callable[[str], Path]) -> None:
    """Rosters are only for the office."""
    from tthc_catalog.publication.content.catalog_data import catalog_data

    data: dict[str, Any] = catalog_data(load_catalog(rostered(_valid_roster())))
    assert "ld-01" not in json.dumps(data)
