"""A small catalog to import into."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tthc_catalog.scaffolding.new_catalog import NewCatalog, catalog_files


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A new catalog of a commune, without procedures."""
    plan = NewCatalog(
        id="xa-thu",
        name="Xã Thử",
        levels=("commune",),
        sessions=("07:30-11:30", "13:30-17:00"),
        model_title="Thử",
        weekdays=("friday",),
        cutoff="15:30",
        return_before="09:00",
        outside_hours=("as_recorded", "as_recorded"),
        start=dt.date(2026, 1, 1),
        today=dt.date(2026, 11, 1),
    )
    folder = tmp_path / "danh-muc"
    for name, content in catalog_files(plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder
