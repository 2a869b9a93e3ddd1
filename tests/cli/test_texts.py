"""The texts of the command: none unused, none missing."""

from __future__ import annotations

import re
from pathlib import Path

import tthc_catalog
from tthc_catalog.messages import all_texts
from tthc_catalog.messages.cli import TEXTS


def test_every_text_is_used_and_there() -> None:
    """Each text of the command is asked for somewhere, and each key asked for is there."""
    folder = Path(tthc_catalog.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")) if path.parent.name != "messages")
    asked = set(re.findall(r"""f?["'](cli\.[a-z_.{}\[\]]+)""", source))
    patterns = {re.sub(r"\{.*?\}", "[a-z_0-9]+", key.replace(".", r"\.")) for key in asked}
    unused = [key for key in TEXTS if not any(re.fullmatch(pattern, key) for pattern in patterns)]
    assert unused == []
    missing = [pattern for pattern in patterns if not any(re.fullmatch(pattern, key) for key in all_texts())]
    assert missing == []
