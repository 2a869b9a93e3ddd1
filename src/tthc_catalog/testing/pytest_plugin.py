"""The pytest plugin: it collects ``*.scenario.yaml`` and has fixtures for the packaged catalog. This is the only module that imports pytest.

pytest finds it by its entry point. Names of fixtures that start with ``tthc_`` are reserved for the kit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.engine import Engine
    from tthc_catalog.testing.scenarios import Scenario


class _Different(Exception):
    """The decision differs from the scenario; the message lists the differences."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files."""
    if file_path.name.endswith(".scenario.yaml"):
        collector: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        return collector
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for each scenario."""
        from tthc_catalog.testing.scenarios import read_scenarios

        for scenario in read_scenarios(self.path):
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario)


class ScenarioItem(pytest.Item):
    """One scenario as a test."""

    def __init__(self, *, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario

    def runtest(self) -> None:
        """Compare the scenario with the engine's decision."""
        differences = self.scenario.differences()
        if differences:
            raise _Different("\n".join(differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the differences and the engine's explanation, without a traceback."""
        if isinstance(excinfo.value, _Different):
            return f"{self.path}:{self.scenario.line}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the file and line of the scenario."""
        return self.path, self.scenario.line - 1, f"{self.path.name}: {self.name}"


@pytest.fixture(scope="session")
def tthc_engine() -> Engine:
    """Return the engine for the packaged catalog."""
    from tthc_catalog.testing.scenarios import engine_of

    return engine_of(None)


@pytest.fixture(scope="session")
def tthc_schedule() -> Schedule:
    """Return the packaged calendar with its office hours."""
    from tthc_catalog.testing.policy_contract import packaged_schedule

    return packaged_schedule()
