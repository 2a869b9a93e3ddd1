"""Market days fulfil the contract of policies; the answers in `market-days.csv` were counted by hand."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
import tthc_phien_cho

from tthc_catalog import load_catalog
from tthc_catalog.testing import PolicyContract


class TestMarketDays(PolicyContract):
    """Run every test of the contract."""

    spec = tthc_phien_cho.MARKET_DAYS
    answers = Path(__file__).parent / "market-days.csv"


def test_a_weekly_market_is_rejected() -> None:
    """A cycle of whole weeks is rejected in favour of the built-in policy."""
    (fault,) = tthc_phien_cho.check({"first_market": "2024-01-05", "every": 14, "return_by": "16:00"})
    assert fault[0] == ("every",)


@pytest.mark.parametrize(("first_market", "found"), [("2023-09-25", 0), ("2023-09-26", 1)])
def test_a_model_that_begins_before_its_known_market_is_found(first_market: str, found: int) -> None:
    """The packaged model holds from 25/9/2023."""
    catalog = load_catalog()
    parameters = {"first_market": first_market, "every": 6, "return_by": "16:00"}
    models = {name: attrs.evolve(model, policy="phien-cho", parameters=parameters) for name, model in catalog.models.items()}
    problems = list(tthc_phien_cho.markets_begin_in_time(attrs.evolve(catalog, models=models)))
    assert len(problems) == found
