"""What a shape checker lets pass, and what must not leave: JSON-LD drops a key it does not know, and an empty graph conforms to any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def guard(document: Mapping[str, Any], *, entries: int) -> None:
    """Refuse what a shape checker would let pass.

    Raises:
        PublicationError: the graph is empty; a key or a type is not in the context; there is not one public service per entry; a service
            has no competent authority, or one that the graph does not describe; a link inside the file leads nowhere; an id stands twice.
    """
    known, nodes = document["@context"], document["graph"]
    if not nodes:
        _refuse("empty")
    by_id: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        _guard_words(node, known)
        if node["id"] in by_id:
            _refuse("twice", node=node["id"])
        by_id[node["id"]] = node
    services = [node for node in nodes if node["type"] == "PublicService"]
    if len(services) != entries:
        _refuse("count", found=len(services), expected=entries)
    for service in services:
        _guard_service(service, by_id)
    links = {key for key, meaning in known.items() if isinstance(meaning, dict) and meaning.get("@type") == "@id"}
    for node in nodes:
        for key in links & node.keys():
            targets = node[key] if isinstance(node[key], list) else [node[key]]
            if not by_id.keys() >= set(targets):
                _refuse("link", key=key, node=node["id"])


def _guard_words(node: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for key in node:
        if key not in known:
            _refuse("key", key=key, node=node.get("id"))
    if node.get("type") not in known:
        _refuse("type", key=node.get("type"), node=node.get("id"))


def _guard_service(service: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> None:
    for name in ("identifier", "title", "description"):
        if not service.get(name):
            _refuse("missing", key=name, node=service["id"])
    authority = by_id.get(service.get("competentAuthority", ""))
    if authority is None or authority["type"] != "PublicOrganisation" or not authority.get("name"):
        _refuse("authority", node=service["id"])


def _refuse(code: str, **found: Any) -> None:
    reason, reason_en = (text(f"publication.guard.{code}", lang, **found) for lang in ("vi", "en"))
    raise PublicationError("publication.error.linked_data", reason=reason, reason_en=reason_en)
