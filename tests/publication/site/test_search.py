"""The search finds what people type: every query of the table has the right procedure first, and a miss offers a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tthc_catalog.publication.site.search_words import search_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tthc_catalog.records.catalog import Catalog

QUERIES = {
    "commune/1.001193": [
        "khai sinh", "đăng ký khai sinh", "đăng kí khai sinh", "dang ky khai sinh", "dang ki khai sinh", "khai sanh", "làm khai sinh cho con",
        "KHAI SINH", "khai sinh!", "khia sinh", "giấy khai sinh", "thủ tục khai sinh", "1.001193", "1001193", "1.001193.000.00.00.H23", "001193",
        "mã 1.001193", "đẻ con", "mới sinh em bé", "khai sinh quá hạn", "giấy chứng sinh",
    ],
    "commune/1.000689": ["khai sinh kết hợp nhận cha", "khai sinh nhận cha mẹ con"],
    "commune/1.000656": ["khai tử", "khai tu", "báo tử", "giấy chứng tử", "đăng kí khai tử", "người chết", "qua đời"],
    "commune/1.000894": [
        "kết hôn", "ket hon", "đăng kí kết hôn", "cưới", "lấy vợ", "giấy hôn thú", "đăng ký kết hun", "kết hôn online", "làm giấy kết hôn",
        "giấy chứng nhận kết hôn", "dang ky ket hon o dau",
    ],
    "commune/1.001022": ["nhận cha mẹ con", "nhận con", "nhận bố"],
    "commune/1.004837": ["giám hộ", "đăng ký giám hộ", "người giám hộ", "giám hộ cho cháu"],
    "commune/1.004845": ["chấm dứt giám hộ", "thôi giám hộ"],
    "commune/1.004859": ["đổi tên", "cải chính", "sai ngày sinh", "thay đổi hộ tịch", "sửa khai sinh", "đổi họ", "thay đổi họ tên", "cải chính hộ tịch"],
    "commune/1.004873": [
        "độc thân", "xin giấy độc thân", "doc than", "tình trạng hôn nhân", "xác nhận tình trạng hôn nhân", "tinh trang hon nhan", "ly hôn", "li hôn",
        "1.004873.H40", "chưa vợ", "giấy xác nhận độc thân", "xac nhan hon nhan",
    ],
    "commune/2.000635": ["trích lục", "trích lục khai sinh", "bản sao khai sinh", "trich luc ho tich", "xin trích lục kết hôn", "trích lục khai tử"],
    "commune/2.000815": ["sao y", "sao y bản chính", "công chứng bản sao", "photo công chứng", "bản sao từ bản chính", "2.000815", "sao y cmnd"],
    "commune/2.000884": ["chữ ký", "chứng thực chữ kí", "sơ yếu lý lịch", "giấy ủy quyền", "xác nhận chữ ký", "chung thuc chu ky"],
    "commune/2.000908": ["sổ gốc", "bản sao sổ gốc"],
    "commune/2.001016": ["từ chối di sản", "từ chối thừa kế"],
    "commune/2.001019": ["di chúc", "lập di chúc", "di chuc"],
    "commune/2.001035": ["hợp đồng mua bán xe", "mua bán đất", "giao dịch", "mua bán nhà", "cho thuê nhà"],
    "commune/2.001406": ["phân chia di sản", "phân chia thừa kế"],
    "commune/2.000927": ["sửa lỗi sai sót"],
    "district/1.001612": ["mở cửa hàng", "thành lập hộ kinh doanh"],
    "district/1.001570": ["tạm ngừng kinh doanh"],
    "district/1.005092": ["văn bằng", "bằng tốt nghiệp"],
}  # fmt: skip
"""What people type, by the procedure that must come first."""

ELSEWHERE = ("hộ khẩu", "tạm trú", "căn cước", "hộ chiếu", "nhận con nuôi")
"""What people look for that is done elsewhere."""


@pytest.fixture
def listed(visit: Callable[..., Page]) -> Page:
    """Open the first page with the list of words, which comes when the search is used."""
    page = visit("index.html")
    page.focus("#query")
    page.wait_for_function("TTHC.search.meanings.length")
    return page


def _found(page: Page, queries: list[str]) -> dict[str, list[str]]:
    """Return the keys of the procedures found by each query, best first."""
    script = """(queries) => {
      const links = [...document.querySelectorAll('.groups .entries > li > a')].map((it) => it.getAttribute('href').slice(10, -5));
      return Object.fromEntries(queries.map((query) => [query, TTHC.search.run(query).places.map((place) => links[place])]));
    }"""
    found: dict[str, list[str]] = page.evaluate(script, queries)
    return found


def test_the_right_procedure_comes_first(listed: Page) -> None:
    """Of at least 80 queries, at least 95 % have the right procedure first."""
    wanted = {query: key for key, queries in QUERIES.items() for query in queries}
    assert len(wanted) >= 80
    found = _found(listed, list(wanted))
    missed = {query: found[query][:2] for query, key in wanted.items() if found[query][:1] != [key]}
    assert len(missed) <= 0.05 * len(wanted), missed


def test_words_of_other_words_are_not_found(listed: Page) -> None:
    """Whole words count: the death that is registered is no part of the word for procedure."""
    found = _found(listed, ["khai tử", "khai tu", "xyzxyz", "thủ tục"])
    assert found["khai tử"] == ["commune/1.000656"]
    assert found["khai tu"][0] == "commune/1.000656"
    assert found["xyzxyz"] == []


@pytest.mark.parametrize("query", ELSEWHERE)
def test_what_is_done_elsewhere_has_a_sentence(query: str, listed: Page) -> None:
    """A matter that the catalog does not contain is named with the office that handles it, and the way to the portal."""
    listed.fill("#query", query)
    assert "không có trong danh sách này" in listed.inner_text("#meaning")
    assert listed.is_visible("#way-on a") or listed.locator("#results li").count()


def test_a_query_can_be_shared(listed: Page, visit: Callable[..., Page]) -> None:
    """The query is in the address, and the address shows its results."""
    listed.fill("#query", "độc thân")
    again = visit(f"index.html{listed.evaluate('location.hash')}")
    again.wait_for_selector("#results li")
    assert again.input_value("#query") == "độc thân"
    assert again.inner_text("#results .code >> nth=0") == "1.004873"


def test_every_word_to_look_for_occurs_in_a_name(catalog: Catalog) -> None:
    """A line of the list of words helps only if its words occur in the name of a procedure."""
    names = " ".join(name for p in catalog.procedures for e in p.editions for name in (e.name, *e.other_names)).casefold()
    for typed, meant, sentence in search_words("vi")["groups"]:
        assert typed
        assert meant or sentence
        for words in meant:
            assert all(word in names for word in words.casefold().replace(",", " ").split()), words
