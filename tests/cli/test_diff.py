"""``tthc diff``: versions of a catalog from all sources, and what their differences mean for citizens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CATALOG = Path(__file__).parents[2] / "catalog"
SHEET = "commune/ho-tich/1.004873.yaml"
MODEL = "models/thu-sau-khong-cho.yaml"
CUTOFF = '    - after: "15:30"\n      due:\n        working_days: 1\n        before: "09:00"\n'


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a text once, as a person would edit the file."""
    content = path.read_text(encoding="utf-8")
    assert content.count(old) >= 1, old
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def git(folder: Path, *words: str) -> None:
    """Run git with an author of its own and no settings of this machine."""
    no_settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    author = {f"GIT_{role}_{part}": "x@example.vn" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env={**os.environ, **no_settings, **author})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the packaged catalog in ``catalog`` of the current folder."""
    shutil.copytree(CATALOG, tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "catalog"


@pytest.fixture
def repository(folder: Path) -> Path:
    """The same under git: the first commit is the packaged catalog, the second drops the cutoff, and a time is edited later."""
    root = folder.parent
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    rewrite(folder / MODEL, CUTOFF, "")
    git(root, "commit", "-qam", "two")
    rewrite(folder / SHEET, "amount: 3", "amount: 2")
    return folder


def test_equal_catalogs(tthc: Callable[..., Any], folder: Path) -> None:
    """Equal catalogs are reported as equal, in both languages."""
    assert "Hai bản không khác nhau." in tthc("diff", "packaged", "catalog").out
    run = tthc("diff", "packaged", "catalog", "--lang", "en", "--exit-code")
    assert run.code == 0
    assert "There are no differences." in run.out


def test_the_sentence_for_citizens(tthc: Callable[..., Any], folder: Path) -> None:
    """Dropping the cutoff reads: received Friday 15:31-17:00, before 09:00 next working day -> same day."""
    rewrite(folder / MODEL, CUTOFF, "")
    vi, en = tthc("diff", "packaged", "catalog"), tthc("diff", "packaged", "catalog", "--lang", "en")
    assert vi.code == 0
    assert "nhận thứ Sáu 15:31-17:00 (có mùa đến 16:30): trước 09:00 ngày làm việc kế tiếp → trong ngày" in vi.out
    assert "received Friday 15:31-17:00 (in one season until 16:30): before 09:00 on the next working day → same day" in en.out
    assert "Cấp xã: 2.000815" in vi.out
    assert "District level: all 14 procedures" in en.out


def test_facts_are_listed_under_their_letter(tthc: Callable[..., Any], folder: Path) -> None:
    """A shorter time is listed under đ), with a warning that an old edition was rewritten."""
    rewrite(folder / SHEET, "amount: 3", "amount: 2")
    out = tthc("diff", "packaged", "catalog").out
    assert "đ) Thời hạn giải quyết\n        Thời hạn giải quyết: 3 ngày làm việc → 2 ngày làm việc" in out
    assert "hạn của hồ sơ đã nhận cũng đổi" in out
    assert "63/2010/NĐ-CP" in out
    assert "comparison." not in out


def test_an_edition_added_as_it_should_be_moves_no_promise(tthc: Callable[..., Any], folder: Path) -> None:
    """Ending an edition and adding the next one gives no warning; only receipts from the new day on are reported."""
    times = ("amount: 2", "unit: working_day", "after: null", "then_working_days: null", "only_if_not_resolved_at_once: false")
    time = "".join(f"      {line}\n" for line in (*times, "at_most: null", "disputed: false", "citations: []", "note: null"))
    bounds = "effective_from_basis: null\n    effective_until: null\n    effective_until_basis: null"
    new = f'  - id: moi\n    effective_from: "2027-03-01"\n    {bounds}\n    processing_time:\n{time}'
    rewrite(folder / SHEET, "succeeded_by:", f"{new}succeeded_by:")
    out = tthc("diff", "packaged", "catalog").out
    assert "Phiên bản mới moi, từ 01/03/2027; so với phiên bản nghi-quyet-23-2026:" in out
    assert "từ 01/03/2027 đến 31/12/2030" in out
    assert "trong 2 ngày làm việc" in out
    assert "Lưu ý" not in out


def test_a_model_rewritten_in_place_is_warned_about(tthc: Callable[..., Any], folder: Path) -> None:
    """Changing a model in force moves promises already made and shows a warning; ending it does not."""
    whole = (folder / MODEL).read_text(encoding="utf-8")
    rewrite(folder / MODEL, CUTOFF, "")
    assert "kết thúc mô hình cũ và thêm mô hình mới" in tthc("diff", "packaged", "catalog").out
    (folder / MODEL).write_text(whole.replace("effective_until: null", 'effective_until: "2027-01-01"', 1), encoding="utf-8")
    out = tthc("diff", "packaged", "catalog").out
    assert "Hiệu lực" in out
    assert "Lưu ý" not in out


def test_sources_and_notes_are_counted_unless_requested(tthc: Callable[..., Any], folder: Path) -> None:
    """Changes that citizens never see are counted; ``--all`` lists them."""
    rewrite(folder / SHEET, "    notes:\n", "    notes:\n      - Một ghi chú mới.\n")
    assert "Một ghi chú mới" not in tthc("diff", "packaged", "catalog").out
    assert "Ghi chú: thêm “Một ghi chú mới.”" in tthc("diff", "packaged", "catalog", "--all").out
    assert "Unchanged: every dossier" in tthc("diff", "packaged", "catalog", "--lang", "en").out


def test_two_days_of_one_catalog(tthc: Callable[..., Any]) -> None:
    """``2025-01-08..2025-01-09`` shows what the decree of 9/1/2025 changed, edition against edition."""
    run = tthc("diff", "2025-01-08..2025-01-09", "--format", "json")
    assert len(run.data["procedures"]) == 29
    assert (run.data["before"]["on"], run.data["after"]["on"]) == ("2025-01-08", "2025-01-09")
    assert run.data["due"] == {"first": "2025-01-09", "last": "2026-01-08", "groups": []}
    assert tthc("diff", "packaged@2025-01-08", "packaged@2025-01-09", "--format", "json").data["procedures"] == run.data["procedures"]


def test_the_model_began(tthc: Callable[..., Any]) -> None:
    """Between the day before the plan and its first day, Friday dossiers change from the law's time to the same day."""
    groups = tthc("diff", "2023-09-24..2023-09-25", "--format", "json").data["due"]["groups"]
    found = next(
        g for g in groups if {"level": "commune", "code": "1.004873", "case": None, "office": "cap-xa", "channel": None} in g["keys"]
    )
    early = next(change for change in found["changes"] if change["from_minute"] is None)
    assert early["weekdays"] == [5]
    assert early["text"]["vi"] == {
        "received": "nhận thứ Sáu 07:00-15:30 (có mùa từ 07:30)",
        "before": "trong 3 ngày làm việc",
        "after": "trong ngày",
    }


def test_git_revisions(tthc: Callable[..., Any], repository: Path) -> None:
    """A revision is read from git; its folder is named, or that of the working folder."""
    both = tthc("diff", "HEAD~1:catalog", "HEAD:catalog", "--format", "json").data
    assert both["procedures"] == []
    assert [record["id"] for record in both["records"]] == ["thu-sau-khong-cho"]
    assert tthc("diff", "HEAD~1..HEAD", "--format", "json").data["records"] == both["records"]
    since = tthc("diff", "HEAD", "--format", "json").data
    assert [procedure["code"] for procedure in since["procedures"]] == ["1.004873"]
    assert since["after"]["named"] == "catalog"


def test_git_from_inside_the_folder(tthc: Callable[..., Any], repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside the catalog folder, a revision needs no folder name."""
    monkeypatch.chdir(repository)
    assert [p["code"] for p in tthc("diff", "HEAD", "--format", "json").data["procedures"]] == ["1.004873"]
    assert [p["code"] for p in tthc("diff", "HEAD:./", ".", "--format", "json").data["procedures"]] == ["1.004873"]


def test_a_repository_that_is_a_catalog(tthc: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the catalog is the whole repository, ``REVISION:`` names its top folder."""
    monkeypatch.chdir(folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    rewrite(folder / SHEET, "amount: 3", "amount: 2")
    for named in ("HEAD:", "HEAD"):
        assert len(tthc("diff", named, ".", "--format", "json").data["procedures"]) == 1


def test_a_revision_on_a_day(tthc: Callable[..., Any], repository: Path) -> None:
    """Any version can be compared as of a day."""
    data = tthc("diff", "HEAD~1:catalog@2023-09-24", "HEAD:catalog@2023-09-25", "--format", "json").data
    assert [(r["kind"], r["id"], r["status"]) for r in data["records"] if r["kind"] == "models"] == [
        ("models", "thu-sau-khong-cho", "added")
    ]


def test_names_with_spaces_and_accents(tthc: Callable[..., Any], folder: Path) -> None:
    """Folders and files may have Vietnamese names, in the file system and in git."""
    named = folder.rename(folder.parent / "danh mục Thanh Hà")
    git(named.parent, "init", "-q")
    git(named.parent, "add", ".")
    git(named.parent, "commit", "-qm", "một")
    rewrite(named / SHEET, "amount: 3", "amount: 2")
    assert len(tthc("diff", f"HEAD:{named.name}", named.name, "--format", "json").data["procedures"]) == 1


def test_a_built_package(tthc: Callable[..., Any], folder: Path) -> None:
    """The catalog inside a wheel is found and compared."""
    with zipfile.ZipFile("tthc_catalog-0.0.9-py3-none-any.whl", "w") as wheel:
        for path in folder.rglob("*"):
            if path.is_file():
                wheel.write(path, f"tthc_catalog/_data/catalog/{path.relative_to(folder).as_posix()}")
        wheel.writestr("tthc_catalog/__init__.py", "")
    rewrite(folder / SHEET, "amount: 3", "amount: 2")
    data = tthc("diff", "tthc_catalog-0.0.9-py3-none-any.whl", "catalog", "--format", "json").data
    assert [procedure["code"] for procedure in data["procedures"]] == ["1.004873"]


class _Elements(HTMLParser):
    """Collect the tags of a page and check that they close in order."""

    void = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onload", "onerror"}
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_complete_and_escaped(tthc: Callable[..., Any], folder: Path) -> None:
    """The page loads nothing, and text from a catalog cannot insert markup."""
    rewrite(folder / SHEET, "    name: Thủ tục cấp", '    name: <script>alert("x")</script>&')
    page = tthc("diff", "packaged", "catalog", "--format", "html").out
    parser = _Elements()
    parser.feed(page)
    assert parser.open == []
    assert parser.tags <= {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "h4", "p", "del", "ins"}
    assert "&lt;script&gt;" in page
    assert "<ins>" in page
    assert '<html lang="vi">' in page


def test_writing_to_a_file(tthc: Callable[..., Any], folder: Path) -> None:
    """``-o`` writes the whole file and reports it; a missing folder is an error and leaves no file behind."""
    run = tthc("diff", "packaged", "catalog", "--format", "html", "-o", "khac.html")
    assert (run.code, run.out) == (0, "Đã ghi khac.html.\n")
    assert Path("khac.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    before = sorted(Path().iterdir())
    run = tthc("diff", "packaged", "catalog", "-o", "nowhere/khac.html")
    assert run.code == 2
    assert "nowhere" in run.err
    assert sorted(Path().iterdir()) == before


def test_exit_code(tthc: Callable[..., Any], folder: Path) -> None:
    """With ``--exit-code`` a difference is a finding."""
    rewrite(folder / SHEET, "amount: 3", "amount: 2")
    assert tthc("diff", "packaged", "catalog").code == 0
    assert tthc("diff", "packaged", "catalog", "--exit-code").code == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["khong-co", "catalog"], "khong-co"),
        (["HEAD~9:catalog", "catalog"], "HEAD~9:catalog"),
        (["HEAD:khong-co", "catalog"], "khong-co"),
        (["HEAD:catalog/manifest.yaml", "catalog"], "catalog/manifest.yaml"),
        (["2025-02-30..2025-03-01"], "2025-02-30"),
        (["packaged@2025-13-01", "catalog"], "2025-13-01"),
        (["2025-01-01"], "2025-01-08..2025-01-09"),
        (["catalog/manifest.yaml", "catalog"], "catalog/manifest.yaml"),
        (["rong.zip", "catalog"], "rong.zip"),
        (["catalog", "catalog", "catalog"], "catalog"),
        (["--", "--help", "catalog"], "--help"),
        (["--", "-x:catalog", "catalog"], "-x"),
        (["", "packaged/"], "packaged/"),
        ([], "A"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bad_names_are_refused_in_words(tthc: Callable[..., Any], repository: Path, words: list[str], expected: str, lang: str) -> None:
    """An unknown version is reported by its name, with exit code 2 and no traceback."""
    with zipfile.ZipFile("rong.zip", "w") as empty:
        empty.writestr("doc.txt", "")
    run = tthc("diff", "--lang", lang, *words)
    assert run.code == 2
    assert expected in run.err
    assert "Traceback" not in run.err
    assert run.out == ""


def test_a_broken_side_is_reported_with_its_problems(tthc: Callable[..., Any], repository: Path) -> None:
    """A version with errors is refused with its problems, under the name the caller typed and not that of a temporary folder."""
    rewrite(repository / SHEET, "amount: 2", "amount: hai")
    git(repository.parent, "commit", "-qam", "broken")
    run = tthc("diff", "HEAD~1:catalog", "HEAD:catalog")
    assert run.code == 2
    assert f"HEAD:catalog/{SHEET}:" in run.err
    assert "tthc-" not in run.err


def test_without_git(tthc: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a repository, or without git, a revision is an unknown name."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent.parent))
    assert tthc("diff", "HEAD~1:catalog", "catalog").code == 2
    monkeypatch.setenv("PATH", "")
    run = tthc("diff", "HEAD", "catalog")
    assert run.code == 2
    assert "HEAD" in run.err


def test_links_in_a_revision_are_not_followed(tthc: Callable[..., Any], folder: Path) -> None:
    """A symbolic link in git is not followed out of the catalog."""
    (folder / "legal.yaml").unlink()
    (folder / "legal.yaml").symlink_to(CATALOG / "legal.yaml")
    git(folder.parent, "init", "-q")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-qm", "link")
    run = tthc("diff", "HEAD:catalog", "packaged")
    assert run.code == 2
    assert "legal.yaml" in run.err


def test_a_package_that_claims_too_much_is_refused(tthc: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive with huge content is refused before it is unpacked."""
    monkeypatch.setattr("tthc_catalog.comparison.catalog_versions._MAX_BYTES", 1000)
    with zipfile.ZipFile("lon.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.yaml", "x" * 2000)
    run = tthc("diff", "lon.zip", "catalog")
    assert run.code == 2
    assert "lon.zip" in run.err


@pytest.fixture(autouse=True)
def _no_git_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the git settings of this machine out of the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


def test_procedures_that_disappear_are_due_dates_that_disappear(tthc: Callable[..., Any], folder: Path) -> None:
    """Removed procedures are never "unchanged": their due times go, with their own words in both languages and exit code 1."""
    for sheet in (folder / "commune" / "ho-tich").glob("*.yaml"):
        sheet.unlink()
    rewrite(folder / "manifest.yaml", "procedures: 21", "procedures: null")
    rewrite(folder / "manifest.yaml", "fields: 2", "fields: null")
    run = tthc("diff", "packaged", "catalog", "--exit-code")
    assert run.code == 1
    assert "Không đổi" not in run.out
    assert "→ không có hạn (không có thủ tục này)" in run.out
    assert "→ no due time (no such procedure)" in tthc("diff", "packaged", "catalog", "--lang", "en").out
    back = tthc("diff", "catalog", "packaged").out
    assert "không có hạn (không có thủ tục này) → " in back
    groups = tthc("diff", "packaged", "catalog", "--format", "json").data["due"]["groups"]
    assert {change["after"]["reason"] for group in groups for change in group["changes"]} == {"no-such-procedure"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_end_date_is_never_printed_as_the_year_one(tthc: Callable[..., Any], folder: Path, lang: str) -> None:
    """Between two days on which desks and procedures end, every period is one that a person would write."""
    for versions in ("2025-06-30..2025-07-01", "2024-11-30..2024-12-01", "2025-07-01..2025-06-30"):
        out = tthc("diff", versions, "--catalog", "packaged", "--all", "--lang", lang).out
        assert not re.search(r"\b01/01/1\b|0001|mọi thời gian|at all times", out)
        assert ("Hạn trả kết quả" if lang == "vi" else "Due dates") in out
