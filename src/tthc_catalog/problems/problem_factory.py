"""Create problem records, and look up the severity and the default advice of their codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Problem, Severity
from tthc_catalog.messages import has_text, text, text_pair
from tthc_catalog.problems.positions import KeyPath, Position

if TYPE_CHECKING:
    from tthc_catalog.yaml_files.document import Document

_WARNINGS = (
    "address-doubtful",
    "calendar-near",
    "component-none",
    "correction-unused",
    "document-dates",
    "fill-in-comment",
    "edition-pause",
    "file-unknown",
    "group-single",
    "hours-needed",
    "letter-lookalike",
    "membership-reason",
    "model-level",
    "model-rare",
    "model-unused",
    "office-default-ended",
    "personal-data",
    "printed-code",
    "review-overdue",
    "roster-day-extra",
    "succession-silent",
    "text-invisible",
    "text-legacy",
    "text-markup",
    "text-swallowed",
    "text-unprinted",
    "value-unlikely",
    "version-released",
)

_NOTES = ("calendar-always-known", "closure-promises", "file-bom", "part-missing", "review-due", "review-missing", "scalar-quote")

SEVERITIES: dict[str, Severity] = {**dict.fromkeys(_NOTES, Severity.INFO), **dict.fromkeys(_WARNINGS, Severity.WARNING)}
"""The severity of codes that do not prevent the use of a catalog; every other code is an error."""

LITERAL_HINTS = frozenset({"problem.hint.write", "problem.hint.colon_space", "problem.hint.paste"})
"""Advice in place of that of a code whose ``hint`` is nevertheless the text to type."""

_MAX_LENGTH = 60
_DATE = re.compile(r"(?<![0-9:-])(?:(?P<year>[0-9]{4})-)?(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9:-])")


def text_key(code: str, part: str) -> str:
    """Return the key of a text of a problem code: its ``title``, ``message``, ``hint``, ``why`` or ``remedy``.

    The code of a plugin's check starts with the area of the plugin's texts.

    >>> text_key("scalar-time", "title"), text_key("son-my.fee-missing", "title")
    ('problem.scalar-time.title', 'son-my.problem.fee-missing.title')
    """
    area, dot, name = code.rpartition(".")
    return f"{area}.problem.{name}.{part}" if dot else f"problem.{code}.{part}"


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
    """Return a problem in ``file`` at ``position``.

    Args:
        code: the problem code; its texts are ``problem.<code>.*``.
        file: the path as the user gave it.
        position: line and column; by default, the problem concerns the whole file.
        path: keys and indexes to the value.
        found: the value in the file.
        expected: the expected value.
        hint: the literal replacement; by default, the advice of the code.
        hint_key: the text to use instead of the advice of the code, for example because ``hint`` is an example and not a replacement.
        params: further values for the texts; a pair of strings is a label in Vietnamese and English.
    """
    if hint_key is not None:
        params["hint_key"] = hint_key
    values = {"found": found, "expected": expected, **params}
    in_vietnamese = {name: value[0] if isinstance(value, tuple) else value for name, value in values.items()}
    return Problem(
        code=code,
        severity=SEVERITIES.get(code, Severity.ERROR),
        file=file,
        line=position.line,
        column=position.column,
        path=path,
        found=found,
        expected=expected,
        hint=hint if hint is not None else text(hint_key or text_key(code, "hint"), "vi", **with_days(in_vietnamese)),
        params=params,
    )


def problem_at(document: Document, path: KeyPath, code: str, *, at_key: bool = False, **details: Any) -> Problem:
    """Return a problem at the value at ``path`` of ``document``, or at its key with ``at_key``."""
    position = document.key_position(path) if at_key else document.value_position(path)
    return make_problem(code, document.file, position, path=path, **details)


def character_details(character: str) -> dict[str, Any]:
    """Return the code point and the name of a character that people cannot see, for a problem about it."""
    found = f"U+{ord(character):04X}"
    key = f"problem.character.{ord(character):04x}"
    return {"found": found, "name": text_pair(key if has_text(key) else "problem.character.other")}


def with_days(values: dict[str, Any]) -> dict[str, Any]:
    """Return values for a text with a field ``<name>_day`` for each text: the same with dates written as people write them.

    >>> with_days({"found": "2026-11-27 - 2026-12-01", "expected": "04-30"})["found_day"]
    '27/11/2026 - 01/12/2026'
    """
    days = {f"{name}_day": _DATE.sub(_written_date, value) for name, value in values.items() if isinstance(value, str)}
    return values | days


def _written_date(match: re.Match[str]) -> str:
    return "/".join(filter(None, (match["day"], match["month"], match["year"])))


def short_text(value: object) -> str:
    """Return a value as one line of text for a message, truncated if it is long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    flat = " ".join(str(value).split())
    return flat if len(flat) <= _MAX_LENGTH else flat[: _MAX_LENGTH - 1] + "…"
