"""The store: what it returns, what it rejects, and that it never raises."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tthc_catalog.cache import store as store_module
from tthc_catalog.cache.store import Store, cache_folder

ONE, OTHER = "1" * 64, "2" * 64

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are POSIX")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(str(tmp_path / "cache"))


def names(folder: str) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in Path(folder).iterdir())


def test_an_entry_is_read_as_it_was_written(store: Store) -> None:
    """An entry is returned byte for byte, and only under its identity and name."""
    assert store.write(ONE, "entry", b"\x00content\n")
    assert store.read(ONE, "entry") == b"\x00content\n"
    assert store.read(OTHER, "entry") is None
    assert store.read(ONE, "another") is None


@posix_only
def test_only_the_owner_has_access(store: Store) -> None:
    """No other user can read or write the entries."""
    store.write(ONE, "entry", b"content")
    for path, mode in ((store.folder, 0o700), (f"{store.folder}/{ONE}", 0o700), (f"{store.folder}/{ONE}/entry", 0o600)):
        assert stat.S_IMODE(Path(path).stat().st_mode) == mode


@pytest.mark.parametrize("damage", [b"", b"short", b"0" * 64, b"0" * 64 + b"content"])
def test_damaged_entries_are_ignored(store: Store, tmp_path: Path, damage: bytes) -> None:
    """A truncated, empty or foreign file is treated as missing, and is replaced."""
    store.write(ONE, "entry", b"content")
    (tmp_path / "cache" / ONE / "entry").write_bytes(damage)
    assert store.read(ONE, "entry") is None
    assert store.write(ONE, "entry", b"content")
    assert store.read(ONE, "entry") == b"content"


def test_every_changed_byte_is_detected(store: Store, tmp_path: Path) -> None:
    """An entry with any changed byte is not returned."""
    store.write(ONE, "entry", b"content")
    path = tmp_path / "cache" / ONE / "entry"
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert store.read(ONE, "entry") is None


def test_a_moved_entry_is_not_returned(store: Store, tmp_path: Path) -> None:
    """An entry moved to another identity or name is not valid there."""
    store.write(ONE, "entry", b"content")
    store.write(OTHER, "else", b"content")
    (tmp_path / "cache" / ONE / "entry").rename(tmp_path / "cache" / OTHER / "entry")
    assert store.read(OTHER, "entry") is None


@posix_only
def test_entries_that_others_can_write_are_not_trusted(store: Store, tmp_path: Path) -> None:
    """A file or a folder that other users can write to is not used."""
    store.write(ONE, "entry", b"content")
    path = tmp_path / "cache" / ONE / "entry"
    path.chmod(0o666)
    assert store.read(ONE, "entry") is None
    path.chmod(0o600)
    assert store.read(ONE, "entry") == b"content"
    (tmp_path / "cache").chmod(0o777)
    assert Store.of({"TTHC_CACHE": store.folder}) is None
    assert not Store(store.folder).write(OTHER, "entry", b"content")


@posix_only
def test_links_are_not_followed(store: Store, tmp_path: Path) -> None:
    """A symbolic link in place of an entry is not followed."""
    store.write(ONE, "entry", b"content")
    path = tmp_path / "cache" / ONE / "entry"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert store.read(ONE, "entry") is None


def test_a_folder_that_cannot_be_created_is_no_error(tmp_path: Path) -> None:
    """If a file has the name of the folder, nothing is stored and nothing is raised."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    store = Store(str(tmp_path / "cache"))
    assert not store.write(ONE, "entry", b"content")
    assert store.read(ONE, "entry") is None
    assert Store.of({"TTHC_CACHE": store.folder}) is None
    assert Store.of({"TTHC_CACHE": f"{store.folder}/below"}) is None


def test_a_full_disk_leaves_no_draft(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If an entry cannot be renamed to its final name, its draft is removed."""
    store.write(ONE, "entry", b"content")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    assert not store.write(ONE, "another", b"content")
    assert [path.name for path in (tmp_path / "cache" / ONE).iterdir()] == ["entry"]


def test_old_catalogs_are_removed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The most recently written catalogs stay, up to a number and a size; foreign files in the folder are left alone."""
    monkeypatch.setattr(store_module, "_MOST_CATALOGS", 3)
    Path(store.folder, "somebody's").mkdir(parents=True, mode=0o700)
    identities = [f"{number:064x}" for number in range(6)]
    for age, identity in enumerate(identities):
        store.write(identity, "entry", b"content")
        os.utime(f"{store.folder}/{identity}", (1000 + age, 1000 + age))
    assert names(store.folder) == sorted([*identities[-3:], "somebody's"])
    monkeypatch.setattr(store_module, "_MOST_BYTES", 10)
    store.write("f" * 64, "entry", b"content")
    assert names(store.folder) == ["f" * 64, "somebody's"]


@pytest.mark.parametrize("removed", ["draft", "catalog", "catalog being read"])
def test_files_removed_during_pruning_are_no_error(store: Store, monkeypatch: pytest.MonkeyPatch, removed: str) -> None:
    """Another process may rename a draft or remove a catalog after it was listed and before it is examined."""
    catalog = Path(store.folder, OTHER)
    assert store.write(OTHER, "entry", b"content")
    (catalog / "entry.123-draft").write_bytes(b"half")
    scandir = os.scandir

    def remove_catalog() -> None:
        for path in list(catalog.iterdir()):
            path.unlink()
        catalog.rmdir()

    @contextlib.contextmanager
    def list_then_remove(folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        if removed == "catalog being read" and folder == str(catalog):
            monkeypatch.undo()
            remove_catalog()
        with scandir(folder) as entries:
            listed = list(entries)
        if removed == "draft" and folder == str(catalog):
            (catalog / "entry.123-draft").unlink()
        if removed == "catalog" and folder == store.folder:
            monkeypatch.undo()
            remove_catalog()
        yield iter(listed)

    monkeypatch.setattr(os, "scandir", list_then_remove)
    assert store.write(ONE, "entry", b"content")
    monkeypatch.undo()
    assert store.read(ONE, "entry") == b"content"
    assert catalog.exists() == (removed == "draft")
    assert not (catalog / "entry.123-draft").exists()


def test_many_processes_write_and_read_at_once(store: Store) -> None:
    """A reader sees no entry or the whole entry while other processes write."""
    program = (
        "import sys; from tthc_catalog.cache.store import Store; store = Store(sys.argv[1])\n"
        "for turn in range(200):\n"
        f"    assert store.write('{ONE}', 'entry', b'x' * 100_000)\n"
        f"    assert store.read('{ONE}', 'entry') == b'x' * 100_000\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, store.folder]) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert names(f"{store.folder}/{ONE}") == ["entry"]


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"TTHC_CACHE": "off"}, "linux", None),
        ({"TTHC_CACHE": "OFF"}, "linux", None),
        ({"TTHC_CACHE": "/elsewhere"}, "linux", "/elsewhere"),
        ({"XDG_CACHE_HOME": "/var/of/mine"}, "linux", "/var/of/mine/tthc-catalog"),
        ({"XDG_CACHE_HOME": "relative"}, "linux", "/home/me/.cache/tthc-catalog"),
        ({}, "linux", "/home/me/.cache/tthc-catalog"),
        ({}, "darwin", "/home/me/Library/Caches/tthc-catalog"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/tthc-catalog"),
        ({}, "win32", None),
    ],
)
@posix_only
def test_the_folder_follows_the_platform(
    environ: dict[str, str], platform: str, folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is in the platform's folder for caches, unless it is configured otherwise or off."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", "/home/me")
    assert cache_folder(environ) == folder
    if folder is None:
        assert Store.of(environ) is None
