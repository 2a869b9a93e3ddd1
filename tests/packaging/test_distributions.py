"""The contents of the wheel and the source distribution: the catalog and the schemas, and nothing that git ignores."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import tthc_catalog
from tthc_catalog._resources import catalog_folder, schemas_folder, templates_folder

ROOT = Path(__file__).parents[2]
IN_CHECKOUT = (ROOT / "src").is_dir()


def test_packaged_data_is_found() -> None:
    """The catalog and the schemas are found, whether the package is installed or in a checkout."""
    assert (catalog_folder() / "manifest.yaml").is_file()
    assert (schemas_folder() / "procedure.schema.json").is_file()
    assert len(tthc_catalog.load_catalog().procedures) == 35


def test_the_package_carries_its_own_data() -> None:
    """An installed package reads its own data, which is the same as in the checkout; in a checkout it reads the checkout's."""
    package = Path(tthc_catalog.__file__).parent
    assert ("site-packages" in package.parts) is not IN_CHECKOUT
    shipped = {"catalog": catalog_folder(), "schemas": schemas_folder(), "templates": templates_folder()}
    for folder, packaged in ((ROOT / name, found) for name, found in shipped.items()):
        assert packaged == folder if IN_CHECKOUT else packaged.is_relative_to(package)
        names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        assert names == {path.relative_to(packaged) for path in packaged.rglob("*") if path.is_file()}
        for name in names:
            assert (packaged / name).read_bytes() == (folder / name).read_bytes()


def test_typed_marker_is_shipped() -> None:
    """Type checkers read our annotations."""
    assert (Path(tthc_catalog.__file__).parent / "py.typed").is_file()


def test_console_script_is_registered() -> None:
    """Installing the package installs the command ``tthc``."""
    try:
        installed = importlib.metadata.distribution("tthc-catalog")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package is not installed")
    (script,) = (e for e in installed.entry_points if e.group == "console_scripts")
    assert (script.name, script.value) == ("tthc", "tthc_catalog.cli:main")


def _sources(*folders: str) -> set[str]:
    """Return the files of some folders of the checkout that git does not ignore."""
    shown = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name for name in shown.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel built from it; needs the build backend."""
    if not (ROOT / ".git").exists():
        pytest.skip("the contents are compared with the files that git does not ignore")
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.build import build_{0}; print(build_{0}(sys.argv[1]))"
    sdist = _run(build.format("sdist"), folder, ROOT)
    with tarfile.open(folder / sdist) as archive:
        archive.extractall(folder, filter="data")
    wheel = _run(build.format("wheel"), folder, folder / sdist.removesuffix(".tar.gz"))
    return folder / sdist, folder / wheel


def _run(code: str, folder: Path, place: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    shown = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=place, capture_output=True, text=True, check=False, env=environment
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout.split()[-1]


def test_wheel_contents(built: tuple[Path, Path]) -> None:
    """The wheel, built from the sdist, contains exactly the package, the catalog, the schemas and the templates, and nothing that git ignores."""
    with zipfile.ZipFile(built[1]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = [name for name in wheel.namelist() if name.endswith("/LICENSE")]
    wanted = {name.removeprefix("src/") for name in _sources("src/tthc_catalog")}
    wanted |= {f"tthc_catalog/_data/{name}" for name in _sources("catalog", "schemas", "templates")}
    assert names == wanted
    assert len(licences) == 1


def test_sdist_contents(built: tuple[Path, Path]) -> None:
    """The sdist contains everything needed to build, test and document the package again."""
    with tarfile.open(built[0]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    shipped = (
        "catalog",
        "schemas",
        "templates",
        "src",
        "tests",
        "docs",
        "examples",
        "plugins",
        "benchmarks",
        "typing_tests",
        "Makefile",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
    )
    assert _sources(*shipped, "pyproject.toml", ".ci", ".pre-commit-hooks.yaml") <= names
