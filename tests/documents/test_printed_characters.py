"""PDF sheets show every text: a character without a glyph becomes its number, and `tthc check` knows these characters."""

from __future__ import annotations

import datetime as dt
import io
import json
import unicodedata
from typing import TYPE_CHECKING

import pypdf
import pytest
import typst

from tthc_catalog.documents import typesetting
from tthc_catalog.documents.typesetting import typeset
from tthc_catalog.errors import PublicationError
from tthc_catalog.plain_text import code_points, unprinted

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "#for line in data.lines [#line\n\n]\n"
STAMP = {"stamp": {"notice": None, "star": ""}, "stamp_line": "", "title": "x", "day": [2026, 11, 27]}


def shown(folder: Path, *lines: str, sheet: str = SHEET) -> str:
    """Return the text of a sheet with these lines."""
    template = folder / "sheet.typ"
    template.write_text(sheet, encoding="utf-8")
    typesetting._source.cache_clear()
    pdf = typeset(template, {**STAMP, "lines": list(lines)}, dt.date(2026, 11, 27))
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    "text",
    [
        "\uf0b7",
        "\x00",
        "\x1b",
        "（khai sinh）",
        "🎉",
        "👩\u200d👩\u200d👧",
        "中文",
        "ខ្មែរ",
        "ꨌꩌ",
        "ไทย",
        "\ufffe",
        "\U000e0041",
        '"\\n\\u{41}中',
    ],
    ids=lambda text: "-".join(f"{ord(c):X}" for c in text[:3]),
)
def test_a_text_that_the_fonts_lack_is_shown_by_its_numbers(tmp_path: Path, text: str) -> None:
    """The sheet is made, the rest of the line is complete, and a character without a glyph shows as its number."""
    page = shown(tmp_path, f"Xã {text} Bình").replace("\u200b", "")
    assert "Xã" in page
    assert "Bình" in page
    for character in unprinted(text):
        assert code_points(character) in page


def test_many_characters_without_a_glyph_take_two_attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All characters without a glyph are found at once."""
    monkeypatch.setattr(typesetting, "_ATTEMPTS", 2)
    assert code_points("丏") in shown(tmp_path, *(chr(0x4E00 + number) for number in range(200)))


def test_another_fault_of_a_sheet_is_a_plain_error(tmp_path: Path) -> None:
    """A sheet that typst rejects for another reason is named with the reason."""
    with pytest.raises(PublicationError, match=r"sheet.*unknown variable"):
        shown(tmp_path, "x", sheet="#missing")


def test_the_list_of_printed_characters_is_that_of_the_fonts() -> None:
    """`unprinted` returns exactly the characters that typst reports, for all assigned letters and signs up to U+2FFF and a sample above."""
    characters = [chr(number) for number in (*range(0x21, 0x3000), *range(0x3000, 0x20000, 13))]
    characters = [c for c in characters if unicodedata.category(c)[0] not in "MZC" and unicodedata.is_normalized("NFC", c)]
    source = '#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#for c in json(bytes(sys.inputs.data)) [#c\n\n]'
    with pytest.raises(typst.TypstError) as raised:
        typesetting._compiler().compile(source.encode(), format="pdf", sys_inputs={"data": json.dumps(characters)}, pdf_standards=["a-2a"])
    assert typesetting._without_glyph(raised.value) == set(unprinted("".join(characters)))
