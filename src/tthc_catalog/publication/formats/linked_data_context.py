"""The JSON-LD context of the linked data: the keys and types of nodes, and their meaning in CPSV-AP 3.2.0."""

from __future__ import annotations

from typing import Any

_M8G = "http://data.europa.eu/m8g/"
_DCT = "http://purl.org/dc/terms/"
_CPSV = "http://purl.org/vocab/cpsv#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LINK = {"@type": "@id"}
_TEXT = {"@language": "vi"}

CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "Agent": "http://xmlns.com/foaf/0.1/Agent",
    "Catalogue": "http://www.w3.org/ns/dcat#Dataset",
    "Channel": _M8G + "Channel",
    "Concept": _SKOS + "Concept",
    "Cost": _M8G + "Cost",
    "Evidence": _M8G + "Evidence",
    "LegalResource": "http://data.europa.eu/eli/ontology#LegalResource",
    "LinguisticSystem": _DCT + "LinguisticSystem",
    "Location": _DCT + "Location",
    "Output": _M8G + "Output",
    "PublicOrganisation": _M8G + "PublicOrganisation",
    "PublicService": _CPSV + "PublicService",
    "Rule": _CPSV + "Rule",
    "identifier": _DCT + "identifier",
    "title": {"@id": _DCT + "title", **_TEXT},
    "description": {"@id": _DCT + "description", **_TEXT},
    "name": {"@id": _SKOS + "prefLabel", **_TEXT},
    "keyword": {"@id": "http://www.w3.org/ns/dcat#keyword", **_TEXT},
    "currency": {"@id": _M8G + "currency", **_LINK},
    "value": {"@id": _M8G + "hasValue", "@type": "xsd:double"},
    "costOf": {"@id": _M8G + "hasCost", **_LINK},
    "channel": {"@id": _M8G + "hasChannel", **_LINK},
    "competentAuthority": {"@id": _M8G + "hasCompetentAuthority", **_LINK},
    "input": {"@id": _CPSV + "hasInput", **_LINK},
    "produces": {"@id": _CPSV + "produces", **_LINK},
    "legalResource": {"@id": _M8G + "hasLegalResource", **_LINK},
    "follows": {"@id": _CPSV + "follows", **_LINK},
    "implements": {"@id": _CPSV + "implements", **_LINK},
    "related": {"@id": _M8G + "relatedService", **_LINK},
    "theme": {"@id": _M8G + "thematicArea", **_LINK},
    "status": {"@id": "http://www.w3.org/ns/adms#status", **_LINK},
    "kind": {"@id": _DCT + "type", **_LINK},
    "language": {"@id": _DCT + "language", **_LINK},
    "spatial": {"@id": _DCT + "spatial", **_LINK},
    "partOf": {"@id": _DCT + "isPartOf", **_LINK},
    "version": "http://www.w3.org/2002/07/owl#versionInfo",
    "publisher": {"@id": _DCT + "publisher", **_LINK},
    "source": {"@id": _DCT + "source", **_TEXT},
    "digest": "http://www.w3.org/ns/dcat#checksum",
    "asOf": {"@id": _DCT + "valid", "@type": "xsd:date"},
    "modified": {"@id": _DCT + "modified", "@type": "xsd:date"},
    "notation": _SKOS + "notation",
    "graph": "@graph",
}
"""Every key and type that a node may have; `check_graph` rejects all others."""
