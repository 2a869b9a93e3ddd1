"""Market days fulfil the contract of policies; the answers in `market-days.csv` were counted by hand."""

from __future__ import annotations

from pathlib import Path

import tthc_phien_cho

from tthc_catalog.testing import PolicyContract


class TestMarketDays(PolicyContract):
    """Run every test of the contract."""

    spec = tthc_phien_cho.MARKET_DAYS
    answers = Path(__file__).parent / "market-days.csv"


def test_a_weekly_market_is_rejected() -> None:
    """A cycle of whole weeks is rejected in favour of the built-in policy."""
    (fault,) = tthc_phien_cho.check({"first_market": "2024-01-05", "every": 14, "return_by": "16:00"})
    assert fault[0] == ("every",)
