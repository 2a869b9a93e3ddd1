"""What the tests of many dossiers share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

sys.path.append(str(Path(__file__).parent))  # the timetables made by hand are a module beside the tests

pytest.importorskip("numpy", reason="many dossiers need the extra `bulk`")


@pytest.fixture(scope="session")
def distinct(engine: Engine) -> list[Timetable]:
    """The packaged catalog's timetables, equal ones once."""
    return list({timetable.digest: timetable for timetable in engine.timetables()}.values())
