"""``tthc new``: a new catalog and a new procedure pass the check at once, and list what only a person can fill in."""

from __future__ import annotations

import errno
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import tthc_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-23"
PLACE = ("--name", "huyện Ninh Giang", "--hours", "07:00-11:30, 13:30-17:00", "--from", "2026-12-01", "--on", TODAY)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def place(tthc: Callable[..., Any]) -> Path:
    """A new catalog."""
    assert tthc("new", "district", "ninh-giang", *PLACE).code == 0
    return Path("ninh-giang")


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of all files in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


_EXPECTED = {"calendar-near", "calendar-always-known", "fill-in-comment", "review-missing"}


def problems(tthc: Callable[..., Any], folder: str) -> list[tuple[str, str]]:
    """Return the problems of a folder, except for the end of the calendar, its undated days, missing reviews and places to fill in."""
    found = tthc("check", folder, "--on", TODAY, "--format", "json").data["problems"]
    return [(p["code"], p["file"]) for p in found if p["code"] not in _EXPECTED]


# --- a catalog ---


def test_a_new_catalog_has_all_it_needs(place: Path) -> None:
    """A place gets its own manifest, offices, model, calendar, documents and sources, and settings for its editor and checks."""
    assert files(place).keys() == {
        "manifest.yaml",
        "offices.yaml",
        "legal.yaml",
        "sources.yaml",
        "models/ngay-thu-sau-khong-cho.yaml",
        "calendar/vietnam.yaml",
        "README.md",
        "CHANGELOG.md",
        ".tthc/tthc.bundle.schema.json",
        ".vscode/settings.json",
        ".vscode/extensions.json",
        ".pre-commit-config.yaml",
        ".github/workflows/kiem-tra-danh-muc.yaml",
        ".github/workflows/ra-soat-danh-muc.yaml",
    }


def test_a_new_catalog_passes_the_check(tthc: Callable[..., Any], place: Path) -> None:
    """It has no errors, and its only warnings are a missing review, places to fill in, and the end of the copied calendar."""
    assert problems(tthc, "ninh-giang") == []
    run = tthc("check", "ninh-giang", "--on", TODAY, "--format", "json")
    assert run.data["catalog"] == {"id": "huyen-ninh-giang", "version": "2026.11.23"}


def test_new_files_are_formatted(tthc: Callable[..., Any], place: Path) -> None:
    """``tthc fmt`` changes nothing in a new catalog, an outline or a copy."""
    assert tthc("new", "procedure", "1.004873", "--copy-from", "packaged", "--catalog", "ninh-giang").code == 0
    assert tthc("new", "procedure", "1.000001", "--field", "ho-tich", "--name", "A: b", "--catalog", "ninh-giang").code == 0
    run = tthc("fmt", "--check", "ninh-giang")
    assert run.code == 0, run.out


def test_what_only_a_person_knows_is_null_and_listed(tthc: Callable[..., Any]) -> None:
    """Every mark in a file is listed with its line, and no marked value is invented."""
    run = tthc("new", "district", "ninh-giang", *PLACE, "--format", "json")
    assert run.data["to_fill"]
    for place in run.data["to_fill"]:
        line = (Path("ninh-giang") / place["file"]).read_text(encoding="utf-8").splitlines()[place["line"] - 1]
        assert f"  # CẦN ĐIỀN: {place['what']}" in line
        assert "null" in line or place["what"] == "số, ngày của thông báo giờ làm việc"
    marked = sum(content.decode().count("# CẦN ĐIỀN:") for content in files(Path("ninh-giang")).values())
    assert marked == len(run.data["to_fill"])


def test_every_answer_is_written(tthc: Callable[..., Any]) -> None:
    """The value of every option is in the file it belongs to."""
    options = ["--id", "ng", "--level", "district", "--level", "commune", "--model", "Thứ Ba, thứ Năm: “nhanh”", "--weekday", "tuesday"]
    run = tthc("new", "district", "ng", *PLACE, *options, "--weekday", "thursday", "--cutoff", "10:00", "--before", "08:00")
    assert run.code == 0
    catalog = tthc_catalog.load_catalog("ng")
    (model,) = catalog.models.values()
    assert (catalog.id, [level.level for level in catalog.manifest.levels]) == ("ng", ["district", "commune"])
    assert (model.id, model.title) == ("thu-ba-thu-nam-nhanh", "Thứ Ba, thứ Năm: “nhanh”")
    assert model.parameters["days"]["weekdays"] == ["tuesday", "thursday"]
    assert [window.get("after") for window in model.parameters["windows"]] == [None, "10:00"]
    assert model.parameters["windows"][1]["due"]["before"] == "08:00"
    assert catalog.manifest.levels[0].commitments == (model.id,)
    assert next(iter(catalog.hours.values())).seasons[0].sessions == ((420, 690), (810, 1020))
    assert model.period.start.isoformat() == "2026-12-01"


def test_the_convention_for_receipts_outside_hours(tthc: Callable[..., Any]) -> None:
    """The options state the convention for the commitment and for the law; the default is the recorded time."""
    assert tthc("new", "district", "ng", *PLACE, "--outside-hours", "next_opening").code == 0
    convention = tthc_catalog.load_catalog("ng").manifest.receipts_outside_hours
    assert convention is not None
    assert (convention.commitment, convention.law) == ("next_opening", "as_recorded")
    assert convention.citations[0].document == "KE-HOACH"


@pytest.mark.parametrize(
    ("weekdays", "kinds"),
    [(["saturday"], ["rest_day"]), (["friday", "saturday"], ["working_day", "rest_day"]), (["friday"], None)],
)
def test_weekly_rest_days_are_model_days(tthc: Callable[..., Any], weekdays: list[str], kinds: list[str] | None) -> None:
    """A model of Saturdays applies on weekly rest days, so that the check has nothing to report."""
    options = [word for weekday in weekdays for word in ("--weekday", weekday)]
    assert tthc("new", "district", "ng", *PLACE, *options).code == 0
    (model,) = tthc_catalog.load_catalog("ng").models.values()
    assert model.parameters["days"].get("kinds") == kinds
    assert problems(tthc, "ng") == []


def test_no_cutoff(tthc: Callable[..., Any]) -> None:
    """A commitment without a cutoff has one window."""
    assert tthc("new", "district", "ng", *PLACE, "--cutoff", "-").code == 0
    (model,) = tthc_catalog.load_catalog("ng").models.values()
    assert len(model.parameters["windows"]) == 1


@pytest.mark.parametrize("name", ["no", "1.000110", "a: b # c", '"x"', "xã Đông Mỹ (thị trấn), 'cũ'", "[x]", "e\u0302 NFC"])
def test_any_name_can_be_written(tthc: Callable[..., Any], name: str) -> None:
    """A name that YAML could read as another type is written as that name, in NFC."""
    import unicodedata

    assert tthc("new", "district", "ng", *PLACE[2:], "--name", name, "--id", "ng").code == 0
    title = tthc_catalog.load_catalog("ng").manifest.title
    assert title == f"Danh mục thủ tục hành chính tại bộ phận một cửa {unicodedata.normalize('NFC', name)}"


def test_the_calendar_is_the_official_one(place: Path) -> None:
    """The calendar is copied unchanged except for its modeline."""
    own = (place / "calendar/vietnam.yaml").read_text(encoding="utf-8").splitlines()
    official = (ROOT / "catalog/calendar/vietnam.yaml").read_text(encoding="utf-8").splitlines()
    assert own[1:] == official[1:]


def test_every_modeline_leads_to_the_bundle(place: Path) -> None:
    """The path in the first line of each file leads to the copied schema, which declares its dialect."""
    for path in place.rglob("*.yaml"):
        if ".github" in path.parts or path.name.startswith("."):
            continue
        first = path.read_text(encoding="utf-8").splitlines()[0]
        target = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert target is not None, path
        assert (path.parent / target[1]).resolve() == (place / ".tthc/tthc.bundle.schema.json").resolve()
    assert json.loads((place / ".tthc/tthc.bundle.schema.json").read_text(encoding="utf-8"))["$schema"].startswith(
        "https://json-schema.org"
    )


def test_the_schema_can_be_brought_up_to_date(tthc: Callable[..., Any], place: Path) -> None:
    """After an upgrade, ``tthc schema -o .tthc`` writes the schema that a new catalog would get; one kind can be printed alone."""
    bundle = place / ".tthc/tthc.bundle.schema.json"
    fresh = bundle.read_bytes()
    bundle.write_text("{}", encoding="utf-8")
    run = tthc("schema", "-o", "ninh-giang/.tthc")
    assert (run.code, run.out) == (0, "Đã ghi ninh-giang/.tthc/tthc.bundle.schema.json.\n")
    assert bundle.read_bytes() == fresh
    assert tthc("schema").out.encode() == fresh
    assert "$ref" not in tthc("schema", "procedure").out
    assert tthc("schema", "procedure").data["title"] == "Thủ tục hành chính"
    assert tthc("schema", "nonsense").code == 2
    assert tthc("schema", "-o", "nowhere/.tthc").code == 2


def test_settings_and_workflows_can_be_read(place: Path) -> None:
    """Editor settings are JSON; the hook and the workflow are YAML that runs ``tthc check``; no field is left unfilled."""
    settings = json.loads((place / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert list(settings["yaml.schemas"]) == [".tthc/tthc.bundle.schema.json"]
    hooks = yaml.safe_load((place / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]] == ["tthc fmt .", "tthc check ."]
    workflow = yaml.safe_load((place / ".github/workflows/kiem-tra-danh-muc.yaml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    assert {"tthc check . --format github", "tthc fmt --check ."} <= {step.get("run") for step in steps}
    assert not any("${{" in step.get("run", "") for step in steps), "an expression in a shell line lets a branch name run commands"
    assert not any(b"@@" in content for content in files(place).values())


def test_the_workflow_compares_with_the_base(place: Path, process: Callable[..., Any]) -> None:
    """The command that the workflow runs for a pull request works in the new folder."""
    for words in (("init", "-q"), ("add", "."), ("-c", "user.name=x", "-c", "user.email=x@example.vn", "commit", "-qm", "one")):
        subprocess.run(["git", "-C", str(place), *words], check=True, capture_output=True)
    workflow = yaml.safe_load((place / ".github/workflows/kiem-tra-danh-muc.yaml").read_text(encoding="utf-8"))
    line = workflow["jobs"]["check"]["steps"][-1]["run"]
    assert 'tthc diff "$BASE:" .' in line
    base = subprocess.run(["git", "-C", str(place), "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    run = process("diff", f"{base}:", ".", cwd=place)
    assert run.returncode == 0
    assert "không khác nhau" in run.stdout.decode()


def test_hooks_of_this_repository_name_real_commands() -> None:
    """Each pre-commit hook of this repository runs an existing command."""
    from tthc_catalog.cli.application import COMMANDS

    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        program, name = hook["entry"].split()[:2]
        assert program == "tthc"
        assert name in COMMANDS


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "--name"),
        (("--name", "x", "--hours", "7h-11h30", "--from", "2026-12-01"), "7h-11h30"),
        (("--name", "x", "--hours", "13:30-17:00, 07:00-11:30", "--from", "2026-12-01"), "13:30-17:00"),
        (("--name", "x", "--hours", "07:00-11:30", "--from", "2026-02-30"), "2026-02-30"),
        (("--name", "a\nb", "--hours", "07:00-11:30", "--from", "2026-12-01"), "a\nb"),
        (("--name", "?", "--hours", "07:00-11:30", "--from", "2026-12-01"), "ninh-giang"),
        ((*PLACE, "--id", "Ninh Giang"), "Ninh Giang"),
        ((*PLACE, "--cutoff", "15h30"), "15h30"),
        ((*PLACE, "--before", "9:00"), "9:00"),
        ((*PLACE, "--level", "xa"), "xa"),
        ((*PLACE, "--weekday", "thu-sau"), "thu-sau"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_wrong_answers_write_nothing(tthc: Callable[..., Any], words: tuple[str, ...], expected: str, lang: str) -> None:
    """A wrong or missing value is reported with exit code 2, and no file is written."""
    run = tthc("new", "district", "ng", "--lang", lang, *words)
    assert run.code == 2
    assert expected in run.err
    assert "Traceback" not in run.err
    assert list(Path().iterdir()) == []


def test_an_existing_folder_is_left_alone(tthc: Callable[..., Any], place: Path) -> None:
    """A folder that is not empty, or a file, is never overwritten."""
    before = files(place)
    run = tthc("new", "district", "ninh-giang", *PLACE)
    assert (run.code, files(place)) == (2, before)
    assert "ninh-giang" in run.err
    Path("tep").write_text("x", encoding="utf-8")
    assert tthc("new", "district", "tep", *PLACE).code == 2
    assert tthc("new", "district", "nowhere/ng", *PLACE).code == 2


def test_an_empty_folder_is_used(tthc: Callable[..., Any]) -> None:
    """An empty folder may already exist."""
    Path("ng").mkdir()
    assert tthc("new", "district", "ng", *PLACE).code == 0
    assert (Path("ng") / "manifest.yaml").is_file()


def test_a_failure_leaves_no_partial_catalog(tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk fails at the last file, nothing is left behind."""
    write = Path.write_text

    def full(self: Path, *args: Any, **options: Any) -> int:
        if self.name == "tthc.bundle.schema.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return write(self, *args, **options)

    monkeypatch.setattr(Path, "write_text", full)
    run = tthc("new", "district", "ng", *PLACE)
    assert run.code == 2
    assert list(Path().iterdir()) == []


# --- a procedure ---


def test_a_procedure_is_copied_with_what_it_refers_to(tthc: Callable[..., Any], place: Path) -> None:
    """The facts of the other catalog are copied with their documents and sources, but without the review."""
    run = tthc("new", "procedure", "1.004873", "--copy-from", "packaged", "--catalog", "ninh-giang", "--on", TODAY)
    assert run.code == 0
    assert "CẦN ĐIỀN" in run.out
    assert problems(tthc, "ninh-giang") == []
    own, other = (tthc_catalog.load_catalog(folder).procedure("1.004873") for folder in ("ninh-giang", None))
    assert own.editions == other.editions
    assert own.reviewed_on is None
    assert own.membership.status == "reconstructed"
    assert own.membership.reason != other.membership.reason


def test_every_packaged_procedure_can_be_copied(tthc: Callable[..., Any]) -> None:
    """All 35 procedures can be copied one by one, and the catalog still passes the check."""
    options = ("--level", "commune", "--level", "district")
    assert tthc("new", "district", "ng", *PLACE, *options).code == 0
    packaged = tthc_catalog.load_catalog()
    for procedure in packaged.procedures:
        words = ("--copy-from", "packaged", "--catalog", "ng", "--level", procedure.level, "--on", TODAY)
        run = tthc("new", "procedure", procedure.code, *words)
        assert run.code == 0, run.err + run.out
    own = tthc_catalog.load_catalog("ng")
    assert [(p.level, p.code, p.editions) for p in own.procedures] == [(p.level, p.code, p.editions) for p in packaged.procedures]
    assert problems(tthc, "ng") == []


def test_an_outline_has_every_key_and_invents_nothing(tthc: Callable[..., Any], place: Path) -> None:
    """An outline passes the check and has its name, but no time, fee or components."""
    words = ("--field", "ho-tich", "--name", "Thủ tục: thử", "--catalog", "ninh-giang", "--on", TODAY)
    assert tthc("new", "procedure", "1.000001.000.00.00.H23", *words).code == 0
    assert tthc("check", "ninh-giang", "--on", TODAY).code == 0
    procedure = tthc_catalog.load_catalog("ninh-giang").procedure("1.000001")
    (edition,) = procedure.editions
    assert edition.name == "Thủ tục: thử"
    assert (edition.processing_time, edition.components, edition.fee.status, edition.channels) == (None, None, "unknown", ())


def test_in_a_catalog_with_its_own_schemas(tthc: Callable[..., Any]) -> None:
    """A file added to this repository's catalog names the schema as the other files do; the declared count is then a finding."""
    shutil.copytree(ROOT / "catalog", "catalog")
    run = tthc("new", "procedure", "1.000001", "--level", "commune", "--field", "ho-tich", "--name", "Thử")
    assert run.code == 1
    assert "count-mismatch" in run.out
    first = Path("catalog/commune/ho-tich/1.000001.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../../schemas/procedure.schema.json"


def test_json(tthc: Callable[..., Any], place: Path) -> None:
    """Programs get the files, the places to fill in and the problems as data."""
    words = ("--copy-from", "packaged", "--catalog", "ninh-giang", "--on", TODAY, "--format", "json")
    data = tthc("new", "procedure", "1.004873", *words).data
    assert data["files"] == ["commune/ho-tich/1.004873.yaml"]
    assert data["ok"]
    assert data["problems"] == []
    assert {place["file"] for place in data["to_fill"]} == {"commune/ho-tich/1.004873.yaml"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("x",), "x"),
        (("1.00011",), "1.00011"),
        (("1.000001",), "--field, --name"),
        (("1.000001", "--field", "khong-co", "--name", "x"), "khong-co"),
        (("1.000001", "--level", "district", "--field", "ho-tich", "--name", "x"), "district"),
        (("1.000001", "--copy-from", "packaged"), "1.000001"),
        (("1.004873", "--copy-from", "nowhere"), "nowhere"),
        (("1.004873", "--catalog", "nowhere"), "manifest.yaml)"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_procedure_that_cannot_be_added(tthc: Callable[..., Any], place: Path, words: tuple[str, ...], expected: str, lang: str) -> None:
    """A bad code, level, field or source is refused in words, and the catalog is unchanged."""
    before = files(place)
    catalog = () if "--catalog" in words else ("--catalog", "ninh-giang")
    run = tthc("new", "procedure", *words, *catalog, "--lang", lang)
    assert run.code == 2
    assert expected in run.err
    assert files(place) == before


def test_an_existing_procedure_is_left_alone(tthc: Callable[..., Any], place: Path) -> None:
    """The same code at the same level is neither added twice nor overwritten."""
    words = ("1.004873", "--copy-from", "packaged", "--catalog", "ninh-giang")
    assert tthc("new", "procedure", *words).code == 0
    before = files(place)
    run = tthc("new", "procedure", *words)
    assert run.code == 2
    assert "commune/ho-tich/1.004873.yaml" in run.err
    assert files(place) == before


@pytest.mark.parametrize("content", ["documents: [", "kind: legal\ndocuments: [{id: a}]\n"])
def test_files_that_cannot_be_added_to_are_left_alone(tthc: Callable[..., Any], place: Path, content: str) -> None:
    """If ``legal.yaml`` is broken, or written in one line, no file is changed."""
    (place / "legal.yaml").write_text(content, encoding="utf-8")
    before = files(place)
    run = tthc("new", "procedure", "1.004873", "--copy-from", "packaged", "--catalog", "ninh-giang")
    assert run.code == 2
    assert "legal.yaml" in run.err
    assert files(place) == before


@pytest.mark.parametrize("words", [(), ("x",), ("district",), ("procedure",)])
def test_wrong_use(tthc: Callable[..., Any], words: tuple[str, ...]) -> None:
    """Without a command, or with a wrong one, the known commands are listed; a missing argument is reported by name."""
    run = tthc("new", *words)
    assert run.code == 2
    assert {(): "district, procedure", ("x",): "district, procedure", ("district",): "DIR", ("procedure",): "CODE"}[words] in run.err


# --- prompts on a terminal ---


def answer(words: tuple[str, ...], answers: list[str]) -> tuple[int, str]:
    """Run the command on a pseudo-terminal and type an answer at each prompt."""
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "tthc_catalog", *words])  # noqa: S606 - the command itself
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # the terminal closes when the command ends
                break
            if not chunk:
                break
            shown += chunk
        if answers and re.search(rb": $", shown) and shown.count(b": ") and not ready:
            os.write(terminal, answers.pop(0).encode() + b"\n")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_prompts_for_a_catalog() -> None:
    """Without options there is a prompt for every value; a wrong answer repeats it, an empty one selects the default."""
    answers = ["xã Hà Đông", "", "7h-11h", "07:00-11:30, 13:30-17:00", "", "", "", "", "", "", "2026-12-01", ""]
    code, shown = answer(("new", "district", "ha-dong"), answers)
    assert code == 0, shown
    assert "“7h-11h”" in shown
    assert tthc_catalog.load_catalog("ha-dong").id == "xa-ha-dong"


def test_prompts_for_a_column_map() -> None:
    """On a terminal ``tthc new mapping`` asks which column a field is; the answer and a word's meaning are in the printed map."""
    lines = ["Số,Mã TTHC,Đơn vị,Ngày tiếp nhận,Tình trạng", "H1,1.001193,xa-a,06/10/2023 08:00,Lạ", "H2,1.001193,xa-a,16/10/2023 08:00,Lạ"]
    Path("so.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, shown = answer(("new", "mapping", "so.csv"), ["1", "4"])
    assert code == 0, shown
    assert 'dossier_id: "Số"' in shown
    assert "“Lạ”" in shown
    assert '"Lạ": "resolved"' in shown


def test_prompts_for_a_procedure(place: Path) -> None:
    """There are prompts for the field and the name of an outline."""
    code, shown = answer(("new", "procedure", "1.000001", "--catalog", "ninh-giang"), ["", "ho-tich", "Thủ tục thử"])
    assert code == 0, shown
    assert tthc_catalog.load_catalog("ninh-giang").procedure("1.000001").editions[0].name == "Thủ tục thử"


def test_a_procedure_is_copied_to_another_level(tthc: Callable[..., Any], place: Path) -> None:
    """A former district procedure becomes one of a commune, with a mark that a person must correct what belongs to the level."""
    words = ("--copy-from", "packaged", "--catalog", "ninh-giang", "--level", "commune", "--field", "ho-tich", "--on", TODAY)
    assert tthc("new", "procedure", "1.001612", *words).code == 0
    content = (place / "commune" / "ho-tich" / "1.001612.yaml").read_text(encoding="utf-8")
    assert "\nlevel: commune  # CẦN ĐIỀN: chép từ cấp huyện" in content


def test_a_new_catalog_starts_with_procedures_of_another(tthc: Callable[..., Any]) -> None:
    """The procedures of the chosen fields are copied with the documents and sources they cite, and the result passes the check."""
    words = ("--copy-from", "packaged", "--level", "commune", "--fields", "chung-thuc")
    assert tthc("new", "district", "ng", *PLACE, *words).code == 0
    copied = list(Path("ng/commune").glob("*/*.yaml"))
    assert {path.parent.name for path in copied} == {"chung-thuc"}
    assert "status: reconstructed  # CẦN ĐIỀN" in copied[0].read_text(encoding="utf-8")
    assert tthc("check", "ng").code == 0
    wrong = tthc("new", "district", "nh", *PLACE, "--copy-from", "packaged", "--fields", "thue")
    assert wrong.code == 2
    assert "ho-tich" in wrong.err
    assert tthc("new", "district", "nh", *PLACE, "--fields", "thue").code == 2
