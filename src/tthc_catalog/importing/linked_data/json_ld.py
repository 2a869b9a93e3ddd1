"""The nodes of a JSON-LD document with full addresses as keys, as far as a context within the document explains them.

Contexts elsewhere are never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tthc_catalog.errors import ImportingError

MOST_DEPTH = 40

Node = dict[str, list[Any]]
"""The properties of a node by their addresses; ``@id`` and ``@type`` are lists too."""


def graph_of(document: Any, path: Path) -> dict[str, Node]:
    """Return the nodes of a document by their ids; a node without an id gets one from its place.

    Raises:
        ImportingError: the document's context is elsewhere, or it is nested too deeply.
    """
    nodes: dict[str, Node] = {}
    for part in document if isinstance(document, list) else [document]:
        _node(part, {}, nodes, path, 0)
    return nodes


def _terms(context: Any, inherited: Mapping[str, str], path: Path) -> Mapping[str, str]:
    """Return the addresses of the terms that a context defines."""
    terms = dict(inherited)
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, str):
            raise ImportingError("importing.error.remote_context", file=path.name, address=part[:200])
        for name, meaning in part.items() if isinstance(part, dict) else ():
            address = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(address, str) and not (name.startswith("@") and name != "@vocab"):
                terms[name] = address
    return terms


def _address(name: str, terms: Mapping[str, str]) -> str:
    """Return the full address of a term or a short form such as ``dct:title``."""
    seen: set[str] = set()
    while name not in seen and not name.startswith("@"):
        seen.add(name)
        prefix, colon, rest = name.partition(":")
        if name in terms:
            name = terms[name]
        elif colon and not rest.startswith("//") and prefix in terms:
            name = terms[prefix] + rest
        elif not colon and "@vocab" in terms:
            return terms["@vocab"] + name
    return name


def _node(part: Any, terms: Mapping[str, str], nodes: dict[str, Node], path: Path, depth: int) -> str | None:
    """Add a node and those within it, and return its id."""
    if depth > MOST_DEPTH:
        raise ImportingError("importing.error.damaged", file=path.name)
    if not isinstance(part, dict):
        return None
    if "@context" in part:
        terms = _terms(part["@context"], terms, path)
    keys = {key: _address(key, terms) for key in part if key != "@context"}
    id = next((part[key] for key, address in keys.items() if address == "@id" and isinstance(part[key], str)), f"_:{len(nodes)}")
    node = nodes.setdefault(id, {"@id": [id]})
    for key, address in keys.items():
        values = list(_listed(part[key]))
        if address == "@type":
            node.setdefault("@type", []).extend(_address(value, terms) for value in values if isinstance(value, str))
        elif address == "@graph":
            for value in values:
                _node(value, terms, nodes, path, depth + 1)
        elif address != "@id":
            node.setdefault(address, []).extend(_value(value, terms, nodes, path, depth) for value in values)
    return id


def _value(value: Any, terms: Mapping[str, str], nodes: dict[str, Node], path: Path, depth: int) -> Any:
    """Return a text or a number, or the id of a node."""
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    return _node(value, terms, nodes, path, depth + 1)


def _listed(value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(value.get("@list", value.get("@set")), list):
        value = value.get("@list", value.get("@set"))
    yield from value if isinstance(value, list) else [value]
