"""Typeset a sheet as PDF with typst: embedded fonts, tags for screen readers, the same bytes for the same data.

Only the fonts bundled with typst are used, so the fonts of the machine have no effect: Libertinus Serif covers all Vietnamese letters, and
New Computer Modern and DejaVu Sans Mono are the fallback. The template receives its data as one JSON document.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import typst

_COMMON = Path(__file__).resolve().with_name("common.typ")


def typeset(template: Path, data: dict[str, Any], day: dt.date) -> bytes:
    """Return a sheet as PDF.

    Args:
        template: the typst file; ``common.typ`` is prepended.
        data: the data of the template; strings are shown as text, never evaluated as markup.
        day: the creation date stored in the file.

    Returns:
        The PDF, conforming to PDF/A-2a.
    """
    pdf = _compiler().compile(
        _source(template),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
        pdf_standards=["a-2a"],
    )
    assert isinstance(pdf, bytes), "a PDF is one file"
    return pdf


@functools.cache
def _compiler() -> typst.Compiler:
    """Return the compiler for all sheets; reading the fonts takes longer than typesetting a page."""
    return typst.Compiler(root=_COMMON.parent, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)


@functools.cache
def _source(template: Path) -> bytes:
    return _COMMON.read_bytes() + template.read_bytes()
