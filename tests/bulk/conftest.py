"""What the tests of many dossiers share."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local Spark session; without Spark or Java the tests are left out, but never in CI."""
    in_ci = os.environ.get("CI", "").lower() in ("1", "true")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        if in_ci:
            raise
        pytest.skip("SPARK IS NOT TESTED: the extra `spark` is not installed")
    if shutil.which("java") is None and not in_ci:
        pytest.skip("SPARK IS NOT TESTED: there is no Java on this machine")
    from tthc_catalog.bulk.spark_frames import local_session

    session = local_session()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
