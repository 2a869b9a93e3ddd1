"""The models of other places are data: each is YAML for the built-in policy, cites its source, and has scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_catalog.errors import Severity
from tthc_catalog.loading import check, load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.testing.scenarios import read_scenarios

HERE = Path(__file__).parent
PLACES = (
    "thanh-ha-2023",
    "thanh-sen-ha-tinh-2025",
    "long-dien-brvt-2023",
    "son-my-lam-dong-2025",
    "yen-dinh-bac-ninh-2025",
    "ngoc-ha-hanoi-2025",
    "hcmc-saturday-2025",
    "dong-thap-saturday-2026",
    "thanh-ba-phu-tho-2026",
    "soc-trang-can-tho-2025",
    "phu-loi-can-tho-2025",
    "my-huong-can-tho-2025",
    "hanoi-saturday-2017",
    "nghe-an-saturday-2010",
    "national-saturday-2010",
    "youth-saturday",
    "hcmc-queue-20min-2025",
    "dong-viet-bac-ninh-2025",
    "law-chung-thuc-15h",
    "law-ho-tich-15h",
    "hoai-duc-hanoi-green-friday-2022",
    "phong-hai-lao-cai-2020",
    "tan-thanh-can-tho-tet-2026",
    "da-nang-ban-sao-trich-luc-9h-2023",
    "nd-297-2025-lien-thong-karaoke",
    "van-bang-cap-xa-15h-2025",
)
"""The models of other places; the Saturdays of one of them and the Tuesdays of another are in second files."""


@pytest.fixture(scope="module")
def places() -> Catalog:
    """Return the catalog of all places."""
    return load_catalog(HERE / "catalog")


def test_the_catalog_of_places_has_no_problem() -> None:
    """`check` reports no errors and no warnings."""
    _, problems = check(HERE / "catalog")
    assert not [problem for problem in problems if problem.severity is not Severity.INFO]


def test_every_model_is_a_file(places: Catalog) -> None:
    """All models exist, and the second files of two of them."""
    assert set(places.models) == {*PLACES, "my-huong-thu-bay-2025", "phong-hai-thu-ba-2020"}


def test_no_model_needs_python(places: Catalog) -> None:
    """Every model uses the built-in policy."""
    assert {model.policy for model in places.models.values()} == {"service-days"}


def test_every_model_cites_where_it_was_read(places: Catalog) -> None:
    """A model cites a source with a reference, and its note states what the source leaves out."""
    for model in places.models.values():
        (citation,) = model.citations
        source = places.documents[citation.document].source
        assert source is not None
        assert places.sources[source].reference
        assert model.note


@pytest.mark.parametrize("name", PLACES)
def test_every_model_has_examples(name: str) -> None:
    """Each model has at least one scenario that follows from its source."""
    assert any(s.name.startswith(f"{name} ") for s in read_scenarios(HERE / "places.scenario.yaml"))


def test_the_rules_of_a_model_are_sentences(places: Catalog) -> None:
    """The rules are sentences in both languages, without keys or unfilled fields."""
    from tthc_catalog.registry import Registry

    registry = Registry()
    for model in places.models.values():
        policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
        for rule in policy.rules.values():
            for sentence in (rule.text, rule.text_en):
                assert sentence.endswith(".")
                assert "{" not in sentence
                assert "policy." not in sentence
