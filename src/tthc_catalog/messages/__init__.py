"""Every sentence the library says, in Vietnamese and English, looked up by a dotted key.

The first part of a key names its area, and each area is one module of this package that holds
``TEXTS: dict[str, tuple[str, str]]``: key -> (vi, en), with ``str.format`` fields. An area is imported when its
first text is asked for, so a quick command pays only for what it prints.

A key that no area holds is shown as itself: a user gets an answer with one odd word in it rather than a crash.
A test reads all calls in the sources and fails for such a key, and for two languages whose fields differ.
"""

from __future__ import annotations

import importlib
from typing import Any

LANGUAGES = ("vi", "en")

_MODULES = {
    "error": "errors",
    "problem": "problems",
    "decision": "decisions",
    "policy": "policies",
    "statutory": "policies",
    "weekday": "policies",
}
_areas: dict[str, dict[str, tuple[str, str]]] = {}


class _Params(dict[str, Any]):
    """Parameters of one text; a field nobody filled stays visible as ``{field}``."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def text(key: str, lang: str = "vi", /, **params: Any) -> str:
    """The sentence of ``key`` in ``lang`` (``vi`` or ``en``), its fields filled from ``params``."""
    pair = _area(key.partition(".")[0]).get(key)
    if pair is None:
        return " ".join([key, *(f"{name}={value}" for name, value in params.items())])
    said = pair[0] if lang == "vi" else pair[1]
    return said.format_map(_Params(params)) if "{" in said else said


def has_text(key: str) -> bool:
    """Whether some area holds ``key``."""
    return key in _area(key.partition(".")[0])


def all_texts() -> dict[str, tuple[str, str]]:
    """Every text of every area; imports all of them, so it is for tests and for the reference pages."""
    import pkgutil

    merged: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(__path__):
        merged.update(getattr(importlib.import_module(f"{__name__}.{module.name}"), "TEXTS", {}))
    return merged


def _area(prefix: str) -> dict[str, tuple[str, str]]:
    """The texts of one area, imported once; empty when there is no such area."""
    if prefix not in _areas:
        name = f"{__name__}.{_MODULES.get(prefix, prefix)}"
        try:
            _areas[prefix] = importlib.import_module(name).TEXTS
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise
            _areas[prefix] = {}
    return _areas[prefix]
