"""The arrays that counting and judging use for speed give what plain Python gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tthc_catalog.evaluation.counting.group_counts import spreads
from tthc_catalog.evaluation.judging.judge import distinct


def test_quartiles_of_groups_are_those_of_their_listed_values() -> None:
    """A quartile is the smallest value that at least that share of the values do not exceed."""
    rng = random.Random(3)
    rows = [(rng.randrange(9), rng.randrange(-4, 8), rng.randrange(1, 5)) for _ in range(200)] + [(40, 2, 1)]
    found = spreads(*(np.array(column) for column in zip(*rows, strict=True)))
    listed: dict[int, list[int]] = {}
    for group, value, n in rows:
        listed.setdefault(group, []).extend([value] * n)
    assert found.keys() == listed.keys()
    for group, spread in found.items():
        values = sorted(listed[group])
        quartiles = [next(v for v in values if 4 * sum(w <= v for w in values) >= quarter * len(values)) for quarter in (1, 2, 3)]
        assert [spread.lower, spread.median, spread.upper] == quartiles
        assert (spread.count, spread.minimum, spread.maximum) == (len(values), values[0], values[-1])


def test_no_values_have_no_quartiles() -> None:
    """Empty arrays."""
    assert spreads(*(np.array([], dtype=np.int64) for _ in range(3))) == {}


@pytest.mark.parametrize("span", [50, 10**15])
@pytest.mark.parametrize("size", [0, 1, 40])
def test_distinct_numbers_by_table_and_by_hashing(span: int, size: int) -> None:
    """Each number is the one at its place, and none is there twice."""
    rng = random.Random(size)
    numbers = np.array([rng.randrange(min(span, 10**6)) for _ in range(size)], dtype=np.int64)
    seen, places = distinct(numbers, span)
    assert seen[places].tolist() == numbers.tolist()
    assert sorted(seen.tolist()) == sorted(set(numbers.tolist()))
