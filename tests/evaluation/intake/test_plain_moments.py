"""The plain forms of moments are read from bytes; they must mean the same as when each cell is parsed alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.decisions.written_moments import parse_moment
from tthc_catalog.evaluation.intake.moment_formats import read_moments
from tthc_catalog.evaluation.intake.plain_moments import NONE, read_plain

if TYPE_CHECKING:
    from tthc_catalog.decisions.written_moments import DateOrder

ORDERS: tuple[DateOrder, ...] = ("day_first", "month_first", "unclear")
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M")
NEARLY = (
    "2023-02-29 08:00:00",
    "31/04/2023 08:00",
    "2023-10-06 24:00",
    "2023-10-06 08:60",
    "2023/10/06 08:00",
    "06/10/2023 8h00 ",
    "0x/10/2023 08:00",
)

moments = st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2199, 12, 31)).map(lambda at: at.replace(microsecond=0))
cells = st.one_of(
    st.none(), st.sampled_from(["", *NEARLY]), st.builds(lambda at, form: at.strftime(form), moments, st.sampled_from(FORMATS))
)


@given(column=st.lists(cells), order=st.sampled_from(ORDERS), first=st.integers(0, 3))
def test_columns_mean_what_their_cells_mean(column: list[str | None], order: DateOrder, first: int) -> None:
    """A column of any mixture, and any slice of it, is read as if each of its cells were parsed alone."""
    expected = [parse_moment(cell, None, order).value if cell else None for cell in column[first:]]
    read = read_moments(pa.array(column, pa.string()).slice(first), None, order)
    assert read.values.to_pylist() == expected
    assert read.filled.to_pylist() == [bool(cell) for cell in column[first:]]


@pytest.mark.parametrize("cell", NEARLY)
@pytest.mark.parametrize("order", ORDERS)
def test_texts_that_only_look_plain_are_left(cell: str, order: DateOrder) -> None:
    """A day or a time that does not exist, or another character, is left to the parser of single cells."""
    assert read_plain(pa.array([cell]), order).tolist() == [NONE]
