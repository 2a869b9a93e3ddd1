"""Take entries of a catalog file as they are written, comments and all, and put them into another file.

Nothing is re-written by a YAML library: lines are moved, and the result is read again to prove that it says what was meant.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Severity
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from tthc_catalog.yaml_files.document import Document

_PLAIN = re.compile(r"[^\W\d_][^\n#:\[\]{},&*!|>'\"%@`\\]*", re.UNICODE)
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf"})
_BLANK = re.compile(r"\s*(#.*)?")


def yaml_text(value: str) -> str:
    """A text as YAML that every reader takes for that text: plain where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(value) and value == value.strip() and value.lower() not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)


def section_text(document: Document, key: str) -> str:
    """A top-level key with all below it, as written, without the newline at its end."""
    lines = document.source.splitlines()
    start = document.key_position((key,)).line - 1
    return "\n".join(lines[start : _end(lines, start, 0)])


def item_text(document: Document, key: str, index: int) -> str:
    """An item of a top-level list as written, its dash at the second column of indentation."""
    lines = document.source.splitlines()
    start = document.value_position((key, index)).line - 1
    indent = len(lines[start]) - len(lines[start].lstrip())
    return "\n".join(_shifted(line, 2 - indent) for line in lines[start : _end(lines, start, indent)])


def with_items(document: Document, key: str, items: list[tuple[Any, str]]) -> str | None:
    """The file's text with items added at the end of a top-level list.

    Args:
        document: the file.
        key: the list's key.
        items: what each says, and its text as `item_text` gives it.

    Returns:
        The text; None where the file is laid out so that lines cannot simply be added.
    """
    lines = document.source.splitlines()
    start = document.key_position((key,)).line - 1
    held = document.data[key]
    added = [line for _, text in items for line in text.split("\n")]
    if held:
        first = lines[document.value_position((key, 0)).line - 1]
        indent = len(first) - len(first.lstrip())
        end = _end(lines, document.value_position((key, len(held) - 1)).line - 1, indent)
        lines[end:end] = [_shifted(line, indent - 2) for line in added]
    else:
        lines[start : start + 1] = [re.sub(r":.*", ":", lines[start]), *added]
    result = "\n".join(lines) + "\n"
    read, problems = read_bytes(result.encode(), document.file)
    wanted = {**document.data, key: [*held, *(data for data, _ in items)]}
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return result if read is not None and not failed and read.data == wanted else None


def _end(lines: list[str], start: int, indent: int) -> int:
    """The line after the last one that belongs to the entry beginning at ``start``; comments before the next entry do not."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if _BLANK.fullmatch(line):
            continue
        depth = len(line) - len(line.lstrip())
        if depth < indent or (depth == indent and not (indent == 0 and line.startswith("- "))):
            break
        end = number + 1
    return end


def _shifted(line: str, by: int) -> str:
    if not line.strip() or by == 0:
        return line
    return " " * by + line if by > 0 else line[-by:]
