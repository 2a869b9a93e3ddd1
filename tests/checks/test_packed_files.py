"""The stored catalog: equal to the one read from YAML, built piece by piece, and kept only when it is surely right."""

from __future__ import annotations

import pickle
import shutil
from typing import TYPE_CHECKING

import pytest

import tthc_catalog as tthc
from tthc_catalog import loading
from tthc_catalog._resources import catalog_folder
from tthc_catalog.checks import packed_files
from tthc_catalog.checks.packed_files import StoredProcedures
from tthc_catalog.loading import load, load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("TTHC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged catalog."""
    return shutil.copytree(catalog_folder(), tmp_path / "catalog")


def test_it_equals_the_catalog_read_from_yaml(cache: Path, folder: Path) -> None:
    """The second loading comes from the cache and is the same catalog, file names included, however the folder is named."""
    first, second, plain = load(folder), load(folder), load_catalog(folder, cached=False)
    assert isinstance(second.catalog.procedures, StoredProcedures)
    assert first.identity == second.identity
    assert first.catalog == second.catalog == plain
    assert plain == second.catalog
    assert second.catalog.root == plain.root == folder.as_posix()
    for procedure in plain.procedures:
        assert second.catalog.procedure(procedure.code, level=procedure.level) == procedure
    assert set(second.catalog.by_code) == set(plain.by_code)
    assert len(second.catalog.by_code) == len(plain.by_code)
    assert cache.is_dir()


def test_the_current_folder_is_named_as_from_yaml(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded as ".", files have the names problems give them there."""
    monkeypatch.chdir(folder)
    plain, second = load_catalog(".", cached=False), (load("."), load("."))[1].catalog
    assert [p.file for p in second.procedures] == [p.file for p in plain.procedures]
    assert second == plain
    assert cache.is_dir()


def test_procedures_are_a_sequence_built_on_demand(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for one builds one; slices, negative places, hashing and copying work as with a tuple."""
    plain = load(folder).catalog.procedures
    built: list[str] = []
    build = packed_files.build_procedure
    monkeypatch.setattr(packed_files, "build_procedure", lambda data, file: built.append(file) or build(data, file))
    stored = load(folder).catalog.procedures
    assert (len(stored), built) == (len(plain), [])
    assert stored[-1] == plain[-1]
    assert stored[-1] is stored[len(plain) - 1]
    assert len(built) == 1
    assert stored[2:4] == plain[2:4]
    with pytest.raises(IndexError):
        stored[len(plain)]
    assert stored != [*plain]
    assert pickle.loads(pickle.dumps(stored)) == plain  # noqa: S301 - our own bytes
    assert cache.is_dir()


def test_an_engine_over_it_answers_and_travels(cache: Path, folder: Path) -> None:
    """An engine over a stored catalog gives the decisions of one over YAML, here and in another process."""
    load(folder)
    stored, plain = tthc.Engine(load_catalog(folder)), tthc.Engine(load_catalog(folder, cached=False))
    for code in ("1.001193", "2.000815"):
        one, other = (engine.decide(code, level="commune", received_at="2023-09-29 15:31") for engine in (stored, plain))
        assert one == other
    copy = pickle.loads(pickle.dumps(stored))  # noqa: S301 - our own bytes
    assert copy.decide("1.001193", received_at="2023-09-29 15:31") == plain.decide("1.001193", received_at="2023-09-29 15:31")
    assert cache.is_dir()


def test_a_broken_catalog_is_not_kept(cache: Path, folder: Path) -> None:
    """A catalog with errors is refused each time, and leaves nothing in the cache."""
    (folder / "legal.yaml").write_text("kind: legal\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(tthc.CatalogError):
            load(folder)
    assert not cache.exists()


def test_a_folder_that_cannot_be_read_is_a_problem_as_ever(cache: Path, tmp_path: Path) -> None:
    """The cache adds no error of its own."""
    with pytest.raises(tthc.CatalogError):
        load(tmp_path / "nowhere")
    assert not cache.exists()


@pytest.mark.parametrize("when", ["while reading", "after reading"])
def test_a_file_that_changes_under_the_reader_is_not_kept(cache: Path, folder: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an edit falls between the digest and the reading, or right after, the catalog is given but not kept."""
    path = folder / "models" / "thu-sau-khong-cho.yaml"
    check = loading._check

    def edit() -> None:
        path.write_text(path.read_text(encoding="utf-8") + "# sửa\n", encoding="utf-8")

    def checked(*args: object, **options: object) -> object:
        if when == "while reading":
            edit()
        result = check(*args, **options)  # type: ignore[arg-type]
        if when == "after reading":
            edit()
        return result

    monkeypatch.setattr(loading, "_check", checked)
    assert load(folder).identity is None
    assert not cache.exists()


def test_policies_handed_in_are_not_kept(cache: Path, folder: Path) -> None:
    """What a program's own policies made of the files is no business of the next program."""
    registry = Registry()
    spec = registry.policy("service-days", requested_by="test")
    assert load(folder, registry=Registry([spec])).identity is None
    assert not cache.exists()


def test_plugins_asked_for_are_not_kept(cache: Path, folder: Path) -> None:
    """Once a plugin has been looked for, the files alone do not say what the catalog is."""
    registry = Registry()
    assert registry.is_plain
    assert registry.policies
    assert not registry.is_plain
    assert load(folder, registry=registry).identity is None
    assert not cache.exists()


def test_without_a_cache_it_loads_as_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TTHC_CACHE=off: no store, no identity, the same catalog."""
    monkeypatch.setenv("TTHC_CACHE", "off")
    loaded = load(folder)
    assert (loaded.store, loaded.identity) == (None, None)
    assert isinstance(loaded.catalog.procedures, tuple)
