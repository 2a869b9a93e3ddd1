"""Market days keep the contract of policies; the answers beside this file were counted on a wall calendar."""

from __future__ import annotations

from pathlib import Path

import tthc_phien_cho

from tthc_catalog.testing import PolicyContract


class TestMarketDays(PolicyContract):
    """Every clause of the contract."""

    spec = tthc_phien_cho.MARKET_DAYS
    answers = Path(__file__).parent / "market-days.csv"


def test_a_weekly_market_is_sent_to_the_built_in_policy() -> None:
    """A cycle of seven days is refused with the remedy."""
    (fault,) = tthc_phien_cho.check({"first_market": "2024-01-05", "every": 14, "return_by": "16:00"})
    assert fault[0] == ("every",)
