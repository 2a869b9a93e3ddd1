"""The files of the site, without a browser: every link leads somewhere, nothing is asked of others, and catalog text stays text."""

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

from tthc_catalog.messages.site import TEXTS
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.publication.site import pages
from tthc_catalog.publication.site.desks import offered_desks
from tthc_catalog.publication.site.pages import render_html
from tthc_catalog.records.procedure import Successor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tthc_catalog.records.catalog import Catalog

BUDGET = 150_000
"""Bytes of a page with everything it loads."""

SOURCES = Path(pages.__file__).parent


class Page(HTMLParser):
    """What a page holds: its elements, ids, scripts' contents and visible text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str | None, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attributes)))
        if tag == "script":
            self.blocks.append((dict(attributes).get("type"), ""))

    def handle_data(self, data: str) -> None:
        """Note the text, or what a script block holds."""
        if self.elements and self.elements[-1][0] == "script" and self.cdata_elem == "script":
            self.blocks[-1] = (self.blocks[-1][0], self.blocks[-1][1] + data)
        else:
            self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return (attributes for name, attributes in self.elements if name == tag)

    @property
    def ids(self) -> list[str]:
        """Every id, as often as it stands there."""
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        """The words, with single spaces."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, Page]:
    """Every page by its path."""
    return {path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_there_is_a_page_for_each_procedure_in_both_languages(parsed: dict[str, Page], catalog: Catalog) -> None:
    """35 procedures, the list, the calculator and the years, each in Vietnamese and in English."""
    for lang in ("", "en/"):
        for procedure in catalog.procedures:
            assert f"{lang}procedure/{procedure.level}/{procedure.code}.html" in parsed
        assert {f"{lang}index.html", f"{lang}calculator.html", f"{lang}calendar/2023.html", f"{lang}calendar/2030.html"} <= parsed.keys()


def test_no_link_is_dead(site: Path, parsed: dict[str, Page]) -> None:
    """Every link inside the site leads to a page and a place on it; every other one is an address of the web, and says that it leads out."""
    for path, page in parsed.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.all("a"):
            address = link["href"] or ""
            if address.startswith(("http://", "https://")):
                assert "external" in (link.get("rel") or ""), (path, address)
                continue
            target, fragment = urldefrag(address)
            there = (site / path).parent.joinpath(unquote(target)).resolve() if target else (site / path).resolve()
            assert there.is_file(), (path, address)
            name = there.relative_to(site.resolve()).as_posix()
            asked_for = name.endswith("calculator.html") and f"procedure/{fragment}.html" in parsed
            assert not fragment or fragment in parsed[name].ids or asked_for, (path, address)


def test_a_page_loads_its_own_folder_only_and_its_policy_says_so(site: Path, parsed: dict[str, Page]) -> None:
    """No script, sheet of styles or picture comes from elsewhere; there is no inline script, style or handler; the policy forbids the rest."""
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
        assert {kind for kind, said in page.blocks if said.strip()} <= {"application/ld+json", "application/json"}, path
    scripts = "".join(path.read_text(encoding="utf-8") for path in (SOURCES / "assets").glob("*.js"))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|localStorage|cookie", scripts
    )
    assert "url(" not in (SOURCES / "assets" / "site.css").read_text(encoding="utf-8")


def test_every_page_shows_where_it_comes_from(parsed: dict[str, Page], catalog: Catalog) -> None:
    """Version, effective date, source and digest stand on every page, and that the list is reconstructed."""
    stamp = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23)).stamp
    for path, page in parsed.items():
        for said in (stamp.version, "23/11/2026", stamp.source, stamp.digest):
            assert said in page.text, (path, said)
        lang = "en" if path.startswith("en/") else "vi"
        assert TEXTS["site.reconstructed"][lang == "en"] in page.text
        assert (stamp.notice(lang) or "") in page.text


@pytest.mark.parametrize("day", [dt.date(2024, 4, 8), dt.date(2026, 11, 23)], ids=["24 desks to choose from", "the usual desks"])
def test_no_page_is_heavier_than_the_budget(day: dt.date, write_site: Callable[..., Path], catalog: Catalog) -> None:
    """A page with its styles, scripts and the data it loads weighs at most 150 KB."""
    site = write_site(catalog, day)
    data = {path.name: path.stat().st_size for path in (site / "assets" / "data").iterdir()}
    loaded_later = data.pop("shared.js") + max(data.values())
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        loaded = {link["href"] for link in page.all("link") if link.get("rel") != "alternate"} | {
            it["src"] for it in page.all("script") if "src" in it
        }
        weight = path.stat().st_size + sum(path.parent.joinpath(str(name)).resolve().stat().st_size for name in loaded)
        weight += loaded_later if path.name == "calculator.html" else 0
        assert weight <= BUDGET, (path, weight)


def test_names_and_papers_stand_verbatim(parsed: dict[str, Page], catalog: Catalog) -> None:
    """A page says every official name, paper, result, case and the number of every document, unchanged."""
    for procedure in catalog.procedures:
        page = parsed[f"procedure/{procedure.level}/{procedure.code}.html"]
        edition = procedure.edition_on(dt.date(2026, 11, 23)) or procedure.editions[-1]
        papers = [component.name for component in edition.components or ()]
        documents = [catalog.documents[name] for name in edition.legal_basis]
        for said in (
            edition.name,
            *papers,
            *edition.results,
            *(case.name for case in edition.cases),
            *(document.title for document in documents),
        ):
            assert " ".join(said.split()) in page.text


def test_an_ended_procedure_names_what_followed(parsed: dict[str, Page]) -> None:
    """The page of an ended procedure says so and leads to its successor."""
    page = parsed["procedure/district/2.000942.html"]
    assert "Thủ tục này đã hết hiệu lực từ 01/07/2025." in page.text
    assert "../../procedure/commune/2.000942.html" in {link["href"] for link in page.all("a")}


def test_a_successor_outside_the_catalog_is_text(catalog: Catalog) -> None:
    """A successor the catalog does not have has no page, so it is no link."""
    ended = catalog.procedure("2.000942", level="district")
    changed = attrs.evolve(ended, succeeded_by=(Successor(level="commune", code="9.999999", name="Thủ tục nơi khác"),))
    others = tuple(procedure for procedure in catalog.procedures if procedure is not ended)
    publication = Publication(catalog=attrs.evolve(catalog, procedures=(*others, changed)), as_of=dt.date(2026, 11, 23))
    (found,) = [a for a in render_html(publication) if a.path == "procedure/district/2.000942.html"]
    page = Page(found.content.decode())
    assert "9.999999 (Cấp xã) Thủ tục nơi khác ngoài danh mục này" in page.text
    assert not [link for link in page.all("a") if "9.999999" in (link["href"] or "")]


def test_structured_data_describes_the_procedure(parsed: dict[str, Page]) -> None:
    """The page of a procedure carries a GovernmentService that says what the page says, and no fee where none is known."""
    (block,) = [said for kind, said in parsed["procedure/commune/1.004873.html"].blocks if kind == "application/ld+json"]
    service = json.loads(block)
    assert (service["@type"], service["identifier"]) == ("GovernmentService", "1.004873")
    assert service["name"] == "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
    assert "3 ngày làm việc" in service["description"]
    assert "phục dựng" in service["description"]
    assert "Phí" not in service["description"]
    assert {"Luật Hộ tịch"} <= {law["name"] for law in service["subjectOf"]}


def test_structured_data_speak_the_words_of_schema_org(parsed: dict[str, Page]) -> None:
    """Each property is one its type has in schema.org: others are dropped by who reads them."""
    thing = {"@context", "@type", "name", "alternateName", "identifier", "description", "url", "subjectOf"}
    service = thing | {"serviceType", "provider", "serviceOperator", "serviceOutput", "availableChannel"}
    legislation = thing | {"legislationIdentifier"}
    for path, page in parsed.items():
        for said in (json.loads(block) for kind, block in page.blocks if kind == "application/ld+json"):
            if path.endswith("index.html"):
                assert said["@type"] == ["OfferCatalog", "Dataset"]
                assert said.keys() <= thing | {"numberOfItems", "version", "inLanguage"}
                continue
            assert said.keys() <= service
            assert all(law.keys() <= legislation for law in said.get("subjectOf", ()))


def test_hostile_text_is_inert(write_site: Callable[..., Path], hostile: Publication) -> None:
    """Markup, templates and turning characters of the catalog reach no page as anything but text, in pages, data blocks and scripts."""
    folder = write_site(hostile.catalog)
    acting = re.compile("[\u202a-\u202e\u2066-\u2069\u200f\x00\x07\ufffe]")
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not acting.search(text), path
        assert "alert(1)" not in "".join(said for kind, said in page.blocks if kind not in ("application/ld+json", "application/json"))
        assert "<script>alert" not in text
        for kind, said in page.blocks:
            if kind is not None and said:
                assert isinstance(json.loads(said), dict)
        assert "49" not in {word.strip() for word in page.words if "7*7" in word}
    for path in (folder / "assets" / "data").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not acting.search(text)
        assert json.loads(text[text.index("(") + 1 : text.rindex(")")])


def test_an_address_that_acts_is_no_link(catalog: Catalog) -> None:
    """A document whose address would run a script is named without a link."""
    documents = {name: attrs.evolve(document, url="javascript:alert(1)") for name, document in catalog.documents.items()}
    publication = Publication(catalog=attrs.evolve(catalog, documents=documents), as_of=dt.date(2026, 11, 23))
    for artefact in render_html(publication):
        assert b"javascript:" not in artefact.content


@pytest.mark.parametrize(
    ("address", "followed"),
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
def test_only_addresses_of_the_web_are_followed(address: str | None, followed: bool) -> None:
    """What a reader may press is http or https, names a host, hides no user and no turning character."""
    assert web_address(address) == (address if followed else None)


def test_levels_that_promise_the_same_share_one_card(catalog: Catalog) -> None:
    """In 2024 both levels promise the same on the same coming days: the rules and the days stand once, with both names."""
    files = {a.path: a.content.decode() for a in render_html(Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)))}
    page = Page(files["index.html"])
    assert page.text.count("Nhận sau 15:30 thì trả kết quả trước 09:00") == 1
    assert "Cấp huyện, Cấp xã" in page.text


def test_before_the_first_edition_a_procedure_is_coming(catalog: Catalog) -> None:
    """Published for a day on which nothing holds yet, the pages say from when it will, and promise nothing."""
    files = {
        a.path: a.content.decode() for a in render_html(Publication(catalog=catalog, as_of=dt.date(2010, 6, 1))) if a.path.endswith("html")
    }
    edition = catalog.procedure("1.004873").editions[0]
    assert edition.period.start == dt.date(2016, 1, 1)
    assert "Thủ tục này có hiệu lực từ 01/01/2016." in Page(files["procedure/commune/1.004873.html"]).text
    assert "Chưa có ngày nào trong 5 tuần tới." in Page(files["index.html"]).text


def test_desks_that_answer_alike_are_of_one_kind(catalog: Catalog) -> None:
    """Desks differ by hours, by period, and by the commitments that name them; a desk that is gone is offered only as the usual one."""
    binding = next(b for b in catalog.manifest.levels if b.level == "commune")
    kinds = {office.id: kind for office, kind in offered_desks(Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)), binding)}
    assert (next(iter(kinds)), kinds["cap-xa"]) == ("cap-xa", 0)
    assert kinds["xa-an-phuong"] == kinds["xa-tan-an"] != kinds["xa-cam-che"] != 0
    bounds = {kind: {catalog.offices[name].period for name, other in kinds.items() if other == kind} for kind in kinds.values()}
    assert all(len(periods) == 1 for periods in bounds.values())
    later = Publication(catalog=catalog, as_of=dt.date(2026, 11, 23))
    for level in catalog.manifest.levels:
        assert [(office.id, kind) for office, kind in offered_desks(later, level)] == [(level.default_office, 0)]
    models = {
        name: attrs.evolve(model, scope=attrs.evolve(model.scope, offices=("cap-xa", "xa-tan-an")))
        for name, model in catalog.models.items()
    }
    narrowed = Publication(catalog=attrs.evolve(catalog, models=models), as_of=dt.date(2024, 4, 8))
    named = {office.id: kind for office, kind in offered_desks(narrowed, binding)}
    assert named["xa-an-phuong"] != named["xa-tan-an"]


def test_where_clocks_change_there_is_no_calculator(catalog: Catalog) -> None:
    """The page reckons with days of 24 hours; for a zone that has others it says so and names the command, and answers nothing wrong."""
    changed = attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, time_zone="Europe/Paris"))
    (found,) = [a for a in render_html(Publication(catalog=changed, as_of=dt.date(2026, 11, 23))) if a.path == "calculator.html"]
    page = Page(found.content.decode())
    assert "calculator" not in page.ids
    assert "tthc due" in page.text


def test_equal_input_gives_equal_bytes_in_two_time_zones() -> None:
    """Nothing of the machine, its clock or its zone is in the files."""
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
    made_up = ("site.fact.", "site.weekday.", "site.month.", "site.procedure.components.")
    assert named <= TEXTS.keys()
    assert [key for key in TEXTS if key not in named and not key.startswith(made_up)] == []


def _environment(zone: str, seed: str) -> dict[str, str]:
    import os

    return {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
