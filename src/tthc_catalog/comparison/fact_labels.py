"""What a fact of the catalog is called and how its value reads: the titles of the schemas, and plain words for values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.messages import has_text, text
from tthc_catalog.records.fact_wording import citations_text, date_text, fee_text, minute_text, period_text, time_text
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.office import Season
from tthc_catalog.records.procedure import Fee, ProcessingTime
from tthc_catalog.yaml_files.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HOMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "edition": ("procedure", ("editions",)),
    "procedure": ("procedure", ()),
    "models": ("model", ()),
    "hours": ("offices", ("hours",)),
    "offices": ("offices", ("offices",)),
    "calendar": ("calendar", ()),
    "days": ("calendar", ("days",)),
    "rosters": ("roster", ()),
    "documents": ("legal", ("documents",)),
    "sources": ("sources", ("sources",)),
    "manifest": ("manifest", ()),
}
"""Kind of record -> its schema, and the lists that lead to it there."""

_KEYS = {
    ("edition", "from_basis"): "effective_from_basis",
    ("edition", "until_basis"): "effective_until_basis",
    ("documents", "kind"): "type",
    ("sources", "kind"): "type",
}
"""Attributes of a record that are called otherwise in its file."""

_TITLES = ("name", "title", "text", "printed", "reference", "source", "code", "document", "id", "office")


def label(kind: str, path: Sequence[str], value: str, lang: str) -> str:
    """What the fact at ``path`` of a record is called, from the outside in.

    Args:
        kind: the kind of record: ``edition``, ``models``, ``offices`` ...
        path: attributes and names of items, as a comparison gives them.
        value: the fact in words, so that an item which is called as it reads is not said twice.
        lang: ``vi`` or ``en``.
    """
    names: list[str] = []
    part = _schema(kind)
    for place, step in enumerate(path):
        if place == len(path) - 1 and names and step == value:
            break
        part, name = _step(part, _KEYS.get((kind, step), step), lang)
        names.append(name)
    return " › ".join(names)


def _schema(kind: str) -> Any:
    name, lists = _HOMES[kind]
    part: Any = flat_schema(name)
    for step in lists:
        part = part["properties"][step]["items"]
    return part


def _step(part: Any, step: str, lang: str) -> tuple[Any, str]:
    """The schema one step on, and what that step is called; an item of a list is called by its name."""
    if "items" in part:
        return part["items"], step
    known = part.get("properties", {}).get(step)
    if known is None:
        patterns = [p for p in part.get("patternProperties", {}).values() if p]
        key = f"comparison.fact.{step}"
        return (patterns[0] if patterns else {}), text(key, lang) if has_text(key) else step
    return known, known.get("x-title-en" if lang == "en" else "title", step)


def value_text(value: Any, lang: str) -> str:
    """A value as people read it."""
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words(value, lang)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {value_text(held, lang)}" for key, held in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        if _is_session(value):
            return f"{minute_text(value[0])}-{minute_text(value[1])}"
        return "; ".join(value_text(item, lang) for item in value) or text("comparison.nothing", lang)
    return _record_text(value, lang) if attrs.has(type(value)) else str(value)


_WORDS: tuple[tuple[type, Callable[[Any, str], str]], ...] = (
    (type(None), lambda _, lang: text("comparison.nothing", lang)),
    (bool, lambda value, lang: text("comparison.yes" if value else "comparison.no", lang)),
    (dt.date, lambda value, _: date_text(value)),
    (Period, period_text),
    (ProcessingTime, time_text),
    (Fee, fee_text),
    (Citation, lambda value, _: citations_text([value])),
)
"""Kinds of value that are said in their own way; the first that fits."""


def _is_session(value: Sequence[Any]) -> bool:
    """Whether two numbers are the minutes from which and to which a desk is open."""
    return len(value) == 2 and all(isinstance(minute, int) for minute in value)


def _record_text(value: Any, lang: str) -> str:
    """A record by its name; one without a name by what it holds."""
    for name in _TITLES:
        said = getattr(value, name, None)
        if isinstance(said, str):
            return said
    held = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    if isinstance(value, Season):
        first, last = (f"{day:02}/{month:02}" for month, day in (value.first, value.last))
        return f"{first}-{last}: {value_text(value.sessions, lang)}"
    return ", ".join(f"{name} {value_text(said, lang)}" for name, said in held.items())
