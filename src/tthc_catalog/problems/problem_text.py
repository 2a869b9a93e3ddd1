"""Describe one problem, as text for people or as plain data for programs, in the same sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Severity
from tthc_catalog.messages import area_texts, has_text, text
from tthc_catalog.problems.problem_factory import LITERAL_HINTS, text_key, with_days

if TYPE_CHECKING:
    from tthc_catalog.errors import Problem


def severity_name(severity: Severity) -> str:
    """Return the name of a severity in machine-readable output: ``error``, ``warning`` or ``info``."""
    return severity.name.lower()


def message(problem: Problem, lang: str = "vi") -> str:
    """Return what is wrong, in one sentence without a full stop."""
    return text(text_key(problem.code, "message"), lang, **_values(problem, lang))


def advice(problem: Problem, lang: str = "vi") -> str:
    """Return what to do about the problem, with the literal replacement if there is one."""
    return text(_advice_key(problem), lang, **_values(problem, lang))


def render(problem: Problem, lang: str = "vi") -> str:
    """Return the problem as two lines of text: position, severity, code and message, then the advice.

    The first line starts with ``file:line:column:``, which editors and terminals recognise; a problem of a whole file has no line and column.
    """
    position = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    severity = text(f"problem.severity.{severity_name(problem.severity)}", lang)
    first = f"{position}: {severity}[{problem.code}]: {message(problem, lang)}"
    return f"{first}\n  {text('problem.hint', lang)}: {advice(problem, lang)}"


def to_dict(problem: Problem, lang: str = "vi") -> dict[str, Any]:
    """Return the problem as data for JSON; ``replacement`` is the text to type, or null if a person must decide."""
    key = _advice_key(problem)
    literal = ("hint_key" not in problem.params or key in LITERAL_HINTS) and "{hint}" in text(key, lang)
    return {
        "code": problem.code,
        "severity": severity_name(problem.severity),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "path": list(problem.path),
        "message": message(problem, lang),
        "found": problem.found,
        "expected": problem.expected,
        "hint": advice(problem, lang),
        "replacement": problem.hint if literal else None,
        "help": problem.anchor,
    }


def explain(code: str, lang: str = "vi") -> str | None:
    """Return the page about one problem code, or None if there is no such code."""
    if not has_text(text_key(code, "title")):
        return None
    title, why, remedy = (text(text_key(code, part), lang) for part in ("title", "why", "remedy"))
    headings = text("problem.page.why", lang), text("problem.page.remedy", lang)
    return f"{code}: {title}\n\n{headings[0]}: {why}\n\n{headings[1]}: {remedy}\n"


def problem_codes() -> tuple[str, ...]:
    """Return all problem codes of this library, sorted: every code has a title in the message files."""
    parts = (key.split(".") for key in area_texts("problem", "vi"))
    return tuple(sorted(code for _, code, *rest in parts if rest == ["title"]))


def _advice_key(problem: Problem) -> str:
    """Return the key of the advice: ``hint_key`` of the problem or, by default, that of its code."""
    return str(problem.params.get("hint_key", text_key(problem.code, "hint")))


def _values(problem: Problem, lang: str) -> dict[str, Any]:
    """Return the values for the sentences of a problem, with labels in ``lang``."""
    index = 0 if lang == "vi" else 1
    params = {name: value[index] if isinstance(value, tuple) else value for name, value in problem.params.items()}
    return with_days({"found": problem.found, "expected": problem.expected, "hint": problem.hint, **params})
