"""Typeset a sheet as PDF with typst: embedded fonts, tags for screen readers, the same bytes for the same data.

Only the fonts bundled with typst are used, so the fonts of the machine have no effect: Libertinus Serif covers all Vietnamese letters, and
New Computer Modern and DejaVu Sans Mono are the fallback. The template receives its data as one JSON document.

PDF/A does not allow a character without a glyph. Such characters are replaced by their numbers, as in ⟨U+F0B7⟩, so that one of them in a name
does not prevent the sheet.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from pathlib import Path
from typing import Any

import typst

from tthc_catalog.errors import PublicationError
from tthc_catalog.plain_text import code_points

_COMMON = Path(__file__).resolve().with_name("common.typ")


def typeset(template: Path, data: dict[str, Any], day: dt.date) -> bytes:
    """Return a sheet as PDF.

    Args:
        template: the typst file; ``common.typ`` is prepended.
        data: the data of the template; strings are shown as text, never evaluated as markup.
        day: the creation date stored in the file.

    Returns:
        The PDF, conforming to PDF/A-2a.

    Raises:
        PublicationError: typst rejects the sheet for another reason than a missing glyph.
    """
    for _ in range(_ATTEMPTS):
        try:
            pdf = _compiler().compile(
                _source(template),
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
                pdf_standards=["a-2a"],
            )
        except typst.TypstError as error:
            missing = _without_glyph(error)
            if not missing:
                raise PublicationError("publication.error.typesetting", file=template.stem, reason=str(error)) from error
            data = _replaced(data, {ord(character): code_points(character) for character in missing})
        else:
            assert isinstance(pdf, bytes), "a PDF is one file"
            return pdf
    raise PublicationError("publication.error.typesetting", file=template.stem, reason=", ".join(sorted(map(code_points, missing))))


_ATTEMPTS = 8
"""How often to typeset a sheet; each failure names all characters that have no glyph, so the second attempt is usually the last."""

_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_SIMPLE = {"0": "\0", "t": "\t", "r": "\r", "n": "\n"}


def _without_glyph(error: typst.TypstError) -> set[str]:
    """Return the characters that an error names as impossible to display."""
    found: set[str] = set()
    for shown in _NO_GLYPH.findall(error.diagnostic):
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else _SIMPLE.get(match[2], match[2]), shown)
        found.update(text if len(text) == 1 else (character for character in text if not character.isascii()))
    return found


def _replaced(value: Any, substitutes: dict[int, str]) -> Any:
    """Return the data of a sheet with characters replaced in all its texts."""
    if isinstance(value, str):
        return value.translate(substitutes)
    if isinstance(value, dict):
        return {key: _replaced(item, substitutes) for key, item in value.items()}
    return [_replaced(item, substitutes) for item in value] if isinstance(value, (list, tuple)) else value


@functools.cache
def _compiler() -> typst.Compiler:
    """Return the compiler for all sheets; reading the fonts takes longer than typesetting a page."""
    return typst.Compiler(root=_COMMON.parent, font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)


@functools.cache
def _source(template: Path) -> bytes:
    return _COMMON.read_bytes() + template.read_bytes()
