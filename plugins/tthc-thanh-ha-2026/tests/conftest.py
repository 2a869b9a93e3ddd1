"""Collect the scenarios beside the tests."""

from __future__ import annotations

pytest_plugins = ["tthc_catalog.testing.pytest_plugin"]
