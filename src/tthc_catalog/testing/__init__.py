"""The contract kit: base classes of tests, and scenario files, with which a plugin's author tests a policy, calendar or catalog.

    from tthc_catalog.testing import PolicyContract

    class TestMarketDays(PolicyContract):
        spec = MARKET_DAYS
        answers = Path(__file__).parent / "market-days.csv"

pytest collects every ``*.scenario.yaml`` like a test file; no line in a ``conftest.py`` is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.lazy_names import lazy_names

if TYPE_CHECKING:
    from tthc_catalog.testing.calendar_contract import CalendarContract
    from tthc_catalog.testing.catalog_contract import CatalogContract
    from tthc_catalog.testing.policy_contract import PolicyContract
    from tthc_catalog.testing.scenarios import Scenario, read_scenarios

__all__ = ["CalendarContract", "CatalogContract", "PolicyContract", "Scenario", "read_scenarios"]

__getattr__ = lazy_names(  # pytest imports this package at each start
    __name__,
    {
        "tthc_catalog.testing.calendar_contract": ("CalendarContract",),
        "tthc_catalog.testing.catalog_contract": ("CatalogContract",),
        "tthc_catalog.testing.policy_contract": ("PolicyContract",),
        "tthc_catalog.testing.scenarios": ("Scenario", "read_scenarios"),
    },
)
