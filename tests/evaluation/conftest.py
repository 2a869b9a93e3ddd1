"""What the tests of the evaluation share: the packaged catalog compiled once, and a short way to evaluate."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.engine import Engine
from tthc_catalog.evaluation.counting.periods import ReportingPeriod
from tthc_catalog.evaluation.evaluating import Evaluation, Task, evaluation
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The library's own and no plugin."""
    return Registry(plugins=())


@pytest.fixture(scope="session")
def engine(registry: Registry) -> Engine:
    """The packaged catalog."""
    return Engine(load_catalog(), registry=registry)


Evaluate = Callable[..., contextlib.AbstractContextManager[Evaluation]]


@pytest.fixture(scope="session")
def evaluate(engine: Engine, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Evaluate:
    """What evaluates files, as a context that gives the report and the facts."""

    @contextlib.contextmanager
    def run(*files: Path, period: str = "2023-10", scheme: Any = "month", **more: Any) -> Iterator[Evaluation]:
        task = Task(files=files, period=ReportingPeriod.parse(period, scheme), **more)
        with evaluation(engine, registry, task, tmp_path_factory.mktemp("evaluation"), analyses={}) as made:
            yield made

    return run
