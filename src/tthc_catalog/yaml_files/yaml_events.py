"""The YAML parser, and second passes over accepted files: positions of values, and tokens.

Only this module imports PyYAML.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from tthc_catalog.problems.positions import Position, Positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.problems.positions import KeyPath

SCALAR, MAPPING, SEQUENCE = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
MAPPING_END, SEQUENCE_END = yaml.MappingEndEvent, yaml.SequenceEndEvent
STREAM_END = yaml.StreamEndEvent
SyntaxProblem = yaml.MarkedYAMLError

_Parser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else yaml.SafeLoader  # type: ignore[attr-defined]


def parser_of(source: str) -> Any:
    """Return a parser of ``source``; the caller reads its events with ``get_event`` and disposes of it."""
    return _Parser(source)


def event_start(event: Any) -> Position:
    """Return where an event starts."""
    return mark_position(event.start_mark)


def mark_position(mark: Any) -> Position:
    """Return the position of a parser mark."""
    return Position(mark.line + 1, mark.column + 1)


def find_positions(source: str) -> dict[KeyPath, Positions]:
    """Return the positions of all values of an accepted file."""
    positions: dict[KeyPath, Positions] = {}
    parser = parser_of(source)

    def visit(event: Any, path: KeyPath, key: Position | None) -> None:
        position = event_start(event)
        positions[path] = Positions(key or position, position)
        if event.__class__ is MAPPING:
            while (step := parser.get_event()).__class__ is not MAPPING_END:
                visit(parser.get_event(), (*path, unicodedata.normalize("NFC", step.value)), event_start(step))
        elif event.__class__ is SEQUENCE:
            index = 0
            while (item := parser.get_event()).__class__ is not SEQUENCE_END:
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
    """A scalar, or the start or end of a mapping or list.

    Attributes:
        kind: ``scalar``, ``mapping``, ``sequence``, or ``end`` of the innermost open mapping or list.
        start: index of its first character.
        end: index after its last character.
        line: 0-based line of its first character.
        column: 0-based column of its first character.
        value: the text of a scalar.
        style: the quote, ``|`` or ``>`` of a scalar; empty if the scalar is plain.
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


_KINDS: dict[type, str] = {SCALAR: "scalar", MAPPING: "mapping", SEQUENCE: "sequence", MAPPING_END: "end", SEQUENCE_END: "end"}


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of an accepted file in order."""
    parser = parser_of(source)
    try:
        event: Any
        while (event := parser.get_event()).__class__ is not STREAM_END:
            kind = _KINDS.get(event.__class__)
            if kind is not None:
                start, end = event.start_mark, event.end_mark
                value, style, flow = getattr(event, "value", ""), getattr(event, "style", None), getattr(event, "flow_style", False)
                yield Token(kind, start.index, end.index, start.line, start.column, value, style or "", bool(flow))
    finally:
        parser.dispose()
