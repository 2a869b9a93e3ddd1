"""Set a sheet as PDF with typst: fonts embedded, tagged for screen readers, the same bytes for the same data.

Only the fonts that travel with typst are used (Libertinus Serif covers all Vietnamese letters; New Computer Modern and DejaVu Sans Mono
stand in for what it lacks), so the machine's own fonts change nothing. Data reach the template as one JSON text.
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
    """A sheet as PDF.

    Args:
        template: the typst file; ``common.typ`` is put before it.
        data: what the template shows; strings are shown, never read as markup.
        day: stands in the file as the time it was made.

    Returns:
        The PDF, in PDF/A-2a form.
    """
    made = _compiler().compile(
        _source(template),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
        pdf_standards=["a-2a"],
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


@functools.cache
def _compiler() -> typst.Compiler:
    """One compiler for all sheets: reading the fonts takes longer than setting a page."""
    return typst.Compiler(root=_COMMON.parent, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)


@functools.cache
def _source(template: Path) -> bytes:
    return _COMMON.read_bytes() + template.read_bytes()
