"""Columns with few different values: conversion to text, dictionary columns, and the ids of units."""

from __future__ import annotations

import array
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.decisions.written_moments import visible
from tthc_catalog.evaluation.intake.cells import as_text
from tthc_catalog.evaluation.intake.record_fields import plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tthc_catalog.evaluation.intake.cells import Parsed
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


class ParsedTexts(dict[str | None, int]):
    """The different texts of a column of one file, each parsed once: a text -> its number.

    Attributes:
        results: number -> parsed value.
        reasons: number -> why the text is faulty, or None.
        distinct: the different values in the order of their first occurrence.
    """

    def __init__(self, parse: Callable[[str | None], Parsed]) -> None:
        """Start without texts.

        Args:
            parse: parses one text.
        """
        super().__init__()
        self.results: list[Any] = []
        self.reasons: list[str | None] = []
        self.distinct: dict[Any, int] = {}
        self._parse = parse
        self._faulty = bytearray()
        self._places = array.array("i")

    def __missing__(self, text: str | None) -> int:
        value, reason = self._parse(text)
        self[text] = number = len(self.results)
        self.results.append(value)
        self.reasons.append(reason)
        self._faulty.append(reason is not None)
        self._places.append(-1 if value is None else self.distinct.setdefault(value, len(self.distinct)))
        return number

    def numbers(self, texts: Sequence[str | None]) -> npt.NDArray[np.int32]:
        """Return the number of each text; parse those that are new."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))

    def faulty(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Return whether the texts with these numbers are faulty."""
        return np.array(self._faulty, dtype=np.bool_)[numbers]

    def column(self, numbers: npt.NDArray[np.int32]) -> Any:
        """Return the values of rows, given by number, as a dictionary column."""
        places = np.array(self._places, dtype=np.int32)[numbers]
        return pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), pa.array(list(self.distinct), pa.string()))


def is_among(column: Any, words: Sequence[str]) -> Any:
    """Return whether each value of a dictionary column is one of these words; a null is not."""
    return pc.fill_null(pc.is_in(column.dictionary, pa.array(words)).take(column.indices), fill_value=False)
