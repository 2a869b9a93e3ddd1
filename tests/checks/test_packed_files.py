"""The cached catalog: equality with the one read from YAML, lazy procedures, and when a catalog is cached."""

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
    """Return the folder of an empty cache."""
    monkeypatch.setenv("TTHC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged catalog."""
    return shutil.copytree(catalog_folder(), tmp_path / "catalog")


def test_it_equals_the_catalog_read_from_yaml(cache: Path, folder: Path) -> None:
    """The second load comes from the cache and gives an equal catalog with the same file names."""
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


def test_the_current_folder_gives_the_same_file_names(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded as ".", a cached catalog has the same file names as one read from YAML."""
    monkeypatch.chdir(folder)
    plain, second = load_catalog(".", cached=False), (load("."), load("."))[1].catalog
    assert [p.file for p in second.procedures] == [p.file for p in plain.procedures]
    assert second == plain
    assert cache.is_dir()


def test_procedures_are_a_sequence_built_on_demand(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accessing one procedure builds one; slices, negative indexes and pickling work as with a tuple."""
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


def test_an_engine_for_a_cached_catalog_decides_and_pickles(cache: Path, folder: Path) -> None:
    """An engine for a cached catalog returns the decisions of one for YAML, also after pickling."""
    load(folder)
    stored, plain = tthc.Engine(load_catalog(folder)), tthc.Engine(load_catalog(folder, cached=False))
    for code in ("1.001193", "2.000815"):
        one, other = (engine.decide(code, level="commune", received_at="2023-09-29 15:31") for engine in (stored, plain))
        assert one == other
    copy = pickle.loads(pickle.dumps(stored))  # noqa: S301 - our own bytes
    assert copy.decide("1.001193", received_at="2023-09-29 15:31") == plain.decide("1.001193", received_at="2023-09-29 15:31")
    assert cache.is_dir()


def test_a_broken_catalog_is_not_cached(cache: Path, folder: Path) -> None:
    """A catalog with errors raises an error each time and is not cached."""
    (folder / "legal.yaml").write_text("kind: legal\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(tthc.CatalogError):
            load(folder)
    assert not cache.exists()


def test_a_missing_folder_raises_a_catalog_error(cache: Path, tmp_path: Path) -> None:
    """A missing folder raises `CatalogError` with a cache too."""
    with pytest.raises(tthc.CatalogError):
        load(tmp_path / "nowhere")
    assert not cache.exists()


@pytest.mark.parametrize("when", ["while reading", "after reading"])
def test_a_file_changed_during_loading_is_not_cached(cache: Path, folder: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog edited between the digest and the reading, or right after, is returned but not cached."""
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


def test_a_catalog_with_custom_policies_is_not_cached(cache: Path, folder: Path) -> None:
    """A catalog checked with a program's own policies is not cached for other programs."""
    registry = Registry()
    spec = registry.policy("service-days", requested_by="test")
    assert load(folder, registry=Registry([spec])).identity is None
    assert not cache.exists()


def test_a_catalog_with_plugins_is_not_cached(cache: Path, folder: Path) -> None:
    """After a registry has loaded plugins, the files alone do not determine the catalog, so it is not cached."""
    registry = Registry()
    assert registry.is_plain
    assert registry.policies
    assert not registry.is_plain
    assert load(folder, registry=registry).identity is None
    assert not cache.exists()


def test_loading_without_a_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TTHC_CACHE=off, a catalog loads without a store and an identity."""
    monkeypatch.setenv("TTHC_CACHE", "off")
    loaded = load(folder)
    assert (loaded.store, loaded.identity) == (None, None)
    assert isinstance(loaded.catalog.procedures, tuple)
