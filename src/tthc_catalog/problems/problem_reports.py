"""Report all problems of a run: as text with excerpts, as annotations for GitHub, or as SARIF for code scanning."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tthc_catalog.errors import Severity
from tthc_catalog.messages import text
from tthc_catalog.problems.problem_factory import SEVERITIES, text_key
from tthc_catalog.problems.problem_text import advice, message, render, to_dict
from tthc_catalog.problems.source_lines import WIDTH, SourceLines, excerpt, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.errors import Problem

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_WHOLE_VALUE = re.compile(r"scalar-|value-enum|reference-|quote-|letter-")


def text_report(problems: Iterable[Problem], lang: str = "vi", width: int = WIDTH) -> list[str]:
    """Return each problem with its source line, carets, and the advice below.

    Args:
        problems: the problems; their files are read again for the source lines.
        lang: ``vi`` or ``en``.
        width: maximum width of an excerpt in terminal cells.
    """
    sources = SourceLines()
    lines: list[str] = []
    for problem in problems:
        head, *rest = render(problem, lang).split("\n")
        line = sources.line(problem)
        lines += [head, *([] if line is None else excerpt(problem, line, width)), *rest]
    return lines


def github_annotations(problems: Iterable[Problem], lang: str = "vi") -> list[str]:
    """Return workflow commands that show each problem beside its line in a pull request."""
    lines: list[str] = []
    for problem in problems:
        properties = {"file": problem.file, "title": problem.code}
        if problem.line:
            properties |= {"line": str(problem.line), "col": str(problem.column)}
        listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
        content = f"{message(problem, lang)}\n{text('problem.hint', lang)}: {advice(problem, lang)}"
        lines.append(f"::{_GITHUB[problem.severity]} {listed}::{_escape_data(content)}")
    return lines


def _escape_data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(value: str) -> str:
    return _escape_data(value).replace(":", "%3A").replace(",", "%2C")


def sarif_log(problems: Sequence[Problem], version: str, lang: str = "vi") -> dict[str, Any]:
    """Return the problems as a SARIF 2.1.0 log with one run.

    Args:
        problems: the problems.
        version: the version of this package.
        lang: ``vi`` or ``en``.
    """
    sources = SourceLines()
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
    title, why, remedy = (text(text_key(code, part), lang) for part in ("title", "why", "remedy"))
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": _SARIF[SEVERITIES.get(code, Severity.ERROR)]},
    }


def _result(problem: Problem, rule: int, sources: SourceLines, lang: str) -> dict[str, Any]:
    artifact = {"uri": _uri(problem.file)}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _SARIF[problem.severity],
        "message": {"text": f"{message(problem, lang)}. {text('problem.hint', lang).capitalize()}: {advice(problem, lang)}"},
        "locations": [{"physicalLocation": physical}],
        # The fingerprint has no line number, so that an alert survives edits above it.
        "partialFingerprints": {"tthcProblem/v1": _fingerprint(problem)},
        "properties": {"path": list(map(str, problem.path))},
    }
    line = sources.line(problem)
    if problem.line:
        region: dict[str, Any] = {"startLine": problem.line, "startColumn": problem.column}
        physical["region"] = region
        if line is not None:
            region["endColumn"] = span(problem, line).end + 1
            replacement = to_dict(problem, lang)["replacement"]
            if replacement is not None and _WHOLE_VALUE.match(problem.code):
                change = {"deletedRegion": dict(region), "insertedContent": {"text": replacement}}
                description = {"text": advice(problem, lang)}
                result["fixes"] = [
                    {"description": description, "artifactChanges": [{"artifactLocation": artifact, "replacements": [change]}]}
                ]
    return result


def _fingerprint(problem: Problem) -> str:
    parts = [problem.code, PurePath(problem.file).as_posix(), *map(str, problem.path), problem.found or ""]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
