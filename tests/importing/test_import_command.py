"""``tthc import``: a dry run shows everything, ``--write`` does all or nothing, and a second import changes nothing."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from portal_samples import record, snapshot, write_records

from tthc_catalog.cli import main
from tthc_catalog.importing import carrying_out, staging
from tthc_catalog.loading import check, load_catalog

DECISION = ("--effective-from", "2026-12-01", "--decision", "99/QĐ-UBND")


@pytest.fixture
def imported(capsys: pytest.CaptureFixture[str], catalog: Path) -> Callable[..., str]:
    """A function that imports into the catalog of the test and returns what is printed."""

    def run(*args: object, code: int = 0) -> str:
        capsys.readouterr()
        assert main(["import", *map(str, args), "--into", str(catalog)]) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        return out or err

    return run


def test_a_dry_run_writes_nothing(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """Without ``--write`` the report shows all, and the catalog stays as it is."""
    source = write_records(tmp_path / "a.json", record(), record("1.900002", cach_thuc_thuc_hien="Trực tiếp5Miễn phí"))
    before = snapshot(catalog)
    shown = imported(source)
    assert "Mới: 2" in shown
    assert "1.900002, trực tiếp, thời hạn, không có đơn vị: “5” [a.json: 2: cach_thuc_thuc_hien]" in shown
    assert "Chưa ghi gì" in shown
    assert snapshot(catalog) == before
    assert not list(tmp_path.glob(".tthc-import-*"))


def test_written_files_pass_the_check_and_the_formatter(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """New procedures have their facts with sources; unclear ones are null under a comment."""
    source = write_records(
        tmp_path / "a.json",
        record("1.900001.000.00.00.H23"),
        record(
            "1.900002", linh_vuc="Đất đai", cach_thuc_thuc_hien="Trực tiếp5Miễn phíTrực tuyến3 Ngày làm việc20,000 VNĐ(20.000 đồng/bản)"
        ),
    )
    imported(source, "--write")
    assert check(catalog).ok
    loaded = load_catalog(catalog, cached=False)
    first = loaded.procedure("1.900001", level="commune").editions[0]
    assert first.processing_time is not None
    assert (first.processing_time.amount, first.processing_time.unit, first.fee.status) == (3, "working_day", "free")
    assert [code.printed for code in loaded.procedure("1.900001", level="commune").printed_codes] == ["1.900001.000.00.00.H23"]
    second = (catalog / "commune" / "dat-dai" / "1.900002.yaml").read_text(encoding="utf-8")
    assert "# CẦN XEM: thời hạn, không có đơn vị: “5”" in second
    channels = {c.channel: c for c in loaded.procedure("1.900002", level="commune").editions[0].channels}
    assert channels["in_person"].processing_time is None
    assert channels["online"].processing_time is not None
    assert channels["online"].fee is not None
    assert (channels["online"].fee.items[0].amount, channels["online"].fee.items[0].per) == (20_000, "bản")
    assert {field["id"] for field in yaml.safe_load((catalog / "manifest.yaml").read_text("utf-8"))["fields"]} >= {"dat-dai"}
    assert main(["fmt", "--check", str(catalog)]) == 0


def test_a_second_import_changes_nothing(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """What was imported is the same the next time, with what is unclear."""
    source = write_records(tmp_path / "a.json", record(), record("1.900002", cach_thuc_thuc_hien="Trực tiếp120 VNĐ"))
    imported(source, "--write")
    before = snapshot(catalog)
    shown = imported(source, "--write")
    assert "Giống: 2" in shown
    assert snapshot(catalog) == before


def test_a_difference_becomes_an_edition(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """The past keeps its text, its comments and what was added by hand; the new edition states only what differs."""
    imported(write_records(tmp_path / "a.json", record()), "--write")
    path = catalog / "commune" / "ho-tich" / "1.900001.yaml"
    by_hand = path.read_text(encoding="utf-8").replace("authority: Ủy ban", "authority: Ủy ban", 1)
    by_hand = by_hand.replace("    cases: []\n", "    cases: []  # xem lại năm sau\n")
    path.write_text(by_hand, encoding="utf-8")
    changed = write_records(tmp_path / "b.json", record(cach_thuc_thuc_hien="Trực tiếp5 Ngày làm việcMiễn phí"))
    refused = imported(changed, "--write", code=2)
    assert "--effective-from" in refused
    shown = imported(changed, *DECISION)
    assert "trực tiếp, thời hạn: 3 ngày làm việc → 5 ngày làm việc" in shown
    assert "Hạn sẽ thay đổi:" in shown
    imported(changed, *DECISION, "--write")
    written = path.read_text(encoding="utf-8")
    assert "# xem lại năm sau" in written
    data = yaml.safe_load(written)
    assert data["editions"][0]["effective_until"] == "2026-12-01"
    assert data["editions"][0]["effective_until_basis"] == {"document": "99/QĐ-UBND", "provision": None}
    assert data["editions"][0]["processing_time"]["amount"] == 3
    assert data["editions"][1]["processing_time"]["amount"] == 5
    assert set(data["editions"][1]) == {
        *("id", "effective_from", "effective_from_basis", "effective_until", "effective_until_basis"),
        *("processing_time", "provenance"),
    }
    assert check(catalog).ok
    before = snapshot(catalog)
    imported(changed, *DECISION, "--write")
    assert snapshot(catalog) == before


def test_missing_and_repeated_procedures_are_shown(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """A procedure the list lacks is shown with what ending it means; a repeated code and a wrong code are left out with the reason."""
    imported(write_records(tmp_path / "a.json", record(), record("1.900002")), "--write")
    source = write_records(
        tmp_path / "b.json", record(), record(ten_thu_tuc="Tên khác"), record("12"), record("1.900009", cap_thuc_hien="Cấp bộ")
    )
    data = json.loads(imported(source, "--format", "json"))
    assert [item["code"] for item in data["missing"]] == ["1.900002"]
    assert [item["reason"] for item in data["left_out"]] == ["contradicts", "no_code", "no_level"]


@pytest.mark.parametrize("step", ["_write", "put_in_place", "copytree"])
def test_an_interruption_leaves_the_catalog_as_it_was(
    imported: Callable[..., str], catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk or any other failure before the exchange changes nothing and leaves no copy behind."""

    def fail(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x")

    source = write_records(tmp_path / "a.json", record())
    before = snapshot(catalog)
    owner = {"_write": staging, "put_in_place": carrying_out, "copytree": shutil}[step]
    monkeypatch.setattr(owner, step, fail)
    shown = imported(source, "--write", code=2)
    assert "x" in shown
    assert snapshot(catalog) == before
    assert not list(tmp_path.glob(".tthc-import-*"))


@pytest.mark.parametrize("calls", range(1, 60, 6))
def test_a_kill_leaves_the_catalog_before_or_after(catalog: Path, tmp_path: Path, calls: int) -> None:
    """If the process dies at any system call that changes files, the catalog is as before or as after."""
    source = write_records(tmp_path / "a.json", record(), record("1.900002"))
    before = snapshot(catalog)
    program = f"""
import os, sys
count = 0
def watch(event, args):
    global count
    if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.chmod", "shutil.rmtree") and "tthc-import" in repr(args):
        count += 1
        if count == {calls}:
            os._exit(9)
sys.addaudithook(watch)
from tthc_catalog.cli import main
sys.exit(main(["import", {str(source)!r}, "--into", {str(catalog)!r}, "--write"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    after = snapshot(catalog)
    assert done.returncode in (0, 9)
    if after != before:
        assert check(catalog).ok
        assert (catalog / "commune" / "ho-tich" / "1.900002.yaml").exists()


def test_a_second_import_at_once_is_refused(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """While one import runs, another one is refused."""
    source = write_records(tmp_path / "a.json", record())
    with staging.locked(catalog):
        assert "đang có một lần nhập khác" in imported(source, code=2)


def test_a_change_during_the_import_is_noticed(
    imported: Callable[..., str], catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If somebody saves a file during the import, nothing is written over it."""
    source = write_records(tmp_path / "a.json", record())
    original = carrying_out.staged

    def staged(*args: object, **options: object) -> object:
        (catalog / "CHANGELOG.md").write_text("sửa", encoding="utf-8")
        return original(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(carrying_out, "staged", staged)
    assert "vừa được sửa" in imported(source, "--write", code=2)
    assert not (catalog / "commune").exists()


def test_an_exchange_without_the_system_call(catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two folders cannot be exchanged in one call, two renames do it, and a failure is undone."""
    monkeypatch.setattr(staging, "_exchanged", lambda one, other: False)
    with staging.staged(catalog, {"neu.txt": "a"}, beside=True) as copy:
        staging.put_in_place(copy, catalog)
    assert (catalog / "neu.txt").read_text("utf-8") == "a"
    assert not list(tmp_path.glob(".tthc-import-*"))


def test_a_link_is_not_written(imported: Callable[..., str], catalog: Path, tmp_path: Path) -> None:
    """A file of the catalog that is a link to another place is refused, since it could not be part of one step."""
    outside = tmp_path / "nguon.yaml"
    (catalog / "sources.yaml").rename(outside)
    (catalog / "sources.yaml").symlink_to(outside)
    before = outside.read_bytes()
    assert "liên kết" in imported(write_records(tmp_path / "a.json", record()), "--write", code=2)
    assert outside.read_bytes() == before
