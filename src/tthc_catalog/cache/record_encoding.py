"""Records of any kind as JSON, and back as stand-ins with the same attributes.

What reads a record asks for attributes and cares for no class, so a stand-in serves it as well. Nothing is executed when a
stand-in is read, whatever the text says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY, _MAP, _PERIOD = "$day", "$map", "$period"


def encode(value: Any, *, without: frozenset[str] = frozenset()) -> Any:
    """A record, or anything made of records, as JSON knows it.

    Args:
        value: the record.
        without: attributes that nobody will ask for.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {_MAP: {str(key): encode(item, without=without) for key, item in value.items()}}
    fields = _fields(value)
    if fields is None:
        return [encode(item, without=without) for item in value]
    said = {name: encode(getattr(value, name), without=without) for name in fields if name not in without}
    return {_PERIOD: [said["start"], said["until"]]} if fields == ("start", "until") else said


def _fields(value: Any) -> tuple[str, ...] | None:
    """The attributes of a record; None for a sequence."""
    import attrs

    if attrs.has(type(value)):
        return tuple(field.name for field in attrs.fields(type(value)))
    return getattr(value, "_fields", None)


def decode(said: Any) -> Any:
    """What `encode` wrote: plain values as they were, sequences as tuples, records as stand-ins."""
    if said.__class__ is dict:
        if _MAP in said:
            return {key: decode(item) for key, item in said[_MAP].items()}
        if _DAY in said:
            return dt.date.fromisoformat(said[_DAY])
        if _PERIOD in said:
            return Days(*map(decode, said[_PERIOD]))
        return Record(said)
    if said.__class__ is list:
        return tuple(map(decode, said))
    return said


class Record:
    """A stand-in: its attributes are decoded when they are asked for."""

    __slots__ = ("_said",)

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        try:
            return decode(self._said[name])
        except KeyError:
            raise AttributeError(name) from None


class Days(NamedTuple):
    """Stands in for a `tthc_catalog.Period`."""

    start: dt.date | None
    until: dt.date | None

    def __contains__(self, day: object) -> bool:
        """Whether the day lies in the period."""
        return isinstance(day, dt.date) and (self.start is None or self.start <= day) and (self.until is None or day < self.until)


def named(said: Any, key: str) -> Iterator[str]:
    """Every text that stands under ``key`` anywhere in encoded records."""
    if said.__class__ is dict:
        for name, value in said.items():
            if name == key and value.__class__ is str:
                yield value
            else:
                yield from named(value, key)
    elif said.__class__ is list:
        for item in said:
            yield from named(item, key)
