"""Counting windows by division agrees with searching for them, for all cuts of a day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.window_count import WindowCount, refined

DAY = 86_400
HALF_HOURS = tuple(sorted(minute * 60 for half in range(14, 35) for minute in (half * 30, half * 30 + 1)))

cuts_of_a_day = st.one_of(
    st.sets(st.integers(1, DAY - 1), max_size=12),
    st.sets(st.integers(1, 1439).map(lambda minute: minute * 60), max_size=12),
    st.sets(st.sampled_from(HALF_HOURS), max_size=12),
).map(lambda cuts: tuple(sorted(cuts)))


def by_search(cuts: tuple[int, ...], seconds: np.ndarray) -> np.ndarray:
    """Find the window of each moment by binary search within its day."""
    return seconds // DAY * (len(cuts) + 1) + np.searchsorted(np.asarray(cuts), seconds % DAY, side="right")


@given(cuts_of_a_day, st.integers(0, 20_000))
def test_counting_agrees_with_search(cuts: tuple[int, ...], day: int) -> None:
    """Both agree at each cut, a second before and after it, at midnight and at the last second of a day."""
    near = {0, DAY - 1, *(cut + step for cut in cuts for step in (-1, 0, 1))}
    seconds = np.asarray(sorted(second + day * DAY for second in near if second < DAY), dtype=np.int32)
    found = WindowCount(cuts).count(seconds, Scratch(seconds.size))
    np.testing.assert_array_equal(found, by_search(cuts, seconds))


@given(cuts_of_a_day, st.integers(1, 500))
def test_refining_keeps_every_cut(cuts: tuple[int, ...], most: int) -> None:
    """Refined cuts include the given ones, are sorted, and respect the limit unless the given ones exceed it."""
    finer = refined(cuts, most)
    assert set(cuts) <= set(finer)
    assert list(finer) == sorted(set(finer))
    assert len(finer) + 1 <= most or finer == cuts
    seconds = np.arange(0, 2 * DAY, 599, dtype=np.int32)
    np.testing.assert_array_equal(WindowCount(finer).count(seconds, Scratch(seconds.size)), by_search(finer, seconds))


@pytest.mark.parametrize(
    ("cuts", "width"),
    [
        ((25_260, 27_060, 41_400, 43_200, 46_860, 48_660, 59_400, 61_200), 96),
        ((3_600, 7_260, 10_920, 14_580), 96),  # four places within an hour
        ((55_860,), 2),
        ((), 1),
    ],
)
def test_hours_on_the_half_hour_take_a_step_of_half_an_hour(cuts: tuple[int, ...], width: int) -> None:
    """The hours of a desk are refined to steps of half an hour; one cutoff, and none at all, stay unchanged."""
    assert len(refined(cuts, 500)) + 1 == width
