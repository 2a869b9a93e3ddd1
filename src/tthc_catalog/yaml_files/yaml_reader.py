"""Read one YAML file strictly: text stays text, nothing is guessed, and everything keeps its position.

Only null, true/false and decimal integers are resolved; ``15:30``, ``1.000110``, ``no`` and ``2023-09-25`` stay the text that was
typed. What YAML offers beyond plain mappings, lists and scalars (aliases, merge keys, tags, several documents) is refused,
as are duplicate keys, so that a file says one thing to every reader. The file is read as a stream of events: limits are checked
while reading, so a small file that would unfold into a huge one costs nothing, and no tree of nodes is kept. Places are found
by a second reading, only for a file in which something is to be pointed at.
"""

from __future__ import annotations

import re
import stat
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import yaml

from tthc_catalog.messages.problems_in_files import NO_REGULAR_FILE, syntax_reason
from tthc_catalog.problems.positions import Position, Positions
from tthc_catalog.problems.problem_factory import make_problem
from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.other_readers import misread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath

_SCALAR, _MAPPING, _SEQUENCE = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
_MAPPING_END, _SEQUENCE_END = yaml.MappingEndEvent, yaml.SequenceEndEvent
_Parser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else yaml.SafeLoader  # type: ignore[attr-defined]

_STRANGE_SPACES = "\t\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
_BAD_INDENT = re.compile(rf"^ *([{_STRANGE_SPACES}])[ {_STRANGE_SPACES}]*(?=\S)", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
_MOST_MARKS = 30
_NUMBER_STARTS = frozenset("0123456789+-.")
_LONGEST_WORD = len("false")
_WORDS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}


@attrs.frozen(kw_only=True)
class Limits:
    """How much one file may hold: bytes, values, and levels of nesting."""

    size: int = 2 * 1024 * 1024
    nodes: int = 50_000
    depth: int = 40


DEFAULT_LIMITS = Limits()


def read_file(path: Path, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document | None, list[Problem]]:
    """Read a file of the catalog.

    Args:
        path: where it is.
        shown_as: the path as problems name it.
        limits: bounds beyond which the file is refused.

    Returns:
        The document, or None if nothing in the file can be trusted, and all problems found in it. A document with
        problems is good only for finding further ones.
    """
    content, problems = read_content(path, shown_as, limits)
    return (None, problems) if content is None else read_bytes(content, shown_as, limits)


def read_content(path: Path, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a file, cut where it is larger than any should be, or None with the problem: it is no ordinary file, or may not be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for, a device read without end
            return None, [make_problem("file-unreadable", shown_as, reason=NO_REGULAR_FILE)]
        with path.open("rb") as stream:
            content = stream.read(limits.size + 1)
    except OSError as error:
        return None, [make_problem("file-unreadable", shown_as, reason=error.strerror or str(error))]
    return content, []


def read_bytes(content: bytes, shown_as: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document | None, list[Problem]]:
    """Read the bytes of a file of the catalog; arguments and answer as for `read_file`."""
    if len(content) > limits.size:
        return None, [make_problem("file-size", shown_as, limit=limits.size)]
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None, [make_problem("file-bom", shown_as, Position(1, 1))]
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        return None, [make_problem("file-encoding", shown_as, _position_at(before, len(before)), found=f"0x{content[error.start]:02x}")]
    problems = list(_character_problems(source, shown_as))
    if problems:
        return None, problems
    reading = _Reading(source, shown_as, limits)
    try:
        data = reading.run()
    except _Stop:
        return None, reading.problems
    return Document(file=shown_as, data=data, source=source, find_positions=_find_positions), reading.problems


class _Stop(Exception):
    """The rest of the file is not worth reading; the reason has been noted. Never leaves this module."""


class _Reading:
    """One pass over the events of a file."""

    def __init__(self, source: str, shown_as: str, limits: Limits) -> None:
        self.source = source
        self.file = shown_as
        self.limits = limits
        self.problems: list[Problem] = []
        self._nodes = 0
        self._next: Callable[[], Any]
        # Part of an NFC text is NFC, so one look at the source settles all of it, unless an escape spells something else.
        self._check_texts = "\\" in source or not unicodedata.is_normalized("NFC", source)

    def run(self) -> dict[str, Any]:
        """The mapping the file holds; positions that had a problem hold something harmless."""
        parser = _Parser(self.source)
        self._next = parser.get_event
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise self._stop("yaml-syntax", _mark_position(error.problem_mark), reason=syntax_reason(error.problem or "")) from None
        finally:
            parser.dispose()

    def _document(self) -> dict[str, Any]:
        self._next()
        start = self._next()
        if start.__class__ is yaml.StreamEndEvent:
            raise self._stop("file-empty", Position(1, 1))
        if start.version or start.tags:
            raise self._stop("yaml-directive", Position(1, 1))
        first = self._next()
        if first.__class__ is not _MAPPING:
            empty = first.__class__ is _SCALAR and not first.value
            raise self._stop("file-empty" if empty else "yaml-top", _start(first))
        data = self._mapping(first, ())
        self._next()
        rest = self._next()
        if rest.__class__ is not yaml.StreamEndEvent:
            raise self._stop("yaml-documents", _start(rest))
        return data

    def _mapping(self, start: Any, path: KeyPath) -> dict[str, Any]:
        """Build the mapping that ``start`` opened, to its end."""
        self._open(start, path)
        next_event = self._next
        result: dict[str, Any] = {}
        while (event := next_event()).__class__ is not _MAPPING_END:
            key = self._key(event, path)
            held = next_event()
            value = self._scalar(held, path, key) if held.__class__ is _SCALAR else self._container(held, (*path, key))
            if key == "":
                continue
            if key in result:
                self._note("yaml-duplicate-key", _start(event), path=(*path, key), found=key)
            result[key] = value
        return result

    def _sequence(self, start: Any, path: KeyPath) -> list[Any]:
        """Build the list that ``start`` opened, to its end."""
        self._open(start, path)
        next_event = self._next
        result: list[Any] = []
        while (event := next_event()).__class__ is not _SEQUENCE_END:
            step = len(result)
            result.append(self._scalar(event, path, step) if event.__class__ is _SCALAR else self._container(event, (*path, step)))
        return result

    def _container(self, event: Any, path: KeyPath) -> Any:
        """Build the mapping or list that ``event`` opens; an alias stands for nothing."""
        if event.__class__ is _MAPPING:
            return self._mapping(event, path)
        if event.__class__ is _SEQUENCE:
            return self._sequence(event, path)
        self._note("yaml-alias", _start(event), path=path, found=f"*{event.anchor}")
        return None

    def _scalar(self, event: Any, above: KeyPath, step: str | int) -> Any:
        """The value of a scalar: null, a truth value, an integer, or the text as typed."""
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise self._stop("yaml-nodes", _start(event), limit=self.limits.nodes)
        if event.anchor or event.tag:
            self._refuse_decoration(event, (*above, step))
        value: str = event.value
        if not event.style:  # neither quoted nor a block
            if value in _WORDS:
                return _WORDS[value]
            if value[0] in _NUMBER_STARTS or len(value) <= _LONGEST_WORD:
                if _INTEGER(value):
                    return int(value)
                if misread(value):
                    self._note("scalar-quote", _start(event), path=(*above, step), found=value, hint=f'"{value}"')
        return self._text(event, value, (*above, step)) if self._check_texts else value

    def _key(self, event: Any, path: KeyPath) -> str:
        """The text of a key; empty when it was refused and its value is to be dropped."""
        if event.__class__ is not _SCALAR:
            raise self._stop("yaml-key", _start(event), path=path, found=_OPENING.get(event.__class__, "*"), hint='"..."')
        key: str = event.value
        if not key or (not event.style and (key in _WORDS or (key[0] in _NUMBER_STARTS and _INTEGER(key)))):
            self._note("yaml-key", _start(event), path=path, found=key or '""', hint=f'"{key}"')
            return ""
        if key == "<<":
            self._note("yaml-merge-key", _start(event), path=path, found=key)
            return ""
        if event.anchor or event.tag:
            self._refuse_decoration(event, (*path, key))
        return sys.intern(self._text(event, key, (*path, key)) if self._check_texts else key)

    def _text(self, event: Any, value: str, path: KeyPath) -> str:
        """``value`` in its composed form; a problem is noted if it was not."""
        if unicodedata.is_normalized("NFC", value):
            return value
        marks = 0
        for character in value:  # sorting a long run of marks takes quadratic time, and no word has one
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > _MOST_MARKS:
                raise self._stop("yaml-character", _start(event), path=path, found=f"U+{ord(character):04X}")
        composed = unicodedata.normalize("NFC", value)
        self._note("text-nfc", _start(event), path=path, found=value, hint=composed)
        return composed

    def _open(self, event: Any, path: KeyPath) -> None:
        """Count a mapping or list that begins, and check what is attached to it."""
        self._nodes += 1
        if len(path) >= self.limits.depth:
            raise self._stop("yaml-depth", _start(event), limit=self.limits.depth)
        if event.anchor or event.tag:
            self._refuse_decoration(event, path)

    def _refuse_decoration(self, event: Any, path: KeyPath) -> None:
        """Note an anchor or a tag; the value under it is still read."""
        if event.anchor:
            self._note("yaml-alias", _start(event), path=path, found=f"&{event.anchor}")
        if event.tag:
            self._note("yaml-tag", _start(event), path=path, found=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _note(self, code: str, position: Position, **details: Any) -> None:
        self.problems.append(make_problem(code, self.file, position, **details))

    def _stop(self, code: str, position: Position, **details: Any) -> _Stop:
        self._note(code, position, **details)
        return _Stop()


_OPENING: dict[type, str] = {yaml.MappingStartEvent: "{", yaml.SequenceStartEvent: "["}


def _start(event: Any) -> Position:
    return _mark_position(event.start_mark)


def _mark_position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _character_problems(source: str, shown_as: str) -> Iterator[Problem]:
    """Characters that no file may hold, and lines indented by something other than spaces."""
    for match in _CONTROL.finditer(source):
        yield make_problem("yaml-character", shown_as, _position_at(source, match.start()), found=f"U+{ord(match[0]):04X}")
    if not any(space in source for space in _STRANGE_SPACES):
        return
    for match in _BAD_INDENT.finditer(source):
        yield make_problem("yaml-indent", shown_as, _position_at(source, match.start(1)), found=f"U+{ord(match[1]):04X}")


def _position_at(source: str, index: int) -> Position:
    return Position(source.count("\n", 0, index) + 1, index - source.rfind("\n", 0, index))


def _find_positions(source: str) -> dict[KeyPath, Positions]:
    """The positions of all values of a file that was read before without a fatal problem."""
    positions: dict[KeyPath, Positions] = {}
    parser = _Parser(source)

    def visit(event: Any, path: KeyPath, key: Position | None) -> None:
        position = _start(event)
        positions[path] = Positions(key or position, position)
        if event.__class__ is yaml.MappingStartEvent:
            while (step := parser.get_event()).__class__ is not yaml.MappingEndEvent:
                visit(parser.get_event(), (*path, unicodedata.normalize("NFC", step.value)), _start(step))
        elif event.__class__ is yaml.SequenceStartEvent:
            index = 0
            while (item := parser.get_event()).__class__ is not yaml.SequenceEndEvent:
                visit(item, (*path, index), None)
                index += 1

    try:
        parser.get_event()
        parser.get_event()
        visit(parser.get_event(), (), None)
    finally:
        parser.dispose()
    return positions


class Token(NamedTuple):
    """One piece of a file as the parser sees it.

    Attributes:
        kind: ``scalar``, ``mapping``, ``sequence``, or ``end`` of the mapping or list that was opened last.
        start: index of its first character; ``end``: index after its last one.
        line: 0-based line of its first character.
        column: 0-based column of its first character.
        value: the text of a scalar.
        style: how a scalar is written: a quote, ``|``, ``>``, or empty when it is plain.
        flow: whether a mapping or list is written in brackets.
    """

    kind: str
    start: int
    end: int
    line: int
    column: int
    value: str = ""
    style: str = ""
    flow: bool = False


def tokens(source: str) -> Iterator[Token]:
    """The pieces of a file that was read before without a fatal problem, in order, with their positions."""
    kinds: dict[type, str] = {_SCALAR: "scalar", _MAPPING: "mapping", _SEQUENCE: "sequence", _MAPPING_END: "end", _SEQUENCE_END: "end"}
    parser = _Parser(source)
    try:
        event: Any
        while (event := parser.get_event()).__class__ is not yaml.StreamEndEvent:
            kind = kinds.get(event.__class__)
            if kind is not None:
                start, end = event.start_mark, event.end_mark
                value, style, flow = getattr(event, "value", ""), getattr(event, "style", None), getattr(event, "flow_style", False)
                yield Token(kind, start.index, end.index, start.line, start.column, value, style or "", bool(flow))
    finally:
        parser.dispose()
