"""The site in a browser: search, calculator, printing, keyboard, small screens, and without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import attrs
import pytest
from channel_catalog import ONE_DAY, with_own_time

from tthc_catalog.effective import Period
from tthc_catalog.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import Catalog

DECOMPOSED = unicodedata.normalize("NFD", "Đăng ký khái sinh")
"""Text with combining marks, as some keyboards and file systems produce it."""

KINDS = ("index.html", "procedure/commune/1.004873.html", "procedure/district/2.000815.html", "calendar/2026.html", "calculator.html")


def _shown(page: Page) -> list[str]:
    """Return the codes of the visible entries."""
    return page.eval_on_selector_all(
        ".entries li", "items => items.filter((it) => it.checkVisibility()).map((it) => it.querySelector('.code').textContent)"
    )


def _set_receipt(page: Page, day: str, time: str) -> None:
    page.fill("#day", day)
    page.select_option("#hour", time[:2])
    page.select_option("#minute", time[3:])


@pytest.mark.parametrize(
    "typed", ["khai sinh", "KHAI SINH", "khái sính", "sinh khai", "1.001193 khai", "  khai   sinh ", "Đăng ký khai sinh", DECOMPOSED]
)
def test_search_ignores_tone_marks_case_and_order(typed: str, visit: Callable[..., Page]) -> None:
    """Every spelling of the query finds the registration of a birth."""
    page = visit("index.html")
    page.fill("#query", typed)
    assert "1.001193" in _shown(page)
    assert len(_shown(page)) < 10


def test_search_treats_d_with_stroke_as_d(visit: Callable[..., Page]) -> None:
    """The query `dang ky ket hon` finds `đăng ký kết hôn`, and so does the full spelling."""
    page = visit("index.html")
    page.fill("#query", "dang ky ket hon")
    without = _shown(page)
    page.fill("#query", "Đăng ký kết hôn")
    assert without == _shown(page)
    assert "1.000894" in without


def test_search_shows_the_count_and_can_be_cleared(visit: Callable[..., Page]) -> None:
    """The number of matches is updated, an empty result has a message, and clearing shows all entries again."""
    page = visit("index.html")
    page.fill("#query", "chung thuc")
    assert page.inner_text("#found") == f"{len(_shown(page))} thủ tục"
    assert not page.is_visible("#commune-ho-tich")
    page.fill("#query", "xyzxyz")
    assert (page.inner_text("#found"), _shown(page)) == ("Không có thủ tục nào khớp.", [])
    assert page.is_visible("#way-on a")
    page.click("button[type=reset]")
    page.wait_for_selector("#found:text-is('20 thủ tục')")
    assert len(_shown(page)) == 20
    assert page.is_visible("#commune-ho-tich")
    page.click("#ended summary")
    assert len(_shown(page)) == 35


@pytest.mark.parametrize(
    ("key", "day", "time", "due", "by"),
    [
        ("commune/1.001193", "2023-09-29", "15:30", "Trong ngày thứ Sáu 29/09/2023 (giấy hẹn ghi 17:00)", "Theo cam kết của mô hình"),
        ("commune/1.001193", "2023-09-29", "15:31", "Trước 09:00 thứ Hai 02/10/2023", "Theo cam kết của mô hình"),
        ("commune/1.004873", "2024-05-03", "15:31", "Trước 09:00 thứ Bảy 04/05/2024", "Theo cam kết của mô hình"),
        ("commune/1.004873", "2024-02-08", "10:00", "Trong ngày thứ Ba 20/02/2024 (giấy hẹn ghi 16:30)", "Theo luật"),
    ],
)
def test_the_calculator_shows_the_due_time(key: str, day: str, time: str, due: str, by: str, visit: Callable[..., Page]) -> None:
    """The due time is correct on both sides of 15:30, on a make-up Saturday, and before Tết."""
    page = visit(f"calculator.html#{key}")
    _set_receipt(page, day, time)
    page.wait_for_function("(due) => document.querySelector('#result .due').textContent === due", arg=due)
    assert page.inner_text("#result .by") == by
    assert page.locator("#reasons ol.why li").count() >= 3
    assert page.locator("#reasons ol.why cite").count() >= 3


def test_the_calculator_lists_missing_papers(visit: Callable[..., Page]) -> None:
    """With nothing ticked, two papers are certainly missing and others conditionally; ticked papers leave the list."""
    page = visit("calculator.html#commune/1.004873")
    _set_receipt(page, "2024-02-02", "10:00")
    page.check("input[name=papers][value=tick]")
    page.wait_for_selector("#result >> text=Hồ sơ chưa đủ")
    assert page.locator("#result ul.missing").first.locator("li").count() == 2
    page.check("input[value=uy-quyen]")
    assert page.locator("#result ul.missing").first.locator("li").count() == 3
    for paper in ("to-khai", "giay-to-nhan-than", "van-ban-uy-quyen"):
        page.check(f"input[name=have][value={paper}]")
    assert page.inner_text("#result .due") == "Trong ngày thứ Sáu 02/02/2024 (giấy hẹn ghi 16:30)"
    assert page.locator("#result h3").all_inner_texts() == ["Chỉ cần trong trường hợp"]


def test_the_channel_is_offered_only_where_it_matters(
    write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page]
) -> None:
    """A procedure whose channels differ asks how the dossier is filed, and answers so; for others only the papers can depend on it."""
    changed = with_own_time(catalog, "1.004873", "online", ONE_DAY)
    page = visit("calculator.html#commune/1.004873", root=write_site(changed, dt.date(2024, 3, 5)))
    _set_receipt(page, "2024-03-05", "10:00")
    page.wait_for_selector("#result .due:text('08/03/2024')")
    page.check("input[name=channel][value=online]")
    page.wait_for_selector("#result .due:text('06/03/2024')")
    assert "Hồ sơ nộp trực tuyến có thời hạn riêng." in page.text_content("#reasons .why")
    assert Engine(changed).timetable("1.004873", channel="online").digest in page.text_content(".derived")
    page.select_option("#case", "xac-minh")
    page.wait_for_selector("#result .due:text('28/03/2024')")
    assert not page.is_visible("#channels")
    usual = visit("calculator.html#commune/1.004873")
    _set_receipt(usual, "2024-03-05", "10:00")
    usual.wait_for_selector("#result .due:text('08/03/2024')")
    assert not usual.is_visible("#channels")
    usual.check("input[name=papers][value=tick]")
    assert usual.is_visible("#channels")


def test_a_case_takes_the_dossier_out_of_the_commitment(visit: Callable[..., Page]) -> None:
    """If verification is needed, the statutory 23 days apply, and the reason is shown."""
    page = visit("calculator.html#commune/1.004873")
    _set_receipt(page, "2023-09-29", "10:00")
    page.select_option("#case", "xac-minh")
    page.wait_for_selector("text=không thuộc cam kết")
    assert page.inner_text("#result .by") == "Theo luật"
    assert "23" in page.text_content("#reasons .why")


def test_desks_are_offered_if_they_differ(write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page]) -> None:
    """A desk with its own hours and a closed desk give their own results, and each result names the desk."""
    seasons = catalog.hours[catalog.offices["xa-tan-an"].hours].seasons
    early = tuple(attrs.evolve(season, sessions=tuple((a - 60, b - 60) for a, b in season.sessions)) for season in seasons)
    hours = attrs.evolve(next(iter(catalog.hours.values())), id="early", seasons=early)
    offices = {**catalog.offices, "xa-tan-an": attrs.evolve(catalog.offices["xa-tan-an"], hours="early")}
    changed = attrs.evolve(catalog, hours={**catalog.hours, "early": hours}, offices=offices)
    page = visit("calculator.html#commune/1.004873", root=write_site(changed, dt.date(2024, 4, 8)))
    _set_receipt(page, "2024-04-12", "10:00")
    page.wait_for_selector("#result .due:text('Trong ngày thứ Sáu 12/04/2024 (giấy hẹn ghi 17:00)')")
    assert "hãy chọn đúng bộ phận bạn nộp" in page.inner_text("#desk-note")
    assert "cho Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung)." in page.text_content(".derived")
    page.select_option("#desk", label="Bộ phận Tiếp nhận và Trả kết quả xã Tân An (đến hết thứ Hai 30/06/2025)")
    page.wait_for_selector("#result .due:text('Trong ngày thứ Sáu 12/04/2024 (giấy hẹn ghi 16:00)')")
    assert "cho Bộ phận Tiếp nhận và Trả kết quả xã Tân An." in page.text_content(".derived")
    assert Engine(changed).timetable("1.004873", level="commune", office="xa-tan-an").digest in page.text_content(".derived")
    page.select_option("#desk", label="Bộ phận Tiếp nhận và Trả kết quả xã Cẩm Chế (đến hết thứ Bảy 30/11/2024)")
    _set_receipt(page, "2024-12-06", "10:00")
    page.wait_for_selector("#result .due:text('Không có hạn trả')")
    page.check("input[name=level][value=district]")
    assert not page.is_visible("#desk")
    assert page.inner_text("#desk-note") == "Tính cho Bộ phận Tiếp nhận và Trả kết quả huyện Thanh Hà."


def test_desks_are_not_offered_if_they_are_alike(write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page]) -> None:
    """With equal hours and periods there is no choice; the note names the default desk and says that the others have the same results."""
    offices = {name: attrs.evolve(office, period=Period(), hours="hai-duong") for name, office in catalog.offices.items()}
    page = visit("calculator.html#commune/1.004873", root=write_site(attrs.evolve(catalog, offices=offices), dt.date(2024, 4, 8)))
    assert not page.is_visible("#desk")
    assert page.inner_text("#desk-note").startswith("Tính cho Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung); các bộ phận khác")


def test_both_deadlines_are_shown(visit: Callable[..., Page]) -> None:
    """The headline is the governing deadline with the time from which it is late; the other deadline is named below."""
    page = visit("calculator.html#commune/1.004873")
    _set_receipt(page, "2023-09-29", "15:31")
    page.wait_for_selector("#result .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    assert page.inner_text("#result .late") == "Trễ hạn từ 09:00 thứ Hai 02/10/2023"
    assert page.inner_text("#reasons .deadlines dt") == "Theo luật"
    assert page.inner_text("#reasons .deadlines dd").startswith("Trong ngày thứ Tư 04/10/2023")


def test_missing_statutory_times_are_explained(visit: Callable[..., Page]) -> None:
    """A time that is agreed in writing or was not found is reported as such."""
    page = visit("calculator.html#district/1.001266")
    _set_receipt(page, "2024-04-10", "10:00")
    page.wait_for_selector("#result .due:text('Chưa xác định được hạn trả')")
    page = visit("calculator.html#commune/2.000815")
    _set_receipt(page, "2024-04-10", "10:00")
    page.select_option(
        "#case", label=page.eval_on_selector("#case", "it => [...it.options].map((o) => o.text).find((t) => t.includes('thỏa thuận'))")
    )
    page.wait_for_selector("#result .due:text('Theo thỏa thuận bằng văn bản')")


def test_outside_the_calendar_there_is_no_due_time(visit: Callable[..., Page]) -> None:
    """Before the first day and after the last day of the calendar, the page says so and shows no date."""
    page = visit("calculator.html#commune/1.004873")
    for day in ("2019-12-31", "2031-01-01"):
        _set_receipt(page, day, "10:00")
        page.wait_for_selector("#result .due:text('Chưa có lịch')")
        assert page.locator("#reasons > *").count() == 0
    page.fill("#day", "")
    page.wait_for_selector("text=Hãy chọn ngày nộp hồ sơ.")


def test_provisional_due_times_are_marked(visit: Callable[..., Page]) -> None:
    """A day that no official decision covers gives a provisional due time, with a mark and an explanation."""
    page = visit("calculator.html#commune/2.000815")
    _set_receipt(page, "2028-01-07", "10:00")
    page.wait_for_selector("#result .tag:text('tạm tính')")
    assert "chưa có thông báo chính thức" in page.text_content("#reasons")


def test_an_ended_level_has_no_due_time(visit: Callable[..., Page]) -> None:
    """From 1/7/2025 on a district dossier has no due time, and the reasons name the successor."""
    page = visit("calculator.html#district/2.000942")
    _set_receipt(page, "2025-07-04", "10:00")
    page.wait_for_selector("#result .due:text('Không có hạn trả')")
    assert "Thủ tục thay thế: 2.000942 (cấp xã)" in page.text_content("#reasons")


def test_pages_link_to_the_other_language(visit: Callable[..., Page]) -> None:
    """Each page links to the same page in the other language."""
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


def test_vietnamese_text_on_english_pages_is_marked(visit: Callable[..., Page]) -> None:
    """Official names on English pages have ``lang="vi"``, for screen readers."""
    page = visit("en/procedure/commune/1.004873.html")
    assert page.get_attribute("h1", "lang") == "vi"
    page = visit("en/calculator.html#commune/1.001193")
    _set_receipt(page, "2023-09-29", "15:31")
    page.wait_for_selector("#result .due:text('Before 09:00 on Monday 2/10/2023')")


def test_the_site_works_by_keyboard(visit: Callable[..., Page]) -> None:
    """Skipping to the content, searching, opening a procedure and using its calculator all work without a mouse."""
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
    page.wait_for_selector("#result .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    outline = page.evaluate(
        "(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle + style.outlineWidth; })()"
    )
    assert outline == "solid3px"


@pytest.mark.parametrize("path", [*KINDS, "en/calculator.html", "en/procedure/commune/2.000815.html"])
def test_nothing_overflows_at_320_px(path: str, visit: Callable[..., Page]) -> None:
    """At 320 px nothing scrolls sideways, and touch targets are at least 44 px high."""
    page = visit(path, viewport={"width": 320, "height": 640}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    small = page.evaluate(
        """() => [...document.querySelectorAll('nav a, button, select, input[type=search], input[type=date], .action, .entries a, .buttons label')]
        .filter((it) => it.checkVisibility()).map((it) => [it.textContent.slice(0, 30), it.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_hostile_text_breaks_no_page(write_site: Callable[..., Path], hostile: Publication, visit: Callable[..., Page]) -> None:
    """Script tags and template markup stay text, and very long words fit the screen."""
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
    """Printed pages are A4, black on white, without navigation and buttons, and include the origin of the data."""
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
    """List, procedures and calendar are complete; the calculator says that it needs JavaScript and still shows the rules."""
    page = visit("index.html", java_script_enabled=False)
    assert page.locator(".groups .entries li").count() == 35
    assert not page.is_visible("#search")
    page.click(".groups .entries a >> nth=0")
    assert page.locator("h1").inner_text()
    page = visit("calendar/2026.html", java_script_enabled=False)
    assert page.locator(".day.model").count() > 40
    page = visit("calculator.html", java_script_enabled=False)
    assert "cần JavaScript" in page.inner_text("noscript p >> nth=0")
    assert not page.is_visible("#calculator")
    assert page.is_visible("text=sau 15:30: trước 9 giờ sáng ngày làm việc kế tiếp.")


def test_there_is_no_answer_before_a_question(visit: Callable[..., Page]) -> None:
    """Without a chosen procedure the calculator asks for one; ended procedures are offered only by their own address."""
    page = visit("calculator.html")
    assert page.inner_text("#result") == "Hãy chọn thủ tục để biết khi nào có kết quả."
    assert page.locator("#procedure option").count() == 21
    assert not page.is_visible("#answer-bar")
    assert not page.is_visible("#actions")
    page.select_option("#procedure", "commune/1.004873")
    page.wait_for_selector("#result .due")
    ended = visit("calculator.html#district/2.000942")
    assert ended.input_value("#procedure") == "district/2.000942"


def test_the_choices_are_in_the_address(visit: Callable[..., Page]) -> None:
    """The address of an answer leads to the same answer: moment, case and ticked papers included."""
    page = visit("calculator.html#commune/1.004873")
    _set_receipt(page, "2023-09-29", "15:31")
    page.check("input[name=papers][value=tick]")
    page.check("input[name=have][value=to-khai]")
    page.check("input[value=uy-quyen]")
    page.wait_for_function("location.hash.includes('holds=uy-quyen')")
    fragment, answer = page.evaluate("location.hash"), page.inner_text("#result")
    assert fragment.startswith("#commune/1.004873?at=2023-09-29T15:31&")
    again = visit(f"calculator.html{fragment}")
    again.wait_for_function("(answer) => document.querySelector('#result').innerText === answer", arg=answer)
    assert again.is_checked("input[name=have][value=to-khai]")


@pytest.mark.parametrize("path", ["index.html", "procedure/commune/1.004873.html", "procedure/commune/2.000815.html", "en/index.html"])
def test_the_promise_is_on_the_first_screen_of_a_phone(path: str, visit: Callable[..., Page]) -> None:
    """At 360 x 800 the head takes at most a fifth of the screen, and promise and law are on the first screen."""
    page = visit(path, viewport={"width": 360, "height": 800})
    assert page.evaluate("document.querySelector('body > header').getBoundingClientRect().height") <= 160
    for part in (".promise .sentence", ".promise .law"):
        assert page.evaluate("(part) => document.querySelector(part).getBoundingClientRect().bottom", part) <= 800


def test_five_questions_are_answered_within_a_screen_and_a_half(visit: Callable[..., Page]) -> None:
    """When, what to bring, where, online and how much begin within 1200 px of a procedure's page on a phone."""
    page = visit("procedure/commune/1.004873.html", viewport={"width": 360, "height": 800})
    ends = page.eval_on_selector_all(
        ".answers > div", "all => all.map((it) => it.querySelector('dd p, dd li').getBoundingClientRect().bottom)"
    )
    assert len(ends) == 6
    assert max(ends[:5]) <= 1200


def test_the_answer_is_in_view_while_choices_change(visit: Callable[..., Page]) -> None:
    """On a phone the answer is shown in a line at the edge of the screen while the form is being filled in."""
    page = visit("calculator.html#commune/1.004873", viewport={"width": 360, "height": 800})
    _set_receipt(page, "2023-09-29", "15:31")
    page.wait_for_selector("#answer-bar:text('Hạn trả kết quả: trước 09:00 thứ Hai 02/10/2023')")
    assert page.evaluate("document.querySelector('#answer-bar').getBoundingClientRect().bottom") <= 800


def test_now_is_the_time_of_the_desk(visit: Callable[..., Page]) -> None:
    """The button for the current time uses the time in Vietnam, whatever the time zone of the browser."""
    page = visit("calculator.html", timezone_id="America/Los_Angeles")
    page.clock.set_fixed_time("2024-05-03T23:30:00Z")
    page.click("#now")
    page.wait_for_function("document.getElementById('day').value === '2024-05-04'")
    assert (page.input_value("#hour"), page.input_value("#minute")) == ("06", "30")
    assert page.text_content("#day-text") == "thứ Bảy 04/05/2024"


def test_the_policy_blocks_inline_code(visit: Callable[..., Page]) -> None:
    """The Content-Security-Policy of the page blocks inline scripts and inline styles."""
    page = visit("procedure/commune/1.004873.html", quiet=False)
    blocked = page.evaluate(
        """() => new Promise((resolve) => {
          const blocked = [];
          document.addEventListener('securitypolicyviolation', (event) => { blocked.push(event.effectiveDirective); if (blocked.length === 2) resolve(blocked); });
          const inline = document.createElement('script');
          inline.textContent = 'window.broken = true';
          document.head.append(inline);
          const style = document.createElement('style');
          style.textContent = 'body { color: red }';
          document.head.append(style);
        })"""
    )
    assert sorted(blocked) == ["script-src-elem", "style-src-elem"]
    assert page.evaluate("window.broken") is None


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize(
    ("key", "case", "before", "after"),
    [
        ("commune/2.001009", "", ("2025-10-31", "09:00", "31/10/2025"), ("2025-11-03", "09:00", "Không có hạn trả")),
        ("commune/1.004859", "chi-bo-sung", ("2026-11-26", "15:00", "26/11/2026"), ("2026-11-26", "15:01", "27/11/2026")),
        ("commune/1.004873", "xac-minh", ("2026-06-30", "09:00", "23/07/2026"), ("2026-07-01", "09:00", "06/07/2026")),
        ("commune/2.000815", "", ("2027-02-03", "15:00", "03/02/2027"), ("2027-02-03", "15:01", "11/02/2027")),
        ("commune/1.000894", "", ("2027-02-26", "09:00", "26/02/2027"), ("2027-03-01", "09:00", "Không có hạn trả")),
    ],
)
def test_the_law_of_today_before_and_after_its_day(
    key: str, case: str, before: tuple[str, str, str], after: tuple[str, str, str], visit: Callable[..., Page]
) -> None:
    """An abolished procedure, the rule of 15:00, the shorter verification, the Tết of 2027 and the law that ends, on the calculator."""
    page = visit(f"calculator.html#{key}")
    for day, time, due in (before, after):
        _set_receipt(page, day, time)
        if case:
            page.select_option("#case", case)
        page.wait_for_function("(due) => document.querySelector('#result .due').textContent.includes(due)", arg=due)


def test_the_papers_and_names_of_today(visit: Callable[..., Page]) -> None:
    """Identity papers are certainly missing before 1/1/2026 and only under a condition after it; the name changes with 280/2025."""
    page = visit("calculator.html#commune/1.000894")
    _set_receipt(page, "2025-12-31", "10:00")
    page.check("input[name=papers][value=tick]")
    page.check("input[name=have][value=to-khai]")
    page.wait_for_selector("#result >> text=Hồ sơ chưa đủ")
    _set_receipt(page, "2026-01-05", "10:00")
    page.wait_for_selector("#result .due:text('05/01/2026')")
    named = visit("calculator.html#commune/2.001035")
    for day, basis in (("2025-10-31", "07/2025/NĐ-CP"), ("2025-11-03", "280/2025/NĐ-CP")):
        _set_receipt(named, day, "10:00")
        named.wait_for_function("(basis) => document.querySelector('#reasons ol.why li cite').textContent === basis", arg=basis)


@pytest.mark.parametrize("path", ["index.html", "en/index.html", "procedure/district/1.001612.html"])
def test_the_head_of_a_page_leaves_room_on_narrow_phones(visit: Callable[..., Page], path: str) -> None:
    """At 320 px the head and the banner take less than a quarter of the screen, and the menu has one line."""
    page = visit(path, viewport={"width": 320, "height": 640})
    banner = page.locator(".reconstructed").bounding_box()
    assert banner is not None
    assert banner["y"] + banner["height"] < 640 / 4
    lines = page.evaluate("new Set([...document.querySelectorAll('.top nav a')].map(a => a.getBoundingClientRect().bottom | 0)).size")
    assert lines == 1
