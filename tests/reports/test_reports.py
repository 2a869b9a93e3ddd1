"""Problems as text, JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from node_tools import install

from tthc_catalog.cli import main
from tthc_catalog.errors import Problem, Severity
from tthc_catalog.problems.problem_reports import SARIF_SCHEMA, github_annotations, sarif_log

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
CASES = sorted(path.name for path in (TESTS / "bad").iterdir())


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Return the relative path of a broken catalog."""
    shutil.copytree(TESTS / "small_catalog", tmp_path / "danh mục")
    case = TESTS / "bad" / request.param / "catalog"
    if case.exists():
        shutil.copytree(case, tmp_path / "danh mục", dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("danh mục")


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the published JSON Schema of SARIF 2.1.0."""
    tools = install(tmp_path_factory.mktemp("sarif"))
    path = tools / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "sarif-2.1.0.json"
    if not path.exists():
        pytest.skip("NOT TESTED against the published schema of SARIF: the npm package that contains it is for Linux only")
    return json.loads(path.read_text("utf-8-sig"))


def _sarif(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    main(["check", "--on", "2026-11-23", "--format", "sarif", *words])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("broken", CASES, indirect=True)
def test_sarif_is_valid(broken: Path, schema: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The SARIF log of every broken catalog is valid under the published schema."""
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    log = _sarif(capsys, str(broken))
    assert [error.message for error in validator.iter_errors(log)] == []
    assert log["version"] == "2.1.0"
    assert log["$schema"] == SARIF_SCHEMA


@pytest.mark.parametrize("broken", ["quote-curly"], indirect=True)
def test_sarif_has_rules_regions_and_fixes(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result has its rule, the relative URI of its file, its region, and a fix."""
    run = _sarif(capsys, str(broken), "--lang", "en")["runs"][0]
    results = [result for result in run["results"] if result["ruleId"] == "quote-curly"]
    location = results[-1]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "danh%20m%E1%BB%A5c/models/thu-sau.yaml"
    assert location["region"] == {"startLine": 6, "startColumn": 17, "endColumn": 28}
    assert run["tool"]["driver"]["rules"][results[-1]["ruleIndex"]]["id"] == "quote-curly"
    replacement = results[-1]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement == {"deletedRegion": location["region"], "insertedContent": {"text": '"2023-09-25"'}}
    assert run["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize("broken", ["quote-curly"], indirect=True)
def test_fixes_remove_the_problems(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Applying the fixes of a log removes the problems."""
    run = _sarif(capsys, str(broken))["runs"][0]
    for result in reversed(run["results"]):
        for fix in result.get("fixes", ()):
            region = fix["artifactChanges"][0]["replacements"][0]["deletedRegion"]
            path = next(path for path in broken.rglob("*.yaml") if fix["artifactChanges"][0]["artifactLocation"]["uri"].endswith(path.name))
            lines = path.read_text("utf-8").split("\n")
            line = lines[region["startLine"] - 1]
            new = fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]
            lines[region["startLine"] - 1] = line[: region["startColumn"] - 1] + new + line[region["endColumn"] - 1 :]
            path.write_text("\n".join(lines), encoding="utf-8")
    assert {result["ruleId"] for result in _sarif(capsys, str(broken))["runs"][0]["results"]} == {"calendar-near", "review-missing"}


def test_a_fingerprint_does_not_depend_on_the_line() -> None:
    """The same problem on another line has the same fingerprint, and another problem has another."""
    here = Problem(code="scalar-time", file="a.yaml", line=3, column=8, path=("a",), found="15h30", hint='"15:30"', params={"label": "x"})
    there = Problem(code="scalar-time", file="a.yaml", line=9, column=8, path=("a",), found="15h30", hint='"15:30"', params={"label": "x"})
    other = Problem(code="scalar-time", file="a.yaml", line=3, column=8, path=("b",), found="15h30", hint='"15:30"', params={"label": "x"})
    prints = [result["partialFingerprints"]["tthcProblem/v1"] for result in sarif_log([here, there, other], "1.0")["runs"][0]["results"]]
    assert prints[0] == prints[1] != prints[2]


def _problems() -> Iterator[Problem]:
    yield Problem(code="scalar-time", file="a,b:c.yaml", line=3, column=8, found="1%\n2", hint='"15:30"', params={"label": "x"})
    yield Problem(code="file-unknown", severity=Severity.WARNING, file="b.yaml", found="b.yaml", hint="x")
    yield Problem(code="review-missing", severity=Severity.INFO, file="b.yaml", line=1, column=1, hint="x")


def test_github_annotations() -> None:
    """Each problem is one workflow command, with the escapes that GitHub requires."""
    first, second, third = github_annotations(_problems(), "en")
    assert first.startswith(
        "::error file=a%2Cb%3Ac.yaml,title=scalar-time,line=3,col=8::“1%25%0A2” is not a time: x must be written HH:MM%0Afix: "
    )
    assert second.startswith("::warning file=b.yaml,title=file-unknown::")
    assert third.startswith("::notice ")
    assert all("\n" not in line for line in (first, second, third))


@pytest.mark.parametrize("broken", ["scalar-date", "yaml-syntax"], indirect=True)
def test_all_formats_report_the_same_problems(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, JSON, GitHub annotations and SARIF have the same problems and positions, and the same exit code."""
    outputs = {}
    codes = set()
    for form in ("text", "json", "github", "sarif"):
        codes.add(main(["check", str(broken), "--on", "2026-11-23", "--format", form]))
        outputs[form] = capsys.readouterr().out
    positions = [(p["code"], p["line"], p["column"]) for p in json.loads(outputs["json"])["problems"]]
    assert codes == {1}
    assert [
        (c, int(a), int(b)) for a, b, c in re.findall(r"^\S.*?:(\d+):(\d+): [^\[]+\[([a-z-]+)\]", outputs["text"], re.MULTILINE)
    ] == positions
    assert [(c, int(a), int(b)) for c, a, b in re.findall(r"title=([a-z-]+),line=(\d+),col=(\d+)::", outputs["github"])] == positions
    results = json.loads(outputs["sarif"])["runs"][0]["results"]
    regions = [(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]) for r in results]
    assert [(code, region["startLine"], region["startColumn"]) for code, region in regions] == positions
