"""Outputs on a full disk, in a read-only folder, with few files or little memory, and when they are stopped: old or new, never both."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from forked_commands import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = str(Path(__file__).parents[1] / "small_catalog")
ROWS = "dossier_id,level,unit,code,received_at,completed_at\n" + "".join(
    f"X-{number},commune,xa-hong-lac,1.001193,2023-10-06 09:{number:02},2023-10-06 16:00\n" for number in range(60)
)
EVALUATE = ("--period", "2023-10", "--as-of", "2023-11-01 00:00", "--outputs", "json,html,findings,rows", "--catalog", SMALL)
OUTPUTS = {
    "evaluate": ("evaluate", "IN", *EVALUATE, "-o", "OUT/report"),
    "publish": ("publish", "--formats", "json,jsonld,ics,xlsx", "--catalog", SMALL, "-o", "OUT/site"),
    "slip": ("slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--catalog", SMALL, "-o", "OUT/slip.html"),
    "compile": ("compile", "--catalog", SMALL, "-o", "OUT/tables.json"),
    "decide": ("decide", "IN", "OUT/decided.parquet", SMALL),
}
"""What writes an output, and where."""

STOPS = int(os.environ.get("TTHC_STOPS", "3"))
"""Moments at which SIGTERM arrives, spread over all changes of the disk; ``make stops`` tries ten."""


@attrs.frozen
class Machine:
    """The commands, and each output as it is without a fault."""

    commands: Mapping[str, Commands]
    folder: Path
    complete: dict[str, dict[str, str]]
    changes: dict[str, int]

    def run(self, output: str, **conditions: Any) -> dict[str, Any]:
        """Run over an old output; return the answer, with the ``state`` of the folder: ``old``, ``new`` or ``mixed``."""
        commands = self.commands[conditions.pop("environment", "usual")]
        room = conditions.pop("room", None)
        out = conditions.pop("disk", self.folder) / "out"
        shutil.rmtree(out, ignore_errors=True)
        (out.parent / "filler").unlink(missing_ok=True)
        out.mkdir()
        for path in self.complete[output]:
            if path.endswith("publication.json") or output != "publish":
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                (out / path).write_text('{"kind": "publication", "files": []}', encoding="utf-8")
        old = contents(out)
        if room is not None:
            _fill(out.parent, room)
        read_only = conditions.get("powerless")
        if read_only:
            for folder in (out, *(path for path in out.rglob("*") if path.is_dir())):
                folder.chmod(0o555)
        answer = commands.run(_arguments(output, self.folder, out), self.folder / "errors", **conditions)
        if read_only:
            for folder in (out, *(path for path in out.rglob("*") if path.is_dir())):
                folder.chmod(0o755)
        found = contents(out)
        answer["state"] = "old" if found == old else "new" if found == self.complete[output] else f"mixed: {sorted(found)}"
        return answer


def _fill(disk: Path, room: int) -> None:
    """Leave so many bytes of a disk free."""
    with (disk / "filler").open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        file.truncate(max(0, file.tell() - room))


def contents(folder: Path) -> dict[str, str]:
    """Return the digest of each file in a folder, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _arguments(output: str, folder: Path, out: Path) -> list[str]:
    return [word.replace("OUT/", f"{out}/") if word != "IN" else str(folder / "dossiers.csv") for word in OUTPUTS[output]]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Both processes, and every output made once."""
    folder = tmp_path_factory.mktemp("machine")
    (folder / "dossiers.csv").write_text(ROWS, encoding="utf-8")
    plain = {"TTHC_CACHE": "off", "TTHC_LANG": "en"}
    bare = {**plain, "HOME": "/nonexistent/home", "XDG_CACHE_HOME": None, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    with Commands(plain) as usual, Commands(bare) as other:
        machine = Machine({"usual": usual, "no home, C locale": other}, folder, {}, {})
        for output in OUTPUTS:
            out = folder / "new"
            out.mkdir()
            answer = usual.run(_arguments(output, folder, out), folder / "errors")
            assert answer["code"] == 0, answer
            machine.complete[output] = contents(out)
            machine.changes[output] = answer["changes"]
            shutil.rmtree(out)
        yield machine


def _is_sentence(error: str) -> bool:
    return bool(error.strip()) and "Traceback" not in error and "unexpected" not in error


CONDITIONS: dict[str, dict[str, Any]] = {
    "full disk": {"file_size": 1_500},
    "read-only folder": {"powerless": True},
    "64 files": {"files": 64},
    "no home, C locale": {"environment": "no home, C locale"},
    "600 MB": {"memory": 600_000_000},
}
MUST_SUCCEED = {"64 files", "no home, C locale"}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_an_output_is_written_or_the_reason_is_named(machine: Machine, condition: str, output: str) -> None:
    """The exit code, the message and the folder agree; a fault leaves the old output as it was."""
    answer = machine.run(output, **CONDITIONS[condition])
    if answer["code"] == 0:
        assert answer["state"] == "new"
    else:
        assert condition not in MUST_SUCCEED, answer["error"]
        assert (answer["code"], answer["state"]) == (2, "old"), answer
        assert _is_sentence(answer["error"]), answer["error"]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 4 MB; only root can mount one."""
    disk = tmp_path_factory.mktemp("disk")
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"NOT TESTED HERE: a full disk, since none can be mounted: {error}")
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED HERE: a full disk, since none can be mounted: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("room", [0, 12_288, 65_536])
def test_a_disk_without_room_keeps_the_old_output(machine: Machine, small_disk: Path, output: str, room: int) -> None:
    """The system reports that there is no room, at once or in the middle; nothing is left behind, and the disk is named."""
    answer = machine.run(output, disk=small_disk, room=room)
    if answer["code"] == 0:
        assert (answer["state"], room > 0) == ("new", True), answer
        return
    assert (answer["code"], answer["state"]) == (2, "old"), answer
    assert _is_sentence(answer["error"]), answer["error"]
    expected = "No space left" if output == "decide" else "disk is full"  # a program shows what DuckDB reports
    assert expected in answer["error"], answer["error"]


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_stopped_run_leaves_the_old_or_the_new_output(machine: Machine, output: str) -> None:
    """SIGTERM at moments spread over the changes of the disk, the last ones included."""
    last = machine.changes[output]
    for moment in sorted({1 + (last - 1) * number // (STOPS - 1) for number in range(STOPS)}):
        answer = machine.run(output, stop_at=moment)
        assert answer["code"] in (0, 143), (moment, answer)
        assert answer["state"] in ("old", "new"), (moment, answer)
        assert "Traceback" not in answer["error"]
        if answer["code"] == 143 and output != "decide":  # a program that calls the library writes its own messages
            assert answer["error"].strip().startswith("Error: the run was stopped (SIGTERM)"), (moment, answer)
            assert len(answer["error"].strip().splitlines()) == 1
