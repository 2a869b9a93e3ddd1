"""The files to format, and the schemas of policy parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="session")
def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Return policy id -> schema of its parameters."""
    return Registry().policy_schemas()


@pytest.fixture(scope="session")
def real_files() -> list[Path]:
    """Return every file of the packaged catalog."""
    return sorted(catalog_folder().rglob("*.yaml"))
