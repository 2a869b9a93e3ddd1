"""Wrong uses of the public names that a type checker must report; read by mypy and never run."""

from __future__ import annotations

from typing import assert_type

import tthc_catalog as tthc

engine = tthc.Engine(tthc.load_catalog())
decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
assert_type(decision, tthc.Decision)

engine.decide("1.001193")  # type: ignore[call-arg]  # received_at is required
engine.decide("1.001193", "commune", received_at="2023-09-29 15:31")  # type: ignore[misc]  # all arguments but the code are keyword-only
decision.covered = False  # type: ignore[misc]  # a decision is frozen

covered, due_at = decision  # type: ignore[misc]  # a decision is not a tuple
sorted([decision, decision])  # type: ignore[type-var]  # and has no order

assert_type(tthc.__version__, str)
