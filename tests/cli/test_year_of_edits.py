"""The jobs of an official's year, each by one command line: the catalog stays valid, and the answers move as expected."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from few_procedures import copy_few

from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "viec-trong-nam.md"
TODAY = "2026-11-28"


NUMBER = "15/2026/NQ-HĐND"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged catalog with three of its procedures and a document to cite, without releases."""
    folder = copy_few(tmp_path_factory.mktemp("base") / "catalog")
    assert main(["new", "document", NUMBER, "--from", "2027-01-01", "--on", TODAY, "--catalog", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def catalog(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small catalog in an empty current folder."""
    shutil.copytree(base, tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "catalog"


@pytest.fixture
def run(tthc: Callable[..., Any]) -> Callable[[str], Any]:
    """Run a command line."""
    return lambda line: tthc(*shlex.split(line))


@pytest.fixture
def cited() -> str:
    """The number of a document of ``legal.yaml``."""
    return NUMBER


def due(run: Callable[[str], Any], question: str) -> str:
    """Return the due time of a dossier, or the reason why it is not covered."""
    data = run(f"due {question} --format json").data
    return str(data["due_at"] or data["reason"])


def is_valid(run: Callable[[str], Any]) -> bool:
    """Return whether the catalog has no error and its files are formatted."""
    return run(f"check catalog --on {TODAY}").code == 0 and run("fmt --check catalog").code == 0


ONE = "1.004873 --level commune --at"
JOBS = [
    pytest.param(
        "new edition 1.004873 --from 2027-01-01 --by {cited} --time '2 ngày làm việc'",
        f"{ONE} '2027-01-05 09:00'",
        ("2027-01-08T16:30:00+07:00", "2027-01-07T16:30:00+07:00"),
        id="time",
    ),
    pytest.param(
        "new case 1.004873 ho-so-cu --name 'Hồ sơ cũ' --time '5 ngày làm việc' --excluded 'phải tra sổ' --from 1/1/2027 --by {cited}",
        f"{ONE} '2027-01-05 09:00' --case ho-so-cu",
        (None, "2027-01-12T16:30:00+07:00"),
        id="case",
    ),
    pytest.param(
        "end 1.004873 --on 2027-01-01 --by {cited} --successor 1.001193",
        f"{ONE} '2027-01-05 09:00'",
        ("2027-01-08T16:30:00+07:00", "not-in-force"),
        id="abolition",
    ),
    pytest.param(
        "new day 2027-01-07 --kind swap_off --swap-with 2027-01-09 --name 'Nghỉ hoán đổi' --decision 1/TB --announced 2026-12-20",
        f"{ONE} '2027-01-05 09:00'",
        ("2027-01-08T16:30:00+07:00", "2027-01-09T16:30:00+07:00"),
        id="holiday",
    ),
    pytest.param(
        "new office cap-xa --from 2027-01-01 --hours '07:00-11:00, 13:00-16:00' --by {cited}",
        f"{ONE} '2027-01-05 09:00'",
        ("2027-01-08T16:30:00+07:00", "2027-01-08T16:00:00+07:00"),
        id="hours",
    ),
    pytest.param(
        "new closure mat-dien --office cap-xa --date 2027-01-15 --reason 'mất điện' --announced 2027-01-10",
        f"{ONE} '2027-01-15 09:00'",
        ("2027-01-15T16:30:00+07:00", "2027-01-18T07:30:00+07:00"),
        id="closure",
    ),
    pytest.param(
        "new model moi-ngay --title 'Không chờ mỗi ngày' --from 2027-01-01 --by {cited} --level commune",
        f"{ONE} '2027-01-05 09:00'",
        ("2027-01-08T16:30:00+07:00", "2027-01-05T16:30:00+07:00"),
        id="model",
    ),
    pytest.param(
        "new office xa-moi --name 'Trung tâm xã Mới' --level commune --hours hai-duong --from 2027-01-01 --by {cited} "
        "--succeeds xa-ha-tay --succeeds xa-ha-bac",
        f"{ONE} '2027-01-05 09:00' --office xa-ha-tay",
        (None, "office-not-in-force"),
        id="merger",
    ),
]


@pytest.mark.parametrize(("command", "question", "expected"), JOBS)
def test_a_job_is_one_command_line(
    run: Callable[[str], Any], cited: str, command: str, question: str, expected: tuple[str | None, str]
) -> None:
    """The command writes, the check and the formatter have nothing to say, and the answer moves."""
    if expected[0] is not None:
        assert due(run, question) == expected[0]
    result = run(f"{command.format(cited=cited)} --format json" + ("" if command.startswith("end") else f" --on {TODAY}"))
    assert (result.code, result.data["written"]) == (0, True), result
    assert is_valid(run)
    assert due(run, question) == expected[1]


def test_a_year_of_holidays_is_one_table(run: Callable[[str], Any], catalog: Path) -> None:
    """Vietnamese heads and kinds are understood, days are put in order, and what the calendar knows already is left alone."""
    rows = [
        "Ngày;Loại ngày;Tên ngày;Số thông báo;Ngày thông báo;Hoán đổi với",
        "1/1/2028;nghỉ lễ;Tết Dương lịch;99/TB-BNV;1/10/2027;",
        "3/1/2028;Nghỉ bù;Nghỉ bù Tết Dương lịch;99/TB-BNV;1/10/2027;",
        "14/2/2028;nghỉ hoán đổi;Nghỉ hoán đổi;99/TB-BNV;1/10/2027;19/2/2028",
        "19/2/2028;làm bù;Làm bù;99/TB-BNV;1/10/2027;14/2/2028",
    ]
    Path("lich.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    line = f"new day --table lich.csv --decided-through 2028-12-31 --on {TODAY} --format json"
    result = run(line)
    assert result.code == 0, result
    assert is_valid(run)
    text = (catalog / "calendar" / "vietnam.yaml").read_text(encoding="utf-8")
    assert 'decided_through: "2028-12-31"' in text
    assert '  - through: "2027-12-31"\n    until: "2027-10-01"\n' in text
    assert text.count('date: "2028-') == len(rows) - 1
    assert run(line).data["files"] == []


@pytest.mark.parametrize(
    ("cell", "named"),
    [("31/2/2028", "A2"), ("", "A2"), ("mai", "A2")],
)
def test_a_wrong_cell_of_a_table_is_named(run: Callable[[str], Any], catalog: Path, cell: str, named: str) -> None:
    """All wrong cells are listed with their places, and nothing is written."""
    before = (catalog / "calendar" / "vietnam.yaml").read_bytes()
    Path("lich.csv").write_text(
        f"date,kind,name,decision,announced_on\n{cell},lễ,A,1/TB,2027-10-01\n2028-01-01,ngày,B,1/TB,\n", encoding="utf-8"
    )
    result = run("new day --table lich.csv")
    assert result.code == 2
    assert f"dòng 2, ô {named}" in result.err
    assert "dòng 3, ô B3" in result.err
    assert (catalog / "calendar" / "vietnam.yaml").read_bytes() == before


REFUSED = [
    ("new edition 1.004873 --from 2027-01-01 --by 16/2026/NQ-HĐND --time '2 ngày'", "tthc new document"),
    ("new edition 1.004873 --from 2027-01-01 --by {cited} --fee '10.000 đồng'", "--channel"),
    ("new edition 1.004873 --from 2026-08-08 --by {cited} --time '2 ngày'", "2026-08-08"),
    ("new edition 1.004873 --from 2027-01-01 --by {cited} --time 'nhanh'", "3 ngày làm việc"),
    ("new edition 1.004873 --from 2027-01-01 --by {cited}", "--time"),
    ("new edition 1.004874 --from 2027-01-01 --by {cited} --time '2 ngày'", "1.004873"),
    ("new edition 1.004873 --time '2 ngày'", "--from, --by"),
    ("new case 1.004873 xac-minh --name A --time '2 ngày' --by {cited}", "xac-minh"),
    ("new office cap-xaa --name A", "cap-xa"),
    ("new office cap-xa --name A --level commune --from 2027-01-01", "--level"),
    ("new office cap-xa --from 2027-01-01", "--hours"),
    ("new closure x --office cap-x --date 2027-01-15 --reason a --announced -", "cap-xa"),
    ("new closure x --office cap-xa --date 2027-01-15 --until 2027-01-14 --reason a --announced -", "2027-01-14"),
    ("new document {cited}", "15/2026/NQ-HĐND"),
    ("new model thu-sau-khong-cho --title A --from 2027-01-01 --by {cited}", "thu-sau-khong-cho"),
    ("new day 2027-01-01 --kind compensatory --name A --decision 1/TB --announced -", "Tết Dương lịch"),
    ("end 1.004873 --on 2027-03-01 --by {cited}", "2027-03-01"),
    ("end xa-ha-tai --on 2027-03-01 --by {cited}", "xa-ha-tay"),
    ("end 1.004873 --on 2027-01-01 --by {cited} --successor 1.004873", "1.004873"),
]


@pytest.mark.parametrize(("command", "named"), REFUSED)
def test_a_command_that_cannot_be_right_writes_nothing(
    run: Callable[[str], Any], catalog: Path, cited: str, command: str, named: str
) -> None:
    """The message names what is wrong or what to do, and no file has changed."""
    before = {path: path.read_bytes() for path in catalog.rglob("*.yaml")}
    result = run(command.format(cited=cited))
    assert result.code == 2, result
    assert named in result.err
    assert {path: path.read_bytes() for path in catalog.rglob("*.yaml")} == before


def test_an_edit_that_breaks_a_promise_is_reported_and_not_written(run: Callable[[str], Any], catalog: Path, cited: str) -> None:
    """Other hours from a day before the last release would move answers that were given out."""
    shutil.rmtree(catalog)
    shutil.copytree(ROOT / "catalog", catalog)
    assert run(f"new document {cited} --from 2027-01-01 --on {TODAY}").code == 0
    before = (catalog / "offices.yaml").read_bytes()
    result = run(f"new office cap-xa --from 2026-11-01 --hours '07:00-11:00, 13:00-16:00' --by {cited} --on {TODAY}")
    assert result.code == 1
    assert "promise-broken" in result.out
    assert (catalog / "offices.yaml").read_bytes() == before


def test_comments_and_other_lines_stay(run: Callable[[str], Any], catalog: Path, cited: str) -> None:
    """A change of one desk adds lines, and takes none away."""
    path = catalog / "offices.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  - id: cap-xa\n", "  # bộ phận chung\n  - id: cap-xa\n"), encoding="utf-8")
    before = path.read_text(encoding="utf-8").splitlines()
    assert run(f"new office cap-xa --from 2027-01-01 --hours '07:00-11:00, 13:00-16:00' --by {cited} --on {TODAY}").code == 0
    after = path.read_text(encoding="utf-8").splitlines()
    kept = iter(after)
    assert all(line in kept for line in before)


def test_the_days_of_a_workbook(run: Callable[[str], Any], catalog: Path) -> None:
    """A table of days in Excel, with real dates in its cells, is read as one in CSV."""
    write_days(Path("lich.xlsx"))
    assert run(f"new day --table lich.xlsx --decided-through 2028-12-31 --on {TODAY}").code == 0
    text = (catalog / "calendar" / "vietnam.yaml").read_text(encoding="utf-8")
    assert text.count('date: "2028-') == 2
    assert is_valid(run)


def test_hours_of_two_seasons(run: Callable[[str], Any], cited: str) -> None:
    """Hours are stated by season in one option; a year with a gap is refused."""
    line = f"new office cap-xa --from 2027-01-01 --by {cited} --on {TODAY} --hours"
    assert run(f"{line} '1/4-31/10 07:00-11:30; 1/12-31/3 07:30-12:00'").code == 1
    assert run(f"{line} '1/4-31/10 07:00-11:00, 13:00-16:00; 1/11-31/3 07:30-12:00, 13:00-16:45'").code == 0
    assert is_valid(run)
    assert due(run, f"{ONE} '2027-01-05 09:00'") == "2027-01-08T16:45:00+07:00"


@pytest.mark.parametrize("hours", ["1/4-31/10", "07:00-11:30; 13:30-17:00", "31/2-1/4 07:00-11:30", "1/4-31/10 7h-11h"])
def test_hours_that_cannot_be_read(run: Callable[[str], Any], cited: str, hours: str) -> None:
    """Wrong hours are refused with the way to write them."""
    result = run(f"new office cap-xa --from 2027-01-01 --by {cited} --hours '{hours}'")
    assert (result.code, "07:00-11:30" in result.err) == (2, True), result


def test_a_roster_has_every_model_day(run: Callable[[str], Any], catalog: Path) -> None:
    """The drafted roster covers each model day, and the officials take turns; another for the same desk is refused."""
    line = "new roster xa-an-phuong --from 1/4/2024 --until 1/5/2024 --signatory ld-01 --official cc-01 --official cc-02 --volunteer tn-01"
    assert run(f"{line} --on {TODAY}").code == 0
    text = (catalog / "rosters" / "xa-an-phuong.yaml").read_text(encoding="utf-8")
    assert re.findall('date: "(.*)"', text) == ["2024-04-05", "2024-04-12", "2024-04-19", "2024-04-26"]
    assert (text.count("official: cc-01"), text.count("official: cc-02")) == (2, 2)
    assert is_valid(run)
    assert run(line).code == 2


REFUSED_ROSTERS = [
    ("xa-an-phuon --from 1/4/2024 --until 1/5/2024 --signatory a --official b", "xa-an-phuong"),
    ("xa-an-phuong --from 1/4/2024 --until 1/5/2024 --official b", "--signatory"),
    ("xa-an-phuong --from 1/4/2024 --until 1/4/2024 --signatory a --official b", "2024-04-01"),
    ("xa-an-phuong --from 1/4/2024 --until 3/4/2024 --signatory a --official b", "xa-an-phuong"),
    ("xa-an-phuong --from 1/4/2024 --until 1/5/2024 --signatory 'Nguyễn A' --official b", "Nguyễn A"),
]


@pytest.mark.parametrize(("words", "named"), REFUSED_ROSTERS)
def test_a_roster_that_cannot_be_made(run: Callable[[str], Any], catalog: Path, words: str, named: str) -> None:
    """The message names what is missing or wrong, and no file is written; names of people are not ids."""
    result = run(f"new roster {words}")
    assert (result.code, named in result.err) == (2, True), result
    assert not (catalog / "rosters").exists()


def write_days(path: Path) -> None:
    """Write a workbook with two days off."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Ngày", "Loại ngày", "Tên ngày", "Số thông báo", "Ngày thông báo"])
    book.active.append([dt.date(2028, 1, 1), "nghỉ lễ", "Tết Dương lịch", "99/TB-BNV", dt.date(2027, 10, 1)])
    book.active.append(["3/1/2028", "nghỉ bù", "Nghỉ bù Tết Dương lịch", "99/TB-BNV", "1/10/2027"])
    book.save(path)


def write_inputs(catalog: Path) -> None:
    """Write the files that the commands of the page read: an annex, a year of days, and dossiers."""
    write_days(Path("lich.xlsx"))
    names = {path.stem: re.search("^    name: (.*)$", path.read_text("utf-8"), re.MULTILINE) for path in catalog.glob("commune/*/*.yaml")}
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["STT", "Mã số", "Tên thủ tục", "Lĩnh vực"])
    for number, (code, name) in enumerate(sorted(names.items()), 1):
        book.active.append([number, code, name[1] if name else "", "Hộ tịch"])
    book.save("phu-luc.xlsx")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Mã hồ sơ", "Mã thủ tục", "Cấp", "Đơn vị", "Ngày nhận", "Ngày có kết quả", "Cách nộp"])
    for number in range(1, 4):
        book.active.append([f"H{number}", "1.004873", "xã", "cap-xa", f"0{number}/10/2026 09:00", f"0{number}/10/2026 15:00", "trực tiếp"])
    book.save("ho-so.xlsx")


def edit_workbook(path: Path) -> None:
    """Change the time of one procedure in the published workbook, as a person does in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book["Thủ tục"]
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    (row,) = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, heads["Mã thủ tục"]).value == "1.004873"]
    sheet.cell(row, heads["Thời hạn theo luật"]).value = "1 ngày làm việc"
    book.save(path)


def sections() -> dict[str, list[str]]:
    """Return the command lines of each section of the page."""
    parts = re.split("^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: [line for line in part.splitlines() if line.startswith("tthc ")] for part in parts}


def test_the_commands_of_the_page_run(run: Callable[[str], Any], catalog: Path) -> None:
    """Each command line of the page of an official's jobs runs, one after the other, and the catalog stays valid."""
    write_inputs(catalog)
    lines = [line for part in sections().values() for line in part]
    assert len(lines) >= 17
    for line in lines:
        if line.startswith("tthc import ra/"):
            edit_workbook(Path("ra/procedures.xlsx"))
        result = run(line.removeprefix("tthc "))
        assert result.code == 0, (line, result)
    assert is_valid(run)
    assert due(run, f"{ONE} '2027-02-16 09:00'").startswith("2027-02-17")


def test_the_numbers_of_the_page() -> None:
    """The table has the thirteen jobs with the number of their commands and of the characters to type."""
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 13
    typed = {job: (len(lines), sum(map(len, lines))) for job, lines in sections().items()}
    assert {job: (int(commands), int(keys)) for job, commands, keys in rows} == {job: typed[job] for job, _, _ in rows}
