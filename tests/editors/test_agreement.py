"""Two other checkers with our schema agree with ``tthc check`` on every file of the corpus, or the reference page explains why not."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from editors.language_server import LanguageServer
from node_tools import install

from tthc_catalog._resources import schemas_folder
from tthc_catalog.errors import Problem, Severity
from tthc_catalog.loading import check

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "reference" / "other-checkers.md"
BUNDLE = schemas_folder() / "tthc.bundle.schema.json"


class File(NamedTuple):
    """One file of the corpus and the problems that ``tthc check`` reports for it."""

    path: Path
    problems: tuple[Problem, ...]

    @property
    def wrong(self) -> bool:
        """Whether it has an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def codes(self) -> set[str]:
        """The codes of its errors; without errors, those of its other problems."""
        return {problem.code for problem in self.problems if not self.wrong or problem.severity is Severity.ERROR}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[File]:
    """Every file of the correct catalog, and every file that a broken catalog replaces in it."""
    files: list[File] = []
    for case in ["", *sorted(path.name for path in (TESTS / "bad").iterdir())]:
        folder = tmp_path_factory.mktemp("corpus") / (case or "small")
        shutil.copytree(TESTS / "small_catalog", folder)
        overlay = TESTS / "bad" / case / "catalog" if case else folder
        if not overlay.exists():
            continue
        if case:
            shutil.copytree(overlay, folder, dirs_exist_ok=True)
        by_file: dict[str, list[Problem]] = {}
        for problem in check(folder)[1]:
            by_file.setdefault(problem.file, []).append(problem)
        for source in sorted(overlay.rglob("*.yaml")):
            path = folder / source.relative_to(overlay)
            files.append(File(path, tuple(by_file.get(path.as_posix(), ()))))
    assert len(files) > 100
    return files


def _listed(checker: str) -> Mapping[str, str]:
    """Return the differences of a checker listed on the reference page: problem code -> reason."""
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]*) \| ([^|]*) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    return {code: reason for code, checkers, reason in rows if checker in checkers or "both" in checkers}


def _compare(checker: str, corpus: list[File], found: Mapping[Path, str]) -> None:
    """Check that the page lists exactly the differences found."""
    listed = _listed(checker)
    used: set[str] = set()
    for file in corpus:
        if file.wrong == (file.path in found):
            continue
        assert file.codes & listed.keys(), (file.path.parts[-5:], sorted(file.codes), found.get(file.path))
        if file.wrong:
            assert file.codes <= listed.keys(), (file.path.parts[-5:], sorted(file.codes))
        used |= file.codes & listed.keys()
    assert used == set(listed), f"listed for {checker}, but not seen: {sorted(set(listed) - used)}"


def test_check_jsonschema_agrees(corpus: list[File]) -> None:
    """check-jsonschema reads with ruamel.yaml and validates with the Python library jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(BUNDLE), "-o", "json", *(str(file.path) for file in corpus)]
    report = json.loads(subprocess.run(command, capture_output=True, check=False, encoding="utf-8").stdout)
    found = {Path(error["filename"]): error["message"] for error in report["errors"]}
    found |= {Path(error["filename"]): error["message"] for error in report["parse_errors"]}
    _compare("check-jsonschema", corpus, found)


def test_yaml_language_server_agrees(corpus: list[File], tmp_path: Path) -> None:
    """yaml-language-server is the checker of editors."""
    settings = {"schemas": {BUNDLE.as_uri(): ["*.yaml"]}, "schemaStore": {"enable": False}, "validate": True, "yamlVersion": "1.2"}
    found: dict[Path, str] = {}
    with LanguageServer(install(tmp_path), settings) as server:
        for number, file in enumerate(corpus):
            text = file.path.read_bytes().decode("utf-8", "replace")
            wrong = server.open(f"file:///c/{number}.yaml", text)
            if wrong:
                found[file.path] = wrong[0]["message"]
    _compare("yaml-language-server", corpus, found)
