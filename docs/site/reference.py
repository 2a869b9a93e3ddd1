"""The reference pages that exist on the site only: public names from their docstrings, and the keys of the schemas."""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

import tthc_catalog

ROOT = Path(__file__).parents[2]
API_PAGE = ROOT / "docs" / "reference" / "api.md"
MODULES = {
    "tthc_catalog.extension": "What plugins import",
    "tthc_catalog.testing": "The contract kit for tests of plugins",
}
"""The public modules besides the package itself."""
LISTED = re.compile(r"^(?:\| |### )`(\w+)`", re.MULTILINE)
EXAMPLE = re.compile(r"^```python\n.*?^```$", re.DOTALL | re.MULTILINE)
CONTENTS = """
- [Python names, from their docstrings](python/index.md)
- [Schemas, key by key](schemas/index.md)
"""


@functools.cache
def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {**_python_pages(), **_schema_pages()}


def _python_pages() -> dict[str, str]:
    """Return a page for each section of the API page and for each public module, and their index."""
    found: dict[str, str] = {}
    for title, names, examples in sections(API_PAGE.read_text(encoding="utf-8")):
        intro = "All names are imported from `tthc_catalog`. The [overview](../reference/api.md) lists them."
        entries = [_entry(f"tthc_catalog.{name}") for name in names]
        found[f"python/{_slug(title)}.md"] = "\n\n".join([f"# {title}", intro, *examples, *entries])
    for module, title in MODULES.items():
        names = [f"{module}.{name}" for name in importlib.import_module(module).__all__]
        found[f"python/{_slug(module)}.md"] = f"# {title}: `{module}`\n\n" + "\n".join(map(_entry, names))
    listed = "\n".join(Path(page).stem for page in found)
    found["python/index.md"] = f"# Python names\n\n```{{toctree}}\n:maxdepth: 2\n\n{listed}\n```\n"
    return found


def sections(page: str) -> list[tuple[str, list[str], list[str]]]:
    """Return the sections of the API page: title, public names and examples.

    Raises:
        ValueError: a public name is in no section, or has no docstring.
    """
    parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)[1:]
    found = []
    missing = set(tthc_catalog.__all__) - {"__version__"}
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        names = [name for name in LISTED.findall(text) if name in missing]
        if title == "Engine":
            names.append("Engine")
        missing -= set(names)
        found.append((title, names, EXAMPLE.findall(text)))
    undocumented = [name for _, names, _ in found for name in names if not inspect.getdoc(getattr(tthc_catalog, name))]
    if missing or undocumented:
        raise ValueError(f"not in {API_PAGE.name}: {sorted(missing)}; without a docstring: {undocumented}")
    return [section for section in found if section[1]]


def with_links_to_names(page: str) -> str:
    """Return the API page with a link from each public name to its docstring."""

    def linked(row: re.Match[str]) -> str:
        return row[0].replace(f"`{row[1]}`", f"{{py:obj}}`{row[1]} <tthc_catalog.{row[1]}>`") if row[1] in tthc_catalog.__all__ else row[0]

    return re.sub(r"^\| `(\w+)` ", linked, page, flags=re.MULTILINE)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z]+", "-", title.lower())


def _entry(name: str) -> str:
    """Return the directive that reads the docstring of a name."""
    module, _, last = name.rpartition(".")
    public = getattr(importlib.import_module(module), last)
    again = module != "tthc_catalog" and getattr(tthc_catalog, last, None) is public
    options = ["   :members:", "   :show-inheritance:"] if inspect.isclass(public) else []
    kind = "class" if inspect.isclass(public) else "function" if inspect.isroutine(public) else "data"
    if inspect.isclass(public) and issubclass(public, Exception):
        kind = "exception"
    if again:
        options.append("   :no-index:")
    return "\n".join(["```{eval-rst}", f".. auto{kind}:: {name}", *options, "```", ""])


def _schema_pages() -> dict[str, str]:
    """Return a page for each schema, and their index; the bundle repeats the others."""
    found = {}
    listed = []
    for path in sorted((ROOT / "schemas").glob("*.schema.json")):
        if path.name == "tthc.bundle.schema.json":
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.removesuffix(".schema.json")
        listed.append(name)
        lines = [f"# {name}", "", f"`schemas/{path.name}`: {schema['x-description-en']}", "", schema["description"], ""]
        lines += ["| key | values | meaning | nghĩa |", "|---|---|---|---|", *_rows(schema, "")]
        for definition, part in schema.get("$defs", {}).items():
            lines += ["", f"## {definition}", "", "| key | values | meaning | nghĩa |", "|---|---|---|---|", *_rows(part, "", whole=True)]
        found[f"schemas/{name}.md"] = "\n".join(lines) + "\n"
    contents = "\n".join(listed)
    found["schemas/index.md"] = f"# Schemas, key by key\n\nA key in bold is required.\n\n```{{toctree}}\n:maxdepth: 1\n\n{contents}\n```\n"
    return found


def _rows(schema: dict[str, Any], path: str, *, whole: bool = False) -> list[str]:
    """Return a table row for each key, depth first; ``whole`` gives a row for the schema itself if it has no keys."""
    rows = []
    if whole and "properties" not in schema:
        rows.append(_row("", schema, required=False))
    for key, part in schema.get("properties", {}).items():
        name = f"{path}{key}"
        rows.append(_row(name, part, required=key in schema.get("required", ())))
        rows += _rows(part, f"{name}.")
        for item in _items(part):
            rows += _rows(item, f"{name}[].")
    return rows


def _items(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas of the items of a list and of the values of a mapping."""
    values = [schema.get("items"), schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    return [value for value in values if isinstance(value, dict)]


def _row(name: str, part: dict[str, Any], *, required: bool) -> str:
    """Return the row of one key."""
    shown = f"**`{name}`**" if required else f"`{name}`" if name else ""
    english = part.get("x-description-en") or part.get("x-title-en") or ""
    vietnamese = ": ".join(part[key] for key in ("title", "description") if key in part)
    return f"| {shown} | {_values(part)} | {_cell(english)} | {_cell(vietnamese)} |"


def _values(part: dict[str, Any]) -> str:
    """Return what a key may contain."""
    if "$ref" in part:
        target = part["$ref"].rpartition("/")[2]
        return f"as `{target}`"
    if "const" in part:
        return f"`{json.dumps(part['const'], ensure_ascii=False)}`"
    items = part.get("items", {}) if isinstance(part.get("items"), dict) else {}
    values = part.get("enum") or items.get("enum") or part.get("format") or items.get("format") or part.get("type") or "any"
    return " ".join(f"`{'null' if value is None else value}`" for value in (values if isinstance(values, list) else [values]))


def _cell(text: str) -> str:
    """Return a text for a cell of a table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("\n", " ")
