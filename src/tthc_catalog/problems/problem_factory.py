"""Make problem records: the severity and the default advice of each problem code are looked up, not repeated where it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Problem, Severity
from tthc_catalog.messages import text
from tthc_catalog.problems.positions import KeyPath, Position

if TYPE_CHECKING:
    from tthc_catalog.yaml_files.document import Document

_WARNINGS = (
    "calendar-near",
    "component-none",
    "document-dates",
    "edition-pause",
    "file-unknown",
    "group-single",
    "letter-lookalike",
    "model-level",
    "model-unused",
    "personal-data",
    "printed-code",
    "review-overdue",
    "roster-day-extra",
    "succession-silent",
    "text-invisible",
    "text-swallowed",
)

_NOTES = ("part-missing", "review-due", "review-missing", "scalar-quote")

SEVERITIES: dict[str, Severity] = {**dict.fromkeys(_NOTES, Severity.INFO), **dict.fromkeys(_WARNINGS, Severity.WARNING)}
"""Codes that do not stop a catalog from being used; every other code is an error."""

LONGEST_EXCERPT = 60


def make_problem(
    code: str,
    file: str,
    position: Position = Position(),  # noqa: B008 - immutable
    *,
    path: KeyPath = (),
    found: str | None = None,
    expected: str | None = None,
    hint: str | None = None,
    hint_key: str | None = None,
    **params: Any,
) -> Problem:
    """A problem in ``file`` at ``position``.

    Args:
        code: the problem code; its texts are ``problem.<code>.*``.
        file: the path as the user gave it.
        position: line and column; left out when the whole file is meant.
        path: keys and indexes to the value.
        found: what stands there.
        expected: what was expected.
        hint: the literal replacement; without it, the code's own advice is given.
        hint_key: the text that advises instead of the code's own, where ``hint`` is no replacement but an example, say.
        params: further values for the texts; a pair of strings is a label in Vietnamese and English.
    """
    if hint_key is not None:
        params["hint_key"] = hint_key
    known = {"found": found, "expected": expected, **params}
    said = {name: value[0] if isinstance(value, tuple) else value for name, value in known.items()}
    return Problem(
        code=code,
        severity=SEVERITIES.get(code, Severity.ERROR),
        file=file,
        line=position.line,
        column=position.column,
        path=path,
        found=found,
        expected=expected,
        hint=hint if hint is not None else text(hint_key or f"problem.{code}.hint", "vi", **said),
        params=params,
    )


def problem_at(document: Document, path: KeyPath, code: str, *, at_key: bool = False, **details: Any) -> Problem:
    """A problem at the value (or, with ``at_key``, at the key) that stands at ``path`` of ``document``."""
    position = document.key_position(path) if at_key else document.value_position(path)
    return make_problem(code, document.file, position, path=path, **details)


def shown(value: object) -> str:
    """A value as a short text for a message: one line, cut when long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    flat = " ".join(str(value).split())
    return flat if len(flat) <= LONGEST_EXCERPT else flat[: LONGEST_EXCERPT - 1] + "…"
