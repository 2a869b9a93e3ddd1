"""Say one problem: as text for a person, or as plain data for a program. Both use the same sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Severity
from tthc_catalog.messages import has_text, text

if TYPE_CHECKING:
    from tthc_catalog.errors import Problem


def severity_name(severity: Severity) -> str:
    """The name of a severity in machine-readable output: ``error``, ``warning`` or ``info``."""
    return severity.name.lower()


def message(problem: Problem, lang: str = "vi") -> str:
    """What is wrong, in one sentence without a full stop."""
    return text(f"problem.{problem.code}.message", lang, **_words(problem, lang))


def advice(problem: Problem, lang: str = "vi") -> str:
    """What to do about it, with the literal replacement where there is one."""
    return text(_advice_key(problem), lang, **_words(problem, lang))


def render(problem: Problem, lang: str = "vi") -> str:
    """The problem as lines of text: place, severity, code and message, then the advice.

    The first line is what editors and terminals recognise, ``file:line:column: ...``; a problem of a whole file has no place in it.
    """
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    severity = text(f"problem.severity.{severity_name(problem.severity)}", lang)
    first = f"{place}: {severity}[{problem.code}]: {message(problem, lang)}"
    return f"{first}\n  {text('problem.hint', lang)}: {advice(problem, lang)}"


def to_dict(problem: Problem, lang: str = "vi") -> dict[str, Any]:
    """The problem as data for JSON; ``replacement`` is what to type, or null where only a person can decide."""
    literal = "hint_key" not in problem.params and "{hint}" in text(_advice_key(problem), lang)
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
    """The page about one problem code, or None if there is no such code."""
    if not has_text(f"problem.{code}.title"):
        return None
    title, why, remedy = (text(f"problem.{code}.{part}", lang) for part in ("title", "why", "remedy"))
    heads = text("problem.page.why", lang), text("problem.page.remedy", lang)
    return f"{code}: {title}\n\n{heads[0]}: {why}\n\n{heads[1]}: {remedy}\n"


def _advice_key(problem: Problem) -> str:
    """The text that advises on a problem: its code's, unless the one who found it chose another."""
    return str(problem.params.get("hint_key", f"problem.{problem.code}.hint"))


def _words(problem: Problem, lang: str) -> dict[str, Any]:
    """The values of a problem's sentences; of a pair, the one in ``lang``."""
    which = 0 if lang == "vi" else 1
    params = {name: value[which] if isinstance(value, tuple) else value for name, value in problem.params.items()}
    return {"found": problem.found, "expected": problem.expected, "hint": problem.hint, **params}
