"""``tthc fmt``: what it prints, what it writes, and that nothing can catch it with a file half written."""

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
from tthc_catalog.atomic_files import write_whole
from tthc_catalog.cli import main
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

UGLY = "field:   ho-tich\nkind: procedure\n# mã\ncode: 1.004873\nlevel:    commune # cấp\n"
NEAT = 'kind: procedure\n# mã\ncode: "1.004873"\nlevel: commune  # cấp\nfield: ho-tich\n'


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    """A file that is not formatted."""
    path = tmp_path / "1.004873.yaml"
    path.write_text(UGLY, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run ``tthc fmt``: exit code and standard output."""
    code = main(["fmt", *words])
    return code, capsys.readouterr().out


def test_check_writes_nothing(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--check`` a file that is not formatted is a finding, and it stays as it was."""
    code, said = run(capsys, "--check", str(ugly), "--lang", "en")
    assert (code, ugly.read_text("utf-8")) == (1, UGLY)
    assert said.startswith(f"would be formatted: {ugly.as_posix()}\n")


def test_format_a_file(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file is formatted in place; the second run finds nothing to do."""
    assert run(capsys, str(ugly))[0] == 0
    assert ugly.read_text("utf-8") == NEAT
    code, said = run(capsys, str(ugly), "--format", "json")
    assert code == 0
    assert json.loads(said) == {"ok": True, "written": True, "files": [{"file": ugly.as_posix(), "state": "same"}], "problems": []}


def test_a_file_too_large_to_read_is_told(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the beginning of a huge file is read: it is refused for its size, as ``tthc check`` refuses it, and left as it is."""
    content = UGLY + "# một dòng ghi chú\n" * 100_000
    ugly.write_text(content, encoding="utf-8")
    for words in ([str(ugly)], [str(ugly), "--check"]):
        code, said = run(capsys, *words)
        assert (code, "file-size" in said) == (1, True)
    assert ugly.read_text("utf-8") == content


def test_format_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file of a catalog folder is formatted, in whichever order its keys came."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    spoilt = folder / "manifest.yaml"
    whole = spoilt.read_text("utf-8")
    spoilt.write_text(whole.replace("kind: manifest\n", "") + "kind:   manifest\n", encoding="utf-8")
    assert run(capsys, "--check", str(folder))[0] == 1
    assert run(capsys, str(folder))[0] == 0
    assert spoilt.read_text("utf-8") == whole
    assert run(capsys, "--check", str(folder))[0] == 0


def test_a_file_with_faults_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read is told with its place and left; the others are formatted all the same."""
    broken = tmp_path / "x.yaml"
    broken.write_text("a: 1\na: 2\n", encoding="utf-8")
    code, said = run(capsys, str(broken))
    assert (code, broken.read_text("utf-8")) == (1, "a: 1\na: 2\n")
    assert ":2:1: lỗi[yaml-duplicate-key]" in said
    assert json.loads(run(capsys, str(broken), "--format", "json")[1])["problems"][0]["code"] == "yaml-duplicate-key"


def test_nothing_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that leads nowhere is an input error."""
    assert main(["fmt", str(tmp_path / "khong-co")]) == 2
    assert "khong-co" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_permissions_and_links_stay(ugly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file keeps its permissions, and what was a link to it is one still."""
    ugly.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(ugly)
    assert run(capsys, str(link))[0] == 0
    assert link.is_symlink()
    assert (ugly.read_text("utf-8"), ugly.stat().st_mode & 0o777) == (NEAT, 0o640)


def test_a_file_somebody_saved_meanwhile_is_left(ugly: Path) -> None:
    """What an editor has saved since the file was read is not written over, and nothing is left behind."""
    assert not write_whole(ugly, NEAT, instead_of=b"older")
    assert ugly.read_text("utf-8") == UGLY
    assert list(ugly.parent.iterdir()) == [ugly]


def test_what_a_killed_run_left_is_removed(ugly: Path) -> None:
    """A half-written file of long ago goes with the next run; one that may be at work stays."""
    old, fresh = (ugly.with_name(f".{ugly.name}.{word}.tmp") for word in ("old", "fresh"))
    for path in (old, fresh):
        path.write_text("half")
    os.utime(old, (0, 0))
    assert write_whole(ugly, NEAT)
    assert (old.exists(), fresh.exists()) == (False, True)


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tthc_catalog", "fmt", *words], stdout=subprocess.DEVNULL)


def _spoil(path: Path, seed: int) -> bytes:
    """Write the file's data in the order of nobody; the answer is what was written."""
    from yaml_files.formatting.scrambling import Scrambler

    data, _ = read_bytes(path.read_bytes(), path.name)
    assert data is not None
    written = Scrambler(seed).write(data.data)
    path.write_bytes(written)
    return written


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_at_any_point_the_old_file_is_whole(tmp_path: Path) -> None:
    """Killed at whatever moment, a run leaves every file whole, as it was or formatted."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    files = sorted((folder / "commune").rglob("*.yaml"))
    neat = {path: path.read_bytes() for path in files}
    interrupted = 0
    for seed in range(12):
        ugly = {path: _spoil(path, seed) for path in files}
        spoiled = [path for path in files if ugly[path] != neat[path]]
        process = _start([str(folder)])
        while process.poll() is None and sum(path.read_bytes() != ugly[path] for path in spoiled) < seed:
            time.sleep(0.001)  # by what is done, not by the clock: other programs may be running
        process.send_signal(signal.SIGKILL)
        process.wait()
        states = {path.read_bytes() == ugly[path] for path in spoiled}
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
    """Two runs over the same folder at the same time leave what one alone would have left."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    files = sorted(folder.rglob("*.yaml"))
    for path in files:
        if path.stat().st_size < 30_000:
            _spoil(path, 7)
    expected = tmp_path / "expected"
    shutil.copytree(folder, expected)
    assert _start([str(expected)]).wait() == 0
    processes = [_start([str(folder)]) for _ in range(2)]
    assert all(process.wait() in {0, 1} for process in processes)
    for path in files:
        assert path.read_bytes() == (expected / path.relative_to(folder)).read_bytes()
    assert not list(folder.rglob(".*"))
