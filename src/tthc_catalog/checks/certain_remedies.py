"""Apply the remedies that are certain: the file says the same as before, in the way the schema wants it.

Only the text that a problem marks is replaced; everything else in the file, such as comments and the order of keys, is unchanged.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.checks.schema_validation import Validator, validator_for
from tthc_catalog.checks.text_hazards import text_problems
from tthc_catalog.errors import Severity
from tthc_catalog.problems.problem_text import to_dict
from tthc_catalog.problems.source_lines import span
from tthc_catalog.yaml_files.schemas import KINDS
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.errors import Problem

_NO_BREAK = "\u00a0"
_NO_BREAK_INDENT = re.compile(rf"^[ {_NO_BREAK}]*{_NO_BREAK}[ {_NO_BREAK}]*(?=\S)", re.MULTILINE)
_ROUNDS = 5
"""A remedy may make further problems visible, for example those of a file that could not be read before."""


class Remedied(NamedTuple):
    """A file with the certain remedies applied.

    Attributes:
        content: its bytes; the same as before if there was nothing to do.
        problems: why it cannot be read even then.
    """

    content: bytes
    problems: tuple[Problem, ...] = ()


def with_certain_remedies(content: bytes, shown_as: str, kind: str, policy_schemas: Mapping[str, Mapping[str, Any]]) -> Remedied:
    """Apply the certain remedies to the content of one file.

    Args:
        content: the bytes of the file.
        shown_as: its path in problems.
        kind: the kind of file that belongs at its location, or an empty text for the ``kind`` stated in the file.
        policy_schemas: policy id -> JSON Schema of a model's parameters.
    """
    current = content.removeprefix(codecs.BOM_UTF8)
    unreadable: tuple[Problem, ...] = ()
    for _ in range(_ROUNDS):
        try:
            source = current.decode("utf-8")
        except UnicodeDecodeError:
            return Remedied(content, tuple(read_bytes(content, shown_as)[1]))
        problems, readable = _problems(current, shown_as, kind, policy_schemas)
        changed = _NO_BREAK_INDENT.sub(lambda match: " " * len(match[0]), source)
        changed = _edited(changed, problems)
        unreadable = () if readable else tuple(problems)
        if changed == source:
            break
        current = changed.encode("utf-8")
    return Remedied(content if unreadable else current, unreadable)


def _problems(content: bytes, shown_as: str, kind: str, policy_schemas: Mapping[str, Mapping[str, Any]]) -> tuple[list[Problem], bool]:
    """Return the problems of one file, and whether it can be read at all."""
    document, problems = read_bytes(content, shown_as)
    if document is None:
        return problems, False
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    problems += text_problems(document)
    kind = kind or str(document.data.get("kind"))
    if kind in KINDS:
        problems += validator_for(kind).problems(document, reported=[problem.path for problem in errors])
    policy = str(document.data.get("policy"))
    if kind == "model" and policy in policy_schemas and isinstance(document.data.get("parameters"), dict):
        problems += Validator(policy_schemas[policy]).problems(document, ("parameters",))
    return problems, True


def _edited(source: str, problems: list[Problem]) -> str:
    """Return the source with the marked text of every certain problem replaced."""
    lines = re.split(r"(\r\n|\r|\n)", source)  # lines and their ends in turn
    done: set[tuple[int, int]] = set()
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column), reverse=True):
        replacement = _certain_replacement(problem)
        place = (problem.line, problem.column)
        if replacement is None or place in done or not problem.line:
            continue
        done.add(place)
        line = lines[2 * (problem.line - 1)]
        start = problem.column - 1
        end = _key_end(line, start) if problem.code == "key-unknown" else span(problem, line).end
        lines[2 * (problem.line - 1)] = line[:start] + replacement + line[end:]
    return "".join(lines)


def _certain_replacement(problem: Problem) -> str | None:
    if problem.code == "text-invisible" and problem.found == f"U+{ord(_NO_BREAK):04X}":
        return " "
    if not problem.params.get("certain"):
        return None
    replacement: str | None = to_dict(problem)["replacement"]
    return replacement


def _key_end(line: str, start: int) -> int:
    """Return the index after the colon of the key that starts at an index."""
    return line.index(":", start) + 1
