"""Write a source tree as YAML text with canonical key order, quotes and spacing.

Scalars are copied as written, except that plain text which other readers would misread is put in double quotes. Indentation is two spaces
a level. Mappings and lists in brackets over several lines are converted to block style.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tthc_catalog.yaml_files.other_readers import is_integer, misread
from tthc_catalog.yaml_files.source_tree import Collection, Entry, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tthc_catalog.yaml_files.source_tree import Tree

    Schema = Mapping[str, Any]

_STEP = 2
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00a0\u2000-\u200a\u202f\u3000\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]"
)
_INDICATOR = re.compile(r"[|>]([-+]?)([1-9]?)([-+]?)")


def tree_text(tree: Tree, schema: Schema) -> str:
    """Return the formatted text of a file.

    Args:
        tree: the file as written.
        schema: the flat schema of its kind, for the order of keys; an empty schema keeps the order.
    """
    if not tree.root.entries:
        return "\n".join(_single_blanks([*tree.root.tail, "{}"])) + "\n"
    lines = [*tree.head, *_collection(tree.root, schema, 0), *tree.root.tail]
    return "\n".join(_single_blanks(lines)) + "\n"


def double_quoted(value: str) -> str:
    """Return a text as a double-quoted scalar on one line."""
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return '"' + _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _single_blanks(lines: Iterable[str]) -> list[str]:
    """Return the lines without blank lines at the start and the end, and with runs of blank lines collapsed into one."""
    kept: list[str] = []
    for line in lines:
        if line != "" or (kept and kept[-1] != ""):
            kept.append(line)
    while kept and kept[-1] == "":
        kept.pop()
    return [line.removeprefix(_KEPT) for line in kept]


_KEPT = "\0"
"""Marks a blank line that belongs to a scalar and must not be removed."""


def _collection(collection: Collection, schema: Schema, indent: int) -> list[str]:
    """Return the lines of a mapping or list that has entries; the caller adds the tail of the top mapping."""
    lines: list[str] = []
    for index, (entry, part) in enumerate(_ordered(collection, schema)):
        lead, own = _entry(entry, part, indent)
        lead = _indented(lead, indent)
        while index == 0 and lead and lead[0] == "":
            del lead[0]
        lines += lead + own
    return lines + ([] if collection.owner is None else _indented(collection.tail, indent))


def _indented(comments: list[str], indent: int) -> list[str]:
    return [" " * indent + comment if comment else "" for comment in comments]


def _ordered(collection: Collection, schema: Schema) -> list[tuple[Entry, Schema]]:
    """Return the entries in the order of the schema's keys, each with its own schema; keys that the schema allows without naming them follow."""
    if not collection.mapping:
        items = schema.get("items", {})
        return [(entry, items if isinstance(items, dict) else {}) for entry in collection.entries]
    named: Schema = schema.get("properties", {})
    other: Schema = next((part for part in schema.get("patternProperties", {}).values() if part), {})
    order = {key: rank for rank, key in enumerate(named)}
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", {})]
    ranked: list[tuple[int, Entry]] = []
    last = -1
    for entry in collection.entries:
        name = _name(entry)
        if name in order or not named or any(pattern.search(name) for pattern in patterns):
            last = order.get(name, len(order))
        ranked.append((last, entry))  # a key that is not allowed is probably misspelled, and stays below its neighbour
    ranked.sort(key=lambda pair: pair[0])
    return [(entry, named.get(_name(entry), other)) for _, entry in ranked]


def _name(entry: Entry) -> str:
    return "" if entry.key is None else unicodedata.normalize("NFC", entry.key.token.value)


def _entry(entry: Entry, schema: Schema, indent: int) -> tuple[list[str], list[str]]:
    """Return the comments above an entry, not yet indented, and the lines of the entry itself."""
    lead, notes = list(entry.lead), list(entry.note)
    start = " " * indent + ("-" if entry.key is None else f"{_key(entry.key)}:")
    value = entry.value
    if isinstance(value, Collection):
        return _with_collection(value, schema, indent, start, lead, notes, item=entry.key is None)
    if value.empty:
        lines = [start]
    elif value.block:
        lines = _block(value, start, indent)
        lead += notes
        notes = []
    else:
        first, *rest = _flat(value, schema)
        lines = [f"{start} {first}", *(" " * (indent + _STEP) + line.strip(" \t") if line.strip() else _KEPT for line in rest)]
    return lead + notes[1:], [*lines[:-1], lines[-1] + _note(notes)]


def _with_collection(
    value: Collection, schema: Schema, indent: int, start: str, lead: list[str], notes: list[str], *, item: bool
) -> tuple[list[str], list[str]]:
    if not value.entries or value.one_line:
        text = _flow(value, schema)
        return [*lead, *value.tail, *notes[1:]], [f"{start} {text}{_note(notes)}"]
    if not item:
        return lead + notes[1:], [start + _note(notes), *_collection(value, schema, indent + _STEP)]
    lines = _collection(value, schema, indent + _STEP)
    while lines[0].lstrip().startswith("#") or lines[0] == "":
        comment = lines.pop(0).strip()
        lead += [comment]
    return lead + notes, [start + lines[0][indent + 1 :], *lines[1:]]


def _note(notes: list[str]) -> str:
    return f"  {notes[0]}" if notes else ""


def _key(key: Scalar) -> str:
    plain = not key.token.style
    if key.block or len(key.lines) > 1 or (plain and _unsafe(key.token.value)) or not unicodedata.is_normalized("NFC", key.token.value):
        return double_quoted(unicodedata.normalize("NFC", key.token.value))
    return key.lines[0]


def _flat(value: Scalar, schema: Schema) -> list[str]:
    """Return the lines of a flow scalar, quoted if other readers would misread it."""
    text = value.token.value
    if not unicodedata.is_normalized("NFC", text):
        return [double_quoted(unicodedata.normalize("NFC", text))]
    if not value.token.style and _unsafe(text) and not _is_not_text(text, schema):
        return [double_quoted(text)]
    return value.lines


def _unsafe(text: str) -> bool:
    """Return whether another reader would misread a plain scalar, or it starts with a character that could look like indentation."""
    return misread(text) or _UNPRINTABLE.match(text) is not None


def _is_not_text(text: str, schema: Schema) -> bool:
    """Return whether a scalar is an integer, or the schema wants a number or a boolean; quoting would hide that its author must fix it."""
    declared = schema.get("type", ())
    wanted = {declared} if isinstance(declared, str) else set(declared)
    return is_integer(text) is not None or bool(wanted & {"integer", "number", "boolean"})


def _flow(collection: Collection, schema: Schema) -> str:
    """Return a mapping or list in brackets on one line."""
    parts: list[str] = []
    for entry, part in _ordered(collection, schema):
        value = entry.value
        text = _flow(value, part) if isinstance(value, Collection) else "".join(_flat(value, part)) or "null"
        parts.append(text if entry.key is None else f"{_key(entry.key)}: {text}")
    inside = ", ".join(parts)
    return "{" + inside + "}" if collection.mapping else f"[{inside}]"


def _block(value: Scalar, start: str, indent: int) -> list[str]:
    """Return the lines of a ``|`` or ``>`` scalar, re-indented with its key; trailing spaces are part of its text and are kept."""
    header, *content = value.lines
    indicator = _INDICATOR.match(header)
    assert indicator is not None
    chomping, digit = indicator[1] or indicator[3], indicator[2]
    if not value.token.value.endswith("\n"):
        chomping = "-"  # the file had no final newline, and adding one must not change the text
    if digit:
        old, new = value.parent_column + int(digit), indent + int(digit)
    else:
        old = next((len(line) - len(line.lstrip(" ")) for line in content if line.strip(" ")), max(map(len, content), default=0))
        new = indent + _STEP
    comment = header[indicator.end() :].strip()
    first = f"{start} {header[0]}{digit}{chomping}" + (f"  {comment}" if comment else "")
    return [first, *(" " * new + line[old:] if line[old:] else _KEPT for line in content)]
