"""Columns with few different values: conversion to text, dictionary columns, and the ids of units."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.decisions.written_moments import visible
from tthc_catalog.evaluation.intake.cells import as_text
from tthc_catalog.evaluation.intake.record_fields import plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.records.catalog import Catalog


def unit_id(text: str, catalog: Catalog) -> str:
    """Return the catalog's id of a unit that is given by id or by its usual name, else the text unchanged.

    ``UBND xã An Phượng`` is ``xa-an-phuong``.
    """
    if text in catalog.offices:
        return text
    slug = plain_words(text).replace(" ", "-")
    for lead in ("", "ubnd-", "uy-ban-nhan-dan-", "bo-phan-tiep-nhan-va-tra-ket-qua-", "bo-phan-mot-cua-"):
        rest = slug.removeprefix(lead)
        if rest in catalog.offices:
            return rest
    return text


def composed(text: str) -> str:
    """Return a text in NFC without characters that have no width."""
    return unicodedata.normalize("NFC", visible(text))


def is_short(code: str) -> bool:
    """Return whether a code has lost digits, so that zeros were restored."""
    return re.fullmatch(r"\s*\d[.,]\d{1,5}\s*", code) is not None


def as_strings(column: Any, field: str = "") -> Any:
    """Return a column as text; a code that is a number gets its decimals, without the noise of binary fractions."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if field == "code" and pa.types.is_floating(column.type):
        encoded = column.dictionary_encode()
        return pa.array([as_text(field, value) for value in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def dictionary_column(numbers: Any, values: list[str | None]) -> Any:
    """Return a dictionary column whose dictionary contains each value once.

    Args:
        numbers: index of each row's value.
        values: the values, with repetitions.
    """
    places = {value: place for place, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
    renumbering = pa.array([None if value is None else places[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(renumbering.take(numbers), pa.array(list(places), pa.string()))


def is_among(column: Any, words: Sequence[str]) -> Any:
    """Return whether each value of a dictionary column is one of these words; a null is not."""
    return pc.fill_null(pc.is_in(column.dictionary, pa.array(words)).take(column.indices), fill_value=False)
