"""The words that people type in place of those in the names of procedures, from ``search_words.txt``."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def search_words(lang: str) -> dict[str, Any]:
    """Return the words to skip, and for each group of typed words the words to look for with a sentence, possibly empty."""
    skip: list[str] = []
    groups: list[list[Any]] = []
    for line in Path(__file__).with_name("search_words.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        typed, _, rest = line.partition("=")
        meant, *sentences = (part.strip() for part in rest.split("|"))
        if typed.strip() == "skip":
            skip += _listed(meant)
        else:
            groups.append([_listed(typed), _listed(meant), sentences[lang == "en"] if sentences else ""])
    return {"skip": skip, "groups": groups}


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(";") if word.strip()]
