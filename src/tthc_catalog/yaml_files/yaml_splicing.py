"""Edit a catalog file line by line, and copy entries with their comments into another file.

Lines are kept as written, not dumped by a YAML library. The result is parsed again to verify its data.
"""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import Severity
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

_PLAIN = re.compile(r"[^\W\d_][^\n#:\[\]{},&*!|>'\"%@`\\]*", re.UNICODE)
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf"})
_BLANK = re.compile(r"\s*(#.*)?")


def yaml_text(value: str) -> str:
    """Return a text as a YAML scalar that every reader reads as this text: plain if that is safe, else in double quotes."""
    if _PLAIN.fullmatch(value) and value == value.strip() and value.lower() not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)


def section_text(document: Document, key: str) -> str:
    """Return a top-level key and its value as written, without the final newline."""
    lines = document.source.splitlines()
    start = document.key_position((key,)).line - 1
    return "\n".join(lines[start : _end(lines, start, 0)])


def item_text(document: Document, key: str, index: int) -> str:
    """Return an item of a top-level list as written, with its dash indented by two spaces."""
    lines = document.source.splitlines()
    start = document.value_position((key, index)).line - 1
    indent = len(lines[start]) - len(lines[start].lstrip())
    return "\n".join(_shifted(line, 2 - indent) for line in lines[start : _end(lines, start, indent)])


def with_items(document: Document, key: str, items: list[tuple[Any, str]]) -> str | None:
    """Return the text of a file with items appended to a top-level list.

    Args:
        document: the file.
        key: the key of the list.
        items: the data of each item, and its text as returned by `item_text`.

    Returns:
        The text, or None if lines cannot simply be added to the list, because it is written in brackets, for example.
    """
    lines = document.source.splitlines()
    start = document.key_position((key,)).line - 1
    existing = document.data[key]
    added = [line for _, text in items for line in text.split("\n")]
    if existing:
        first = lines[document.value_position((key, 0)).line - 1]
        indent = len(first) - len(first.lstrip())
        end = _end(lines, document.value_position((key, len(existing) - 1)).line - 1, indent)
        lines[end:end] = [_shifted(line, indent - 2) for line in added]
    else:
        lines[start : start + 1] = [re.sub(r":.*", ":", lines[start]), *added]
    result = "\n".join(lines) + "\n"
    parsed, problems = read_bytes(result.encode(), document.file)
    expected = {**document.data, key: [*existing, *(data for data, _ in items)]}
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return result if parsed is not None and not failed and parsed.data == expected else None


def with_value(document: Document, path: KeyPath, value: Any, lines: list[str]) -> Document | None:
    """Return the file with another value under a key; the key is added at the end of its mapping if it is absent.

    Args:
        document: the file.
        path: the path of the key; the mapping that contains it exists.
        value: the new value, as data.
        lines: the key and the value as YAML, not indented.

    Returns:
        The file, or None if its layout does not allow it, because the mapping is written in braces, for example.
    """
    source, key = document.source.splitlines(), str(path[-1])
    mapping = value_at(document.data, path[:-1])
    if key in mapping:
        place = document.key_position(path)
        start, indent = place.line - 1, place.column - 1
        end = _end(source, start, indent)
        head = source[start][:indent]
    else:
        last = document.key_position((*path[:-1], list(mapping)[-1]))
        start = end = _end(source, last.line - 1, last.column - 1)
        indent = last.column - 1
        head = " " * indent
    added = [" " * indent + line for line in lines]
    added[0] = head + lines[0]
    kept = [line for line in source[start:end][1:] if line.lstrip().startswith("#")]
    return _verified(document, [*source[:start], *added, *kept, *source[end:]], path, value)


def with_item(document: Document, path: KeyPath, index: int, value: Any, lines: list[str]) -> Document | None:
    """Return the file with an item inserted into a list at any depth.

    Args:
        document: the file.
        path: the path of the list.
        index: the place of the new item.
        value: the item, as data.
        lines: the item as YAML, without its dash and not indented.

    Returns:
        The file, or None if its layout does not allow it, because the list is written in brackets, for example.
    """
    source, items = document.source.splitlines(), value_at(document.data, path)
    if not items:
        place = document.key_position(path)
        start, indent = place.line - 1, place.column + 1
        source[start] = re.sub(r":\s*\[\s*\]", ":", source[start])
        start += 1
    else:
        neighbour = max(index - 1, 0)
        first = document.value_position((*path, neighbour)).line - 1
        indent = len(source[first]) - len(source[first].lstrip())
        start = _end(source, first, indent) if index > 0 else first
    added = [" " * (indent + 2) + line if line else line for line in lines]
    added[0] = " " * indent + "- " + lines[0]
    return _verified(document, [*source[:start], *added, *source[start:]], path, [*items[:index], value, *items[index:]])


def value_at(data: Any, path: KeyPath) -> Any:
    """Return the value at a path of plain data."""
    for key in path:
        data = data[key]
    return data


def _verified(document: Document, lines: list[str], path: KeyPath, value: Any) -> Document | None:
    """Return the edited file if its data differs from the earlier data in the value at ``path`` alone."""
    expected = copy.deepcopy(document.data)
    value_at(expected, path[:-1])[path[-1]] = value
    parsed, problems = read_bytes(("\n".join(lines) + "\n").encode(), document.file)
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return parsed if parsed is not None and not failed and parsed.data == expected else None


def _end(lines: list[str], start: int, indent: int) -> int:
    """Return the index after the last line of the entry that starts at ``start``; comments before the next entry are not part of it."""
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
