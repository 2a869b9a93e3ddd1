"""Every fault of a plugin is reported with its distribution and version, and does not affect other plugins."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cli import main
from tthc_catalog.engine import Engine
from tthc_catalog.errors import CatalogError, PluginError, Severity
from tthc_catalog.extension import guarded_calls
from tthc_catalog.extension.discovery import Status
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMPORTING = "from pathlib import Path\nfrom tthc_catalog.extension import CatalogSpec, CheckSpec, CommandSpec, ImporterSpec, PolicySpec, TextsSpec\n"

FAULTS: dict[str, tuple[str, Status, str]] = {
    "import-error": ("import nothing_of_that_name\n", Status.IMPORT_ERROR, "nothing_of_that_name"),
    "syntax-error": ("def tthc_policies(:\n", Status.IMPORT_ERROR, "SyntaxError"),
    "system-exit": ("import sys\nsys.exit('goodbye')\n", Status.IMPORT_ERROR, "SystemExit: goodbye"),
    "base-exception": ("class Odd(BaseException): pass\nraise Odd('odd')\n", Status.IMPORT_ERROR, "Odd: odd"),
    "wrong-signature": (
        "def tthc_policies(catalog):\n    return []\n",
        Status.BAD_SIGNATURE,
        "tthc_policies(catalog): a hook takes no argument",
    ),
    "unknown-hook": (
        "def tthc_holidays():\n    return []\n",
        Status.UNKNOWN_HOOK,
        "there is no hook tthc_holidays, so it is skipped; it may be: tthc_catalogs, tthc_calendars, tthc_policies",
    ),
    "misspelt-hook": (
        "def tthc_policy():\n    return []\n",
        Status.UNKNOWN_HOOK,
        "there is no hook tthc_policy, so it is skipped; it may be: tthc_policies, or",
    ),
    "default-argument": ("def tthc_policies(more=()):\n    return more\n", Status.BAD_SIGNATURE, "default"),
    "newer-api": ("tthc_api = 2\ndef tthc_policies():\n    return []\n", Status.BAD_SIGNATURE, "2"),
    "raises": ("def tthc_policies():\n    raise RuntimeError('no luck')\n", Status.BAD_CONTRIBUTION, "no luck"),
    "exits-in-hook": ("def tthc_policies():\n    raise SystemExit(3)\n", Status.BAD_CONTRIBUTION, "SystemExit: 3"),
    "returns-none": ("def tthc_policies():\n    return 7\n", Status.BAD_CONTRIBUTION, "int"),
    "returns-text": ("def tthc_policies():\n    return 'abc'\n", Status.BAD_CONTRIBUTION, "str"),
    "wrong-kind": (IMPORTING + "def tthc_policies():\n    return [object()]\n", Status.BAD_CONTRIBUTION, "PolicySpec"),
    "bad-generator": ("def tthc_policies():\n    yield 1 / 0\n", Status.BAD_CONTRIBUTION, "ZeroDivisionError"),
    "wrapper": (
        "import pluggy\n@pluggy.HookimplMarker('tthc_catalog')(wrapper=True)\ndef tthc_policies():\n    return (yield)\n",
        Status.BAD_SIGNATURE,
        "wrap",
    ),
    "given-twice": (
        IMPORTING + "def tthc_checks():\n    return [CheckSpec(id='a', title='x', title_en='x', check=list)] * 2\n",
        Status.CONFLICT,
        "twice",
    ),
    "bad-id": (
        IMPORTING + "def tthc_checks():\n    return [CheckSpec(id='A B', title='x', title_en='x', check=list)]\n",
        Status.CONTRACT_VIOLATION,
        "hyphens",
    ),
    "no-title": (
        IMPORTING + "def tthc_checks():\n    return [CheckSpec(id='a', title=' ', title_en='x', check=list)]\n",
        Status.CONTRACT_VIOLATION,
        "title",
    ),
    "no-folder": (
        IMPORTING + "def tthc_catalogs():\n    return [CatalogSpec(id='a', title='x', title_en='x', folder=Path('/no/such/folder'))]\n",
        Status.CONTRACT_VIOLATION,
        "/no/such/folder",
    ),
    "folder-of-another-type": (
        IMPORTING + "def tthc_catalogs():\n    return [CatalogSpec(id='a', title='x', title_en='x', folder='/')]\n",
        Status.CONTRACT_VIOLATION,
        "AttributeError",
    ),
    "no-reader": (
        IMPORTING + "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes=('.a',))]\n",
        Status.CONTRACT_VIOLATION,
        "needs read, or open together with headers",
    ),
    "no-headers": (
        IMPORTING + "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes=('.a',), open=print)]\n",
        Status.CONTRACT_VIOLATION,
        "needs read, or open together with headers",
    ),
    "suffixes-of-another-type": (
        IMPORTING + "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes='.a', read=print)]\n",
        Status.CONTRACT_VIOLATION,
        "suffixes must be a list",
    ),
    "no-suffixes": (
        IMPORTING + "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes=None, read=print)]\n",
        Status.CONTRACT_VIOLATION,
        "suffixes must be a list",
    ),
    "check-without-a-function": (
        IMPORTING + "def tthc_checks():\n    return [CheckSpec(id='a', title='x', title_en='x', check='module:check')]\n",
        Status.CONTRACT_VIOLATION,
        "check must be a function",
    ),
    "reader-without-a-function": (
        IMPORTING + "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes=('.a',), read=7)]\n",
        Status.CONTRACT_VIOLATION,
        "read must be a function",
    ),
    "command-without-a-function": (
        IMPORTING + "def tthc_commands():\n    return [CommandSpec(id='a', title='x', title_en='x', load='module:command')]\n",
        Status.CONTRACT_VIOLATION,
        "load must be a function",
    ),
    "command-outside-its-group": (
        IMPORTING + "def tthc_commands():\n    return [CommandSpec(id='a', title='x', title_en='x', load=print, group='new')]\n",
        Status.CONTRACT_VIOLATION,
        "must start with new-",
    ),
    "texts-without-a-folder": (
        IMPORTING + "def tthc_texts():\n    return [TextsSpec(id='a', folder=Path(__file__))]\n",
        Status.CONTRACT_VIOLATION,
        "there is no folder",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_reported_and_other_plugins_work(case: str, site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """``tthc plugins`` names the fault, distribution and version; another plugin and the packaged catalog are not affected."""
    source, status, message = FAULTS[case]
    site.install(f"tthc-{case}", source, version="1.2.3")
    site.install_policy("tthc-good", "next-day")
    registry = Registry()
    assert registry.policy("next-day", requested_by="model.yaml").id == "next-day"
    assert Engine(load_catalog(), registry=registry).decide("1.001193", level="commune", received_at="2023-09-29 15:31").covered
    assert main(["plugins", "--format", "json", "--lang", "en"]) == 1
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["plugins"]}
    assert rows["tthc-good"]["status"] == "ok"
    assert rows["tthc-good"]["gives"] == [{"kind": "policy", "id": "next-day"}]
    row = rows[f"tthc-{case}"]
    assert (row["status"], row["distribution"], row["version"]) == (status, f"tthc-{case}", "1.2.3")
    assert message in row["faults"][0]["reason"]
    assert main(["plugins", "--lang", "vi"]) == 1
    out = capsys.readouterr().out
    assert f"tthc-{case} 1.2.3" in out
    assert status in out


READERS = {
    "raises": ("def careless(*_):\n    raise ValueError('no luck')\n", "ValueError: no luck"),
    "leaves": ("def careless(*_):\n    raise SystemExit(3)\n", "SystemExit: 3"),
    "late": (
        "def careless(*_):\n    yield {'Mã hồ sơ': 'H1', 'Đơn vị': 'xa', 'Mã TTHC': '1.001193', 'Ngày tiếp nhận': '02/10/2023 08:00'}\n    raise ValueError('late')\n",
        "late",
    ),
    "numbers": ("def careless(*_):\n    yield 7\n", "int is no Mapping"),
    "nothing": ("def careless(*_):\n    print('read')\n", "NoneType"),
}


@pytest.mark.parametrize("case", READERS)
def test_a_reader_that_fails_is_named(case: str, site: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``evaluate`` and ``import`` name the plugin whose reader failed, and standard output contains nothing that it prints."""
    source, reason = READERS[case]
    specs = (
        "from tthc_catalog.extension import ImporterSpec, ListReaderSpec\n"
        "def tthc_importers():\n    return [ImporterSpec(id='a', title='x', title_en='x', suffixes=('.odd',), read=careless)]\n"
        "def tthc_list_readers():\n"
        "    return [ListReaderSpec(id='b', title='x', title_en='x', suffixes=('.odd',), recognises=lambda *_: True, read=careless)]\n"
    )
    site.install("tthc-careless", source + specs, version="1.2.3")
    (tmp_path / "x.odd").write_text("x", encoding="utf-8")
    assert main(["evaluate", str(tmp_path / "x.odd"), "-o", str(tmp_path / "out"), "--period", "2023-10", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "tthc-careless 1.2.3" in err
    assert reason in err
    assert main(["import", str(tmp_path / "x.odd"), "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "tthc-careless 1.2.3" in err


CARELESS: dict[str, tuple[str, str]] = {
    "prints-at-import": ("print('hello from the plugin')\n", ""),
    "exits-in-a-property": (
        IMPORTING
        + "class Odd(CheckSpec):\n    __slots__ = ()\n    id = property(lambda self: exit(3))\n"
        + "def tthc_checks():\n    return [object.__new__(Odd)]\n",
        "SystemExit",
    ),
    "error-without-a-text": (
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\ndef tthc_policies():\n    raise Odd\n",
        "Odd",
    ),
    "endless-list": (
        IMPORTING
        + "import itertools\ndef tthc_checks():\n    return (CheckSpec(id=f'a{n}', title='x', title_en='x', check=list) for n in itertools.count())\n",
        "more than 1000",
    ),
    "endless-import": ("while True:\n    try:\n        pass\n    except Exception:\n        pass\n", "TooSlow: > 0.5 s"),
    "endless-hook": ("def tthc_policies():\n    while True:\n        pass\n", "TooSlow: > 0.5 s"),
    "odd-api": ("class Odd:\n    def __repr__(self):\n        raise SystemExit\ntthc_api = Odd()\n", "SystemExit"),
}


@pytest.mark.parametrize("case", CARELESS)
def test_careless_code_of_a_plugin_is_contained(
    case: str, site: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a plugin prints, raises or never ends does not reach standard output, and the fault is named."""
    source, message = CARELESS[case]
    monkeypatch.setattr(guarded_calls, "LONGEST_SECONDS", 0.5)
    site.install("tthc-careless", source)
    assert main(["plugins", "--format", "json", "--lang", "en"]) == int(bool(message))
    (row,) = [row for row in json.loads(capsys.readouterr().out)["plugins"] if row["name"] == "tthc-careless"]
    assert message in "".join(fault["reason"] for fault in row["faults"])


def test_a_policy_that_prints_does_not_break_json(site: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`segments` is called while a command works; what it prints goes to standard error."""
    noisy = site.policy_source.replace("    def segments(self, day):\n", "    def segments(self, day):\n        print('noise')\n")
    site.install("tthc-noisy", noisy + "\ndef tthc_policies():\n    return [spec('noisy')]\n")
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    for model in (folder / "models").glob("*.yaml"):
        text = model.read_text(encoding="utf-8")
        head, _, rest = text.partition("\nparameters:")
        tail = re.sub(r"\A(?:.*\n)(?:(?:[ #].*)?\n)*", "", rest)
        model.write_text(re.sub(r"(?m)^policy: .*$", "policy: noisy", head) + "\nparameters: {}\n" + tail, encoding="utf-8")
    args = ["due", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--format", "json", "--no-cache", "--catalog", str(folder)]
    assert main(args) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["covered"] is True
    assert "noise" in captured.err


def test_a_thread_of_a_plugin_does_not_keep_the_process(site: Any) -> None:
    """The command ends when it has answered, with its exit code."""
    site.install("tthc-thread", "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n")
    code = "import sys; from tthc_catalog.cli import main; sys.argv = ['tthc', 'plugins', '--format', 'json']; sys.exit(main())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site.folder), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=50, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["plugins"]


BROKEN_POLICIES = {
    "does-not-start-at-0": (
        "segments",
        "return (Segment(start=60, outcome=DueOnWorkingDay(working_days=1), rule='next-day'),) if day.working else ()",
    ),
    "closed-on-a-working-day": ("segments", "return ()"),
    "unknown-rule": ("segments", "return (Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule='other'),)"),
}


@pytest.mark.parametrize("case", BROKEN_POLICIES)
def test_a_policy_that_breaks_the_contract_cannot_be_chosen(case: str, site: Any, tmp_path: Any) -> None:
    """A catalog that binds it has one problem, with the model's file and line, the plugin with its version, and the cause."""
    _, body = BROKEN_POLICIES[case]
    site.install(
        "tthc-broken",
        f"{site.policy_source}\nclass Broken(NextDay):\n    def segments(self, day):\n        {body}\n"
        "def build_broken(parameters, citations):\n    return Broken(build(parameters, citations).rules)\n"
        "def tthc_policies():\n    return [spec('broken', build=build_broken), spec('sound')]\n",
        version="0.9",
    )
    registry = Registry()
    (report,) = registry.plugins
    assert report.status is Status.CONTRACT_VIOLATION
    assert report.gives == (("policy", "sound"),), "other specs of the same plugin can be used"
    folder = bound_to("broken", tmp_path)
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    (problem,) = (p for p in caught.value.problems if p.severity is Severity.ERROR)
    assert (problem.code, problem.line) == ("plugin-broken", 7)
    assert problem.file.endswith("models/thu-sau-khong-cho.yaml")
    for reason in problem.params["reason"]:
        assert "tthc-broken 0.9" in reason
        assert "contract-violation" in reason


def bound_to(policy: str, tmp_path: Any, parameters: str = "{}") -> Any:
    """Return a copy of the packaged catalog with a model bound to another policy."""
    import shutil

    from tthc_catalog._resources import catalog_folder

    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    model = folder / "models" / "thu-sau-khong-cho.yaml"
    text = model.read_text(encoding="utf-8").replace("policy: service-days", f"policy: {policy}")
    start, end = text.index("parameters:"), text.index("notices:")
    model.write_text(f"{text[:start]}parameters: {parameters}\n{text[end:]}", encoding="utf-8")
    return folder


def test_a_plugin_policy_works_like_our_own(site: Any, tmp_path: Any) -> None:
    """A catalog bound to a plugin's policy decides by it, and the evidence of the decision contains its version."""
    site.install_policy("tthc-good", "next-day")
    engine = Engine(load_catalog(bound_to("next-day", tmp_path)))
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 10:00")
    assert decision.commitment is not None
    assert decision.commitment.due_at.isoformat() == "2023-10-02T17:00:00+07:00"
    assert ("next-day", "1") in decision.evidence.policies
    assert decision.to_dict()["plugins"] == ["tthc-good 1.0 (tthc-good)"]


def test_parameters_of_a_plugin_policy_are_checked_like_our_own(site: Any, tmp_path: Any) -> None:
    """A fault in the administrator's YAML is a problem with its position and the titles of the plugin's schema."""
    from tthc_catalog.loading import check
    from tthc_catalog.problems.problem_text import render

    site.install_policy("tthc-good", "next-day")
    _, problems = check(bound_to("next-day", tmp_path, "{notee: một câu, note: 15}"))
    problems = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    messages = [render(problem, "vi") for problem in problems]
    assert [problem.code for problem in problems] == ["key-unknown", "scalar-text"]
    assert all(problem.line == 20 and problem.column > 0 for problem in problems), messages
    assert any("Ghi chú" in line for line in messages), messages


def test_an_exception_of_a_check_is_a_problem(site: Any, tmp_path: Any) -> None:
    """If the check of a policy's parameters raises, the problem names the exception."""
    from tthc_catalog.loading import check

    more = "def crash(parameters):\n    raise KeyError('note')\ndef tthc_policies():\n    return [spec('next-day', check=crash)]\n"
    site.install_policy("tthc-good", "next-day", more=more)
    _, problems = check(bound_to("next-day", tmp_path))
    problems = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    assert [problem.code for problem in problems] == ["policy-parameters"]
    assert "KeyError" in problems[0].params["reason"][0]


def test_an_unknown_policy_is_reported_with_the_plugins_that_failed(site: Any, tmp_path: Any) -> None:
    """If a plugin could not be imported, the problem names it, because it may define the policy."""
    site.install("tthc-failing", "raise ImportError('libfoo is missing')", version="3.1")
    with pytest.raises(CatalogError) as caught:
        load_catalog(bound_to("market-days", tmp_path))
    (problem,) = (p for p in caught.value.problems if p.severity is Severity.ERROR)
    assert problem.code == "plugin-broken"
    assert "tthc-failing 3.1" in problem.params["reason"][1]
    assert "libfoo is missing" in problem.params["reason"][1]


def test_a_policy_that_fails_while_compiling_is_named(site: Any, tmp_path: Any) -> None:
    """An exception that no proof finds is one error with the file, the policy, the plugin with its version, and the cause."""
    body = "if day.date.year == 2029: raise ZeroDivisionError('2029')\n        return super().segments(day)"
    more = (
        f"class Late(NextDay):\n    varies_by_date = True\n    def segments(self, day):\n        {body}\n"
        "def build_late(parameters, citations):\n    return Late(build(parameters, citations).rules)\n"
        "def tthc_policies():\n    return [spec('late', build=build_late)]\n"
    )
    site.install_policy("tthc-late", "late", version="4.0", more=more)
    with pytest.raises(PluginError) as caught:
        Engine(load_catalog(bound_to("late", tmp_path)))
    for lang in ("vi", "en"):
        message = caught.value.text(lang)
        assert all(part in message for part in ("thu-sau-khong-cho.yaml", "late", "tthc-late 4.0", "ZeroDivisionError"))


def test_two_plugins_with_one_id_conflict_and_both_are_named(site: Any) -> None:
    """Neither is used, because the order of installation must not decide a deadline."""
    site.install_policy("tthc-one", "next-day", "only-one", version="1.0")
    site.install_policy("tthc-two", "next-day", version="2.0")
    registry = Registry()
    assert [report.status for report in registry.plugins] == [Status.CONFLICT, Status.CONFLICT]
    assert registry.find("policy", "next-day") is None
    assert registry.find("policy", "only-one") is not None
    why = registry.why_not("policy", "next-day")
    assert why is not None
    assert all("tthc-one 1.0" in reason and "tthc-two 2.0" in reason for reason in why)


def test_a_plugin_cannot_replace_a_built_in_policy(site: Any, catalog: Any) -> None:
    """A plugin with a policy ``service-days`` is in conflict, and the packaged catalog still uses the built-in policy."""
    before = [table.digest for table in Engine(catalog).timetables()]
    site.install_policy("tthc-usurper", "service-days", "processing-time")
    registry = Registry()
    assert registry.plugins[0].status is Status.CONFLICT
    assert registry.origin("policy", "service-days") == "tthc-catalog"
    assert [table.digest for table in Engine(load_catalog(registry=registry), registry=registry).timetables()] == before


def test_a_plugin_cannot_replace_a_first_party_renderer(site: Any) -> None:
    """A plugin with a renderer ``html`` is in conflict, and ours is used."""
    ours = Registry(plugins=()).renderer("html", requested_by="--formats")
    site.install(
        "tthc-usurper",
        "from tthc_catalog.extension import RendererSpec\n"
        "def tthc_renderers():\n"
        "    return [RendererSpec(id='html', title='x', title_en='x', media_type='text/html', render=lambda _: ())]\n",
    )
    registry = Registry()
    (report,) = registry.plugins
    assert (report.distribution, report.status, report.gives) == ("tthc-usurper", Status.CONFLICT, ())
    assert registry.renderer("html", requested_by="--formats") == ours
    assert registry.origin("renderer", "html") == "tthc-catalog"


@pytest.mark.parametrize(
    ("value", "loaded"),
    [("", set()), ("tthc-one", {"tthc-one"}), (" tthc-two , tthc-one", {"tthc-one", "tthc-two"}), ("other", set())],
)
def test_the_environment_allows_plugins_by_name(value: str, loaded: set[str], site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only plugins named in ``TTHC_PLUGINS`` are imported; if the variable is empty, no plugin is."""
    site.install("tthc-one", f"import os\nos.environ['TTHC_ONE_LOADED'] = '1'\n{site.policy_source}")
    site.install_policy("tthc-two", "next-day")
    monkeypatch.setenv("TTHC_PLUGINS", value)
    monkeypatch.setenv("TTHC_ONE_LOADED", "")
    reports = {report.name: report.status for report in Registry().plugins}
    assert {name for name, status in reports.items() if status is Status.OK} == loaded
    assert set(reports.values()) <= {Status.OK, Status.BLOCKED}
    import os

    assert (os.environ["TTHC_ONE_LOADED"] == "1") == ("tthc-one" in loaded)


def test_a_slow_import_is_reported(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """``tthc plugins`` marks a plugin with a slow import, because every command that loads plugins waits for it."""
    site.install("tthc-slow", "import time\ntime.sleep(0.25)\n")
    assert main(["plugins", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["plugins"]
    assert row["slow"] is True
    assert row["import_ms"] >= 250


def test_plugins_are_discovered_once_for_all_threads(site: Any) -> None:
    """Threads that use a registry at the same time share one discovery."""
    import concurrent.futures

    site.install("tthc-counted", "import os\nos.environ['TTHC_COUNT'] = os.environ.get('TTHC_COUNT', '') + 'x'\n")
    registry = Registry()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda _: registry.plugins, range(32)))
    assert all(found is reports[0] for found in reports)


@pytest.mark.parametrize("look_up", [lambda r: r.find("policy", "service-days"), lambda r: r.calendar("vietnam", requested_by="x")])
def test_built_in_ids_load_no_plugins(look_up: Callable[[Registry], Any], site: Any) -> None:
    """A catalog that names only built-in specs never loads a plugin."""
    site.install("tthc-deadly", "raise SystemExit(1)\n")
    registry = Registry()
    look_up(registry)
    assert "_discovery" not in vars(registry)
