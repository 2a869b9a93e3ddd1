"""CPSV-AP as a source: what the catalog publishes comes back, less what the vocabulary cannot say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from portal_samples import snapshot

from tthc_catalog.cli import main
from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.found_facts import FoundFee, FoundTime, Unclear
from tthc_catalog.importing.linked_data.public_services import read_services
from tthc_catalog.loading import check

PACKAGED = Path(__file__).parents[2] / "catalog"
AS_OF = "2027-04-01"
"""A day on which the last edition of every procedure in force is shown."""


def publish(catalog: Path, folder: Path) -> Path:
    """Return the linked data of a catalog."""
    words = ("publish", "--formats", "jsonld", "-o", str(folder), "--as-of", AS_OF, "--catalog", str(catalog))
    assert main(list(words)) == 0
    return folder / "procedures.jsonld"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The linked data of the packaged catalog."""
    return publish(PACKAGED, tmp_path_factory.mktemp("published") / "out")


@pytest.fixture
def imported(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """A function that imports a file and returns the report as data."""

    def run(path: Path, into: Path, *args: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main(["import", str(path), "--into", str(into), "--format", "json", *args]) == 0
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        return data

    return run


def test_the_catalog_it_came_from_does_not_change(imported: Callable[..., dict[str, Any]], published: Path, tmp_path: Path) -> None:
    """Imported into its own catalog, everything is the same, and so is the digest."""
    own = Path(shutil.copytree(PACKAGED, tmp_path / "danh-muc"))
    before = snapshot(own)
    data = imported(published, own, "--write")
    assert (data["new"], data["changed"], len(data["same"]), data["left_out"]) == ([], [], 35, [])
    assert snapshot(own) == before


def stated_by(path: Path) -> dict[str, dict[str, Any]]:
    """Return the nodes without what CPSV-AP states only as a sentence, or not at all.

    These are: the catalogue's own node; sentences about the service, a cost with a cap or a fee that is unknown for a reason; which of the names is the
    corrected one; whether an edition is in force; successors; citations of a time, and one time that the sources dispute.
    """
    nodes = {}
    for node in json.loads(path.read_text("utf-8"))["graph"]:
        if node["type"] in ("Catalogue", "Agent") or node["id"].endswith(("not-in-force", "status:in-force", "district/1.001570#time")):
            continue
        left_out = {"status", "related", "implements"} | ({"description"} if node["type"] == "PublicService" else set())
        nodes[node["id"]] = {key: value for key, value in node.items() if key not in left_out}
        if node["id"].endswith("district/1.001570"):
            nodes[node["id"]].pop("follows", None)
    return nodes


def test_what_cpsv_ap_says_comes_back_whole(imported: Callable[..., dict[str, Any]], published: Path, tmp_path: Path) -> None:
    """A catalog made from the linked data publishes the same linked data."""
    empty = Path(
        shutil.copytree(PACKAGED, tmp_path / "danh-muc", ignore=shutil.ignore_patterns("[123].*.yaml", "releases", "corrections.yaml"))
    )
    manifest = (empty / "manifest.yaml").read_text("utf-8")
    for key, count in (("procedures", 14), ("fields", 4), ("procedures", 21), ("fields", 2)):
        manifest = manifest.replace(f"    {key}: {count}\n", f"    {key}: null\n")
    (empty / "manifest.yaml").write_text(manifest, encoding="utf-8")
    data = imported(published, empty, "--write")
    assert data["written"], data["errors"]
    assert len(data["new"]) == 35
    assert [(doubt["code"], doubt["fact"]) for doubt in data["unclear"]] == [("1.001570", "time")]
    assert "CPSV-AP" in data["notes"][0]
    assert check(empty).ok
    assert stated_by(publish(empty, tmp_path / "out")) == stated_by(published)


SERVICE = {
    "@context": {
        "cpsv": "http://purl.org/vocab/cpsv#",
        "cv": "http://data.europa.eu/m8g/",
        "dct": "http://purl.org/dc/terms/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
    },
    "@type": "cpsv:PublicService",
    "dct:identifier": "1.900001",
    "dct:title": {"@value": "Dịch vụ thử", "@language": "vi"},
    "cv:hasCompetentAuthority": {"@type": "cv:PublicOrganisation", "dct:title": "Ủy ban nhân dân xã"},
    "cv:processingTime": "P3D",
    "cv:hasCost": [
        {"@type": "cv:Cost", "cv:hasValue": 5, "cv:currency": {"@id": "http://publications.europa.eu/resource/authority/currency/EUR"}}
    ],
    "cv:hasLegalResource": [{"dct:title": "Nghị định 123/2015/NĐ-CP"}],
    "cpsv:produces": [{"dct:title": "Giấy chứng nhận"}],
}


def write(path: Path, document: Any) -> Path:
    """Write JSON."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_services_of_others(tmp_path: Path) -> None:
    """Short forms, nested nodes and other currencies are read for what they are; what is not certain is unclear."""
    (found,) = read_services(write(tmp_path / "a.jsonld", SERVICE)).procedures
    assert (found.code, found.name, found.authority) == ("1.900001", "Dịch vụ thử", "Ủy ban nhân dân xã")
    assert (found.documents, found.results, found.time, found.fee) == (("123/2015/NĐ-CP",), ("Giấy chứng nhận",), None, None)
    assert found.unclear == (
        Unclear(fact="fee", reason="fee_words", quoted="5"),
        Unclear(fact="time", reason="time_words", quoted="P3D"),
    )


def test_times_and_fees_of_ours(published: Path) -> None:
    """The published wording of times and fees is read back."""
    found = {(p.levels, p.code): p for p in read_services(published).procedures}
    procedure = found[("commune",), "2.000942"]
    assert procedure.time == FoundTime(amount=0, unit="same_day", after="15:00", then_working_days=1)
    assert procedure.fee == FoundFee(amount=2000, per="trang", further=(FoundFee(amount=1000, per="trang", from_nth=3),))


def test_hostile_documents(tmp_path: Path) -> None:
    """A context elsewhere is never fetched, and deep nesting and other JSON end in a sentence."""
    with pytest.raises(ImportingError, match="not fetched"):
        read_services(write(tmp_path / "a.jsonld", {**SERVICE, "@context": "https://example.org/context"}))
    deep: Any = SERVICE
    for _ in range(100):
        deep = {"@context": {}, "http://a": deep}
    with pytest.raises(ImportingError, match="damaged"):
        read_services(write(tmp_path / "b.jsonld", deep))
    with pytest.raises(ImportingError, match="no public service"):
        read_services(write(tmp_path / "c.jsonld", {"@context": {}}))
