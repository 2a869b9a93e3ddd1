"""The jobs of an official's year, each by one command line: the catalog stays valid, and the answers move as expected."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "viec-trong-nam.md"
TODAY = "2026-11-28"


NUMBER = "15/2026/NQ-HĐND"
KEPT = ("1.004873", "1.001193", "1.001266")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged catalog with three of its procedures and a document to cite, without releases."""
    folder = tmp_path_factory.mktemp("base") / "catalog"
    shutil.copytree(ROOT / "catalog", folder, ignore=shutil.ignore_patterns("releases", "corrections.yaml"))
    for path in [*folder.glob("commune/*/*.yaml"), *folder.glob("district/*/*.yaml")]:
        if path.stem not in KEPT:
            path.unlink()
    manifest = folder / "manifest.yaml"
    content = manifest.read_text(encoding="utf-8")
    for right, wrong in (("14", "1"), ("4", "1"), ("21", "2"), ("2", "1")):
        key = "procedures" if right in {"14", "21"} else "fields"
        assert f"    {key}: {right}\n" in content
        content = content.replace(f"    {key}: {right}\n", f"    {key}: {wrong}\n", 1)
    manifest.write_text(content, encoding="utf-8")
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


def test_the_commands_of_the_page_run(run: Callable[[str], Any]) -> None:
    """Each command line of the page of an official's jobs runs, one after the other, and the catalog stays valid."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("tthc ")]
    assert len(lines) >= 9
    for line in lines:
        result = run(line.removeprefix("tthc "))
        assert result.code == 0, (line, result)
    assert is_valid(run)
