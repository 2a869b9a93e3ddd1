"""What all tests share: hypothesis profiles, a clean environment, and the packaged catalog loaded once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.engine import Engine

pytest_plugins = ["tthc_catalog.testing.pytest_plugin"]

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=300, print_blob=True)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the caller's shell changes what a test sees."""
    for name in [name for name in os.environ if name.startswith("TTHC_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The packaged catalog."""
    import tthc_catalog

    return tthc_catalog.load_catalog()


@pytest.fixture(scope="session")
def engine(catalog: Catalog) -> Engine:
    """The engine over the packaged catalog."""
    import tthc_catalog

    return tthc_catalog.Engine(catalog)
