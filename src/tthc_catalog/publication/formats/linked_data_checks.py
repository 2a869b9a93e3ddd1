"""Checks of the linked data beyond its SHACL shapes: JSON-LD readers drop unknown keys, and an empty graph conforms to any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_graph(document: Mapping[str, Any], *, entries: int) -> None:
    """Reject a graph with faults that a SHACL validator does not report.

    Args:
        document: the JSON-LD document.
        entries: the number of public services that it must have.

    Raises:
        PublicationError: the graph is empty; a key or a type is not in the context; the number of public services is not ``entries``; a
            service has no competent authority that the graph describes; a link within the file has no target; an id occurs twice.
    """
    context, nodes = document["@context"], document["graph"]
    if not nodes:
        _reject("empty")
    by_id: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        _check_keys(node, context)
        if node["id"] in by_id:
            _reject("twice", node=node["id"])
        by_id[node["id"]] = node
    services = [node for node in nodes if node["type"] == "PublicService"]
    if len(services) != entries:
        _reject("count", found=len(services), expected=entries)
    for service in services:
        _check_service(service, by_id)
    links = {key for key, meaning in context.items() if isinstance(meaning, dict) and meaning.get("@type") == "@id"}
    for node in nodes:
        for key in links & node.keys():
            targets = node[key] if isinstance(node[key], list) else [node[key]]
            if not by_id.keys() >= set(targets):
                _reject("link", key=key, node=node["id"])


def _check_keys(node: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    for key in node:
        if key not in context:
            _reject("key", key=key, node=node.get("id"))
    if node.get("type") not in context:
        _reject("type", key=node.get("type"), node=node.get("id"))


def _check_service(service: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> None:
    for name in ("identifier", "title", "description"):
        if not service.get(name):
            _reject("missing", key=name, node=service["id"])
    authority = by_id.get(service.get("competentAuthority", ""))
    if authority is None or authority["type"] != "PublicOrganisation" or not authority.get("name"):
        _reject("authority", node=service["id"])


def _reject(code: str, **found: Any) -> None:
    reason, reason_en = (text(f"publication.guard.{code}", lang, **found) for lang in ("vi", "en"))
    raise PublicationError("publication.error.linked_data", reason=reason, reason_en=reason_en)
