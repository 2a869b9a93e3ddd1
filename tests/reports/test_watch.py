"""``tthc check --watch``: checks again after every change."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tthc_catalog import file_watch
from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = Path(__file__).parents[1] / "small_catalog"


def test_changes_are_checked(tmp_path: Path) -> None:
    """A new problem and its correction are reported within seconds, and Ctrl+C ends the command without an error message."""
    folder = tmp_path / "catalog"
    shutil.copytree(SMALL, folder)
    words = ["check", str(folder), "--watch", "--lang", "en"]
    # A shell starts what runs in the background with SIGINT ignored, and this process passes that on.
    run = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from tthc_catalog.cli import main; sys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", run, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout or ()])
    reader.start()

    def wait_for(words: str) -> None:
        while words not in lines.get(timeout=20):
            pass

    try:
        wait_for("no errors")
        model = folder / "models" / "thu-sau.yaml"
        original = model.read_text("utf-8")
        model.write_text(original.replace('"15:30"', '"15h30"'), encoding="utf-8")
        wait_for("error[scalar-time]")
        model.write_text(original, encoding="utf-8")
        wait_for("no errors")
        (folder / "offices.yaml").unlink()
        wait_for("error[file-missing]")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr.read().strip() == ""
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()


def steps(monkeypatch: pytest.MonkeyPatch, *edits: Callable[[], object]) -> None:
    """Make one edit in each pause of the watch, and fail in the pause after the last one."""
    remaining = iter(edits)

    def pause(_seconds: float) -> None:
        edit = next(remaining, None)
        assert edit is not None, "the change was not seen"
        edit()

    monkeypatch.setattr(file_watch.time, "sleep", pause)


def test_a_save_in_steps_is_reported_once_it_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is emptied and then written is reported once, with its new content."""
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    steps(monkeypatch, lambda: path.write_text("", encoding="utf-8"), lambda: path.write_text("new", encoding="utf-8"), lambda: None)
    watch = file_watch.changes(str(tmp_path))
    next(watch)
    next(watch)
    assert path.read_text("utf-8") == "new"


def test_two_saves_in_one_tick_of_the_clock_are_both_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that keeps the size and the modification time is reported."""
    path = tmp_path / "a.yaml"
    path.write_text("15:30", encoding="utf-8")
    stamp = path.stat().st_mtime_ns

    def save() -> None:
        path.write_text("15h30", encoding="utf-8")
        os.utime(path, ns=(stamp, stamp))

    steps(monkeypatch, save, lambda: None)
    watch = file_watch.changes(str(tmp_path))
    next(watch)
    next(watch)


def test_a_save_without_a_change_is_not_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new modification time alone is no change."""
    path = tmp_path / "a.yaml"
    path.write_text("same", encoding="utf-8")
    steps(monkeypatch, lambda: os.utime(path, ns=(1, 1)), lambda: None)
    watch = file_watch.changes(str(tmp_path))
    next(watch)
    with pytest.raises(AssertionError, match="was not seen"):
        next(watch)


def test_watching_requires_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Other formats than text are rejected, since programs expect a single document."""
    assert main(["check", str(SMALL), "--watch", "--format", "json"]) == 2
    assert "--watch" in capsys.readouterr().err
