"""Parse one YAML file strictly into plain data.

Only null, true/false and decimal integers are resolved; ``15:30``, ``1.000110``, ``no`` and ``2023-09-25`` stay text. Everything in YAML
beyond plain mappings, lists and scalars (aliases, merge keys, tags, several documents) is rejected, and so are duplicate keys, so that
every reader sees the same data. The parser's events are converted one by one and the limits are checked on the way: a small file that
would expand into a huge one is rejected early, and no tree of nodes is built. Positions are found by a second pass, which runs only for
files that have a problem.
"""

from __future__ import annotations

import codecs
import errno
import re
import stat
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import has_text, text_pair
from tthc_catalog.problems.positions import Position, position_at
from tthc_catalog.problems.problem_factory import character_details, make_problem
from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.other_readers import is_integer, misread
from tthc_catalog.yaml_files.plain_reader import plain_data
from tthc_catalog.yaml_files.syntax_faults import conflict_marks, syntax_fault
from tthc_catalog.yaml_files.yaml_events import (
    MAPPING,
    MAPPING_END,
    SCALAR,
    SEQUENCE,
    SEQUENCE_END,
    STREAM_END,
    SyntaxProblem,
    event_start,
    find_positions,
    mark_position,
    parser_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath

_STRANGE_SPACES = "\t\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
_BAD_INDENT = re.compile(rf"^ *([{_STRANGE_SPACES}])[ {_STRANGE_SPACES}]*(?=\S)", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_MAX_MARKS = 30
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 400
"""Bytes at the start of a file that tell whether it is UTF-16: then every second one is 0."""

_NUMBER_STARTS = frozenset("0123456789+-.")
_LONGEST_WORD = len("false")
_WORDS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}
_OPENING: dict[type, str] = {MAPPING: "{", SEQUENCE: "["}


@attrs.frozen(kw_only=True)
class Limits:
    """Upper bounds for one file: bytes, values, and levels of nesting."""

    size: int = 2 * 1024 * 1024
    nodes: int = 50_000
    depth: int = 40


DEFAULT_LIMITS = Limits()


def read_file(path: Path, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document | None, list[Problem]]:
    """Read and parse a catalog file.

    Args:
        path: where the file is.
        shown_as: its path in problems.
        limits: bounds beyond which the file is rejected.

    Returns:
        The document, or None if the file is unusable, and all problems found. A document with problems may only be used to find
        further problems.
    """
    content, problems = read_content(path, shown_as, limits)
    return (None, problems) if content is None else read_bytes(content, shown_as, limits)


def read_content(path: Path, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes | None, list[Problem]]:
    """Return the bytes of a regular file, at most one more than the size limit, or None and the problem."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe could block, and a device has no end
            return None, [make_problem("file-unreadable", shown_as, reason=text_pair("yaml.not_a_file"))]
        with path.open("rb") as stream:
            content = stream.read(limits.size + 1)
    except OSError as error:
        return None, [make_problem("file-unreadable", shown_as, reason=system_reason(error))]
    return content, []


def system_reason(error: OSError) -> tuple[str, str]:
    """Return why the system refuses a file, in Vietnamese and English."""
    name = errno.errorcode.get(error.errno or 0, "").lower()
    key = f"yaml.unreadable.{name}"
    return text_pair(key if has_text(key) else "yaml.unreadable.other", name=name.upper() or "?")


def read_bytes(content: bytes, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document | None, list[Problem]]:
    """Parse the bytes of a catalog file; arguments and result are those of `read_file`."""
    if len(content) > limits.size:
        return None, [make_problem("file-size", shown_as, limit=limits.size)]
    if content.startswith(_UTF16_MARKS) or content[:_SAMPLE].count(0) > len(content[:_SAMPLE]) // 4:
        return None, [make_problem("file-encoding", shown_as, found="UTF-16", reason=text_pair("yaml.encoding.utf16"))]
    problems: list[Problem] = []
    if content.startswith(codecs.BOM_UTF8):
        problems.append(make_problem("file-bom", shown_as, Position(1, 1)))
        content = content.removeprefix(codecs.BOM_UTF8)
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        found = f"0x{content[error.start]:02x}"
        reason = text_pair("yaml.encoding.byte", found=found)
        return None, [*problems, make_problem("file-encoding", shown_as, position_at(before, len(before)), found=found, reason=reason)]
    broken = [*conflict_marks(source, shown_as), *_character_problems(source, shown_as)]
    if broken:
        return None, problems + broken
    data = plain_data(source, nodes=limits.nodes, depth=limits.depth) if unicodedata.is_normalized("NFC", source) else None
    if data is None:
        reading = _Reading(source, shown_as, limits)
        try:
            data = reading.run()
        except _Stop:
            return None, problems + reading.problems
        problems += reading.problems
    return Document(file=shown_as, data=data, source=source, find_positions=find_positions), problems


def _character_problems(source: str, shown_as: str) -> Iterator[Problem]:
    """Yield a problem for each forbidden character, and for each line indented with something other than spaces."""
    for match in _CONTROL.finditer(source):
        yield make_problem("yaml-character", shown_as, position_at(source, match.start()), **character_details(match[0]))
    if not any(space in source for space in _STRANGE_SPACES):
        return
    for match in _BAD_INDENT.finditer(source):
        yield make_problem("yaml-indent", shown_as, position_at(source, match.start(1)), **character_details(match[1]))


class _Stop(Exception):
    """Stops reading a file after a fatal problem has been added. Caught in this module."""


class _Reading:
    """One pass over the events of a file."""

    def __init__(self, source: str, shown_as: str, limits: Limits) -> None:
        self.source = source
        self.file = shown_as
        self.limits = limits
        self.problems: list[Problem] = []
        self._nodes = 0
        self._next: Callable[[], Any]
        # Parts of an NFC text are NFC, so single texts need no check unless the source is not NFC or contains escapes.
        self._check_texts = "\\" in source or not unicodedata.is_normalized("NFC", source)

    def run(self) -> dict[str, Any]:
        """Return the top mapping; values that have a problem are replaced by harmless ones."""
        parser = parser_of(self.source)
        self._next = parser.get_event
        try:
            return self._document()
        except SyntaxProblem as error:
            mark = mark_position(error.problem_mark)
            fault = syntax_fault(self.source, mark, error.problem or "")
            self.problems.append(make_problem("yaml-syntax", self.file, fault.position, **fault.details()))
            raise _Stop from None
        finally:
            parser.dispose()

    def _document(self) -> dict[str, Any]:
        self._next()
        start = self._next()
        if start.__class__ is STREAM_END:
            raise self._stop("file-empty", Position(1, 1))
        if start.version or start.tags:
            raise self._stop("yaml-directive", Position(1, 1))
        first = self._next()
        if first.__class__ is not MAPPING:
            empty = first.__class__ is SCALAR and not first.value
            raise self._stop("file-empty" if empty else "yaml-top", event_start(first))
        data = self._mapping(first, ())
        self._next()
        rest = self._next()
        if rest.__class__ is not STREAM_END:
            raise self._stop("yaml-documents", event_start(rest))
        return data

    def _mapping(self, start: Any, path: KeyPath) -> dict[str, Any]:
        """Build the mapping that ``start`` opens, up to its end."""
        self._open(start, path)
        next_event = self._next
        result: dict[str, Any] = {}
        while (event := next_event()).__class__ is not MAPPING_END:
            key = self._key(event, path)
            node = next_event()
            value = self._scalar(node, path, key) if node.__class__ is SCALAR else self._container(node, (*path, key))
            if key == "":
                continue
            if key in result:
                self._add("yaml-duplicate-key", event_start(event), path=(*path, key), found=key)
            result[key] = value
        return result

    def _sequence(self, start: Any, path: KeyPath) -> list[Any]:
        """Build the list that ``start`` opens, up to its end."""
        self._open(start, path)
        next_event = self._next
        result: list[Any] = []
        while (event := next_event()).__class__ is not SEQUENCE_END:
            step = len(result)
            result.append(self._scalar(event, path, step) if event.__class__ is SCALAR else self._container(event, (*path, step)))
        return result

    def _container(self, event: Any, path: KeyPath) -> Any:
        """Build the mapping or list that ``event`` opens, or return None for an alias."""
        if event.__class__ is MAPPING:
            return self._mapping(event, path)
        if event.__class__ is SEQUENCE:
            return self._sequence(event, path)
        self._add("yaml-alias", event_start(event), path=path, found=f"*{event.anchor}")
        return None

    def _scalar(self, event: Any, parent: KeyPath, step: str | int) -> Any:
        """Return the value of a scalar: null, a boolean, an integer, or the text as written."""
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise self._stop("yaml-nodes", event_start(event), limit=self.limits.nodes)
        if event.anchor or event.tag:
            self._reject_properties(event, (*parent, step))
        value: str = event.value
        if not event.style:  # neither quoted nor a block
            if value in _WORDS:
                return _WORDS[value]
            if value[0] in _NUMBER_STARTS or len(value) <= _LONGEST_WORD:
                if is_integer(value):
                    return int(value)
                if misread(value):
                    self._add("scalar-quote", event_start(event), path=(*parent, step), found=value, hint=f'"{value}"')
        return self._text(event, value, (*parent, step)) if self._check_texts else value

    def _key(self, event: Any, path: KeyPath) -> str:
        """Return the text of a key, or an empty text if the key is rejected and its value must be dropped."""
        if event.__class__ is not SCALAR:
            raise self._stop("yaml-key", event_start(event), path=path, found=_OPENING.get(event.__class__, "*"), hint='"..."')
        key: str = event.value
        if not key or (not event.style and (key in _WORDS or (key[0] in _NUMBER_STARTS and is_integer(key)))):
            self._add("yaml-key", event_start(event), path=path, found=key or '""', hint=f'"{key}"')
            return ""
        if key == "<<":
            self._add("yaml-merge-key", event_start(event), path=path, found=key)
            return ""
        if event.anchor or event.tag:
            self._reject_properties(event, (*path, key))
        return sys.intern(self._text(event, key, (*path, key)) if self._check_texts else key)

    def _text(self, event: Any, value: str, path: KeyPath) -> str:
        """Return ``value`` in NFC, and add a problem if it was not in NFC already."""
        if unicodedata.is_normalized("NFC", value):
            return value
        marks = 0
        for character in value:  # normalising a long run of marks takes quadratic time, and no word has one
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > _MAX_MARKS:
                raise self._stop("yaml-character", event_start(event), path=path, **character_details(character))
        composed = unicodedata.normalize("NFC", value)
        self._add("text-nfc", event_start(event), path=path, found=value, hint=composed)
        return composed

    def _open(self, event: Any, path: KeyPath) -> None:
        """Count the start of a mapping or list, and check its depth, anchor and tag."""
        self._nodes += 1
        if len(path) >= self.limits.depth:
            raise self._stop("yaml-depth", event_start(event), limit=self.limits.depth)
        if event.anchor or event.tag:
            self._reject_properties(event, path)

    def _reject_properties(self, event: Any, path: KeyPath) -> None:
        """Add a problem for an anchor or a tag; the value itself is still read."""
        if event.anchor:
            self._add("yaml-alias", event_start(event), path=path, found=f"&{event.anchor}")
        if event.tag:
            self._add("yaml-tag", event_start(event), path=path, found=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _add(self, code: str, position: Position, **details: Any) -> None:
        self.problems.append(make_problem(code, self.file, position, **details))

    def _stop(self, code: str, position: Position, **details: Any) -> _Stop:
        self._add(code, position, **details)
        return _Stop()
