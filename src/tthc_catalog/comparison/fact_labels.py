"""Labels of facts, taken from the titles in the schemas, and values as text."""

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
    "closures": ("closures", ("closures",)),
    "corrections": ("corrections", ("corrections",)),
    "calendar": ("calendar", ()),
    "days": ("calendar", ("days",)),
    "rosters": ("roster", ()),
    "documents": ("legal", ("documents",)),
    "sources": ("sources", ("sources",)),
    "manifest": ("manifest", ()),
}
"""Kind of record -> its schema, and the lists that lead to it in that schema."""

_KEYS = {
    ("edition", "from_basis"): "effective_from_basis",
    ("edition", "until_basis"): "effective_until_basis",
    ("documents", "kind"): "type",
    ("sources", "kind"): "type",
}
"""Kind and attribute of a record -> its key in the file, where the two differ."""

_TITLES = ("name", "title", "text", "printed", "reference", "source", "code", "document", "id", "office")


def label(kind: str, path: Sequence[str], value: str, lang: str) -> str:
    """Return the label of the fact at ``path`` of a record, outermost part first.

    Args:
        kind: the kind of record: ``edition``, ``models``, ``offices`` ...
        path: attributes and names of items, as in `FactChange`.
        value: the fact as text; a name that equals it is left out.
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
    """Return the schema one step further and the label of that step; the label of a list item is its name."""
    if "items" in part:
        return part["items"], step
    known = part.get("properties", {}).get(step)
    if known is None:
        patterns = [p for p in part.get("patternProperties", {}).values() if p]
        key = f"comparison.fact.{step}"
        return (patterns[0] if patterns else {}), text(key, lang) if has_text(key) else step
    return known, known.get("x-title-en" if lang == "en" else "title", step)


def value_text(value: Any, lang: str) -> str:
    """Return a value as text for people."""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value, lang)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {value_text(item, lang)}" for key, item in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        if _is_session(value):
            return f"{minute_text(value[0])}-{minute_text(value[1])}"
        return "; ".join(value_text(item, lang) for item in value) or text("comparison.nothing", lang)
    return _record_text(value, lang) if attrs.has(type(value)) else str(value)


_WRITERS: tuple[tuple[type, Callable[[Any, str], str]], ...] = (
    (type(None), lambda _, lang: text("comparison.nothing", lang)),
    (bool, lambda value, lang: text("comparison.yes" if value else "comparison.no", lang)),
    (dt.date, lambda value, _: date_text(value)),
    (Period, period_text),
    (ProcessingTime, time_text),
    (Fee, fee_text),
    (Citation, lambda value, _: citations_text([value])),
)
"""Types with a text of their own; the first that matches is used."""


def _is_session(value: Sequence[Any]) -> bool:
    """Whether a sequence is the opening and the closing minute of a session."""
    return len(value) == 2 and all(isinstance(minute, int) for minute in value)


def _record_text(value: Any, lang: str) -> str:
    """Return the name of a record; for one without a name, its fields."""
    for name in _TITLES:
        title = getattr(value, name, None)
        if isinstance(title, str):
            return title
    if isinstance(value, Season):
        first, last = (f"{day:02}/{month:02}" for month, day in (value.first, value.last))
        return f"{first}-{last}: {value_text(value.sessions, lang)}"
    return ", ".join(f"{field.name} {value_text(getattr(value, field.name), lang)}" for field in attrs.fields(type(value)))
