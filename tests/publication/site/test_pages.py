"""The files of the site without a browser: no dead links, no requests to other sites, and catalog text stays text."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import attrs
import pytest

from tthc_catalog.messages import area_texts, text
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.publication.site import pages
from tthc_catalog.publication.site.desks import offered_desks
from tthc_catalog.publication.site.list_view import list_view
from tthc_catalog.publication.site.pages import render_html
from tthc_catalog.publication.site.promises import Promises
from tthc_catalog.records.procedure import Successor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tthc_catalog.records.catalog import Catalog

BUDGET = 150_000
"""The maximum size of a page with everything it loads, in bytes."""

SOURCES = Path(pages.__file__).parent


class Page(HTMLParser):
    """A parsed page: elements, ids, contents of script blocks and visible text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str | None, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Record the element."""
        self.elements.append((tag, dict(attributes)))
        if tag == "script":
            self.blocks.append((dict(attributes).get("type"), ""))

    def handle_data(self, data: str) -> None:
        """Record the text, or append it to the current script block."""
        if self.elements and self.elements[-1][0] == "script" and self.cdata_elem == "script":
            self.blocks[-1] = (self.blocks[-1][0], self.blocks[-1][1] + data)
        else:
            self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        """Return the attributes of all elements with this tag."""
        return (attributes for name, attributes in self.elements if name == tag)

    @property
    def ids(self) -> list[str]:
        """All ids, including duplicates."""
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        """The visible text with single spaces."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, Page]:
    """Return all pages by path."""
    return {path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_there_is_a_page_for_each_procedure_in_both_languages(parsed: dict[str, Page], catalog: Catalog) -> None:
    """The site has 35 procedures, the list, the calculator and the years, in Vietnamese and English."""
    for lang in ("", "en/"):
        for procedure in catalog.procedures:
            assert f"{lang}procedure/{procedure.level}/{procedure.code}.html" in parsed
        assert {f"{lang}index.html", f"{lang}calculator.html", f"{lang}calendar/2023.html", f"{lang}calendar/2030.html"} <= parsed.keys()


def test_no_link_is_dead(site: Path, parsed: dict[str, Page]) -> None:
    """Every internal link has an existing page and fragment; every other link is a web address with ``rel="external"``."""
    for path, page in parsed.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.all("a"):
            address = link["href"] or ""
            if address.startswith(("http://", "https://")):
                assert "external" in (link.get("rel") or ""), (path, address)
                continue
            target, fragment = urldefrag(address)
            file = (site / path).parent.joinpath(unquote(target)).resolve() if target else (site / path).resolve()
            assert file.is_file(), (path, address)
            name = file.relative_to(site.resolve()).as_posix()
            is_choice = name.endswith("calculator.html") and f"procedure/{fragment}.html" in parsed
            assert not fragment or fragment in parsed[name].ids or is_choice, (path, address)


def test_pages_load_only_files_of_the_site(site: Path, parsed: dict[str, Page]) -> None:
    """Scripts, styles and pictures are files of the site, nothing is inline, and every page has the Content-Security-Policy."""
    for path, page in parsed.items():
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (path, tag)
            if tag in ("link", "script", "img"):
                address = attributes.get("href") or attributes.get("src")
                if address is not None and attributes.get("rel") != "alternate":
                    assert (site / path).parent.joinpath(address).resolve().is_file(), (path, address)
            assert tag not in {"style", "iframe", "object", "base", "form"} or tag == "form"
        (policy,) = [it["content"] for it in page.all("meta") if it.get("http-equiv") == "Content-Security-Policy"]
        assert policy in (pages.POLICY, pages.POLICY_WITHOUT_SCRIPTS)
        assert {kind for kind, content in page.blocks if content.strip()} <= {"application/ld+json", "application/json"}, path
    scripts = "".join(path.read_text(encoding="utf-8") for path in (SOURCES / "assets").glob("*.js"))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|localStorage|cookie", scripts
    )
    assert "url(" not in (SOURCES / "assets" / "site.css").read_text(encoding="utf-8")


def test_every_page_shows_its_origin(parsed: dict[str, Page], catalog: Catalog) -> None:
    """Every page shows the version, the effective day, the source, the digest and the warning about reconstructed entries."""
    stamp = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23)).stamp
    for path, page in parsed.items():
        for part in (stamp.version, "23/11/2026", stamp.source, stamp.digest):
            assert part in page.text, (path, part)
        lang = "en" if path.startswith("en/") else "vi"
        assert text("site.reconstructed", lang) in page.text
        assert (stamp.notice(lang) or "") in page.text


@pytest.mark.parametrize("day", [dt.date(2024, 4, 8), dt.date(2026, 11, 23)], ids=["24 desks to choose from", "the usual desks"])
def test_no_page_is_heavier_than_the_budget(day: dt.date, write_site: Callable[..., Path], catalog: Catalog) -> None:
    """A page with its styles, scripts and data has at most 150 KB; corrected answers are loaded only for a slip that is not as derived."""
    site = write_site(catalog, day)
    data = {path.name: path.stat().st_size for path in (site / "assets" / "data").iterdir()}
    assert data.pop("corrected.js") <= 2 * BUDGET
    desks = data.pop("desks.js")
    words = data.pop("words-vi.js") + data.pop("words-en.js")
    assert words <= 15_000
    calculator = data.pop("shared.js") + max(data.values())
    loaded_later = {"calculator.html": calculator, "kiem-tra.html": calculator + desks}
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        loaded = {link["href"] for link in page.all("link") if link.get("rel") != "alternate"} | {
            it["src"] for it in page.all("script") if "src" in it
        }
        weight = path.stat().st_size + sum(path.parent.joinpath(str(name)).resolve().stat().st_size for name in loaded)
        weight += loaded_later.get(path.name, 0)
        assert weight <= BUDGET, (path, weight)


def test_names_and_papers_are_verbatim(parsed: dict[str, Page], catalog: Catalog) -> None:
    """A page contains the official name, papers, results, cases and titles of documents unchanged."""
    for procedure in catalog.procedures:
        page = parsed[f"procedure/{procedure.level}/{procedure.code}.html"]
        edition = procedure.edition_on(dt.date(2026, 11, 23)) or procedure.editions[-1]
        papers = [component.name for component in edition.components or ()]
        documents = [catalog.documents[name] for name in edition.legal_basis]
        for part in (
            edition.name,
            *papers,
            *edition.results,
            *(case.name for case in edition.cases),
            *(document.title for document in documents),
        ):
            assert " ".join(part.split()) in page.text


def test_a_procedure_shows_its_releases(parsed: dict[str, Page], catalog: Catalog) -> None:
    """The page of a procedure lists the releases with the recorded correction; a catalog without releases has no such part."""
    page = parsed["procedure/commune/1.004859.html"]
    assert "Bản phát hành 2026.11.23 (23/11/2026): bản đầu tiên" in page.text
    assert next(correction.why for correction in catalog.corrections if "1.004859" in correction.name) in page.text
    unreleased = Publication(catalog=attrs.evolve(catalog, root="/nowhere"), as_of=dt.date(2026, 11, 23))
    found = next(a for a in render_html(unreleased) if a.path == "procedure/commune/1.004859.html")
    assert "history-title" not in found.content.decode()


def test_an_ended_procedure_links_to_its_successor(parsed: dict[str, Page]) -> None:
    """The page of an ended procedure says so and links to its successor."""
    page = parsed["procedure/district/2.000942.html"]
    assert "Thủ tục này đã hết hiệu lực từ 01/07/2025." in page.text
    assert "../../procedure/commune/2.000942.html" in {link["href"] for link in page.all("a")}


def test_an_ended_procedure_has_no_calculator(parsed: dict[str, Page]) -> None:
    """The page of an ended procedure links to no calculator, and the list counts it apart and links to its successor."""
    page = parsed["procedure/district/2.000942.html"]
    assert not [link for link in page.all("a") if "calculator.html#" in (link["href"] or "")]
    listed = parsed["index.html"]
    assert "20 thủ tục" in listed.text
    assert "Đã hết hoặc chưa có hiệu lực (15)" in listed.text
    assert "hết hiệu lực từ 01/07/2025: 2.000942 (Cấp xã)" in listed.text


PROMISE = "Nộp đủ giấy tờ vào thứ Sáu, đến hết 15:30: nhận kết quả ngay trong ngày; sau 15:30: trước 9 giờ sáng ngày làm việc kế tiếp."
UNCERTAIN = "Chưa tìm thấy văn bản nào cho biết các xã còn áp dụng mô hình"


@pytest.mark.parametrize("path", ["index.html", "procedure/commune/1.004873.html", "calendar/2026.html"])
def test_the_promise_names_its_day_and_what_is_uncertain_once(path: str, parsed: dict[str, Page]) -> None:
    """The promise is a sentence with its day and hours, and what nobody knows about it is stated beside it, once."""
    text = parsed[path].text
    assert PROMISE in text
    assert text.count(UNCERTAIN) == 1
    assert "Nhận trong ngày áp dụng" not in text.split("Nguồn và cách tính")[0]


@pytest.mark.parametrize("path", ["index.html", "procedure/commune/1.000656.html", "procedure/commune/1.004873.html", "calculator.html"])
def test_citizens_read_plain_words(path: str, parsed: dict[str, Page], catalog: Catalog) -> None:
    """Abbreviations of sources, digests and remarks about the data come only behind the link to the sources."""
    before = parsed[path].text.split("Nguồn và cách tính")[0]
    words = set(re.findall(r"[\w-]+", before))
    assert not words & (set(catalog.sources) - {"CB"})
    assert "phục dựng" not in before.lower()
    assert "SHA-256" not in before


def test_a_promise_names_the_next_three_days(parsed: dict[str, Page]) -> None:
    """A page is read after the day on which it was published, so one day would soon have passed; a holiday is left out."""
    for path in ("index.html", "procedure/commune/1.004873.html"):
        assert "Các ngày tới: 27/11/2026, 04/12/2026, 11/12/2026 (07:30-12:00, 13:00-16:30)" in parsed[path].text


def test_fees_of_other_places_are_not_shown(parsed: dict[str, Page]) -> None:
    """An unknown fee is shown as unknown, without the amounts of other provinces, which stay behind the link to the sources."""
    before, _, after = parsed["procedure/commune/1.000656.html"].text.partition("Nguồn và cách tính")
    assert "chưa tìm thấy mức thu" in before
    assert "Hải Phòng cũ thu" not in before
    assert "Hải Phòng cũ thu" in after


def test_a_model_of_one_desk_is_on_the_list_and_in_the_calendar(catalog: Catalog) -> None:
    """A model that one desk has for itself is named with the desk on the first page and on the page of the year."""
    (name, model) = next(iter(catalog.models.items()))
    own = attrs.evolve(model, scope=attrs.evolve(model.scope, offices=("xa-tan-an",)))
    publication = Publication(catalog=attrs.evolve(catalog, models={name: own}), as_of=dt.date(2024, 4, 8))
    files = {a.path: a.content.decode() for a in render_html(publication) if a.path in ("index.html", "calendar/2024.html")}
    for content in files.values():
        assert "Bộ phận Tiếp nhận và Trả kết quả xã Tân An" in Page(content).text
        assert PROMISE in Page(content).text


def test_large_lists_are_folded(catalog: Catalog) -> None:
    """Groups of a list with more procedures than fit are folded; those of a short one are open."""
    copies = tuple(
        attrs.evolve(procedure, code=f"9.{n:03}{procedure.code[-3:]}") for n in range(4) for procedure in catalog.procedures[-21:]
    )
    large = Publication(catalog=attrs.evolve(catalog, procedures=copies), as_of=dt.date(2024, 4, 8))
    for publication, is_open in ((large, False), (Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)), True)):
        view = list_view(Promises(publication), "vi")
        assert view["folded"] is not is_open


def test_a_successor_outside_the_catalog_is_text(catalog: Catalog) -> None:
    """A successor that the catalog does not have is not a link, because it has no page."""
    ended = catalog.procedure("2.000942", level="district")
    changed = attrs.evolve(ended, succeeded_by=(Successor(level="commune", code="9.999999", name="Thủ tục nơi khác"),))
    others = tuple(procedure for procedure in catalog.procedures if procedure is not ended)
    publication = Publication(catalog=attrs.evolve(catalog, procedures=(*others, changed)), as_of=dt.date(2026, 11, 23))
    (found,) = [a for a in render_html(publication) if a.path == "procedure/district/2.000942.html"]
    page = Page(found.content.decode())
    assert "9.999999 (Cấp xã) Thủ tục nơi khác ngoài danh mục này" in page.text
    assert not [link for link in page.all("a") if "9.999999" in (link["href"] or "")]


def test_structured_data_describes_the_procedure(parsed: dict[str, Page]) -> None:
    """The page of a procedure contains a GovernmentService with the facts of the page, without an unknown fee."""
    (block,) = [content for kind, content in parsed["procedure/commune/1.004873.html"].blocks if kind == "application/ld+json"]
    service = json.loads(block)
    assert (service["@type"], service["identifier"]) == ("GovernmentService", "1.004873")
    assert service["name"] == "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
    assert "3 ngày làm việc" in service["description"]
    assert "Danh sách chưa chính thức" in service["description"]
    assert "Phí" not in service["description"]
    assert {"Luật Hộ tịch"} <= {law["name"] for law in service["subjectOf"]}


def test_structured_data_uses_properties_of_schema_org(parsed: dict[str, Page]) -> None:
    """Each property exists for its type in schema.org, because readers drop others."""
    thing = {"@context", "@type", "name", "alternateName", "identifier", "description", "url", "subjectOf"}
    service = thing | {"serviceType", "provider", "serviceOperator", "serviceOutput", "availableChannel"}
    legislation = thing | {"legislationIdentifier"}
    for path, page in parsed.items():
        for data in (json.loads(block) for kind, block in page.blocks if kind == "application/ld+json"):
            if path.endswith("index.html"):
                assert data["@type"] == ["OfferCatalog", "Dataset"]
                assert data.keys() <= thing | {"numberOfItems", "version", "inLanguage"}
                continue
            assert data.keys() <= service
            assert all(law.keys() <= legislation for law in data.get("subjectOf", ()))


def test_hostile_text_is_inert(write_site: Callable[..., Path], hostile: Publication) -> None:
    """Markup, templates and direction characters of the catalog stay text in pages, data blocks and scripts."""
    folder = write_site(hostile.catalog)
    control = re.compile("[\u202a-\u202e\u2066-\u2069\u200f\x00\x07\ufffe]")
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not control.search(text), path
        assert "alert(1)" not in "".join(
            content for kind, content in page.blocks if kind not in ("application/ld+json", "application/json")
        )
        assert "<script>alert" not in text
        for kind, content in page.blocks:
            if kind is not None and content:
                assert isinstance(json.loads(content), dict)
        assert "49" not in {word.strip() for word in page.words if "7*7" in word}
    for path in (folder / "assets" / "data").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not control.search(text)
        assert json.loads(text[text.index("(") + 1 : text.rindex(")")])


def test_javascript_addresses_are_not_linked(catalog: Catalog) -> None:
    """A document whose address would run a script is shown without a link."""
    documents = {name: attrs.evolve(document, url="javascript:alert(1)") for name, document in catalog.documents.items()}
    publication = Publication(catalog=attrs.evolve(catalog, documents=documents), as_of=dt.date(2026, 11, 23))
    for artefact in render_html(publication):
        assert b"javascript:" not in artefact.content


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://vbpl.vn/a?b=c", True),
        ("http://vbpl.vn/", True),
        ("data:text/html,x", False),
        ("//vbpl.vn/", False),
        ("https://a@vbpl.vn/", False),
        ("https://vbpl.vn/ x", False),
        ("https://[vbpl/", False),
        ("https://vbpl.vn/\u202e", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(address: str | None, linked: bool) -> None:
    """A link is http or https, has a host, and contains no user name and no direction character."""
    assert web_address(address) == (address if linked else None)


def test_levels_with_the_same_commitment_share_one_card(catalog: Catalog) -> None:
    """In 2024 both levels have the same rules and days, which are shown once with both names."""
    files = {a.path: a.content.decode() for a in render_html(Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)))}
    page = Page(files["index.html"])
    assert page.text.count("sau 15:30: trước 9 giờ sáng ngày làm việc kế tiếp") == 1
    assert "(Cấp huyện, Cấp xã): Thứ Sáu hằng tuần, từ 25/09/2023" in page.text


def test_before_the_first_edition_a_procedure_is_coming(catalog: Catalog) -> None:
    """Published for a day before any edition, the pages show when the first one begins and list no model days."""
    files = {
        a.path: a.content.decode() for a in render_html(Publication(catalog=catalog, as_of=dt.date(2010, 6, 1))) if a.path.endswith("html")
    }
    edition = catalog.procedure("1.004873").editions[0]
    assert edition.period.start == dt.date(2016, 1, 1)
    assert "Thủ tục này có hiệu lực từ 01/01/2016." in Page(files["procedure/commune/1.004873.html"]).text
    assert "Chưa có ngày nào trong 5 tuần tới." in Page(files["index.html"]).text


def test_desks_with_equal_timetables_are_of_one_kind(catalog: Catalog) -> None:
    """Kinds differ by hours, period and commitments; a closed desk is offered only as the default desk."""
    binding = next(b for b in catalog.manifest.levels if b.level == "commune")
    kinds = {office.id: kind for office, kind in offered_desks(Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)), binding)}
    assert (next(iter(kinds)), kinds["cap-xa"]) == ("cap-xa", 0)
    assert kinds["xa-an-phuong"] == kinds["xa-tan-an"] != kinds["xa-cam-che"] != 0
    bounds = {kind: {catalog.offices[name].period for name, other in kinds.items() if other == kind} for kind in kinds.values()}
    assert all(len(periods) == 1 for periods in bounds.values())
    later = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23))
    for level in catalog.manifest.levels:
        first, *others = offered_desks(later, level)
        assert (first[0].id, first[1]) == (level.default_office, 0)
        assert all(office.period.start == dt.date(2025, 7, 1) and kind == 1 for office, kind in others), "the desks of today, without hours"
    models = {
        name: attrs.evolve(model, scope=attrs.evolve(model.scope, offices=("cap-xa", "xa-tan-an")))
        for name, model in catalog.models.items()
    }
    restricted = Publication(catalog=attrs.evolve(catalog, models=models), as_of=dt.date(2024, 4, 8))
    kinds = {office.id: kind for office, kind in offered_desks(restricted, binding)}
    assert kinds["xa-an-phuong"] != kinds["xa-tan-an"]


def test_no_calculator_for_zones_with_clock_changes(catalog: Catalog) -> None:
    """The calculator assumes days of 24 hours; for other time zones the page names the command instead."""
    changed = attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, time_zone="Europe/Paris"))
    (found,) = [a for a in render_html(Publication(catalog=changed, as_of=dt.date(2026, 11, 23))) if a.path == "calculator.html"]
    page = Page(found.content.decode())
    assert "calculator" not in page.ids
    assert "tthc due" in page.text


def test_equal_input_gives_equal_bytes_in_two_time_zones() -> None:
    """The files do not depend on the machine, its clock or its time zone."""
    program = (
        "import datetime as dt, hashlib\n"
        "from tthc_catalog.loading import load_catalog\n"
        "from tthc_catalog.publication.content.publication import Publication\n"
        "from tthc_catalog.publication.site.pages import render_html\n"
        "whole = hashlib.sha256()\n"
        "for file in render_html(Publication(catalog=load_catalog(), as_of=dt.date(2024, 4, 8))):\n"
        "    whole.update(file.path.encode() + file.content)\n"
        "print(whole.hexdigest())\n"
    )
    digests = {
        subprocess.run([sys.executable, "-c", program], env=_environment(zone, seed), capture_output=True, text=True, check=True).stdout
        for zone, seed in (("Pacific/Kiritimati", "1"), ("America/Anchorage", "2"))
    }
    assert len(digests) == 1


def test_every_text_of_the_site_is_used_and_every_used_text_exists() -> None:
    """Templates, scripts and the table of texts know the same keys."""
    sources = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*") if path.suffix in (".py", ".html", ".js")]
    named = set(re.findall(r"""["'](site\.[a-z_.]+[a-z])["']""", "".join(sources)))
    made_up = (
        "site.calculator.conditional",
        "site.calculator.missing",
        "site.calculator.optional",
        "site.check.",
        "site.fact.",
        "site.weekday.",
        "site.month.",
        "site.procedure.commitment.",
        "site.procedure.components.",
        "site.procedure.fee.unknown.",
        "site.procedure.where.",
    )
    texts = area_texts("site", "vi")
    assert named <= texts.keys()
    assert [key for key in texts if key not in named and not key.startswith(made_up)] == []


def _environment(zone: str, seed: str) -> dict[str, str]:
    import os

    return {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
