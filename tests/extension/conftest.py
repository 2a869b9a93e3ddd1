"""Fixtures for tests of plugins."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).parent / "installed.py"
_SPEC = importlib.util.spec_from_file_location("installed", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
_installed = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_installed)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return an empty folder for installed distributions, first on the import path."""
    before = set(sys.modules)
    folder = tmp_path / "site"
    folder.mkdir()
    yield _installed.Site(folder, monkeypatch)
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
