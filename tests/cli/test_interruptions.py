"""A run that is stopped leaves nothing behind, and what a killed run left is removed by the next one."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tthc_catalog.cli import interruptions
from tthc_catalog.scratch_folders import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLD = """
import signal, sys, time
from pathlib import Path
from tthc_catalog.cli.interruptions import Stopped, stopping_signals
from tthc_catalog.scratch_folders import scratch_folder
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a test run under nohup ignores it
try:
    with stopping_signals(), scratch_folder(Path(sys.argv[1]), ".records-"):
        print("ready", flush=True)
        time.sleep(60)
except Stopped as stopped:
    sys.exit(stopped.code)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with a scratch folder in ``tmp_path``."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_stopped_run_removes_its_folder(holder: subprocess.Popen[str], tmp_path: Path, name: str) -> None:
    """SIGTERM and SIGHUP end the run like an interruption, with the usual exit code of the signal."""
    number = getattr(signal, name)
    holder.send_signal(number)
    assert holder.wait(timeout=10) == 128 + number
    assert list(tmp_path.iterdir()) == []


def test_the_next_run_removes_the_folder_of_a_killed_one(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    """The folder of a running process is kept, that of a killed one is removed; other folders and links are left alone."""
    (tmp_path / ".records-mine").mkdir()
    (tmp_path / ".records-link").symlink_to(tmp_path / ".records-mine")
    kept = {".records-mine", ".records-link"}
    with scratch_folder(tmp_path, ".records-") as folder:
        assert len({path.name for path in tmp_path.iterdir()} - kept - {folder.name}) == 1
    holder.kill()
    holder.wait()
    with scratch_folder(tmp_path, ".records-") as folder:
        assert {path.name for path in tmp_path.iterdir()} == kept | {folder.name}
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_the_handlers_are_restored() -> None:
    """After a run the process reacts to signals as before, and a signal that is ignored stays ignored, as under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptions.stopping_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
            with pytest.raises(interruptions.Stopped) as raised:
                signal.raise_signal(signal.SIGTERM)
        assert raised.value.code == 143
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
