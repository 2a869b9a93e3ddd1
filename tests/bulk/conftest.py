"""Fixtures for the tests of many dossiers."""

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
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.timetable import Timetable

sys.path.append(str(Path(__file__).parent))  # the tests share modules in this folder

from channel_catalog import differing
from every_timetable import every_timetable
from short_calendar import shortened

if importlib.util.find_spec("numpy") is None and os.environ.get("CI", "").lower() not in ("1", "true"):
    collect_ignore_glob = ["test_*.py"]  # these tests need the extra `bulk`, which CI must install


@pytest.fixture(scope="session")
def of_other_places() -> list[Timetable]:
    """The distinct timetables of the models of other places: every procedure and case at every desk, over a short calendar."""
    import tthc_catalog

    return every_timetable(tthc_catalog.Engine(shortened(tthc_catalog.load_catalog(Path(__file__).parents[1] / "models" / "catalog"))))


@pytest.fixture(scope="session")
def of_two_years() -> list[Timetable]:
    """The distinct timetables of a desk with three changes of hours, four closures, an extra opening, an end and a successor."""
    import tthc_catalog

    return every_timetable(tthc_catalog.Engine(tthc_catalog.load_catalog(Path(__file__).parents[1] / "scenarios" / "two_years")))


@pytest.fixture(scope="session")
def by_channel(catalog: Catalog) -> Engine:
    """An engine whose answers differ by channel, over a short calendar."""
    import tthc_catalog

    return tthc_catalog.Engine(shortened(differing(catalog)))


@pytest.fixture(scope="session")
def of_channels(by_channel: Engine) -> list[Timetable]:
    """The distinct timetables of the channels that differ."""
    return list({timetable.digest: timetable for timetable in by_channel.timetables() if timetable.channels}.values())


@pytest.fixture(scope="session")
def of_units() -> list[Timetable]:
    """The timetables of the scenarios for units of the law and for both conventions of receipts outside hours, over a short calendar."""
    import tthc_catalog

    scenarios = Path(__file__).parents[1] / "scenarios"
    engines = [tthc_catalog.Engine(shortened(tthc_catalog.load_catalog(scenarios / name))) for name in ("units", "next-opening")]
    found: list[Timetable] = []
    for engine in engines:
        (procedure,) = engine.catalog.procedures
        cases = [(case.id, None) for edition in procedure.editions for case in edition.cases]
        desks = [(None, office) for office in engine.catalog.offices]
        found += [engine.timetable(procedure.code, case=case, office=office) for case, office in (*cases, *desks)]
    return found


@pytest.fixture(scope="session")
def distinct(engine: Engine) -> list[Timetable]:
    """The distinct timetables of the packaged catalog."""
    return list({timetable.digest: timetable for timetable in engine.timetables()}.values())


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local Spark session; without Spark or Java the tests are skipped, except in CI."""
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

    # Small plans run sooner than they are compiled well.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        session = local_session()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
