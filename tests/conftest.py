"""Hypothesis profiles, a clean environment, and session fixtures for the packaged catalog."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import long_tests
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

pytest_plugins = ["tthc_catalog.testing.pytest_plugin"]

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--fast``."""
    parser.addoption("--fast", action="store_true", help="leave out the long tests, which tests/long_tests.txt lists")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the long tests if ``--fast`` is given."""
    if config.getoption("fast"):
        names = long_tests.names()
        left_out = [item for item in items if item.nodeid.partition("[")[0] in names]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Use a separate cache for the tests instead of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TTHC_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove settings of the caller's shell."""
    for name in [name for name in os.environ if name.startswith("TTHC_") and name != "TTHC_CACHE"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Return the packaged catalog."""
    import tthc_catalog

    return tthc_catalog.load_catalog()


@pytest.fixture(scope="session")
def engine(catalog: Catalog) -> Engine:
    """Return an engine for the packaged catalog."""
    import tthc_catalog

    return tthc_catalog.Engine(catalog)
