"""The one way a catalog file is laid out: key order, quotes and spacing, written from the tree of what its author typed.

Scalars stay letter for letter, except that a text which other readers would misread is put in double quotes. What is indented by two
spaces stays so; mappings and lists spread over several lines in brackets become lines of their own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tthc_catalog.yaml_files.other_readers import misread
from tthc_catalog.yaml_files.source_tree import Collection, Entry, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tthc_catalog.yaml_files.source_tree import Tree

    Schema = Mapping[str, Any]

STEP = 2
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00a0\u2000-\u200a\u202f\u3000\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]"
)
_INDICATOR = re.compile(r"[|>]([-+]?)([1-9]?)([-+]?)")


def lay_out(tree: Tree, schema: Schema) -> str:
    """The text of a file.

    Args:
        tree: what its author typed.
        schema: the flat schema of its kind, for the order of keys; an empty one leaves the order as it is.
    """
    lines = [*tree.head, *_collection(tree.root, schema, 0), *tree.root.tail]
    return "\n".join(_single_blanks(lines)) + "\n"


def double_quoted(value: str) -> str:
    """A text as a double-quoted scalar on one line, which every reader reads alike."""
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return '"' + _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _single_blanks(lines: Iterable[str]) -> list[str]:
    """The lines without blank ones at the start and the end; inside, blank lines of comments never come in twos."""
    kept: list[str] = []
    for line in lines:
        if line != "" or (kept and kept[-1] != ""):
            kept.append(line)
    while kept and kept[-1] == "":
        kept.pop()
    return [line.removeprefix(_KEPT) for line in kept]


_KEPT = "\0"
"""Marks a blank line that is part of a scalar, and so is no spacing."""


def _collection(found: Collection, schema: Schema, indent: int) -> list[str]:
    """The lines of a mapping or list that has entries; the tail of the top mapping is the caller's."""
    lines: list[str] = []
    for position, (entry, part) in enumerate(_ordered(found, schema)):
        lead, own = _entry(entry, part, indent)
        lead = _indented(lead, indent)
        while position == 0 and lead and lead[0] == "":
            del lead[0]
        lines += lead + own
    return lines + ([] if found.owner is None else _indented(found.tail, indent))


def _indented(comments: list[str], indent: int) -> list[str]:
    return [" " * indent + comment if comment else "" for comment in comments]


def _ordered(found: Collection, schema: Schema) -> list[tuple[Entry, Schema]]:
    """The entries in the order of the schema's keys, each with its own schema; keys the schema does not name keep their place at the end."""
    if not found.mapping:
        items = schema.get("items", {})
        return [(entry, items if isinstance(items, dict) else {}) for entry in found.entries]
    named: Schema = schema.get("properties", {})
    other: Schema = next((part for part in schema.get("patternProperties", {}).values() if part), {})
    order = {key: place for place, key in enumerate(named)}
    entries = sorted(found.entries, key=lambda entry: order.get(_name(entry), len(order)))
    return [(entry, named.get(_name(entry), other)) for entry in entries]


def _name(entry: Entry) -> str:
    return "" if entry.key is None else unicodedata.normalize("NFC", entry.key.token.value)


def _entry(entry: Entry, schema: Schema, indent: int) -> tuple[list[str], list[str]]:
    """The comments above an entry, not yet indented, and its own lines."""
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
        lines = [f"{start} {first}", *(" " * (indent + STEP) + line.strip(" \t") if line.strip() else _KEPT for line in rest)]
    return lead + notes[1:], [*lines[:-1], lines[-1] + _note(notes)]


def _with_collection(
    value: Collection, schema: Schema, indent: int, start: str, lead: list[str], notes: list[str], *, item: bool
) -> tuple[list[str], list[str]]:
    if not value.entries or value.one_line:
        text = _flow(value, schema)
        return [*lead, *value.tail, *notes[1:]], [f"{start} {text}{_note(notes)}"]
    if not item:
        return lead + notes[1:], [start + _note(notes), *_collection(value, schema, indent + STEP)]
    lines = _collection(value, schema, indent + STEP)
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
    """The lines of a scalar that is no block, quoted where others would misread it."""
    text = value.token.value
    if not unicodedata.is_normalized("NFC", text):
        return [double_quoted(unicodedata.normalize("NFC", text))]
    if not value.token.style and _unsafe(text) and not _wants_no_text(text, schema):
        return [double_quoted(text)]
    return value.lines


def _unsafe(text: str) -> bool:
    """Whether a plain text is read otherwise elsewhere, or begins with what would be taken for indentation at the start of a line."""
    return misread(text) or _UNPRINTABLE.match(text) is not None


_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch


def _wants_no_text(text: str, schema: Schema) -> bool:
    """Whether a number stands here, or something that should become a number or a truth value and that only a person can mend."""
    declared = schema.get("type", ())
    wanted = {declared} if isinstance(declared, str) else set(declared)
    return _INTEGER(text) is not None or bool(wanted & {"integer", "number", "boolean"})


def _flow(found: Collection, schema: Schema) -> str:
    """A mapping or list in brackets on one line."""
    parts: list[str] = []
    for entry, part in _ordered(found, schema):
        value = entry.value
        text = _flow(value, part) if isinstance(value, Collection) else "".join(_flat(value, part)) or "null"
        parts.append(text if entry.key is None else f"{_key(entry.key)}: {text}")
    inside = ", ".join(parts)
    return "{" + inside + "}" if found.mapping else f"[{inside}]"


def _block(value: Scalar, start: str, indent: int) -> list[str]:
    """The lines of a ``|`` or ``>`` scalar, moved with its key; the spaces at the ends of its lines may mean something and stay."""
    header, *content = value.lines
    said = _INDICATOR.match(header)
    assert said is not None
    chomping, digit = said[1] or said[3], said[2]
    if not value.token.value.endswith("\n") and not chomping:
        chomping = "-"  # the file ended in the middle of the line; with a line end the text would gain one
    if digit:
        old, new = value.parent_column + int(digit), indent + int(digit)
    else:
        old = next((len(line) - len(line.lstrip(" ")) for line in content if line.strip(" ")), 0)
        new = indent + STEP
    comment = header[said.end() :].strip()
    first = f"{start} {header[0]}{digit}{chomping}" + (f"  {comment}" if comment else "")
    return [first, *(" " * new + line[old:] if line[old:] else _KEPT for line in content)]
