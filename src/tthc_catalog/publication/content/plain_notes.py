"""Notes of the catalog as citizens read them: without sentences about sources, the plan, or how the catalog was made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_PIECE = re.compile(r"[^.;]*(?:[.;](?!\s)[^.;]*)*[.;]?\s*")
_WORDS = re.compile(r"danh mục|nguồn|chắc chắn|mô hình|kế hoạch|cách hiểu|người quản trị|bản chụp", re.IGNORECASE)
_MONEY = re.compile(r"\d đồng|\bmức\b", re.IGNORECASE)


def plain_note(note: str | None, sources: Collection[str], *, fee_unknown: bool = False) -> str | None:
    """Return the parts of a note that help a citizen; None if nothing is left.

    Args:
        note: a note of the catalog.
        sources: the ids of the sources, which notes use as abbreviations.
        fee_unknown: whether the note is about an unknown fee, so that every amount in it is that of another place.

    >>> plain_note("Kéo dài thêm không quá 03 ngày làm việc; DN in tổng cộng không quá 06 ngày.", {"DN"})
    'Kéo dài thêm không quá 03 ngày làm việc.'
    """
    if note is None:
        return None
    without_sources = re.sub(r"\s*\(([^()]*)\)", lambda m: "" if _names(m[1], sources) else m[0], note)
    pieces = [piece.strip() for piece in _PIECE.findall(without_sources) if piece.strip()]
    kept = [p for p in pieces if not _names(p, sources) and not _WORDS.search(p) and not (fee_unknown and _MONEY.search(p))]
    joined = " ".join(kept).rstrip("; ")
    if not joined:
        return None
    return joined[:1].upper() + joined[1:] + ("" if joined.endswith(".") else ".")


def _names(piece: str, sources: Collection[str]) -> bool:
    """Return whether a piece of a note contains the id of a source."""
    return any(word in sources for word in re.findall(r"[\w-]+", piece))
