"""The pytest plugin: collects ``*.scenario.yaml`` and lends the packaged catalog. This is the only module that imports pytest.

Opt in from a ``conftest.py``: ``pytest_plugins = ["tthc_catalog.testing.pytest_plugin"]``. Fixtures named ``tthc_...`` are reserved
for the kit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.testing.scenarios import Scenario, read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.engine import Engine


class _Different(Exception):
    """A scenario does not hold; its words say in what."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take every scenario file for a file of tests."""
    if file_path.name.endswith(".scenario.yaml"):
        made: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        return made
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each scenario."""
        for scenario in read_scenarios(self.path):
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario)


class ScenarioItem(pytest.Item):
    """One scenario as a test."""

    def __init__(self, *, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario

    def runtest(self) -> None:
        """Ask the engine."""
        wrong = self.scenario.differences()
        if wrong:
            raise _Different("\n".join(wrong))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, and the engine's own reasons, without a traceback."""
        if isinstance(excinfo.value, _Different):
            return f"{self.path}:{self.scenario.line}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands."""
        return self.path, self.scenario.line - 1, f"{self.path.name}: {self.name}"


@pytest.fixture(scope="session")
def tthc_engine() -> Engine:
    """The engine over the packaged catalog."""
    from tthc_catalog.testing.scenarios import engine_of

    return engine_of(None)


@pytest.fixture(scope="session")
def tthc_schedule() -> Schedule:
    """The packaged calendar and office hours."""
    from tthc_catalog.testing.policy_contract import packaged_schedule

    return packaged_schedule()
