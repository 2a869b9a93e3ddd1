"""The catalog as linked data: CPSV-AP 3.2.0, the vocabulary of public services of the European Union, as JSON-LD.

The context is part of the file, so reading it needs no network. The graph is checked before it is written; see `linked_data_checks`.

Facts that the vocabulary cannot express are omitted or go into the description: an unknown fee is not a cost of zero, and a time in
working days is not an ``xsd:duration``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.publication.content.procedure_wording import case_text, charge_text, membership_text, status_text, statutory_text
from tthc_catalog.publication.formats.linked_data_checks import check_graph
from tthc_catalog.publication.formats.linked_data_context import CONTEXT
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.procedure import Component

Node = dict[str, Any]

_VIETNAMESE = "http://publications.europa.eu/resource/authority/language/VIE"
_DONG = "http://publications.europa.eu/resource/authority/currency/VND"


def render_jsonld(publication: Publication) -> Iterator[Artefact]:
    """Yield one file with a graph of all services.

    Raises:
        PublicationError: the graph does not pass `check_graph`.
    """
    document = {"@context": CONTEXT, "graph": list(_nodes(publication))}
    check_graph(document, entries=len(publication.entries))
    written = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    yield Artefact(path="procedures.jsonld", content=written.encode("utf-8", "backslashreplace"), media_type="application/ld+json")


def _nodes(publication: Publication) -> Iterator[Node]:
    base = publication.base_url or f"urn:tthc:{publication.catalog.id}:"
    shared = _Shared(base)
    catalogue = shared.id("catalogue", publication.catalog.id)
    stamp = publication.stamp
    notice = stamp.notice()
    publisher = stamp.publisher or stamp.title
    yield {
        "id": catalogue,
        "type": "Catalogue",
        "identifier": stamp.catalog_id,
        "title": stamp.title,
        "description": " ".join(filter(None, (stamp.line(), notice))),
        "publisher": shared.concept("Agent", "publisher", publisher, publisher, identifier=publisher),
        "version": stamp.version,
        "source": stamp.source,
        "digest": stamp.digest,
        "asOf": stamp.as_of.isoformat(),
    }
    listed = {entry.key for entry in publication.entries}
    for entry in publication.entries:
        yield from _service_nodes(publication, entry, catalogue, shared, listed)
    yield from shared.nodes.values()


def _service_nodes(publication: Publication, entry: Entry, catalogue: str, shared: _Shared, listed: set[str]) -> Iterator[Node]:
    edition, procedure = entry.edition, entry.procedure
    service = shared.id("service", entry.key)
    place = shared.concept("Location", "place", procedure.level, entry.binding.title)
    authority = edition.authority or entry.binding.title
    node: Node = {
        "id": service,
        "type": "PublicService",
        "identifier": entry.key,
        "title": edition.name,
        "description": _description(publication, entry),
        "keyword": list(dict.fromkeys([edition.name, *filter(None, (edition.corrected_name,)), *edition.other_names])),
        "language": shared.assigned("LinguisticSystem", _VIETNAMESE, "vie"),
        "competentAuthority": shared.concept("PublicOrganisation", "authority", authority, authority, spatial=place),
        "spatial": place,
        "theme": shared.concept("Concept", "field", procedure.field, entry.field.name),
        "status": shared.concept(
            "Concept", "status", "in-force" if entry.in_force else "not-in-force", text(f"publication.{_status(entry)}")
        ),
        "kind": shared.concept("Concept", "membership", procedure.membership.status, membership_text(entry)),
        "partOf": catalogue,
    }
    parts: dict[str, list[Node]] = {
        "channel": [
            {
                "id": f"{service}#channel-{c.channel}",
                "type": "Channel",
                "identifier": f"{entry.key}#{c.channel}",
                "kind": shared.concept("Concept", "channel", c.channel, text(f"fact.channel.{c.channel}")),
            }
            for c in edition.channels
        ],
        "input": [_evidence(service, entry, component) for component in edition.components or ()],
        "produces": [
            {"id": f"{service}#output-{n}", "type": "Output", "identifier": f"{entry.key}#output-{n}", "title": result}
            for n, result in enumerate(edition.results, 1)
        ],
        "costOf": list(_costs(service, entry, shared)),
        "follows": list(_rules(service, entry, shared, publication)),
    }
    for key, found in parts.items():
        if found:
            node[key] = [part["id"] for part in found]
    if edition.legal_basis:
        node["legalResource"] = [_legal(publication, shared, name) for name in edition.legal_basis]
    successors = [shared.id("service", f"{s.level}/{s.code}") for s in procedure.succeeded_by if f"{s.level}/{s.code}" in listed]
    if successors:
        node["related"] = successors
    yield node
    for found in parts.values():
        yield from found


def _status(entry: Entry) -> str:
    return "in_force" if entry.in_force else "not_in_force"


def _description(publication: Publication, entry: Entry) -> str:
    """Return the facts that the vocabulary has no property for, as sentences."""
    edition = entry.edition
    sentences = [
        f"{text('publication.column.time')}: {statutory_text(edition)}.",
        *(f"{case_text(case)}." for case in edition.cases),
        f"{text('publication.column.fee')}: {charge_text(edition)}.",
        f"{text('publication.column.status')}: {status_text(publication, entry)}.",
        f"{text('publication.column.membership')}: {membership_text(entry)}. {entry.procedure.membership.reason}",
    ]
    period = edition.period
    if period.start is not None:
        sentences.insert(0, text("publication.coming", day=date_text(period.start)).capitalize() + ".")
    return " ".join(sentences)


def _evidence(service: str, entry: Entry, component: Component) -> Node:
    details = [text(f"publication.component.{component.action}")]
    if component.condition is not None:
        details.append(text("publication.component.condition", condition=component.condition.text))
    if component.any_of is not None:
        details.append(text("publication.component.any_of", group=component.any_of))
    if component.optional:
        details.append(text("publication.component.optional"))
    return {
        "id": f"{service}#component-{component.id}",
        "type": "Evidence",
        "identifier": f"{entry.key}#{component.id}",
        "title": component.name,
        "description": "; ".join(details),
    }


def _costs(service: str, entry: Entry, shared: _Shared) -> Iterator[Node]:
    """Yield known amounts, and zero if the service is free by law; yield nothing for an unknown fee."""
    fee = entry.edition.fee
    currency = shared.assigned("Concept", _DONG, "VND")
    if fee.status == "free":
        yield {
            "id": f"{service}#cost-0",
            "type": "Cost",
            "identifier": f"{entry.key}#cost-0",
            "value": "0",
            "currency": currency,
            "description": text("publication.fee.free"),
        }
    for number, item in enumerate(fee.items if fee.status == "known" else (), 1):
        description = text("fact.fee.item", amount=item.amount, per=item.per)
        if item.from_nth > 1:
            description += " " + text("fact.fee.from_nth", nth=item.from_nth)
        yield {
            "id": f"{service}#cost-{number}",
            "type": "Cost",
            "identifier": f"{entry.key}#cost-{number}",
            "value": str(item.amount),
            "currency": currency,
            "description": description + (f" ({item.applies_to})" if item.applies_to else ""),
        }


def _rules(service: str, entry: Entry, shared: _Shared, publication: Publication) -> Iterator[Node]:
    """Yield the statutory time as the rule that the service follows, with the documents that state it."""
    stated = [entry.edition.processing_time, *(channel.processing_time for channel in entry.edition.channels)]
    times = [time for time in stated if time is not None]
    if not times:
        return
    node: Node = {
        "id": f"{service}#time",
        "type": "Rule",
        "identifier": f"{entry.key}#time",
        "title": text("publication.column.time"),
        "description": statutory_text(entry.edition),
        "language": shared.assigned("LinguisticSystem", _VIETNAMESE, "vie"),
    }
    cited = list(dict.fromkeys(citation.document for time in times for citation in time.citations))
    if cited:
        node["implements"] = [_legal(publication, shared, name) for name in cited]
    yield node


def _legal(publication: Publication, shared: _Shared, name: str) -> str:
    document = publication.catalog.documents.get(name)
    return shared.concept(
        "LegalResource", "law", name, document.title if document else name, identifier=(document and document.number) or name
    )


class _Shared:
    """Nodes that several services refer to; each is written once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.nodes: dict[str, Node] = {}

    def id(self, kind: str, name: str) -> str:
        """Return the id of a node: an address under the base address, or a URN without one."""
        return (
            f"{self.base}id/{kind}/{quote(name, safe='/.-_')}"
            if self.base.startswith("http")
            else f"{self.base}{kind}:{quote(name, safe='/.-_')}"
        )

    def concept(self, type: str, kind: str, name: str, label: str, **more: str) -> str:
        """Return the id of a node with a label; the node is created on first use."""
        return self._add(self.id(kind, name), {"type": type, ("title" if type in {"Agent", "LegalResource"} else "name"): label, **more})

    def assigned(self, type: str, address: str, notation: str) -> str:
        """Return the id of a node that an authority has already assigned an address to."""
        return self._add(address, {"type": type, "notation": notation})

    def _add(self, id: str, node: Node) -> str:
        self.nodes.setdefault(id, {"id": id, **node})
        return id
