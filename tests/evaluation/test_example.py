"""The example for newcomers: synthetic dossiers, reproducible, all of them accepted."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(__file__).parents[2] / "examples" / "synthetic_dossiers.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="the examples are only in the checkout")
def test_the_example_is_reproducible_and_complete(evaluate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same seed gives the same bytes; every record is accepted; every unit and channel occurs; a note says that the data is synthetic."""
    spec = importlib.util.spec_from_file_location("synthetic_dossiers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "synthetic_dossiers", module)
    spec.loader.exec_module(module)
    first, until = dt.date(2023, 9, 25), dt.date(2023, 11, 1)
    one, count = module.write(tmp_path / "one", first, until, 2023)
    two, _ = module.write(tmp_path / "two", first, until, 2023)
    assert one.read_bytes() == two.read_bytes()
    with evaluate(one, as_of=dt.datetime(2023, 11, 1)) as made:
        report = made.report
    assert (report.intake.accepted, report.intake.rejected) == (count, {})
    assert len(report.of("unit")) == 24 - 3  # the district and the 20 communes of 2023; three communes were founded later
    assert all(report.total.figures[f"received_{channel}"] for channel in ("online", "in_person", "postal"))
    assert any("Synthetic" in english for _, english in report.notes)
