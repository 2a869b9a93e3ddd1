"""The packages of ``plugins/`` are built, installed from their wheels, and tested with this library."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tthc_catalog
from tthc_catalog._resources import catalog_folder
from tthc_catalog.errors import Severity
from tthc_catalog.loading import check
from tthc_catalog.testing import read_scenarios

ROOT = Path(__file__).parents[2]
PLUGINS = ("tthc-son-my", "tthc-ngoc-ha", "tthc-phien-cho", "tthc-cap-xa", "tthc-thanh-ha-2026")
LIBRARY = Path(tthc_catalog.__file__).parents[1]
COPY = "tthc-xa-moi"

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
DIGESTS = (
    "import tthc_catalog as t; print('\\n'.join(x.digest for x in t.Engine(t.load_catalog()).timetables()));"
    "from tthc_catalog.registry import Registry; print(len(Registry().plugins))"
)


def run(*words: str, cwd: Path, site: Path | None = None) -> str:
    """Run this interpreter with the library and, if given, a folder of installed packages; return the standard output."""
    path = os.pathsep.join(str(entry) for entry in (site, LIBRARY) if entry is not None)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PYTHONPATH": path}
    shown = subprocess.run([sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    return shown.stdout


def renamed_template(folder: Path) -> Path:
    """Copy and rename the template as the tutorial shows."""
    target = folder / COPY
    shutil.copytree(ROOT / "plugins" / "template", target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for old, new in (("tthc_template", "tthc_xa_moi"), ("tthc-template", COPY), ("template", "xa-moi")):
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        path.rename(path.with_name(path.name.replace("tthc_template", "tthc_xa_moi").replace("template", "xa-moi")))
    return target


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources of every plugin, and with ``site``, where their wheels are installed."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("plugins")
    sources = [renamed_template(folder)]
    for name in PLUGINS:
        sources.append(folder / name)
        shutil.copytree(ROOT / "plugins" / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    wheels = folder / "wheels"
    for source in sources:
        run("-c", BUILD, str(wheels), cwd=source)
    built = [str(path) for path in sorted(wheels.glob("*.whl"))]
    assert len(built) == len(sources)
    install = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index", "--target", "site", *built)
    run(*install, cwd=folder)
    for source in sources:
        shutil.rmtree(source / "src")  # so that the tests import the installed package
    return folder


@pytest.mark.parametrize("name", [COPY, *PLUGINS])
def test_a_plugin_passes_its_own_tests_as_installed(name: str, place: Path) -> None:
    """Each plugin, and the renamed template, passes its contract and scenarios when installed from its wheel and without its source."""
    output = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", cwd=place / name, site=place / "site")
    assert "passed" in output
    assert "skipped" not in output


def test_every_plugin_is_sound(place: Path) -> None:
    """``tthc plugins`` reports no fault in any of them."""
    listed = json.loads(run("-m", "tthc_catalog", "plugins", "--format", "json", cwd=place, site=place / "site"))
    assert {(row["distribution"], row["version"], row["status"]) for row in listed["plugins"]} == {
        (name, "1.0.0", "ok") for name in (COPY, *PLUGINS)
    }
    assert {(item["kind"], item["id"]) for row in listed["plugins"] for item in row["gives"]} == {
        ("catalog", "xa-moi"),
        ("catalog", "son-my"),
        ("catalog", "ngoc-ha"),
        ("policy", "phien-cho"),
        ("check", "phien-cho"),
        ("texts", "phien-cho"),
        ("catalog", "cap-xa"),
        ("catalog", "thanh-ha-2026"),
    }


def test_a_catalog_is_found_by_its_id(place: Path) -> None:
    """``--catalog son-my`` reads the catalog of the installed package."""
    words = ("due", "2.000815", "--catalog", "son-my", "--at", "2025-10-07 09:00", "--format", "json")
    decision = json.loads(run("-m", "tthc_catalog", *words, cwd=place, site=place / "site"))
    assert decision["catalog"]["id"] == "son-my"
    assert decision["rule"] == "thu-ba-thu-nam/from-opening"


def test_a_problem_of_a_plugin_has_its_own_code_and_texts(place: Path) -> None:
    """``tthc check`` shows the message and the advice of the plugin's texts in both languages, and ``tthc explain`` its page."""
    folder = place / "market"
    shutil.copytree(catalog_folder(), folder)
    manifest, (model,) = folder / "manifest.yaml", (folder / "models").iterdir()
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("time_precision:", "checks: [phien-cho]\ntime_precision:"), encoding="utf-8"
    )
    parameters = 'parameters:\n  first_market: "2023-10-01"\n  every: 6\n  return_by: "16:00"\n'
    edited = re.sub(r"parameters:\n( .*\n)+", parameters, model.read_text(encoding="utf-8"))
    model.write_text(re.sub(r"(?m)^policy: .*$", "policy: phien-cho", edited), encoding="utf-8")
    words = ("-c", "from tthc_catalog.cli import main; import sys; main(sys.argv[1:])", "check", str(folder), "--format", "json", "--lang")
    for lang, message in (("vi", "phiên đã biết"), ("en", "the known market")):
        problems = json.loads(run(*words, lang, cwd=place, site=place / "site"))["problems"]
        (problem,) = (problem for problem in problems if problem["code"] == "phien-cho.first-market")
        assert problem["message"].startswith(message)
        assert (problem["replacement"], problem["help"]) == ("2023-09-25", "tthc explain phien-cho.first-market")
    page = run("-m", "tthc_catalog", "explain", "phien-cho.first-market", cwd=place, site=place / "site")
    assert page.startswith("phien-cho.first-market: Mô hình bắt đầu trước phiên chợ đã biết")


def test_plugins_import_only_public_modules() -> None:
    """A plugin can be written with the names that stay."""
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        imported = re.findall(r"(?m)^ *(?:from|import) (tthc_catalog[\w.]*)", path.read_text(encoding="utf-8"))
        assert set(imported) <= {"tthc_catalog", "tthc_catalog.extension", "tthc_catalog.testing"}, path


def test_installing_plugins_changes_no_decision(place: Path) -> None:
    """The packaged catalog's timetables have the same digests with all plugins installed as without plugins."""
    without_plugins = run("-c", DIGESTS, cwd=place).split()
    with_plugins = run("-c", DIGESTS, cwd=place, site=place / "site").split()
    assert (without_plugins[-1], with_plugins[-1]) == ("0", "6")
    assert without_plugins[:-1] == with_plugins[:-1]


def test_the_tutorial_leads_to_a_tested_catalog(tmp_path: Path) -> None:
    """With the blocks of "a new district in 15 minutes" in place, the catalog has no problems and the scenario passes."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "tutorial" / "a-new-district.md").read_text(encoding="utf-8"), re.DOTALL)
    promise, examples = (next(block for block in blocks if block.startswith(key)) for key in ("parameters:", "scenarios:"))
    folder = renamed_template(tmp_path) / "src" / "tthc_xa_moi" / "catalog"
    (model,) = (folder / "models").iterdir()
    edited = re.sub(r"parameters:\n( .*\n)+", promise, model.read_text(encoding="utf-8"))
    model.write_text(edited, encoding="utf-8")
    assert not [problem for problem in check(folder)[1] if problem.severity is not Severity.INFO]
    proof = folder.parent / "xa-moi.scenario.yaml"
    proof.write_text(f"kind: scenarios\ncatalog: catalog\n{examples}", encoding="utf-8")
    assert [scenario.differences() for scenario in read_scenarios(proof)] == [[]]


def test_every_package_is_complete() -> None:
    """Each package has its own project file, README, changelog and tests, and is listed in the README of ``plugins/``."""
    listed = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    folders = [path for path in (ROOT / "plugins").iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {"template", *PLUGINS}
    for folder in folders:
        assert all((folder / name).is_file() for name in ("pyproject.toml", "README.md", "CHANGELOG.md"))
        assert list((folder / "tests").glob("test_*.py"))
        assert f"({folder.name})" in listed
