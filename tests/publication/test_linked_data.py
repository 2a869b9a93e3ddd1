"""The linked data: it conforms to the official shapes, and our own checks find what shapes do not report."""

from __future__ import annotations

import copy
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rdflib

from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.formats.linked_data import render_jsonld
from tthc_catalog.publication.formats.linked_data_checks import check_graph
from tthc_catalog.publication.formats.linked_data_context import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable

CPSV = rdflib.Namespace("http://purl.org/vocab/cpsv#")
M8G = rdflib.Namespace("http://data.europa.eu/m8g/")
_SHAPES_PATH = Path(os.environ.get("CPSV_AP_SHAPES") or Path(__file__).parents[3] / "shared" / "external" / "cpsv-ap-3.2.0")
SHAPES = _SHAPES_PATH / "cpsv-ap-SHACL-3.2.0.ttl" if _SHAPES_PATH.is_dir() else _SHAPES_PATH
"""The official shapes, which are not part of this project: a file or folder named by CPSV_AP_SHAPES, else one beside the checkout."""


def _document(publication: Publication) -> dict[str, Any]:
    (artefact,) = render_jsonld(publication)
    document: dict[str, Any] = json.loads(artefact.content)
    return document


def _graph(document: dict[str, Any]) -> rdflib.Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib warns about its own code
        return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def _shapes() -> rdflib.Graph:
    if not SHAPES.is_file():
        pytest.skip(
            f"NOT CHECKED against the official shapes: there is no {SHAPES.name} beside the checkout, and CPSV_AP_SHAPES names none"
        )
    return rdflib.Graph().parse(SHAPES)


@pytest.fixture(scope="module")
def document(publication: Publication) -> dict[str, Any]:
    """Return the packaged catalog as JSON-LD."""
    return _document(publication)


@pytest.mark.parametrize("source", ["publication", "hostile"])
def test_the_data_conform_to_the_official_shapes(source: str, request: pytest.FixtureRequest) -> None:
    """The shapes of CPSV-AP 3.2.0 accept the graph, also that of a hostile catalog, and reject a graph with a fault."""
    shapes = _shapes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyshacl

        document = _document(request.getfixturevalue(source))
        conforms, _, report = pyshacl.validate(_graph(document), shacl_graph=shapes, advanced=True)
        assert conforms, report
        services = [node for node in document["graph"] if node["type"] == "PublicService"]
        del services[0]["competentAuthority"]
        assert not pyshacl.validate(_graph(document), shacl_graph=shapes, advanced=True)[0]


def test_the_command_of_the_page_validates(document: dict[str, Any], tmp_path: Path) -> None:
    """The command that the page gives accepts the published file."""
    _shapes()
    page = Path(__file__).parents[2] / "docs" / "how-to" / "publish-the-catalog.md"
    command = re.search(r"`(pyshacl [^`]+ procedures\.jsonld)`", " ".join(page.read_text(encoding="utf-8").split()))
    assert command is not None
    (tmp_path / "procedures.jsonld").write_text(json.dumps(document), encoding="utf-8")
    shutil.copy(SHAPES, tmp_path)
    words = [sys.executable, "-W", "ignore", "-m", *shlex.split(command[1])]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, "Conforms: True" in run.stdout) == (0, True), run.stdout + run.stderr


def test_one_public_service_per_entry(publication: Publication, document: dict[str, Any]) -> None:
    """The parsed graph has exactly one service per entry, with its key, its verbatim name and its authority."""
    graph = _graph(document)
    services = set(graph.subjects(rdflib.RDF.type, CPSV.PublicService))
    assert len(services) == len(publication.entries) == 35
    found = {(str(graph.value(s, rdflib.DCTERMS.identifier)), str(graph.value(s, rdflib.DCTERMS.title))) for s in services}
    assert found == {(entry.key, entry.edition.name) for entry in publication.entries}
    for service in services:
        authority = graph.value(service, M8G.hasCompetentAuthority)
        assert (authority, rdflib.RDF.type, M8G.PublicOrganisation) in graph


def test_every_key_reaches_the_graph(document: dict[str, Any]) -> None:
    """Parsing drops no key: each key used is a predicate of the graph."""
    graph = _graph(document)
    used = {key for node in document["graph"] for key in node} - {"id", "type"}
    predicates = {str(p) for p in graph.predicates()}
    for key in used:
        meaning = CONTEXT[key]
        assert (meaning if isinstance(meaning, str) else meaning["@id"]) in predicates


def test_nothing_is_invented_about_fees(publication: Publication, document: dict[str, Any]) -> None:
    """An unknown fee has no cost, a free service costs 0, and a known fee has its amounts."""
    by_id = {node["id"]: node for node in document["graph"]}
    for entry in publication.entries:
        node = next(n for n in by_id.values() if n["type"] == "PublicService" and n["identifier"] == entry.key)
        values = [by_id[id]["value"] for id in node.get("costOf", [])]
        fee = entry.edition.fee
        assert values == {"unknown": [], "free": ["0"], "known": [str(item.amount) for item in fee.items]}[fee.status]


def test_ids_without_a_base_address_are_urns(publication: Publication) -> None:
    """Without a base address, nodes have URNs instead of addresses that do not exist."""
    plain = Publication(catalog=publication.catalog, as_of=publication.as_of)
    ids = {node["id"] for node in _document(plain)["graph"] if node["type"] == "PublicService"}
    assert "urn:tthc:thanh-ha:service:commune/1.004873" in ids


def _misspell(document: dict[str, Any]) -> None:
    node = next(n for n in document["graph"] if n["type"] == "PublicService")
    node["competentAuthorty"] = node.pop("competentAuthority")


def _empty(document: dict[str, Any]) -> None:
    document["graph"] = []


def _no_authority(document: dict[str, Any]) -> None:
    del next(n for n in document["graph"] if n["type"] == "PublicService")["competentAuthority"]


def _nameless_authority(document: dict[str, Any]) -> None:
    for node in document["graph"]:
        if node["type"] == "PublicOrganisation":
            node["name"] = ""


def _one_less(document: dict[str, Any]) -> None:
    document["graph"].remove(next(n for n in document["graph"] if n["type"] == "PublicService" and "related" not in n))


def _unknown_type(document: dict[str, Any]) -> None:
    document["graph"][0]["type"] = "Catalog"


def _twice(document: dict[str, Any]) -> None:
    document["graph"].append(dict(document["graph"][0]))


def _no_title(document: dict[str, Any]) -> None:
    next(n for n in document["graph"] if n["type"] == "PublicService")["title"] = ""


def _dead_link(document: dict[str, Any]) -> None:
    next(n for n in document["graph"] if n["type"] == "PublicService")["theme"] = "https://example.gov.vn/nowhere"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (_misspell, "competentAuthorty"),
        (_empty, "no node"),
        (_no_authority, "no competent authority"),
        (_nameless_authority, "no competent authority"),
        (_one_less, "services: 34; entries: 35"),
        (_unknown_type, "type Catalog"),
        (_twice, "occurs twice"),
        (_no_title, "no title"),
        (_dead_link, "leads nowhere"),
    ],
)
def test_our_checks_find_what_readers_ignore(document: dict[str, Any], fault: Callable[[dict[str, Any]], None], words: str) -> None:
    """A misspelt key, an empty graph, a missing authority and similar faults are rejected with their location."""
    spoiled = copy.deepcopy(document)
    check_graph(spoiled, entries=35)
    fault(spoiled)
    with pytest.raises(PublicationError, match=words):
        check_graph(spoiled, entries=35)
