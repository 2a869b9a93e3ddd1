"""All problems of a run as one report: text with excerpts, annotations for GitHub, SARIF for code scanning."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tthc_catalog.errors import Severity
from tthc_catalog.messages import text
from tthc_catalog.problems.problem_factory import SEVERITIES
from tthc_catalog.problems.problem_text import advice, message, render, to_dict
from tthc_catalog.problems.source_lines import WIDTH, Sources, excerpt, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.errors import Problem

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_WHOLE_VALUE = re.compile(r"scalar-|value-enum|reference-|quote-|letter-")


def text_report(problems: Iterable[Problem], lang: str = "vi", width: int = WIDTH) -> list[str]:
    """Each problem with the line it points at; what to do stands below the carets.

    Args:
        problems: what was found; the files are read again for their lines.
        lang: ``vi`` or ``en``.
        width: terminal cells an excerpt may take.
    """
    sources = Sources()
    shown: list[str] = []
    for problem in problems:
        head, *rest = render(problem, lang).split("\n")
        line = sources.line(problem)
        shown += [head, *([] if line is None else excerpt(problem, line, width)), *rest]
    return shown


def github_annotations(problems: Iterable[Problem], lang: str = "vi") -> list[str]:
    """Workflow commands that show each problem beside the changed line of a pull request."""
    lines: list[str] = []
    for problem in problems:
        where = {"file": problem.file, "title": problem.code}
        if problem.line:
            where |= {"line": str(problem.line), "col": str(problem.column)}
        properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
        said = f"{message(problem, lang)}\n{text('problem.hint', lang)}: {advice(problem, lang)}"
        lines.append(f"::{_GITHUB[problem.severity]} {properties}::{_data(said)}")
    return lines


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")


def sarif_log(problems: Sequence[Problem], version: str, lang: str = "vi") -> dict[str, Any]:
    """The problems as a SARIF 2.1.0 log with one run.

    Args:
        problems: what was found.
        version: of this software.
        lang: ``vi`` or ``en``.
    """
    sources = Sources()
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "tthc", "semanticVersion": version, "rules": [_rule(code, lang) for code in codes]}
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": lang,
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes.index(problem.code), sources, lang) for problem in problems],
            }
        ],
    }


def _rule(code: str, lang: str) -> dict[str, Any]:
    title, why, remedy = (text(f"problem.{code}.{part}", lang) for part in ("title", "why", "remedy"))
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": _SARIF[SEVERITIES.get(code, Severity.ERROR)]},
    }


def _result(problem: Problem, rule: int, sources: Sources, lang: str) -> dict[str, Any]:
    artifact = {"uri": _uri(problem.file)}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _SARIF[problem.severity],
        "message": {"text": f"{message(problem, lang)}. {text('problem.hint', lang).capitalize()}: {advice(problem, lang)}"},
        "locations": [{"physicalLocation": physical}],
        # The same fault is the same alert when lines above it come and go.
        "partialFingerprints": {"tthcProblem/v1": _fingerprint(problem)},
        "properties": {"path": list(map(str, problem.path))},
    }
    line = sources.line(problem)
    if problem.line:
        region: dict[str, Any] = {"startLine": problem.line, "startColumn": problem.column}
        physical["region"] = region
        if line is not None:
            place = span(problem, line)
            region["endColumn"] = place.end + 1
            replacement = to_dict(problem, lang)["replacement"]
            if replacement is not None and _WHOLE_VALUE.match(problem.code):
                change = {"deletedRegion": dict(region), "insertedContent": {"text": replacement}}
                said = {"text": advice(problem, lang)}
                result["fixes"] = [{"description": said, "artifactChanges": [{"artifactLocation": artifact, "replacements": [change]}]}]
    return result


def _fingerprint(problem: Problem) -> str:
    parts = [problem.code, PurePath(problem.file).as_posix(), *map(str, problem.path), problem.found or ""]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
