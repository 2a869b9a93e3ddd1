"""Stand-ins: a record written as JSON answers like the record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from tthc_catalog.cache.record_encoding import Record, decode, encode, named
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
    """Through JSON and back, every attribute of every procedure, model and document reads the same."""
    for record in (*catalog.procedures, *catalog.models.values(), *catalog.documents.values(), catalog.manifest, catalog.calendar):
        assert_alike(decode(json.loads(json.dumps(encode(record)))), record)


days = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9))


@given(days, days, st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)))
def test_a_period_holds_the_same_days(start: dt.date | None, until: dt.date | None, day: dt.date) -> None:
    """The stand-in of a period answers as the period does, whichever side is open."""
    period = Period(start, until)
    assert (day in decode(encode(period))) == (day in period)


def test_what_was_left_out_is_missed() -> None:
    """A stand-in does not invent an attribute, and holds no day that is none."""
    stand_in = decode(encode(Period(), without=frozenset()))
    assert "2020-01-01" not in stand_in
    with pytest.raises(AttributeError, match="note"):
        _ = Record({"id": "x"}).note


def test_names_are_found_at_any_depth() -> None:
    """Every text under a key is found, wherever it stands."""
    said = {"document": "A", "rules": [{"citations": [{"document": "B", "provision": None}]}], "x": {"document": None}}
    assert sorted(named(said, "document")) == ["A", "B"]
