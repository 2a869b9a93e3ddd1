"""The registry finds specs of every kind in plugins, and its errors name what was requested and by which file."""

from __future__ import annotations

import json
import pickle
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cli import main
from tthc_catalog.errors import PluginError, Severity
from tthc_catalog.loading import check, load_catalog
from tthc_catalog.problems.problem_text import message
from tthc_catalog.registry import Registry

EVERYTHING = """
from pathlib import Path
from tthc_catalog.errors import Problem, Severity
from tthc_catalog.extension import CalendarSpec, CatalogSpec, CheckSpec, ImporterSpec, RendererSpec
from tthc_catalog.built_in import tthc_calendars as own_calendars

def fees_stated(catalog):
    for procedure in catalog.procedures:
        if procedure.editions[-1].fee.status == "unknown":
            yield Problem(
                code="check-finding", severity=Severity.WARNING, file=procedure.file, hint="fee:",
                params={"reason": ("chưa có lệ phí", "no fee is stated")},
            )

def read(path):
    yield {"level": "commune", "code": "1.001193", "received_at": "2023-09-29 10:00"}

def tthc_catalogs():
    return [CatalogSpec(id="hang-xom", title="Hàng xóm", title_en="Neighbour", folder=Path(__file__).parent)]

def tthc_calendars():
    return [CalendarSpec(id="nhu-viet-nam", version="1", title="Như Việt Nam", title_en="Like Viet Nam", document=own_calendars()[0].document)]

def tthc_checks():
    return [CheckSpec(id="co-le-phi", title="Có lệ phí", title_en="Fees are stated", check=fees_stated)]

def tthc_importers():
    return [ImporterSpec(id="igate", title="iGate", title_en="iGate", suffixes=(".csv",), read=read)]

def tthc_renderers():
    return [RendererSpec(id="loa", title="Bài phát thanh", title_en="Radio text", media_type="text/plain", render=lambda _: ())]
"""


def test_specs_of_every_kind_are_found(site: Any) -> None:
    """Catalogs, calendars, checks, importers and renderers of a plugin are found like built-in ones."""
    site.install("tthc-all", EVERYTHING)
    registry = Registry()
    assert registry.catalog("hang-xom", requested_by="x").folder == Path(site.folder)
    assert registry.calendar("nhu-viet-nam", requested_by="x").document().time_zone == "Asia/Ho_Chi_Minh"
    assert registry.check("co-le-phi", requested_by="x").title_en == "Fees are stated"
    assert [row["code"] for row in registry.importer("igate", requested_by="x").read(Path())] == ["1.001193"]
    assert registry.renderer("loa", requested_by="x").media_type == "text/plain"
    assert registry.origin("check", "co-le-phi") == "tthc-all 1.0 (tthc-all)"
    assert "documents-have-addresses" in registry.ids("check")
    assert "co-le-phi" in registry.ids("check")


@pytest.mark.parametrize("kind", ["policy", "calendar", "catalog", "check", "importer", "renderer"])
def test_an_unknown_id_raises_an_error(kind: str) -> None:
    """The message names the id and the file that requests it."""
    with pytest.raises(PluginError) as caught:
        getattr(Registry(plugins=()), kind)("khong-co", requested_by="models/a.yaml")
    for lang in ("vi", "en"):
        # A catalog is requested on the command line, so its message says instead that there is no such folder either.
        assert ("models/a.yaml" in caught.value.text(lang)) == (kind != "catalog")
        assert "khong-co" in caught.value.text(lang)


def test_a_rejected_spec_raises_an_error_with_its_reason(site: Any) -> None:
    """The error for a policy in conflict names the plugin in both languages."""
    site.install_policy("tthc-one", "next-day", version="1.0")
    site.install_policy("tthc-two", "next-day", version="2.0")
    with pytest.raises(PluginError) as caught:
        Registry().policy("next-day", requested_by="models/a.yaml")
    for lang in ("vi", "en"):
        assert "tthc-two 2.0" in caught.value.text(lang)


def chosen(tmp_path: Path, line: str) -> Path:
    """Return a copy of the packaged catalog with one more line in its manifest."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("time_precision:", f"{line}\ntime_precision:"), encoding="utf-8")
    return folder


def test_a_check_runs_if_the_manifest_names_it(site: Any, tmp_path: Path) -> None:
    """The findings of a plugin's check are problems like others, and it runs for no other catalog."""
    site.install("tthc-all", EVERYTHING)
    _, problems = check(chosen(tmp_path, "checks: [co-le-phi]"))
    found = [problem for problem in problems if problem.code == "check-finding"]
    assert found
    assert all(problem.severity is Severity.WARNING for problem in found)
    _, problems = check()
    assert not [problem for problem in problems if problem.code == "check-finding"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[Problem(code='khong-co', file='x', hint='y')]", "the problem code khong-co has no text problem.khong-co.message"),
        ("[Problem(code='hang-xom.thieu', file='x', hint='y')]", "hang-xom.problem.thieu.message"),
        ("['x']", "a check must yield Problem, got str"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_broken_check_is_a_problem_of_the_manifest(body: str, reason: str, site: Any, tmp_path: Path) -> None:
    """A check that fails, or yields what nobody could read, does not end the run."""
    site.install(
        "tthc-odd",
        "from tthc_catalog.extension import CheckSpec, Problem\n"
        f"def tthc_checks():\n    return [CheckSpec(id='odd', title='x', title_en='x', check=lambda catalog: {body})]\n",
    )
    _, problems = check(chosen(tmp_path, "checks: [odd]"))
    (problem,) = (p for p in problems if p.code == "plugin-broken")
    assert reason in message(problem, "en")


def test_an_unknown_hook_does_not_cost_the_others(site: Any) -> None:
    """A plugin for a later version of the library gives what this version knows."""
    site.install("tthc-later", EVERYTHING + "\ndef tthc_later_hooks():\n    return []\n")
    registry = Registry()
    assert registry.check("co-le-phi", requested_by="x").id == "co-le-phi"
    (report,) = registry.plugins
    assert report.status == "unknown-hook"


def test_a_built_in_optional_check_is_chosen_likewise(tmp_path: Path) -> None:
    """The built-in optional check runs if the manifest names it."""
    catalog, problems = check(chosen(tmp_path, "checks: [documents-have-addresses]"))
    assert catalog is not None
    assert any(problem.code == "check-finding" for problem in problems)


def test_an_unknown_check_is_a_problem(tmp_path: Path) -> None:
    """An unknown id in ``checks`` is a problem with a suggestion."""
    _, problems = check(chosen(tmp_path, "checks: [documents-have-adresses]"))
    (problem,) = (p for p in problems if p.severity is Severity.ERROR)
    assert (problem.code, problem.hint) == ("reference-check", "documents-have-addresses")


def test_a_catalog_by_id(site: Any) -> None:
    """``load_catalog`` accepts the id of a plugin's catalog and raises an error for an unknown id."""
    (site.folder / "catalog").mkdir()
    shutil.copytree(catalog_folder(), site.folder / "catalog", dirs_exist_ok=True)
    site.install("tthc-all", EVERYTHING.replace("Path(__file__).parent)", 'Path(__file__).parent / "catalog")'))
    assert load_catalog("hang-xom").id == "thanh-ha"
    assert load_catalog("thanh-ha").id == "thanh-ha"
    with pytest.raises(PluginError):
        load_catalog("hang-xomm")


def test_a_registry_can_be_pickled(site: Any) -> None:
    """The copy finds the same specs and keeps the list of allowed plugins."""
    site.install_policy("tthc-good", "next-day")
    registry = pickle.loads(pickle.dumps(Registry()))  # noqa: S301 - the bytes were pickled just here
    assert registry.find("policy", "next-day") is not None
    closed = pickle.loads(pickle.dumps(Registry(plugins=())))  # noqa: S301 - as above
    assert closed.find("policy", "next-day") is None


def test_a_program_can_add_policies() -> None:
    """A policy passed to the registry is found without plugins."""
    import attrs

    spec = attrs.evolve(Registry(plugins=()).policy("service-days", requested_by="x"), id="own")
    registry = Registry([spec], plugins=())
    assert registry.find("policy", "own") is spec
    assert [p.id for p in registry.policies] == ["own", "processing-time", "service-days"]
    assert set(registry.policy_schemas()) == {"own", "processing-time", "service-days"}
    assert len(registry.policy_checks()) == 3


def test_the_schema_for_editors_has_the_policies_of_plugins(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """``tthc schema`` describes the parameters of an installed policy, in the schema of all files, of models, and by its own id."""
    site.install_policy("tthc-good", "next-day")
    for words in (["schema"], ["schema", "model"]):
        assert main(words) == 0
        printed = json.loads(capsys.readouterr().out)
        model = printed["$defs"].get("model", printed)
        assert [part["if"]["properties"]["policy"]["const"] for part in model["allOf"]] == ["next-day", "service-days"]
        assert "parameters-next-day" in printed["$defs"]
    assert main(["schema", "next-day"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"


def test_the_uses_of_policies() -> None:
    """Policies of statutory deadlines and of commitments are distinguished."""
    uses = Registry(plugins=()).policy_uses()
    assert dict(uses) == {"processing-time": True, "service-days": False}


def test_a_distribution_with_broken_metadata_is_reported(site: Any) -> None:
    """The report of a distribution without a name is found by its module."""
    site.install("tthc-odd", "def tthc_policies():\n    return []\n")
    (site.folder / "tthc_odd-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\n", encoding="utf-8")
    (report,) = (r for r in Registry().plugins if r.module == "tthc_odd")
    assert report.name == "tthc-odd"


def test_an_interruption_is_not_a_fault(site: Any) -> None:
    """Ctrl-C during the import of a plugin ends the program and is not reported as a fault of the plugin."""
    site.install("tthc-waiting", "raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        _ = Registry().plugins


def test_decisions_need_no_pluggy() -> None:
    """A decision from the packaged catalog imports neither pluggy nor the discovery of plugins."""
    import os
    import subprocess

    import tthc_catalog

    code = (
        "import sys, tthc_catalog as t; t.Engine(t.load_catalog()).decide('1.001193', level='commune', received_at='2023-09-29 15:31');"
        "print([m for m in ('pluggy', 'tthc_catalog.extension.discovery') if m in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(tthc_catalog.__file__).parents[1])}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
