"""Every text is used, and every key made in an f-string has texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from message_files import areas, po_file, read_texts, texts_folders

import tthc_catalog

PACKAGE = Path(tthc_catalog.__file__).parent
QUOTED = re.compile(r"""(?<=["'`])(?:[a-z]+|\{texts\})\.[\w.-]*(?:\$?\{[^{}`]*\}[\w.-]*)*(?=["'`])""")
"""A key, or an f-string or template that makes one; ``{texts}`` is the prefix of a command's help."""

FIELD = re.compile(r"\$?\{[^{}]*\}")


def patterns() -> list[re.Pattern[str]]:
    """Return one pattern for each quoted key in the sources, with anything in place of a field."""
    sources = [path.read_text("utf-8") for path in PACKAGE.rglob("*") if path.suffix in {".py", ".html", ".js", ".typ"}]
    keys = {key for source in sources for key in QUOTED.findall(source)}
    finished = {f"{key}{{}}" if key.endswith(".") else key for key in keys}  # a name is added to a key that ends with a dot
    return [re.compile("[a-z0-9_.-]+".join(map(re.escape, FIELD.split(key)))) for key in sorted(finished)]


@pytest.mark.parametrize("area", [area for folder in texts_folders() for area in areas(folder)])
def test_every_text_is_used(area: str) -> None:
    """A text that no source looks up is deleted."""
    folder = next(folder for folder in texts_folders() if area in areas(folder))
    known = patterns()
    unused = [key for key in read_texts(po_file(folder, "vi", area)) if not any(pattern.fullmatch(key) for pattern in known)]
    assert unused == []
