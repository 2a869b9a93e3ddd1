"""The whole catalog as plain data, and its digest: catalogs with equal digests have equal contents."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

_OMITTED = frozenset({"root", "file", "by_code", "rosters"})
"""Attributes left out: file locations are not content, and rosters are for the office, not for the public."""


def catalog_data(catalog: Catalog) -> dict[str, Any]:
    """Return every fact of the catalog under the attribute names of its records; days as ``YYYY-MM-DD``, times in minutes after midnight."""
    data: dict[str, Any] = _plain(catalog)
    return data


def canonical(data: Any) -> str:
    """Return JSON with sorted keys and no spaces, so that equal data gives equal text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(catalog: Catalog) -> str:
    """Return the SHA-256 of the canonical text of `catalog_data`, in hexadecimal."""
    return hashlib.sha256(canonical(catalog_data(catalog)).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return {a.name: _plain(getattr(value, a.name)) for a in value.__attrs_attrs__ if a.name not in _OMITTED}
