"""``tthc fmt``: its output, the files it writes, and that it writes them atomically."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.atomic_files import write_file
from tthc_catalog.cli import main
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

UGLY = "field:   ho-tich\nkind: procedure\n# mã\ncode: 1.004873\nlevel:    commune # cấp\n"
NEAT = 'kind: procedure\n# mã\ncode: "1.004873"\nlevel: commune  # cấp\nfield: ho-tich\n'


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    """Return a file that is not formatted."""
    path = tmp_path / "1.004873.yaml"
    path.write_text(UGLY, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run ``tthc fmt`` and return its exit code and standard output."""
    code = main(["fmt", *words])
    return code, capsys.readouterr().out


def test_check_writes_nothing(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--check``, a file that is not formatted gives exit code 1 and is not changed."""
    code, output = run(capsys, "--check", str(ugly), "--lang", "en")
    assert (code, ugly.read_text("utf-8")) == (1, UGLY)
    assert output.startswith(f"would be formatted: {ugly.as_posix()}\n")


def test_format_a_file(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file is formatted in place, and a second run changes nothing."""
    assert run(capsys, str(ugly))[0] == 0
    assert ugly.read_text("utf-8") == NEAT
    code, output = run(capsys, str(ugly), "--format", "json")
    assert code == 0
    assert json.loads(output) == {"ok": True, "written": True, "files": [{"file": ugly.as_posix(), "state": "same"}], "problems": []}


def test_a_file_too_large_to_read_is_rejected(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file over the size limit is rejected, as by ``tthc check``, and not changed."""
    content = UGLY + "# một dòng ghi chú\n" * 100_000
    ugly.write_text(content, encoding="utf-8")
    for words in ([str(ugly)], [str(ugly), "--check"]):
        code, output = run(capsys, *words)
        assert (code, "file-size" in output) == (1, True)
    assert ugly.read_text("utf-8") == content


def test_format_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file of a catalog folder is formatted, including the order of its keys."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    manifest = folder / "manifest.yaml"
    original = manifest.read_text("utf-8")
    manifest.write_text(original.replace("kind: manifest\n", "") + "kind:   manifest\n", encoding="utf-8")
    assert run(capsys, "--check", str(folder))[0] == 1
    assert run(capsys, str(folder))[0] == 0
    assert manifest.read_text("utf-8") == original
    assert run(capsys, "--check", str(folder))[0] == 0


def test_an_unreadable_file_is_not_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read is reported with its position and not changed."""
    broken = tmp_path / "x.yaml"
    broken.write_text("a: 1\na: 2\n", encoding="utf-8")
    code, output = run(capsys, str(broken))
    assert (code, broken.read_text("utf-8")) == (1, "a: 1\na: 2\n")
    assert ":2:1: lỗi[yaml-duplicate-key]" in output
    assert json.loads(run(capsys, str(broken), "--format", "json")[1])["problems"][0]["code"] == "yaml-duplicate-key"


def test_a_missing_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that does not exist is an input error."""
    assert main(["fmt", str(tmp_path / "khong-co")]) == 2
    assert "khong-co" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_permissions_and_links_stay(ugly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file keeps its permissions, and a link to it remains a link."""
    ugly.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(ugly)
    assert run(capsys, str(link))[0] == 0
    assert link.is_symlink()
    assert (ugly.read_text("utf-8"), ugly.stat().st_mode & 0o777) == (NEAT, 0o640)


def test_a_file_changed_since_it_was_read_is_not_overwritten(ugly: Path) -> None:
    """A file that has changed since it was read is not overwritten, and no temporary file is left."""
    assert not write_file(ugly, NEAT, expected=b"older")
    assert ugly.read_text("utf-8") == UGLY
    assert list(ugly.parent.iterdir()) == [ugly]


def test_temporary_files_of_killed_runs_are_removed(ugly: Path) -> None:
    """An old temporary file is removed by the next run, and a recent one is kept."""
    old, fresh = (ugly.with_name(f".{ugly.name}.{word}.tmp") for word in ("old", "fresh"))
    for path in (old, fresh):
        path.write_text("half")
    os.utime(old, (0, 0))
    assert write_file(ugly, NEAT)
    assert (old.exists(), fresh.exists()) == (False, True)


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tthc_catalog", "fmt", *words], stdout=subprocess.DEVNULL)


def _scramble(path: Path, seed: int) -> bytes:
    """Write the data of the file in a scrambled layout, and return the bytes."""
    from yaml_files.formatting.scrambling import Scrambler

    document, _ = read_bytes(path.read_bytes(), path.name)
    assert document is not None
    written = Scrambler(seed).write(document.data)
    path.write_bytes(written)
    return written


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_run_leaves_every_file_intact(tmp_path: Path) -> None:
    """A run killed at any moment leaves every file intact, either unchanged or formatted."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    files = sorted((folder / "commune").rglob("*.yaml"))
    neat = {path: path.read_bytes() for path in files}
    interrupted = 0
    for seed in range(12):
        ugly = {path: _scramble(path, seed) for path in files}
        scrambled = [path for path in files if ugly[path] != neat[path]]
        process = _start([str(folder)])
        while process.poll() is None and sum(path.read_bytes() != ugly[path] for path in scrambled) < seed:
            time.sleep(0.001)  # wait for progress rather than time, since the machine may be busy
        process.send_signal(signal.SIGKILL)
        process.wait()
        states = {path.read_bytes() == ugly[path] for path in scrambled}
        interrupted += len(states) == 2
        for path in files:
            after, problems = read_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), path.name)
            before, _ = read_bytes(neat[path], path.name)
            assert after is not None, problems
            assert after.data == before.data
        for path in files:
            path.write_bytes(neat[path])
    assert interrupted, "no kill came in the middle of a run"


def test_two_at_once(tmp_path: Path) -> None:
    """Two simultaneous runs on one folder have the same result as a single run."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    files = sorted(folder.rglob("*.yaml"))
    for path in files:
        if path.stat().st_size < 30_000:
            _scramble(path, 7)
    expected = tmp_path / "expected"
    shutil.copytree(folder, expected)
    assert _start([str(expected)]).wait() == 0
    processes = [_start([str(folder)]) for _ in range(2)]
    assert all(process.wait() in {0, 1} for process in processes)
    for path in files:
        assert path.read_bytes() == (expected / path.relative_to(folder)).read_bytes()
    assert not list(folder.rglob(".*"))
