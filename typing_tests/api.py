"""What a type checker must see of the public names; read by mypy, never run."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

import tthc_catalog as tthc

catalog = tthc.load_catalog()
assert_type(catalog, tthc.Catalog)
assert_type(catalog.procedure("1.001193", level="commune"), tthc.Procedure)

engine = tthc.Engine(catalog)
decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
assert_type(decision, tthc.Decision)
assert_type(decision.covered, bool)
assert_type(decision.due_at, dt.datetime | None)
assert_type(decision.late_after, dt.datetime | None)
assert_type(decision.commitment, tthc.Deadline | None)
assert_type(decision.reason, str | None)
engine.decide("1.001193", received_at=dt.datetime(2023, 9, 29, 15, 31), components=["to-khai"], strict=True)  # noqa: DTZ001

engine.decide("1.001193")  # type: ignore[call-arg]  # the instant of receipt is required
engine.decide("1.001193", "commune", received_at="2023-09-29 15:31")  # type: ignore[misc]  # all but the code by name
decision.covered = False  # type: ignore[misc]  # a decision is never rewritten

try:
    catalog.procedure("1.001194")
except tthc.UnknownProcedure as error:
    assert_type(error.suggestions, tuple[str, ...])
    assert_type(error.text("vi"), str)
except tthc.CatalogError as error:
    assert_type(error.problems, tuple[tthc.Problem, ...])

assert_type(tthc.__version__, str)
