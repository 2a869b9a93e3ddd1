"""While only the counts of the list are wrong, commands that read facts work and warn; others refuse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tthc_catalog.cli import main

PACKAGED = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def miscounted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The packaged catalog without one of its procedures."""
    folder = Path(shutil.copytree(PACKAGED, tmp_path_factory.mktemp("counts") / "danh-muc"))
    (folder / "commune" / "ho-tich" / "1.004837.yaml").unlink()
    return str(folder)


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "1.001193", "--level", "commune"),
        ("due", "1.001193", "--level", "commune", "--at", "2026-11-27 09:00"),
        ("calendar", "2026"),
    ],
    ids=lambda words: words[0],
)
def test_reading_commands_work_and_warn(miscounted: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """The answer is on standard output, the warning with its place and remedy on standard error."""
    for _ in range(2):  # nothing is cached that would silence the warning
        assert main([*words, "--catalog", miscounted]) == 0
        out, err = capsys.readouterr()
        assert out
        assert "count-mismatch" in err
        assert "manifest.yaml:36" in err


def test_others_refuse(miscounted: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The check reports an error, and nothing is published or compiled."""
    assert main(["check", miscounted]) == 1
    assert main(["compile", "-o", str(tmp_path / "x.json"), "--catalog", miscounted]) == 2
    assert main(["publish", "-o", str(tmp_path / "out"), "--catalog", miscounted]) == 2
    assert "count-mismatch" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_error_stops_reading(miscounted: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With any other error, the facts cannot be relied on."""
    folder = Path(shutil.copytree(miscounted, tmp_path / "c"))
    (folder / "commune" / "ho-tich" / "1.001193.yaml").write_text("kind: procedure\n", encoding="utf-8")
    assert main(["list", "--catalog", str(folder)]) == 2
    assert "key-missing" in capsys.readouterr().err
