"""The site as people meet it: typing, choosing, printing, by keyboard alone, on a small screen, without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.effective import Period
from tthc_catalog.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import Catalog

TYPED_APART = unicodedata.normalize("NFD", "Đăng ký khái sinh")
"""As some keyboards and file systems write it: each mark a letter of its own."""

KINDS = ("index.html", "procedure/commune/1.004873.html", "procedure/district/2.000815.html", "calendar/2026.html", "calculator.html")


def _shown(page: Page) -> list[str]:
    """The codes of the entries on view."""
    return page.eval_on_selector_all(
        ".entries li", "items => items.filter((it) => it.checkVisibility()).map((it) => it.querySelector('.code').textContent)"
    )


def _ask(page: Page, day: str, time: str) -> None:
    page.fill("#day", day)
    page.select_option("#hour", time[:2])
    page.select_option("#minute", time[3:])


@pytest.mark.parametrize(
    "typed", ["khai sinh", "KHAI SINH", "khái sính", "sinh khai", "1.001193 khai", "  khai   sinh ", "Đăng ký khai sinh", TYPED_APART]
)
def test_search_ignores_tone_marks_case_and_order(typed: str, visit: Callable[..., Page]) -> None:
    """However it is typed, the registration of a birth is found."""
    page = visit("index.html")
    page.fill("#query", typed)
    assert "1.001193" in _shown(page)
    assert len(_shown(page)) < 10


def test_search_knows_the_letter_with_a_stroke(visit: Callable[..., Page]) -> None:
    """đ is d: `dang ky ket hon` finds `đăng ký kết hôn`, and so does the name with all its marks."""
    page = visit("index.html")
    page.fill("#query", "dang ky ket hon")
    without = _shown(page)
    page.fill("#query", "Đăng ký kết hôn")
    assert without == _shown(page)
    assert "1.000894" in without


def test_search_says_how_many_and_can_be_cleared(visit: Callable[..., Page]) -> None:
    """The number found is told as it changes; nothing found is said in words; clearing brings everything back."""
    page = visit("index.html")
    page.fill("#query", "chung thuc")
    assert page.inner_text("#found") == f"{len(_shown(page))} thủ tục"
    assert not page.is_visible("#commune-ho-tich")
    assert not page.is_visible(".jump")
    page.fill("#query", "xyzxyz")
    assert (page.inner_text("#found"), _shown(page)) == ("Không có thủ tục nào khớp. Thử ít chữ hơn.", [])
    page.click("button[type=reset]")
    page.wait_for_selector("#found:text-is('35 thủ tục')")
    assert len(_shown(page)) == 35
    assert page.is_visible(".jump")


@pytest.mark.parametrize(
    ("key", "day", "time", "due", "by"),
    [
        ("commune/1.001193", "2023-09-29", "15:30", "Trong ngày thứ Sáu 29/09/2023 (giấy hẹn ghi 17:00)", "Theo cam kết của mô hình"),
        ("commune/1.001193", "2023-09-29", "15:31", "Trước 09:00 thứ Hai 02/10/2023", "Theo cam kết của mô hình"),
        ("commune/1.004873", "2024-05-03", "15:31", "Trước 09:00 thứ Bảy 04/05/2024", "Theo cam kết của mô hình"),
        ("commune/1.004873", "2024-02-08", "10:00", "Trong ngày thứ Ba 20/02/2024 (giấy hẹn ghi 16:30)", "Theo luật"),
    ],
)
def test_the_calculator_answers(key: str, day: str, time: str, due: str, by: str, visit: Callable[..., Page]) -> None:
    """Both sides of 15:30, a make-up Saturday, and Tết."""
    page = visit(f"calculator.html#{key}")
    _ask(page, day, time)
    page.wait_for_function("(due) => document.querySelector('#said .due').textContent === due", arg=due)
    assert page.inner_text("#said .by") == by
    assert page.locator("#reasons ol.why li").count() >= 3
    assert page.locator("#reasons ol.why cite").count() >= 3


def test_the_calculator_asks_for_what_is_missing(visit: Callable[..., Page]) -> None:
    """Nothing ticked: two papers are missing for certain, others depend on circumstances; ticked ones leave the list."""
    page = visit("calculator.html#commune/1.004873")
    _ask(page, "2024-02-02", "10:00")
    page.check("input[name=papers][value=tick]")
    page.wait_for_selector("text=Hồ sơ chưa đủ")
    assert page.locator("#said ul.missing").first.locator("li").count() == 2
    page.check("input[value=uy-quyen]")
    assert page.locator("#said ul.missing").first.locator("li").count() == 3
    for paper in ("to-khai", "giay-to-nhan-than", "van-ban-uy-quyen"):
        page.check(f"input[name=have][value={paper}]")
    assert page.inner_text("#said .due") == "Trong ngày thứ Sáu 02/02/2024 (giấy hẹn ghi 16:30)"
    assert page.locator("#said h3").all_inner_texts() == ["Có thể cần thêm, tùy trường hợp"]


def test_a_case_takes_the_dossier_out_of_the_commitment(visit: Callable[..., Page]) -> None:
    """Needing verification, the 23 days of the law hold, and the answer says why."""
    page = visit("calculator.html#commune/1.004873")
    _ask(page, "2023-09-29", "10:00")
    page.select_option("#case", "xac-minh")
    page.wait_for_selector("text=không thuộc cam kết")
    assert page.inner_text("#said .by") == "Theo luật"
    assert "23" in page.inner_text("#reasons .why")


def test_the_desk_is_a_choice_where_it_makes_a_difference(
    write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page]
) -> None:
    """A desk with hours of its own, and one that is gone, give their own answers; each says for which desk it is."""
    seasons = catalog.hours[catalog.offices["xa-tan-an"].hours].seasons
    early = tuple(attrs.evolve(season, sessions=tuple((a - 60, b - 60) for a, b in season.sessions)) for season in seasons)
    hours = attrs.evolve(next(iter(catalog.hours.values())), id="early", seasons=early)
    offices = {**catalog.offices, "xa-tan-an": attrs.evolve(catalog.offices["xa-tan-an"], hours="early")}
    changed = attrs.evolve(catalog, hours={**catalog.hours, "early": hours}, offices=offices)
    page = visit("calculator.html#commune/1.004873", root=write_site(changed, dt.date(2024, 4, 8)))
    _ask(page, "2024-04-12", "10:00")
    page.wait_for_selector("#said .due:text('Trong ngày thứ Sáu 12/04/2024 (giấy hẹn ghi 17:00)')")
    assert "hãy chọn đúng nơi bạn nộp" in page.inner_text("#desk-note")
    assert "cho Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung)." in page.inner_text(".derived")
    page.select_option("#desk", label="Bộ phận Tiếp nhận và Trả kết quả xã Tân An (đến hết thứ Hai 30/06/2025)")
    page.wait_for_selector("#said .due:text('Trong ngày thứ Sáu 12/04/2024 (giấy hẹn ghi 16:00)')")
    assert "cho Bộ phận Tiếp nhận và Trả kết quả xã Tân An." in page.inner_text(".derived")
    assert Engine(changed).timetable("1.004873", level="commune", office="xa-tan-an").digest in page.inner_text(".derived")
    page.select_option("#desk", label="Bộ phận Tiếp nhận và Trả kết quả xã Cẩm Chế (đến hết thứ Bảy 30/11/2024)")
    _ask(page, "2024-12-06", "10:00")
    page.wait_for_selector("#said .due:text('Không có hạn trả')")
    page.check("input[name=level][value=district]")
    assert not page.is_visible("#desk")
    assert page.inner_text("#desk-note") == "Tính cho Bộ phận Tiếp nhận và Trả kết quả huyện Thanh Hà."


def test_where_all_desks_answer_alike_the_page_says_so(
    write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page]
) -> None:
    """With equal hours and periods there is nothing to choose; the usual desk is named, and that the others' answers are the same."""
    offices = {name: attrs.evolve(office, period=Period()) for name, office in catalog.offices.items()}
    page = visit("calculator.html#commune/1.004873", root=write_site(attrs.evolve(catalog, offices=offices), dt.date(2024, 4, 8)))
    assert not page.is_visible("#desk")
    assert page.inner_text("#desk-note").startswith("Tính cho Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung); các nơi nhận khác")


def test_both_deadlines_are_told(visit: Callable[..., Page]) -> None:
    """The headline is the one that governs, with the moment it is late; the other stands below, by name."""
    page = visit("calculator.html#commune/1.004873")
    _ask(page, "2023-09-29", "15:31")
    page.wait_for_selector("#said .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    assert page.inner_text("#said .late") == "Trễ hạn từ 09:00 thứ Hai 02/10/2023"
    assert page.inner_text("#reasons .deadlines dt") == "Theo luật"
    assert page.inner_text("#reasons .deadlines dd").startswith("Trong ngày thứ Tư 04/10/2023")


def test_without_a_time_in_law_the_page_says_what_is_known(visit: Callable[..., Page]) -> None:
    """A time that is agreed in writing, or was not found, is told as that, not as a result that is never due."""
    page = visit("calculator.html#district/1.001266")
    _ask(page, "2024-04-10", "10:00")
    page.wait_for_selector("#said .due:text('Chưa xác định được hạn trả')")
    page = visit("calculator.html#commune/2.000815")
    _ask(page, "2024-04-10", "10:00")
    page.select_option(
        "#case", label=page.eval_on_selector("#case", "it => [...it.options].map((o) => o.text).find((t) => t.includes('thỏa thuận'))")
    )
    page.wait_for_selector("#said .due:text('Theo thỏa thuận bằng văn bản')")


def test_outside_the_horizon_there_is_no_answer(visit: Callable[..., Page]) -> None:
    """Before the first day and after the last the page says that there is no calendar yet, and gives no date."""
    page = visit("calculator.html#commune/1.004873")
    for day in ("2019-12-31", "2031-01-01"):
        _ask(page, day, "10:00")
        page.wait_for_selector("#said .due:text('Chưa có lịch')")
        assert page.locator("#reasons > *").count() == 0
    page.fill("#day", "")
    page.wait_for_selector("text=Hãy chọn ngày nộp hồ sơ.")


def test_beyond_the_announced_days_the_answer_is_marked(visit: Callable[..., Page]) -> None:
    """A day no official decision covers gives a provisional answer, marked beside it and explained below."""
    page = visit("calculator.html#commune/1.004873")
    _ask(page, "2027-03-05", "10:00")
    page.wait_for_selector("#said .tag:text('tạm tính')")
    assert "chưa có thông báo chính thức" in page.inner_text("#reasons")


def test_an_ended_level_has_no_due_time(visit: Callable[..., Page]) -> None:
    """After 1/7/2025 a district dossier has no due time; the reasons name the successor."""
    page = visit("calculator.html#district/2.000942")
    _ask(page, "2025-07-04", "10:00")
    page.wait_for_selector("#said .due:text('Không có hạn trả')")
    assert "Thủ tục thay thế: 2.000942 (cấp xã)" in page.inner_text("#reasons")


def test_both_languages_lead_to_each_other(visit: Callable[..., Page]) -> None:
    """The same page in the other language is one click away, and back."""
    page = visit("index.html")
    for path in KINDS:
        page.goto(re.sub(r"(/site\d+/).*", rf"\g<1>{path}", page.url))
        page.click(".language a")
        assert page.url.endswith(f"/en/{path}")
        assert page.get_attribute("html", "lang") == "en"
        page.click(".language a")
        assert page.url.endswith(f"/{path}")
        assert "/en/" not in page.url
        assert page.get_attribute("html", "lang") == "vi"


def test_english_marks_what_stays_vietnamese(visit: Callable[..., Page]) -> None:
    """On an English page official names are marked as Vietnamese, for voices that read aloud."""
    page = visit("en/procedure/commune/1.004873.html")
    assert page.get_attribute("h1", "lang") == "vi"
    page = visit("en/calculator.html#commune/1.001193")
    _ask(page, "2023-09-29", "15:31")
    page.wait_for_selector("#said .due:text('Before 09:00 on Monday 2/10/2023')")


def test_everything_can_be_done_by_keyboard(visit: Callable[..., Page]) -> None:
    """From the address bar: skip to the content, search, open a procedure, its calculator, and read the answer, without a mouse."""
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("tinh trang hon nhan")
    _tab_to(page, "a[href$='1.004873.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/procedure/commune/1.004873.html")
    _tab_to(page, "a.action")
    page.keyboard.press("Enter")
    page.wait_for_selector("#calculator[data-ready]")
    assert page.input_value("#procedure") == "commune/1.004873"
    _tab_to(page, "#day")
    page.keyboard.type("09292023")
    _tab_to(page, "#hour")
    page.keyboard.type("15")
    _tab_to(page, "#minute")
    page.keyboard.type("31")
    page.wait_for_selector("#said .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    outline = page.evaluate(
        "(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle + style.outlineWidth; })()"
    )
    assert outline == "solid3px"


@pytest.mark.parametrize("path", [*KINDS, "en/calculator.html", "en/procedure/commune/2.000815.html"])
def test_nothing_overflows_at_320_px(path: str, visit: Callable[..., Page]) -> None:
    """On the narrowest screens nothing needs sideways scrolling, and what is pressed is large enough for a finger."""
    page = visit(path, viewport={"width": 320, "height": 640}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    small = page.evaluate(
        """() => [...document.querySelectorAll('nav a, button, select, input[type=search], input[type=date], .action, .entries a, .buttons label')]
        .filter((it) => it.checkVisibility()).map((it) => [it.textContent.slice(0, 30), it.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_hostile_text_breaks_no_page(write_site: Callable[..., Path], hostile: Publication, visit: Callable[..., Page]) -> None:
    """Script tags stay text, templates stay unexecuted, and ten thousand letters without a space still fit the screen."""
    folder = write_site(hostile.catalog)
    for entry in [*hostile.catalog.procedures[:10:2], hostile.catalog.procedures[7]]:
        page = visit(f"procedure/{entry.level}/{entry.code}.html", root=folder, viewport={"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate("document.querySelectorAll('main script').length") == 0
    page = visit("index.html", root=folder, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page = visit(f"calculator.html#{entry.level}/{entry.code}", root=write_site(hostile.catalog, dt.date(2024, 4, 8)))
    page.check("input[name=level][value=commune]")
    page.select_option("#desk", index=3)
    assert page.inner_text("#desk option >> nth=3").startswith('=HYPERLINK("http://evil.example","x")BEGIN:VEVENT')
    page.check("input[name=papers][value=tick]")
    assert page.evaluate("document.querySelectorAll('#calculator script').length") == 0


@pytest.mark.parametrize("path", KINDS)
def test_pages_print_on_a4(path: str, visit: Callable[..., Page], tmp_path: Path) -> None:
    """On paper there is no menu and nothing to press, the text is black on white, and where the data come from is printed."""
    page = visit(path, color_scheme="dark")
    page.emulate_media(media="print")
    visible = page.evaluate("[...document.querySelectorAll('nav, .search, a.action, .skip')].filter((it) => it.checkVisibility()).length")
    assert visible == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.is_visible("#about .digest")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    pdf = (tmp_path / "page.pdf").read_bytes()
    (first, *_) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert (round(float(first[0])), round(float(first[1]))) in {(594, 842), (595, 842), (596, 842)}


def test_without_javascript_all_but_the_calculator_works(visit: Callable[..., Page]) -> None:
    """List, procedures and calendar are whole; the calculator says what it needs and still shows the rules."""
    page = visit("index.html", java_script_enabled=False)
    assert page.locator(".entries li").count() == 35
    assert not page.is_visible("#search")
    page.click(".entries a >> nth=0")
    assert page.locator("h1").inner_text()
    page = visit("calendar/2026.html", java_script_enabled=False)
    assert page.locator(".day.model").count() > 40
    page = visit("calculator.html", java_script_enabled=False)
    assert "cần JavaScript" in page.locator("noscript p").inner_text()
    assert not page.is_visible("#calculator")
    assert page.is_visible("text=Nhận sau 15:30 thì trả kết quả trước 09:00 ngày làm việc kế tiếp.")


def test_the_clock_is_the_desk_s(visit: Callable[..., Page]) -> None:
    """The button for this moment takes the time in Vietnam, wherever the browser is."""
    page = visit("calculator.html", timezone_id="America/Los_Angeles")
    page.clock.set_fixed_time("2024-05-03T23:30:00Z")
    page.click("#now")
    page.wait_for_function("document.getElementById('day').value === '2024-05-04'")
    assert (page.input_value("#hour"), page.input_value("#minute")) == ("06", "30")
    assert page.text_content("#day-said") == "thứ Bảy 04/05/2024"


def test_the_policy_refuses_what_the_page_does_not_bring(visit: Callable[..., Page]) -> None:
    """An inline script, and one from elsewhere, are refused by the page's own policy."""
    page = visit("procedure/commune/1.004873.html", quiet=False)
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          const refused = [];
          document.addEventListener('securitypolicyviolation', (event) => { refused.push(event.effectiveDirective); if (refused.length === 2) resolve(refused); });
          const inline = document.createElement('script');
          inline.textContent = 'window.broken = true';
          document.head.append(inline);
          const style = document.createElement('style');
          style.textContent = 'body { color: red }';
          document.head.append(style);
        })"""
    )
    assert sorted(refused) == ["script-src-elem", "style-src-elem"]
    assert page.evaluate("window.broken") is None


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")
