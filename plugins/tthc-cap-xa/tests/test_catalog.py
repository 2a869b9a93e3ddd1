"""The catalog has no errors, and what was unclear in the records has no value."""

from __future__ import annotations

import re

import tthc_cap_xa

from tthc_catalog import check

FOLDER = tthc_cap_xa.CATALOG.folder


def test_the_catalog_has_no_errors() -> None:
    """All procedures pass the check."""
    catalog, _ = check(FOLDER)
    assert catalog is not None
    assert len(catalog.procedures) == 488


def test_unclear_facts_have_no_value() -> None:
    """Below the comment about an unclear time is null."""
    marked = 0
    for path in (FOLDER / "commune").glob("*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        values = re.findall(r"# CẦN XEM: thời hạn,[^\n]*\n\s*processing_time:([^\n]*)", text)
        assert set(values) <= {" null"}, path
        marked += len(values)
    assert marked > 400
