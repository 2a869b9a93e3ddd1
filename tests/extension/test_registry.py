"""The registry gives every kind of named thing from plugins, and says clearly when nothing gives it."""

from __future__ import annotations

import pickle
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.errors import PluginError, Severity
from tthc_catalog.loading import check, load_catalog
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


def test_every_kind_of_thing_is_found(site: Any) -> None:
    """Catalogs, calendars, checks, importers and renderers of a plugin stand beside the library's own."""
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
def test_what_nothing_gives_is_refused_with_who_asked(kind: str) -> None:
    """The message names the file that asks and what there is."""
    with pytest.raises(PluginError) as caught:
        getattr(Registry(plugins=()), kind)("khong-co", requested_by="models/a.yaml")
    for lang in ("vi", "en"):
        # A catalog is asked for by a person, who is told that it is no folder either; the others by a file.
        assert ("models/a.yaml" in caught.value.text(lang)) == (kind != "catalog")
        assert "khong-co" in caught.value.text(lang)


def test_a_refused_contribution_is_refused_with_its_reason(site: Any) -> None:
    """Asked for by a program, a broken policy is an error that leads to the plugin in both languages."""
    site.install_policy("tthc-one", "next-day", version="1.0")
    site.install_policy("tthc-two", "next-day", version="2.0")
    with pytest.raises(PluginError) as caught:
        Registry().policy("next-day", requested_by="models/a.yaml")
    for lang in ("vi", "en"):
        assert "tthc-two 2.0" in caught.value.text(lang)


def chosen(tmp_path: Path, line: str) -> Path:
    """The packaged catalog with one more line in its manifest."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("time_precision:", f"{line}\ntime_precision:"), encoding="utf-8")
    return folder


def test_a_chosen_check_is_run(site: Any, tmp_path: Path) -> None:
    """A check of a plugin runs because the manifest names it, and only then; its findings are problems like others."""
    site.install("tthc-all", EVERYTHING)
    _, problems = check(chosen(tmp_path, "checks: [co-le-phi]"))
    found = [problem for problem in problems if problem.code == "check-finding"]
    assert found
    assert all(problem.severity is Severity.WARNING for problem in found)
    _, problems = check()
    assert not [problem for problem in problems if problem.code == "check-finding"]


def test_our_own_check_goes_the_same_way(tmp_path: Path) -> None:
    """The library's further check is chosen like a plugin's."""
    catalog, problems = check(chosen(tmp_path, "checks: [documents-have-addresses]"))
    assert catalog is not None
    assert any(problem.code == "check-finding" for problem in problems)


def test_an_unknown_check_is_a_problem(tmp_path: Path) -> None:
    """A slip in ``checks`` is told at its line with what there is."""
    _, problems = check(chosen(tmp_path, "checks: [documents-have-adresses]"))
    (problem,) = (p for p in problems if p.severity is Severity.ERROR)
    assert (problem.code, problem.hint) == ("reference-check", "documents-have-addresses")


def test_a_catalog_by_id(site: Any) -> None:
    """``load_catalog`` takes the id of a plugin's catalog, and refuses an id nobody gives."""
    (site.folder / "catalog").mkdir()
    shutil.copytree(catalog_folder(), site.folder / "catalog", dirs_exist_ok=True)
    site.install("tthc-all", EVERYTHING.replace("Path(__file__).parent)", 'Path(__file__).parent / "catalog")'))
    assert load_catalog("hang-xom").id == "thanh-ha"
    assert load_catalog("thanh-ha").id == "thanh-ha"
    with pytest.raises(PluginError):
        load_catalog("hang-xomm")


def test_a_registry_travels(site: Any) -> None:
    """Pickled, it finds the same things again and remembers what was allowed."""
    site.install_policy("tthc-good", "next-day")
    registry = pickle.loads(pickle.dumps(Registry()))  # noqa: S301 - just pickled here
    assert registry.find("policy", "next-day") is not None
    closed = pickle.loads(pickle.dumps(Registry(plugins=())))  # noqa: S301 - just pickled here
    assert closed.find("policy", "next-day") is None


def test_a_program_s_own_policy_comes_first() -> None:
    """A policy handed to the registry is found without any plugin."""
    import attrs

    spec = attrs.evolve(Registry(plugins=()).policy("service-days", requested_by="x"), id="own")
    registry = Registry([spec], plugins=())
    assert registry.find("policy", "own") is spec
    assert [p.id for p in registry.policies] == ["own", "processing-time", "service-days"]
    assert set(registry.policy_schemas()) == {"own", "processing-time", "service-days"}
    assert len(registry.policy_checks()) == 3


def test_broken_metadata_is_survived(site: Any) -> None:
    """A distribution without a name is reported with a question mark."""
    site.install("tthc-odd", "def tthc_policies():\n    return []\n")
    (site.folder / "tthc_odd-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\n", encoding="utf-8")
    (report,) = (r for r in Registry().plugins if r.module == "tthc_odd")
    assert report.name == "tthc-odd"


def test_the_user_s_own_interruption_is_no_fault(site: Any) -> None:
    """Ctrl-C while a plugin is imported ends the program and is not blamed on the plugin."""
    site.install("tthc-waiting", "raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        _ = Registry().plugins


def test_due_needs_no_pluggy() -> None:
    """Answering from the packaged catalog imports neither pluggy nor the reader of entry points."""
    import os
    import subprocess

    import tthc_catalog

    code = (
        "import sys, tthc_catalog as t; t.Engine(t.load_catalog()).decide('1.001193', level='commune', received_at='2023-09-29 15:31');"
        "print([m for m in ('pluggy', 'tthc_catalog.extension.discovery') if m in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(tthc_catalog.__file__).parents[1])}
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
