"""The identity of a catalog changes if anything an answer depends on changes, and otherwise stays the same."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cache import identity
from tthc_catalog.cache.identity import identity_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged catalog."""
    return shutil.copytree(catalog_folder(), tmp_path / "catalog")


def test_a_copy_has_the_identity_of_its_original(folder: Path) -> None:
    """Neither the location nor the modification times of the files count."""
    os.utime(folder / "legal.yaml", (1, 1))
    assert identity_of(folder, {}) == identity_of(catalog_folder(), {})


def test_an_edit_in_the_same_tick_is_seen(folder: Path) -> None:
    """An edit that keeps the size and the times of a file changes the identity, and undoing the edit restores it."""
    path = folder / "models" / "thu-sau-khong-cho.yaml"
    before, stat, old = path.read_bytes(), path.stat(), identity_of(folder, {})
    path.write_bytes(before.replace(b'"15:30"', b'"15:29"', 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    assert identity_of(folder, {}) != old
    path.write_bytes(before)
    assert identity_of(folder, {}) == old


def test_added_removed_and_renamed_files_are_seen(folder: Path) -> None:
    """The set of files and their names count, including files that no catalog reads."""
    seen = {identity_of(folder, {})}
    (folder / "extra.json").write_text("{}", encoding="utf-8")
    seen.add(identity_of(folder, {}))
    (folder / "extra.json").rename(folder / "other.json")
    seen.add(identity_of(folder, {}))
    (folder / "other.json").unlink()
    next(folder.glob("commune/*/*.yaml")).unlink()
    seen.add(identity_of(folder, {}))
    assert len(seen) == 4


def test_hidden_files_are_not_part_of_a_catalog(folder: Path) -> None:
    """An editor's lock file or a repository in the folder does not count."""
    before = identity_of(folder, {})
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    (folder / "~lock").write_text("", encoding="utf-8")
    assert identity_of(folder, {}) == before


def test_allowed_and_installed_plugins_count(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The identity depends on which plugins are allowed and on each installed distribution's version."""
    seen = {identity_of(folder, {}), identity_of(folder, {"TTHC_PLUGINS": ""}), identity_of(folder, {"TTHC_PLUGINS": "mine"})}
    place = tmp_path / "site-packages"
    for version in ("0.109", "0.110"):
        shutil.rmtree(place, ignore_errors=True)
        (place / f"holidays-{version}.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(place)
        seen.add(identity_of(folder, {}))
    archive = tmp_path / "modules.zip"
    archive.write_bytes(b"PK")
    monkeypatch.syspath_prepend(archive)
    seen.add(identity_of(folder, {}))
    assert len(seen) == 6


def test_the_librarys_code_and_calendar_count(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release or an edited source tree does not use the entries of this one."""
    code = tmp_path / "tthc_catalog"
    shutil.copytree(catalog_folder(), code / "_data" / "catalog")
    (code / "engine.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(identity, "PACKAGE", str(code))
    monkeypatch.setattr(identity, "data_folder", lambda name: str(code / "_data" / name) if name == "catalog" else str(folder))
    seen = {identity_of(folder, {})}
    (code / "engine.py").write_text("other", encoding="utf-8")
    seen.add(identity_of(folder, {}))
    calendar = code / "_data" / "catalog" / "calendar" / "vietnam.yaml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + "#", encoding="utf-8")
    seen.add(identity_of(folder, {}))
    assert len(seen) == 3


def test_a_missing_folder_has_no_identity(tmp_path: Path) -> None:
    """The identity of a missing folder raises the error of reading it."""
    with pytest.raises(FileNotFoundError):
        identity_of(tmp_path / "nowhere", {})
