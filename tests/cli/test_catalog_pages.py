"""``tthc list``, ``tthc show`` and ``tthc calendar``: the content of the catalog, for people and for programs."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.cli.commands.show import _case_line, _channel_line, _edition_lines
from tthc_catalog.records.procedure import Case, Channel, ChannelCase, Extension, Fee, FeeItem, ProcessingTime

if TYPE_CHECKING:
    from collections.abc import Callable


def test_list_has_every_procedure(tthc: Callable[..., Any], catalog: Any) -> None:
    """Every procedure of the catalog is listed once, by level and field, and counted."""
    run = tthc("list")
    assert run.code == 0
    rows = [line.split()[0] for line in run.out.splitlines() if line.startswith("  ")]
    assert sorted(rows) == sorted(procedure.code for procedure in catalog.procedures)
    assert f"{len(catalog.procedures)} thủ tục." in run.out


def test_list_says_it_is_reconstructed(tthc: Callable[..., Any]) -> None:
    """The list shows that the plan's annex was not found."""
    assert "chưa tìm thấy phụ lục" in tthc("list").out
    assert "annex of the plan was not found" in tthc("list", "--lang", "en").out


def test_list_by_level_and_field(tthc: Callable[..., Any], catalog: Any) -> None:
    """``--level`` and ``--field`` narrow the list."""
    data = tthc("list", "--level", "commune", "--field", "ho-tich", "--format", "json").data
    wanted = [p.code for p in catalog.procedures if (p.level, p.field) == ("commune", "ho-tich")]
    assert [row["code"] for row in data["procedures"]] == wanted


def test_list_on_a_day(tthc: Callable[..., Any]) -> None:
    """From 1/7/2025 on no procedure of the district level is in force, and the list of that day is empty."""
    before = tthc("list", "--level", "district", "--on", "2025-06-30", "--format", "json").data["procedures"]
    after = tthc("list", "--level", "district", "--on", "2025-07-01", "--format", "json").data["procedures"]
    assert len(before) == 14
    assert after == []
    assert "Không có thủ tục nào khớp." in tthc("list", "--level", "district", "--on", "2025-07-01").out


@pytest.mark.parametrize(("option", "known"), [("--level", "commune"), ("--field", "ho-tich")])
def test_list_refuses_unknown_names(tthc: Callable[..., Any], option: str, known: str) -> None:
    """An unknown level or field is refused with the known ones; the result is no empty list."""
    run = tthc("list", option, "nonsense")
    assert run.code == 2
    assert known in run.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_procedure_can_be_shown(tthc: Callable[..., Any], catalog: Any, lang: str) -> None:
    """The page of each procedure shows its name and its editions, and no text key is untranslated."""
    for procedure in catalog.procedures:
        run = tthc("show", procedure.code, "--level", procedure.level, "--lang", lang)
        assert run.code == 0
        assert procedure.editions[-1].name in run.out
        assert "cli." not in run.out
        for edition in procedure.editions:
            assert edition.id in run.out


def test_show_on_a_day_shows_one_edition(tthc: Callable[..., Any], catalog: Any) -> None:
    """``--on`` shows only the edition in force on that day."""
    procedure = next(p for p in catalog.procedures if len(p.editions) > 1)
    day = procedure.editions[0].period.until - dt.timedelta(days=1)
    data = tthc("show", procedure.code, "--level", procedure.level, "--on", day.isoformat(), "--format", "json").data
    assert [edition["id"] for edition in data["procedure"]["editions"]] == [procedure.editions[0].id]


def test_show_after_the_end_names_the_successors(tthc: Callable[..., Any], catalog: Any) -> None:
    """A procedure that is no longer in force is refused with its successors."""
    procedure = next(p for p in catalog.procedures if p.level == "district" and p.succeeded_by)
    run = tthc("show", procedure.code, "--level", "district", "--on", "2025-07-01")
    assert run.code == 2
    assert procedure.succeeded_by[0].code in run.err


def test_show_json_keeps_unknown_apart_from_zero(tthc: Callable[..., Any]) -> None:
    """An unknown fact is null in JSON, not zero and not left out."""
    data = tthc("show", "1.001193", "--format", "json").data["procedure"]
    assert data["editions"][-1]["fee"]["status"] == "unknown"
    assert data["editions"][-1]["fee"]["cap_amount"] is None
    assert data["editions"][0]["period"] == {"from": "2016-01-01", "until": "2025-01-09"}
    assert data["editions"][-1]["channels"][0]["fee"] is None


def test_show_says_which_channel_has_which_time(catalog: Any) -> None:
    """If a channel has its own time, the line of every channel shows its time; the own fee is shown too, and the times of cases."""
    fee = Fee(
        status="known",
        scope="national",
        items=(FeeItem(amount=2000, per="trang", from_nth=3, applies_to="bản sao"),),
        cap_amount=200000,
        cap_per="bản",
    )
    time = ProcessingTime(amount=2, unit="working_hour", at_most=True, disputed=True)
    online = Channel(channel="online", processing_time=time, fee=fee)
    postal = Channel(channel="postal", cases=(ChannelCase(case="xac-minh", processing_time=attrs.evolve(time, amount=9)),))
    edition = attrs.evolve(catalog.procedure("1.004873").editions[0], channels=(Channel(channel="in_person"), online, postal))
    assert [_channel_line(channel, edition, "en") for channel in edition.channels] == [
        "in person: 3 working days",
        "online: at most 2 working hours; the sources disagree; 2.000 đồng per trang from unit 3 (bản sao); at most 200.000 đồng per bản",
        "by post: 3 working days; Needs verification: at most 9 working hours; the sources disagree",
    ]
    alike = attrs.evolve(edition, channels=(Channel(channel="postal"),))
    assert _channel_line(alike.channels[0], alike, "vi") == "qua bưu chính"


def test_show_says_what_a_case_changes() -> None:
    """The line of a case shows its time: the ordinary one, an extension of it, or one agreed in writing."""
    case = Case(id="x", name="Trường hợp x", name_en="Case x", commitment="excluded", commitment_reason="-")
    assert _case_line(case, "en") == "x: Case x: ordinary processing time; outside the commitment"
    longer = attrs.evolve(case, extends_by=Extension(amount=3, unit="working_day"), commitment="covered")
    assert _case_line(longer, "vi") == "x: Trường hợp x: thêm 3 ngày làm việc"
    assert _case_line(attrs.evolve(case, agreed_in_writing=True), "vi").startswith("x: Trường hợp x: theo văn bản thỏa thuận")


def test_show_leaves_out_an_unknown_authority(catalog: Any) -> None:
    """An unknown fact of an edition is left out, or shown as unknown."""
    edition = attrs.evolve(catalog.procedure("1.001193").editions[0], authority=None, components=None, processing_time=None)
    lines = list(_edition_lines(edition, "en"))
    assert not any(line.startswith("Authority") for line in lines)
    assert "Components of the dossier: not found in any source" in lines
    assert "Processing time: not found" in lines


def test_show_ambiguous_code(tthc: Callable[..., Any]) -> None:
    """A code at two levels needs ``--level``."""
    run = tthc("show", "2.000815")
    assert run.code == 2
    assert "--level" in run.err


def test_calendar_names_lost_model_days(tthc: Callable[..., Any]) -> None:
    """A Friday off is no model day, and the calendar shows why; January 2026 had four model days."""
    data = tthc("calendar", "2026", "--format", "json").data
    (model,) = data["models"]
    assert [day["date"] for day in model["days"] if day["date"] < "2026-02"] == ["2026-01-09", "2026-01-16", "2026-01-23", "2026-01-30"]
    assert (model["lost"][0]["date"], model["lost"][0]["kind"]) == ("2026-01-02", "swap_off")


def test_calendar_of_a_year_partly_in_force(tthc: Callable[..., Any]) -> None:
    """The plan is in force from 25/9/2023, so the first model day of 2023 is Friday 29/9."""
    (model,) = tthc("calendar", "2023", "--format", "json").data["models"]
    assert model["days"][0]["date"] == "2023-09-29"
    assert len(model["days"]) == 14


def test_calendar_make_up_days(tthc: Callable[..., Any]) -> None:
    """A working Saturday is shown with the day it makes up for."""
    data = tthc("calendar", "2024", "--format", "json").data
    assert [(day["date"], day["make_up_for"]) for day in data["days"] if day["kind"] == "make_up"] == [("2024-05-04", "2024-04-29")]
    assert "thứ Bảy 04/05/2024" in tthc("calendar", "2024").out


def test_calendar_marks_provisional_days(tthc: Callable[..., Any]) -> None:
    """Each day beyond the decided calendar is marked, and the page shows from when."""
    data = tthc("calendar", "2028", "--format", "json").data
    assert data["provisional_from"] == "2028-01-01"
    assert all(day["provisional"] for day in data["days"])
    assert "provisional" in tthc("calendar", "2028", "--lang", "en").out
    assert tthc("calendar", "2024", "--format", "json").data["provisional_from"] is None


def test_calendar_cites_its_sources(tthc: Callable[..., Any]) -> None:
    """The decision behind a day is printed with it."""
    assert "2450/VPCP-KGVX" in tthc("calendar", "2024").out


@pytest.mark.parametrize("year", ["1890", "2300", "24", "abcd", "0000", "-2024"])
def test_calendar_refuses_other_years(tthc: Callable[..., Any], year: str) -> None:
    """A year outside the calendar, or no year at all, is refused."""
    assert tthc("calendar", year).code == 2


@pytest.mark.parametrize(
    ("lang", "expected"), [("vi", "không thu; 8.000 đồng/bản sao (Bản sao"), ("en", "free of charge; 8.000 đồng per bản sao (Bản sao")]
)
def test_what_is_charged_within_a_free_procedure_is_shown(tthc: Callable[..., Any], lang: str, expected: str) -> None:
    """A procedure free of charge shows the one item that is charged."""
    assert expected in tthc("show", "1.000894", "--level", "commune", "--lang", lang).out


@pytest.mark.parametrize(
    "words", ["Thủ tục đăng ký khai sinh", "đăng ký khai sinh", "dang ky khai sinh", "DANG KY KHAI SINH", "Đăng ký  khai sinh"]
)
def test_a_procedure_is_found_by_its_name(tthc: Callable[..., Any], words: str) -> None:
    """``show`` and ``due`` accept a whole name, with or without tone marks and the word for procedure, and name what they found."""
    run = tthc("show", words)
    assert (run.code, run.first) == (0, "1.001193 · Thủ tục đăng ký khai sinh")
    assert "Thủ tục đăng ký khai sinh (cấp xã)" in run.err
    due = ("--at", "2023-09-29 15:31", "--format", "json")
    assert tthc("due", words, *due).data == tthc("due", "1.001193", "--level", "commune", *due).data


@pytest.mark.parametrize(
    ("words", "level", "code"),
    [("ket hon", None, "1.000894"), ("yeu to nuoc ngoai", None, "2.000528"), ("ban sao so goc", "commune", "2.000908")],
)
def test_words_of_one_procedure_find_it(tthc: Callable[..., Any], words: str, level: str | None, code: str) -> None:
    """Words that only one procedure has in its name, at the level if one is given, find it."""
    assert tthc("show", words, *(("--level", level) if level else ())).first.startswith(code)


@pytest.mark.parametrize(
    ("words", "kind", "codes"),
    [
        ("khai sinh", "AmbiguousProcedure", {"1.000689", "1.001193", "2.000635", "2.000528"}),
        ("khai sanh", "UnknownProcedure", {"1.000689", "1.001193", "2.000635", "2.000528", "2.001009"}),
        ("zzz", "UnknownProcedure", set()),
        ("--", "UnknownProcedure", set()),
    ],
)
@pytest.mark.parametrize("command", ["show", "due"])
def test_other_words_offer_near_procedures(tthc: Callable[..., Any], command: str, words: str, kind: str, codes: set[str]) -> None:
    """Words of several procedures, or of none, exit like an unknown code and list the procedures with these or similar words."""
    more = ("--at", "2023-09-29 15:31") if command == "due" else ()
    error = json.loads(tthc(command, *more, "--format", "json", "--", words).err)["error"]
    assert (error["type"], set(error.get("suggestions", ()))) == (kind, codes)
    run = tthc(command, *more, "--", words)
    assert run.code == 2
    assert {line.split()[0] for line in run.err.splitlines()[1:] if line.startswith("  ")} == codes


def test_many_matching_procedures_are_cut(tthc: Callable[..., Any]) -> None:
    """A word of very many procedures lists the first of them."""
    lines = tthc("show", "thu").err.splitlines()
    assert len(lines) == 14
    assert lines[-1] == "  …"


def test_list_finds_by_words_and_digits(tthc: Callable[..., Any]) -> None:
    """``list`` keeps the procedures with all words in their name, else those with similar words and a note; digits begin a code."""

    def codes(*words: str) -> list[str]:
        return [row["code"] for row in tthc("list", *words, "--format", "json").data["procedures"]]

    assert codes("khai", "sinh") == codes("KHAI SINH") == codes("sinh", "khai")
    assert set(codes("khai", "sinh")) == {"1.000689", "1.001193", "2.000635", "2.000528"}
    assert codes("ket hon", "--level", "district") == []
    assert set(codes("2.00090")) == {"2.000908"}
    assert "gần giống" in tthc("list", "khai", "sanh").out
    assert "1.001193" in codes("dang ky khai sinh luu dong")
    assert codes("ket hon luu dong") == ["1.000894"]
    assert codes("giay phep lai xe") == []
    assert "Không có thủ tục nào khớp." in tthc("list", "zzz").out
