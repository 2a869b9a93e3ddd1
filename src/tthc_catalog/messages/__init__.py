"""Look up the texts of the package by key and language, in the message files beside the code that uses them.

The first part of a key names its area: ``decision.answer.covered`` is a text of the area ``decision``. The texts of an area are in
``<folder>/<language>/LC_MESSAGES/<area>.mo``, which `gettext` reads; the folders of the core are listed here, and those of plugins
come from their hook ``tthc_texts``. An area is opened when its first text is looked up, so a quick command pays only for what it prints.

A text is a template for `str.format_map`. The parameter ``count``, an integer, also selects the plural form; no other parameter does.

A key that no area contains is returned as it is, with its parameters: an answer with one odd word in it is better than none. A text
missing in one language is taken from the next of ``lang``, ``en``, ``vi``. Tests fail for both.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from gettext import GNUTranslations
    from pathlib import Path

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - quick commands start here, and pathlib takes a while to import

LANGUAGES = ("vi", *sorted({"vi", *os.listdir(f"{_HERE}/texts")} - {"vi"}))  # noqa: PTH208 - as above
"""The languages of the message files, Vietnamese first: it is the default."""

AREAS = {
    "check": "checks",
    "cli": "cli",
    "comparison": "comparison",
    "console": "console",
    "decision": "decisions",
    "error": "messages",
    "fact": "records",
    "new": "scaffolding",
    "plugin": "extension",
    "policy": "policies",
    "problem": "problems",
    "review": "review",
    "statutory": "policies",
    "timetable": "timetable",
    "weekday": "policies",
    "yaml": "yaml_files",
}
"""Area of the core -> the part of the package whose folder ``texts`` contains it."""

_folders: dict[str, str] = {}
_opened: dict[tuple[str, str], GNUTranslations | None] = {}
_finders: list[Callable[[str], Path | None]] = []


class _Params(dict[str, Any]):
    """Parameters of one text; a field without a value stays visible as ``{field}``."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def text(key: str, lang: str = "vi", /, **params: Any) -> str:
    """Return a text with its fields filled in.

    Args:
        key: the key of the text.
        lang: one of `LANGUAGES`.
        params: the values of the fields; ``count`` also selects the plural form.
    """
    template = _template(key, lang, params.get("count"))
    if template is None:
        return " ".join([key, *(f"{name}={value}" for name, value in params.items())])
    return template.format_map(_Params(params)) if "{" in template else template


def text_pair(key: str, /, **params: Any) -> tuple[str, str]:
    """Return a text in Vietnamese and in English, for records that carry both."""
    return text(key, "vi", **params), text(key, "en", **params)


def has_text(key: str) -> bool:
    """Return whether there is a text of this key."""
    return _template(key, "vi", None) is not None


def area_texts(area: str, lang: str) -> dict[str, tuple[str, ...]]:
    """Return the texts of an area by key, with their fields; a text that depends on a count has all its plural forms."""
    translations = _translations(area, lang)
    texts: dict[str, tuple[str, ...]] = {}
    for key, form in translations._catalog.items() if translations is not None else ():  # type: ignore[attr-defined] # noqa: SLF001 - gettext has no public way to list them
        name = key[0] if isinstance(key, tuple) else key
        texts[name] = (*texts.get(name, ()), form)
    texts.pop("", None)  # the header of the file
    return texts


def all_texts(lang: str) -> dict[str, tuple[str, ...]]:
    """Return the texts of all areas of the core; for tests and for tools."""
    return {key: forms for area in AREAS for key, forms in area_texts(area, lang).items()}


def use_finder(finder: Callable[[str], Path | None]) -> None:
    """Set the function that returns the folder of an area outside the core, or None."""
    _finders[:] = [finder]


def texts_folder(area: str) -> str | None:
    """Return the folder that contains the message files of an area, or None."""
    if area in AREAS:
        return f"{os.path.dirname(_HERE)}/{AREAS[area]}/texts"  # noqa: PTH120 - as above
    if area not in _folders:
        found = next((folder for finder in _finders if (folder := finder(area)) is not None), None)
        if found is None:
            return None  # not remembered: its plugin may be installed later
        _folders[area] = os.fspath(found)
    return _folders[area]


def _template(key: str, lang: str, count: int | None) -> str | None:
    """Return the unformatted text of ``key``, in ``lang`` if possible."""
    area = key.partition(".")[0]
    for candidate in dict.fromkeys((lang, "en", "vi")):
        translations = _translations(area, candidate)
        if translations is None:
            continue
        if count is not None and (form := translations.ngettext(key, "", count)) not in {"", key}:
            return form
        if (form := translations.gettext(key)) != key:
            return form
    return None


def _translations(area: str, lang: str) -> GNUTranslations | None:
    """Open the message file of an area, once."""
    if (area, lang) not in _opened:
        folder = texts_folder(area)
        if folder is None:
            return None
        from gettext import GNUTranslations

        try:
            with open(f"{folder}/{lang}/LC_MESSAGES/{area}.mo", "rb") as file:  # noqa: PTH123 - as above
                _opened[area, lang] = GNUTranslations(file)
        except FileNotFoundError:
            _opened[area, lang] = None
    return _opened[area, lang]
