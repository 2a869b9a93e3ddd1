"""Encode records as JSON, and decode them as stand-ins with the same attributes.

Code that reads a record uses its attributes and not its class, so a stand-in serves as well. Decoding executes nothing, whatever
the input contains.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY, _MAP, _PERIOD = "$day", "$map", "$period"


def encode(value: Any, *, without: frozenset[str] = frozenset()) -> Any:
    """Return a record, or anything made of records, as JSON data.

    Args:
        value: the record.
        without: attributes to leave out.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {_MAP: {str(key): encode(item, without=without) for key, item in value.items()}}
    names = _attribute_names(value)
    if names is None:
        return [encode(item, without=without) for item in value]
    encoded = {name: encode(getattr(value, name), without=without) for name in names if name not in without}
    return {_PERIOD: [encoded["start"], encoded["until"]]} if names == ("start", "until") else encoded


def _attribute_names(value: Any) -> tuple[str, ...] | None:
    """Return the attribute names of a record; None for a sequence."""
    import attrs

    if attrs.has(type(value)):
        return tuple(field.name for field in attrs.fields(type(value)))
    return getattr(value, "_fields", None)


def decode(encoded: Any) -> Any:
    """Return plain values unchanged, sequences as tuples and records as stand-ins."""
    if encoded.__class__ is dict:
        if _MAP in encoded:
            return {key: decode(item) for key, item in encoded[_MAP].items()}
        if _DAY in encoded:
            return dt.date.fromisoformat(encoded[_DAY])
        if _PERIOD in encoded:
            return Days(*map(decode, encoded[_PERIOD]))
        return Record(encoded)
    if encoded.__class__ is list:
        return tuple(map(decode, encoded))
    return encoded


class Record:
    """A stand-in for a record; an attribute is decoded when it is read."""

    __slots__ = ("_encoded",)

    def __init__(self, encoded: dict[str, Any]) -> None:
        self._encoded = encoded

    def __getattr__(self, name: str) -> Any:
        try:
            return decode(self._encoded[name])
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other: object) -> bool:
        return self._encoded == other._encoded if isinstance(other, Record) else NotImplemented

    __hash__ = None  # type: ignore[assignment]


class Days(NamedTuple):
    """A stand-in for a `tthc_catalog.Period`."""

    start: dt.date | None
    until: dt.date | None

    def __contains__(self, day: object) -> bool:
        """Whether the day lies in the period."""
        return isinstance(day, dt.date) and (self.start is None or self.start <= day) and (self.until is None or day < self.until)


def texts_under(encoded: Any, key: str) -> Iterator[str]:
    """Yield every text stored under ``key`` at any depth of encoded records."""
    if encoded.__class__ is dict:
        for name, value in encoded.items():
            if name == key and value.__class__ is str:
                yield value
            else:
                yield from texts_under(value, key)
    elif encoded.__class__ is list:
        for item in encoded:
            yield from texts_under(item, key)
