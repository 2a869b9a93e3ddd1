"""The contract kit: base classes of tests, and scenario files, with which a plugin's author tests a policy, calendar or catalog.

    from tthc_catalog.testing import PolicyContract

    class TestMarketDays(PolicyContract):
        spec = MARKET_DAYS
        answers = Path(__file__).parent / "market-days.csv"

``pytest_plugins = ["tthc_catalog.testing.pytest_plugin"]`` in a ``conftest.py`` collects every ``*.scenario.yaml`` beside the tests.
"""

from __future__ import annotations

from tthc_catalog.testing.calendar_contract import CalendarContract
from tthc_catalog.testing.catalog_contract import CatalogContract
from tthc_catalog.testing.policy_contract import PolicyContract
from tthc_catalog.testing.scenarios import Scenario, read_scenarios

__all__ = ["CalendarContract", "CatalogContract", "PolicyContract", "Scenario", "read_scenarios"]
