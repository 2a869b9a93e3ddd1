"""Stand-ins: a record decoded from JSON has the attributes of the record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from tthc_catalog.cache.record_encoding import Record, decode, encode, texts_under
from tthc_catalog.effective import Period

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog


def assert_alike(stand_in: Any, value: Any) -> None:
    """Compare attribute by attribute."""
    if isinstance(value, Period):
        assert (stand_in.start, stand_in.until) == (value.start, value.until)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            assert_alike(getattr(stand_in, field.name), getattr(value, field.name))
    elif isinstance(value, Mapping):
        assert list(stand_in) == list(value)
        for key, item in value.items():
            assert_alike(stand_in[key], item)
    elif isinstance(value, (tuple, list)):
        assert len(stand_in) == len(value)
        for one, other in zip(stand_in, value, strict=True):
            assert_alike(one, other)
    else:
        assert stand_in == value


def test_every_record_of_the_catalog_has_a_stand_in(catalog: Catalog) -> None:
    """Every attribute of every procedure, model and document survives encoding as JSON and decoding."""
    for record in (*catalog.procedures, *catalog.models.values(), *catalog.documents.values(), catalog.manifest, catalog.calendar):
        assert_alike(decode(json.loads(json.dumps(encode(record)))), record)


days = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9))


@given(days, days, st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)))
def test_a_decoded_period_contains_the_same_days(start: dt.date | None, until: dt.date | None, day: dt.date) -> None:
    """The stand-in of a period contains the same days, whichever side is open."""
    period = Period(start, until)
    assert (day in decode(encode(period))) == (day in period)


def test_a_stand_in_has_no_other_attributes() -> None:
    """A stand-in raises AttributeError for an attribute that was left out, and contains only days."""
    stand_in = decode(encode(Period(), without=frozenset()))
    assert "2020-01-01" not in stand_in
    with pytest.raises(AttributeError, match="note"):
        _ = Record({"id": "x"}).note


def test_texts_are_found_at_any_depth() -> None:
    """Every text under a key is found, at any depth."""
    encoded = {"document": "A", "rules": [{"citations": [{"document": "B", "provision": None}]}], "x": {"document": None}}
    assert sorted(texts_under(encoded, "document")) == ["A", "B"]
