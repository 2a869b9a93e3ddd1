"""`tthc review` lists what is stale or unknown, most urgent first."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import attrs
import pytest

from tthc_catalog.cli.application import run
from tthc_catalog.console.settings import Settings
from tthc_catalog.loading import load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.review.findings import KINDS, Finding, review
from tthc_catalog.review.pages import checklist, sentence, text_page

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 28)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the packaged catalog."""
    return load_catalog(ROOT / "catalog")


def of_kind(findings: tuple[Finding, ...], kind: str) -> list[Finding]:
    """Return the findings of one kind."""
    return [finding for finding in findings if finding.kind == kind]


def test_the_most_urgent_comes_first(catalog: Catalog) -> None:
    """The findings follow the order of the kinds."""
    order = [KINDS.index(finding.kind) for finding in review(catalog, TODAY)]
    assert order == sorted(order)


def test_a_document_that_ends_names_what_replaces_it_and_who_rests_on_it(catalog: Catalog) -> None:
    """The law on civil status ends on 1/3/2027; ten procedures rest on it until then."""
    law = next(f for f in review(catalog, TODAY) if f.subject == "60/2014/QH13")
    assert (law.kind, law.since) == ("document-ends", dt.date(2027, 3, 1))
    assert law.details[0] == "03/2026/QH16"
    assert len(law.details[1].split(", ")) == 10


def test_a_prepared_edition_is_no_finding(catalog: Catalog) -> None:
    """66.7/2025/NQ-CP ends on 28/2/2027; the certifications have an edition for the day after, so only civil status is listed."""
    (resolution,) = [f for f in review(catalog, TODAY) if f.subject == "66.7/2025/NQ-CP"]
    assert "2.001035" not in resolution.details[1]
    assert "1.000894" in resolution.details[1]


def test_ended_procedures_desks_and_calendars_are_found(catalog: Catalog) -> None:
    """Two years later the calendar is not decided, and procedures have no edition."""
    later = review(catalog, dt.date(2028, 12, 1))
    assert [f.subject for f in of_kind(later, "calendar-undecided")] == ["vietnam"]
    assert len(of_kind(later, "review-old")) == 37
    assert len(of_kind(review(catalog, TODAY), "office-ended")) == 8
    assert not of_kind(review(catalog, TODAY), "calendar-undecided")


def test_sources_without_an_address_and_unknown_hours_are_found(catalog: Catalog) -> None:
    """31 of the first 70 sources name a site without its address; the eight desks of today have no hours."""
    findings = review(catalog, TODAY)
    assert len(of_kind(findings, "source-address")) == 31
    assert len(of_kind(findings, "hours-unknown")) == 8
    assert len(of_kind(findings, "reconstructed")) == 35


def test_another_catalog_may_know(catalog: Catalog) -> None:
    """A fact that is null here and stated in another catalog is listed with that catalog and its value."""
    knows = load_catalog(ROOT / "catalog")
    document = attrs.evolve(knows.documents["18/2026/NĐ-CP"], issued_on=dt.date(2026, 1, 14))
    knows = attrs.evolve(knows, documents={**knows.documents, "18/2026/NĐ-CP": document})
    (finding,) = of_kind(review(catalog, TODAY, [knows]), "null-filled")
    assert finding.details == ("issued_on", f"{knows.id} {knows.version}", "2026-01-14")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_finding_is_a_sentence(catalog: Catalog, lang: str) -> None:
    """No key and no unfilled field is printed, and each finding is one line of the checklist."""
    findings = [
        *review(catalog, TODAY),
        *review(catalog, dt.date(2028, 12, 1)),
        Finding(kind="day-expected", file="a", subject="2027-01-01", since=TODAY, details=("x",)),
        Finding(kind="document-ended", file="a", subject="1/2020", since=TODAY, details=("", "2.000815")),
        Finding(kind="null-filled", file="a", subject="x", details=("fee", "b 1", "0")),
        Finding(kind="procedure-ended", file="a", subject="x", since=TODAY),
        Finding(kind="review-old", file="a", subject="x"),
    ]
    for finding in findings:
        assert sentence(finding, lang).endswith(".")
        assert "{" not in sentence(finding, lang)
        assert "review." not in sentence(finding, lang)
    assert checklist(catalog, findings, TODAY, lang).count("\n- [ ] ") == len(findings)
    assert "review." not in text_page(catalog, findings, TODAY, lang)


def test_an_empty_review_is_one_sentence(catalog: Catalog) -> None:
    """A catalog without findings gives one sentence."""
    assert "There is nothing to look at." in text_page(catalog, (), TODAY, "en")


def test_the_command_prints_text_checklist_and_json() -> None:
    """The exit code is 1 with findings; JSON has both languages."""
    settings = Settings(lang="en")
    reply = run(["review", str(ROOT / "catalog"), "--on", "2026-11-28", "--format", "json"], settings)
    data = json.loads(reply.text)
    assert (reply.code, data["on"]) == (1, "2026-11-28")
    assert set(data["findings"][0]) == {"kind", "file", "subject", "since", "details", "text"}
    assert run(["review", str(ROOT / "catalog"), "--format", "markdown"], settings).text.startswith("# Review of the catalog")
