"""SQL conditions on the judged dossiers, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def quoted(value: object) -> str:
    """Return a value as an SQL string literal.

    >>> quoted("it's")
    "'it''s'"
    """
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


def equals(key: Mapping[str, str | None]) -> str:
    """Return the condition that each column has its value.

    >>> equals({"level": "commune", "field": None}), equals({})
    ("level = 'commune' AND field IS NULL", 'TRUE')
    """
    return " AND ".join(f"{column} IS NULL" if value is None else f"{column} = {quoted(value)}" for column, value in key.items()) or "TRUE"
