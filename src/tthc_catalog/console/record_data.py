"""Records as data for JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from tthc_catalog.effective import Period


def record_data(value: Any) -> Any:
    """Convert a record and everything in it to JSON values: dates to ISO form, a period to ``from`` and ``until``."""
    if isinstance(value, Period):
        return {"from": record_data(value.start), "until": record_data(value.until)}
    if attrs.has(type(value)):
        return {field.name: record_data(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [record_data(item) for item in value]
    if hasattr(value, "items"):
        return {str(key): record_data(item) for key, item in value.items()}
    return value
