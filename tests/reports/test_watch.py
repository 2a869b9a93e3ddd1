"""``tthc check --watch``: checks again after every change."""

from __future__ import annotations

import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tthc_catalog.cli import main

SMALL = Path(__file__).parents[1] / "small_catalog"


def test_changes_are_checked(tmp_path: Path) -> None:
    """A new problem and its correction are reported within seconds, and Ctrl+C ends the command without an error message."""
    folder = tmp_path / "catalog"
    shutil.copytree(SMALL, folder)
    words = [sys.executable, "-u", "-m", "tthc_catalog", "check", str(folder), "--watch", "--lang", "en"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
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


def test_watching_requires_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Other formats than text are rejected, since programs expect a single document."""
    assert main(["check", str(SMALL), "--watch", "--format", "json"]) == 2
    assert "--watch" in capsys.readouterr().err
