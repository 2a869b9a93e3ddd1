"""Parse the plain forms of moments from the bytes of a whole column: ``2024-03-05 14:30[:00]`` and ``05/03/2024 14:30[:00]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from tthc_catalog.decisions.written_moments import DateOrder

NONE = np.iinfo(np.int64).min
"""The seconds of a cell that is in no plain form; numpy uses the value for a missing moment (NaT)."""

_WIDTHS = (19, 16)
"""Characters of a plain moment with seconds, and without."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199

_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""Days from 1970 to the first of each month."""

_NUMBERS = np.full(1 << 16, -1, dtype=np.int8)
"""The number that two bytes write in decimal digits, -1 for other bytes."""
_NUMBERS[[int.from_bytes(b"%02d" % number, "little") for number in range(100)]] = np.arange(100, dtype=np.int8)


class _Layout(NamedTuple):
    """The places of the parts of a date.

    Attributes:
        century, year, month, day: place of the two digits.
        separators: places of the two separators.
        between: the characters that separate the parts.
    """

    century: int
    year: int
    month: int
    day: int
    separators: tuple[int, int]
    between: bytes


_ISO = _Layout(century=0, year=2, month=5, day=8, separators=(4, 7), between=b"-")
_DAY_FIRST = _Layout(century=6, year=8, month=3, day=0, separators=(2, 5), between=b"/.-")
_LAYOUTS: dict[DateOrder, tuple[_Layout, ...]] = {
    "day_first": (_ISO, _DAY_FIRST),
    "month_first": (_ISO, _DAY_FIRST._replace(month=0, day=3)),
    "unclear": (_ISO,),
}
_SEPARATORS = {layout.between: np.isin(np.arange(256), list(layout.between)) for layout in (_ISO, _DAY_FIRST)}
"""Whether a byte is one of the characters."""


def read_plain(text: Any, order: DateOrder) -> npt.NDArray[np.int64]:
    """Return the seconds since 1970 of each cell in a plain form, `NONE` for every other cell.

    Args:
        text: an Arrow array of text.
        order: how to read a date that does not begin with the year.
    """
    seconds = np.full(len(text), NONE, dtype=np.int64)
    widths = pc.fill_null(pc.binary_length(text), 0).to_numpy(zero_copy_only=False)
    for width in _WIDTHS:
        chosen = widths == width
        if chosen.all() and len(text):
            return _read(text, width, _LAYOUTS[order])
        if chosen.any():
            seconds[chosen] = _read(pc.filter(text, pa.array(chosen)), width, _LAYOUTS[order])
    return seconds


def _read(text: Any, width: int, layouts: tuple[_Layout, ...]) -> npt.NDArray[np.int64]:
    """Return the seconds of cells that all have the same number of bytes."""
    _, offsets, data = text.buffers()
    first = int(np.frombuffer(offsets, np.int32)[text.offset])

    def byte(place: int) -> npt.NDArray[np.uint8]:
        return np.ndarray(len(text), np.uint8, data, first + place, (width,))

    def number(place: int) -> npt.NDArray[np.int8]:
        numbers: npt.NDArray[np.int8] = _NUMBERS[np.ndarray(len(text), "<u2", data, first + place, (width,))]
        return numbers

    hour, minute = number(11), number(14)
    second = number(17) if width > 16 else np.zeros_like(hour)
    valid = ((byte(10) == ord(" ")) | (byte(10) == ord("T"))) & (byte(13) == ord(":"))
    valid &= (hour >= 0) & (hour < 24) & (minute >= 0) & (minute < 60) & (second >= 0) & (second < 60)
    if width > 16:
        valid &= byte(16) == ord(":")
    time = (hour.astype(np.int64) * 60 + minute) * 60 + second
    seconds = np.full(len(text), NONE, dtype=np.int64)
    for layout in layouts:
        fits = valid & _SEPARATORS[layout.between][byte(layout.separators[0])] & _SEPARATORS[layout.between][byte(layout.separators[1])]
        if fits.any():
            days = _days(number(layout.century), number(layout.year), number(layout.month), number(layout.day))
            seconds = np.where(fits & (days != NONE), days * 86_400 + time, seconds)
    return seconds


def _days(
    century: npt.NDArray[np.int8], year: npt.NDArray[np.int8], month: npt.NDArray[np.int8], day: npt.NDArray[np.int8]
) -> npt.NDArray[np.int64]:
    """Return the days since 1970, `NONE` where there is no such day."""
    years = century.astype(np.int32) * 100 + year - _FIRST_YEAR
    exists = (century >= 0) & (year >= 0) & (years >= 0) & (years <= _LAST_YEAR - _FIRST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    place = np.where(exists, years * 12 + month - 1, 0)
    days = _MONTHS[place] + day - 1
    return np.where(exists & (days < _MONTHS[place + 1]), days, NONE)
