"""``tthc due``: the answer, its reasons, its two forms, and every refusal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tthc_catalog._resources import catalog_folder, schemas_folder

if TYPE_CHECKING:
    from collections.abc import Callable

BIRTH = ("due", "1.001193", "--level", "commune")
CERTIFIED_COPY = ("due", "2.000815", "--level", "commune")
MARITAL_STATUS = ("due", "1.004873", "--level", "commune")


def test_first_line_is_the_answer(tthc: Callable[..., Any]) -> None:
    """Received after 15:30 on a model Friday, the result is due before 09:00 of the next working day."""
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31")
    assert run.first == "Hạn trả kết quả: trước 09:00 thứ Hai 02/10/2023."
    assert (run.code, run.err) == (0, "")


def test_first_line_in_english(tthc: Callable[..., Any]) -> None:
    """The same answer in English."""
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--lang", "en")
    assert run.first == "The result is due before 09:00 on Monday 2/10/2023."


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_reasons_name_rule_and_citation(tthc: Callable[..., Any], lang: str) -> None:
    """Each numbered reason is followed by its rule id in brackets and its citation."""
    lines = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--lang", lang).out.splitlines()
    numbered = [place for place, line in enumerate(lines) if line.lstrip()[:1].isdigit() and ". " in line]
    assert len(numbered) >= 4
    for place in numbered:
        rule, _, cited = lines[place + 1].strip().partition("] ")
        assert rule.startswith("[")
        assert cited


def test_evidence_names_the_catalog_and_the_table(tthc: Callable[..., Any], engine: Any) -> None:
    """The last line of the answer itself names the catalog and the table."""
    last = tthc(*BIRTH, "--at", "2023-09-29 15:31").out.splitlines()[-2]
    assert engine.catalog.version in last
    assert engine.timetable("1.001193", level="commune").digest in last


def test_both_deadlines_are_shown(tthc: Callable[..., Any]) -> None:
    """Received at 15:10 on a Friday: the law allows Monday, the commitment is today, and both are shown."""
    out = tthc(*CERTIFIED_COPY, "--at", "2023-09-29 15:10").out
    assert "Theo cam kết: trong ngày thứ Sáu 29/09/2023" in out
    assert "Theo luật: trong ngày thứ Hai 02/10/2023" in out


def test_reconstructed_list_is_noted(tthc: Callable[..., Any]) -> None:
    """The answer notes that the list of procedures is a reconstruction, until the real annex replaces it."""
    assert "Danh sách thủ tục chưa chính thức" in tthc(*BIRTH, "--at", "2023-09-29 15:31").out


def test_an_official_list_needs_no_notice(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """If a procedure's membership is official, its answer has no notice."""
    shutil.copytree(catalog_folder(), tmp_path / "catalog")
    file = tmp_path / "catalog" / "commune" / "ho-tich" / "1.001193.yaml"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("status: reconstructed", "status: official"), encoding="utf-8")
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--catalog", str(tmp_path / "catalog"))
    assert run.code == 0
    assert "Lưu ý" not in run.out


def test_reasons_can_be_left_out(tthc: Callable[..., Any]) -> None:
    """``--no-explain`` shows only the answer, the deadlines and the notices."""
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--no-explain")
    assert "Vì sao" not in run.out
    assert "Theo cam kết" in run.out


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2023-09-27 10:00", "not-model-day"),
        ("2023-09-22 10:00", "not-in-force"),
        ("2024-03-02 10:00", "office-closed"),
    ],
)
def test_not_covered_is_an_answer(tthc: Callable[..., Any], at: str, reason: str) -> None:
    """A dossier that no commitment covers gets an answer with the reason, and exit code 0."""
    run = tthc(*BIRTH, "--at", at, "--format", "json")
    assert run.code == 0
    assert (run.data["covered"], run.data["reason"]) == (False, reason)
    assert run.data["statutory"] is not None


def test_case_excluded_from_the_commitment(tthc: Callable[..., Any]) -> None:
    """A marital-status certificate that needs verification has its own time and no commitment."""
    run = tthc(*MARITAL_STATUS, "--at", "2023-09-29 09:00", "--case", "xac-minh", "--format", "json")
    assert (run.data["reason"], run.data["case"], run.data["commitment"]) == ("case-excluded", "xac-minh", None)


def test_missing_components_are_listed(tthc: Callable[..., Any]) -> None:
    """An incomplete dossier is not received, and the answer lists what is missing."""
    run = tthc(*BIRTH, "--at", "2023-09-29 09:00", "--have", "to-khai")
    assert run.code == 0
    certain, _, further = run.out.partition("Chỉ cần trong trường hợp:")
    assert "Thành phần còn thiếu:" in certain
    assert "[giay-chung-sinh]" in certain
    assert "[van-ban-uy-quyen]" not in certain
    assert "[uy-quyen]: " in further
    assert "[van-ban-uy-quyen]" in further


def test_complete_dossier_lists_what_may_be_needed(tthc: Callable[..., Any]) -> None:
    """A dossier with all required papers is received; papers for other circumstances are shown with these."""
    run = tthc(*BIRTH, "--at", "2023-09-29 09:00", "--have", "to-khai", "--have", "giay-chung-sinh")
    assert run.first.startswith("Hạn trả kết quả")
    assert "còn thiếu" not in run.out
    assert "Chỉ cần trong trường hợp:" in run.out
    data = tthc(*BIRTH, "--at", "2023-09-29 09:00", "--have", "to-khai", "--have", "giay-chung-sinh", "--format", "json").data
    assert data["missing"] == []
    assert all(item["any_of"][0]["condition"] for item in data["conditional"])


def test_optional_papers_stand_apart(tthc: Callable[..., Any]) -> None:
    """A paper that may be left out is named after the missing and the conditional ones, and never as missing."""
    run = tthc("due", "2.000815", "--level", "commune", "--at", "2023-09-29 09:00", "--have", "ban-chinh")
    before, _, after = run.out.partition("Không bắt buộc, có thể nộp thêm:")
    assert "còn thiếu" not in run.out
    assert "  - " in after.split("\n\n")[0]
    assert before


def test_a_condition_makes_its_component_required(tthc: Callable[..., Any]) -> None:
    """A confirmed circumstance makes its component required."""
    words = (*BIRTH, "--at", "2023-09-29 09:00", "--have", "to-khai", "--have", "giay-chung-sinh", "--condition", "uy-quyen")
    run = tthc(*words, "--format", "json")
    assert run.data["reason"] == "incomplete"
    assert [item["any_of"][0]["id"] for item in run.data["missing"]] == ["van-ban-uy-quyen"]


def test_a_condition_alone_is_refused(tthc: Callable[..., Any]) -> None:
    """A condition without any component would be ignored, so it is refused."""
    run = tthc(*BIRTH, "--at", "2023-09-29 09:00", "--condition", "uy-quyen")
    assert run.code == 2
    assert "--have" in run.err


JSON_QUESTIONS = [
    (*BIRTH, "--at", "2023-09-29 15:31"),
    (*BIRTH, "--at", "2023-09-27 10:00"),
    (*BIRTH, "--at", "2024-03-02 10:00"),
    (*BIRTH, "--at", "2023-09-29 09:00", "--have", "to-khai"),
    (*BIRTH, "--at", "2027-03-05 09:00"),
    (*MARITAL_STATUS, "--at", "2023-09-29 09:00", "--case", "xac-minh"),
    ("due", "1.001612", "--level", "district", "--at", "2025-07-01 09:00"),
    (*BIRTH, "--at", "2023-09-29 15:31", "--paused", "2023-09-29 15:40/2023-10-02 08:00", "--paused", "2023-10-02 08:30/"),
    (*BIRTH, "--at", "2023-09-29 10:00", "--paused", "2023-09-29 11:00/2023-10-02 08:00/bo-sung-ho-so"),
]


def test_pauses_move_the_answer(tthc: Callable[..., Any]) -> None:
    """``--paused`` gives the deadline after a pause, and the same answer is never taken from the cache of one without it."""
    plain = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--format", "json").data
    paused = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--paused", "2023-09-29 15:40/2023-10-02 08:00", "--format", "json").data
    assert (plain["due_at"], paused["due_at"]) == ("2023-10-02T09:00:00+07:00", "2023-10-03T09:00:00+07:00")
    assert paused["promised"]["due_at"] == plain["due_at"]
    assert "history" not in plain["inputs"]


@pytest.mark.parametrize(
    ("value", "message"),
    [("2023-10-02 08:00", "with /KIND"), ("a/b/c/d", "with /KIND"), ("2023-09-29 15:40//xyz", "cho-nguoi-nop"), ("hôm qua/", "hôm qua")],
)
def test_wrong_pauses(tthc: Callable[..., Any], value: str, message: str) -> None:
    """A pause that cannot be read, or of an unknown kind, is a usage error that says what is expected."""
    result = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--paused", value, "--lang", "en")
    assert result.code == 2
    assert message in result.err


@pytest.mark.parametrize("words", JSON_QUESTIONS)
def test_json_follows_the_published_schema(tthc: Callable[..., Any], words: tuple[str, ...]) -> None:
    """The JSON of every answer is valid against schemas/decision.schema.json."""
    schema = json.loads((schemas_folder() / "decision.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(tthc(*words, "--format", "json").data)


def test_json_has_the_promised_keys(tthc: Callable[..., Any]) -> None:
    """The documented keys are present, with instants in ISO form at +07:00."""
    data = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--format", "json").data
    promised = "covered reason due_at late_after bound commitment statutory rule citations missing provisional catalog timetable_digest"
    assert set(promised.split()) <= data.keys()
    assert (data["due_at"], data["late_after"], data["bound"]) == ("2023-10-02T09:00:00+07:00", "2023-10-02T09:00:00+07:00", "before")


@pytest.mark.parametrize("at", ["2023-09-29 15:31", "2023-09-29T08:31:00Z", "2023-09-29 15:31:00+07:00", "2023-09-29T15:31:59"])
def test_instants_may_carry_an_offset(tthc: Callable[..., Any], at: str) -> None:
    """Local time, UTC and +07:00 are the same instant."""
    assert tthc(*BIRTH, "--at", at).first == "Hạn trả kết quả: trước 09:00 thứ Hai 02/10/2023."


def test_provisional_answers_say_so(tthc: Callable[..., Any]) -> None:
    """An answer beyond the decided calendar is marked as provisional."""
    run = tthc(*CERTIFIED_COPY, "--at", "2028-03-03 09:00")
    assert run.code == 0
    assert "Tạm tính" in run.out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_strict_refuses_a_provisional_answer(tthc: Callable[..., Any], lang: str) -> None:
    """``--strict`` refuses a provisional answer with exit code 1 and the last decided day."""
    run = tthc(*CERTIFIED_COPY, "--at", "2028-03-03 09:00", "--strict", "--lang", lang)
    assert (run.code, run.out) == (1, "")
    assert "2027" in run.err


def test_strict_changes_no_decided_answer(tthc: Callable[..., Any]) -> None:
    """``--strict`` does not change an answer within the decided calendar."""
    words = (*BIRTH, "--at", "2023-09-29 15:31")
    assert tthc(*words, "--strict") == tthc(*words)


@pytest.mark.parametrize("year", ["1890", "2300", "0001", "9999"])
def test_far_years_are_refused(tthc: Callable[..., Any], year: str) -> None:
    """A year that the calendar does not cover is refused with the years it covers."""
    run = tthc(*BIRTH, "--at", f"{year}-01-01 09:00")
    assert (run.code, run.out) == (2, "")
    assert "2020" in run.err


@pytest.mark.parametrize(
    "at", ["2023-02-30 09:00", "2023-09-29", "15:31", "29/9/2023", "9/29/2023 15:31", "2023-09-29 25:00", "hôm nay", ""]
)
def test_unreadable_instants_are_refused(tthc: Callable[..., Any], at: str) -> None:
    """An instant that cannot be parsed, or that does not exist, is refused with an example."""
    run = tthc(*BIRTH, "--at", at)
    assert (run.code, run.out) == (2, "")
    assert "2023-09-29 15:31" in run.err


def test_unknown_code_suggests_near_ones(tthc: Callable[..., Any]) -> None:
    """A mistyped code is refused with similar codes."""
    run = tthc("due", "1.001139", "--at", "2023-09-29 15:31")
    assert run.code == 2
    assert "1.001193" in run.err


def test_ambiguous_code_names_its_levels(tthc: Callable[..., Any]) -> None:
    """A code at two levels is refused without ``--level``."""
    run = tthc("due", "2.000815", "--at", "2023-09-29 15:31")
    assert run.code == 2
    assert "commune" in run.err
    assert "district" in run.err


def test_wrong_level_names_the_right_one(tthc: Callable[..., Any]) -> None:
    """A code at the wrong level is refused with the right level."""
    run = tthc("due", "1.001193", "--level", "district", "--at", "2023-09-29 15:31")
    assert run.code == 2
    assert "commune" in run.err


def test_printed_code_forms_are_understood(tthc: Callable[..., Any]) -> None:
    """The longer forms printed on papers name the same procedure."""
    longer = tthc("due", "1.001193.000.00.00.H23", "--level", "commune", "--at", "2023-09-29 15:31")
    assert longer.out == tthc(*BIRTH, "--at", "2023-09-29 15:31").out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--case", "xacminh"), "xacminh"),
        (("--office", "cap-x"), "cap-xa"),
        (("--have", "to-kai"), "to-khai"),
        (("--channel", "fax"), "in_person"),
    ],
)
def test_unknown_names_are_refused_with_the_known(tthc: Callable[..., Any], words: tuple[str, ...], expected: str) -> None:
    """An unknown case, office, component or channel is refused with the known ones."""
    run = tthc(*BIRTH, "--at", "2023-09-29 09:00", *words)
    assert (run.code, run.out) == (2, "")
    assert expected in run.err


def test_errors_are_json_when_json_is_requested(tthc: Callable[..., Any]) -> None:
    """With ``--format json``, errors are JSON too, with their type and suggestions."""
    run = tthc("due", "1.001139", "--at", "2023-09-29 15:31", "--format", "json")
    error = json.loads(run.err)["error"]
    assert error["type"] == "UnknownProcedure"
    assert "1.001193" in error["suggestions"]


def test_another_catalog(tthc: Callable[..., Any], catalog: Any) -> None:
    """``--catalog`` with a folder reads that folder."""
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--catalog", catalog.root)
    assert run.first == "Hạn trả kết quả: trước 09:00 thứ Hai 02/10/2023."


def test_a_catalog_that_is_not_there(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """A folder that does not exist is an input error that names the folder."""
    run = tthc(*BIRTH, "--at", "2023-09-29 15:31", "--catalog", str(tmp_path / "nowhere"))
    assert run.code == 2
    assert "nowhere" in run.err


def test_words_need_no_quotes(tthc: Callable[..., Any]) -> None:
    """Words of a name are joined, in every command that takes a code; a code has no further word."""
    at = ("--at", "2023-09-29 15:31")
    quoted = tthc("due", "tinh trang hon nhan", *at)
    assert tthc("due", "tinh", "trang", "hon", "nhan", *at)[:2] == quoted[:2] == tthc("due", "1.004873", *at)[:2]
    for command in (("show",), ("history",), ("slip", *at, "--to", "json")):
        assert tthc(*command, "tinh", "trang", "hon", "nhan").out == tthc(*command, "1.004873").out
        assert tthc(*command, "1.004873", "hon").code == 2


def test_an_error_in_json_is_all_of_standard_error(tthc: Callable[..., Any]) -> None:
    """A procedure found by words is not named there, since another program reads it."""
    run = tthc("due", "khai sinh lưu động", "--level", "commune", "--at", "2024-01-01", "--format", "json", "--catalog", "packaged")
    assert json.loads(run.err)["error"]["type"] in ("InvalidInstant", "UnknownProcedure")
