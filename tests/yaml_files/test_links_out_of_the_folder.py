"""A catalog folder from elsewhere cannot reach files outside it, and nothing that cannot be read is passed over."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.cli import main
from tthc_catalog.yaml_files.catalog_folder import list_files

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = Path(__file__).parents[1] / "small_catalog"
FILE = "commune/ho-tich/1.001193.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small catalog."""
    return Path(shutil.copytree(SMALL, tmp_path / "catalog"))


def test_a_link_out_of_the_folder_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither `check` shows what the link points to, nor does `fmt` rewrite it."""
    secret = folder.parent / "secret.yaml"
    secret.write_text("password:   hunter2\n", encoding="utf-8")
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(secret)
    _, problems = check_catalog(folder)
    (problem,) = [problem for problem in problems if problem.file.endswith(FILE)]
    assert problem.code == "file-unreadable"
    assert main(["fmt", str(folder), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "leads out of the catalog folder" in out
    assert "hunter2" not in out
    assert secret.read_text(encoding="utf-8") == "password:   hunter2\n"


def test_links_inside_the_folder_and_of_installed_packages_are_followed(folder: Path, tmp_path: Path) -> None:
    """A link within the folder is a file of the catalog; an installer may link all files of a package to its cache."""
    (folder / "copy.txt").write_bytes((folder / FILE).read_bytes())
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(folder / "copy.txt")
    assert [problem.code for problem in list_files(folder)[1]] == []
    installed = tmp_path / "site-packages" / "catalog"
    shutil.copytree(SMALL, installed)
    (installed / "legal.yaml").unlink()
    (installed / "legal.yaml").symlink_to(SMALL / "legal.yaml")
    assert list_files(installed)[1] == []


def test_a_folder_that_cannot_be_read_fails_the_format_check(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``fmt --check`` names the subfolder and fails, since it does not know what is in it."""
    real = os.scandir

    def scandir(path: Any) -> Iterator[Any]:
        if Path(path).name == "ho-tich":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    assert main(["fmt", "--check", str(folder)]) == 0
    monkeypatch.setattr(os, "scandir", scandir)
    capsys.readouterr()
    assert main(["fmt", "--check", "--format", "json", str(folder)]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["file"].endswith("commune/ho-tich")
