"""What the tests of many dossiers share."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

sys.path.append(str(Path(__file__).parent))  # what the tests share are modules beside them

from every_timetable import every_timetable

if importlib.util.find_spec("numpy") is None and os.environ.get("CI", "").lower() not in ("1", "true"):
    collect_ignore_glob = ["test_*.py"]  # many dossiers need the extra `bulk`; in CI it must be there


@pytest.fixture(scope="session")
def of_other_places() -> list[Timetable]:
    """The timetables of the models of other places, every procedure and case at every desk, equal ones once."""
    import tthc_catalog

    engine = tthc_catalog.Engine(tthc_catalog.load_catalog(Path(__file__).parents[1] / "models" / "catalog"))
    return every_timetable(engine)


@pytest.fixture(scope="session")
def distinct(engine: Engine) -> list[Timetable]:
    """The packaged catalog's timetables, equal ones once."""
    return list({timetable.digest: timetable for timetable in engine.timetables()}.values())
