"""Parse the plain part of YAML that nearly all catalog files are written in, line by line.

It takes a third of the time of the full parser, which creates several objects for each value. Whatever is not certainly plain is left to
`tthc_catalog.yaml_files.yaml_reader`, which decides and explains; this parser must therefore never accept a file that the other rejects or
reads otherwise. A test compares the two. It accepts block mappings with keys of ASCII letters, lists, values on one line, short lists in
brackets, texts folded by ``>-``, and comments on lines of their own.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from tthc_catalog.yaml_files.other_readers import is_integer, misread

_LINES = re.compile(r"^( *)(- )?(?:([a-z_][a-z0-9_-]{0,99}):(?: (.+))?|(.*))$", re.MULTILINE).findall
_QUOTED = re.compile(r"""\"[^"\\]*"|'[^']*'""").fullmatch
_BRACKETS = re.compile(r'\[(?:(?:[A-Za-z0-9][A-Za-z0-9_.-]*|"[^"\\,]*")(?:, |(?=\])))*(?<! )\]').fullmatch
_STRANGE = ("\t", "\r", "\\", "\ufeff")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_WORDS: dict[str, Any] = {"null": None, "~": None, "true": True, "false": False}
_NUMBER_STARTS = frozenset("0123456789+-.")
_LONGEST_WORD = len("false")


class _NotPlain(Exception):
    """The file needs the full parser. Caught in this module."""


_Entry = tuple[int, str, str, Any]
"""The indent of a line; its dash, if it starts an item of a list; its key, empty for an item that is one value; its value, or `_NESTED`."""

_NESTED: Any = object()


def plain_data(source: str, *, nodes: int, depth: int) -> dict[str, Any] | None:
    """Return the data of a file, or None if the full parser must read it.

    Args:
        source: the text, in NFC.
        nodes: the most values that a file may have.
        depth: the most levels of nesting.
    """
    if any(sign in source for sign in _STRANGE):
        return None
    try:
        entries = _entries(source)
        if not entries or entries[0][0] or entries[0][1] or 3 * len(entries) + source.count(",") + 1 >= nodes:
            return None
        data, end = _Blocks(entries, depth - 2).mapping(0, 0, 0)
    except _NotPlain:
        return None
    return data if end == len(entries) else None


def _entries(source: str) -> list[_Entry]:
    entries: list[_Entry] = []
    known: dict[str, Any] = {**_WORDS, "": _NESTED}
    lines, read = source.split("\n"), 0
    for number, (spaces, dash, key, text, item) in enumerate(_LINES(source), 1):
        if number <= read:
            continue
        if not key:
            if not dash and (not item or item[0] == "#"):
                continue
            if not dash or not item:
                raise _NotPlain
            text = item  # noqa: PLW2901 - the same for both kinds of line
        elif key in _WORDS:
            raise _NotPlain
        value: Any
        if text in known:
            value = known[text]
        elif text == ">-":
            value, read = _folded(lines, number, len(spaces) + 2 if dash and key else len(spaces))
        else:
            value = _value(text)
            if value.__class__ is not list and value.__class__ is not dict:
                known[text] = value
        entries.append((len(spaces), dash, key, value))
    return entries


def _folded(lines: list[str], number: int, above: int) -> tuple[str, int]:
    """Return a folded text of one paragraph and the number of the line after it; its lines are indented more than ``above``."""
    first = lines[number] if number < len(lines) else ""
    indent = len(first) - len(first.lstrip(" "))
    margin = " " * indent
    texts: list[str] = []
    while number < len(lines) and (line := lines[number]).startswith(margin) and line != "":
        text = line[indent:]
        if not text or text[0] == " " or text[-1] == " ":
            raise _NotPlain
        texts.append(text)
        number += 1
    if not texts or indent <= above:
        raise _NotPlain
    after = number
    while after < len(lines) and not lines[after]:
        after += 1
    if after < len(lines) and (lines[after].startswith(margin) or not lines[after].strip(" ")):
        raise _NotPlain  # another paragraph
    return " ".join(texts), number


def _value(text: str) -> Any:
    """Return the value of a text on one line.

    Raises:
        _NotPlain: it continues on the next line, has a comment, or is read otherwise by other readers.
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first in _INDICATORS:
        if first in "\"'" and _QUOTED(text):
            return text[1:-1]
        if first == "[" and _BRACKETS(text):
            return [_item(item) for item in text[1:-1].split(", ")] if text != "[]" else []
        if text == "{}":
            return {}
        raise _NotPlain
    if text[-1] in " :" or ": " in text or " #" in text:
        raise _NotPlain
    if first in _NUMBER_STARTS or len(text) <= _LONGEST_WORD:
        if is_integer(text):
            return int(text)
        if misread(text):
            raise _NotPlain
    return text


def _item(text: str) -> Any:
    return text[1:-1] if text[0] == '"' else _value(text)


class _Blocks:
    """Builds mappings and lists from the entries of a file by their indents."""

    def __init__(self, entries: list[_Entry], depth: int) -> None:
        self._entries = entries
        self._count = len(entries)
        self._depth = depth

    def mapping(self, at: int, indent: int, depth: int) -> tuple[dict[str, Any], int]:
        """Return the mapping whose first key is that of entry ``at``, and the number of the entry after it."""
        entries = self._entries
        result: dict[str, Any] = {}
        if depth >= self._depth:
            raise _NotPlain
        started = False
        while at < self._count:
            own, dash, key, value = entries[at]
            if started and (own != indent or dash):
                if own >= indent:
                    raise _NotPlain
                break
            started = True
            if not key or key in result:
                raise _NotPlain
            at += 1
            if value is _NESTED:
                value, at = self._nested(at, indent, depth + 1)
            result[sys.intern(key)] = value
        return result, at

    def _nested(self, at: int, above: int, depth: int) -> tuple[Any, int]:
        """Return what is indented below a key, or None."""
        if at == self._count:
            return None, at
        indent, dash, _, _ = self._entries[at]
        if dash and indent >= above:
            return self._list(at, indent, depth)
        if indent > above:
            return self.mapping(at, indent, depth)
        return None, at

    def _list(self, at: int, indent: int, depth: int) -> tuple[list[Any], int]:
        entries = self._entries
        result: list[Any] = []
        if depth >= self._depth:
            raise _NotPlain
        while at < self._count:
            own, dash, key, value = entries[at]
            if own != indent or not dash:
                if own > indent:
                    raise _NotPlain
                break
            if not key:
                at += 1
            else:
                value, at = self.mapping(at, indent + 2, depth + 1)
            result.append(value)
        return result, at
