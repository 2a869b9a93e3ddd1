"""Accessibility: axe-core finds no violation on any kind of page, and finds each seeded fault."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.effective import Period
from tthc_catalog.publication.content.stamp import stamp_of
from tthc_catalog.publication.content.year_plan import year_plans
from tthc_catalog.publication.desk.roster_sheet import roster_html, week_data
from tthc_catalog.publication.desk.slip import Particulars, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html
from tthc_catalog.publication.papers.year_plan_sheets import plan_html
from tthc_catalog.records.roster import Duty, Person, Post, Roster
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

PAGES = (
    "index.html",
    "index.html#q=ly hôn",
    "index.html#q=xyzxyz",
    "procedure/commune/1.004873.html",
    "procedure/district/2.000942.html",
    "calendar/2025.html",
    "calculator.html#commune/1.004873",
    "en/procedure/commune/2.000815.html",
    "calculator.html",
    "en/index.html",
    "en/calculator.html#commune/1.001193",
    "en/calendar/2026.html",
)

FAULTS = {
    "image-alt": ("index.html", "document.querySelector('main').append(new Image())"),
    "color-contrast": ("index.html", "document.querySelector('h1').style.color = '#e0e0e0'"),
    "label": ("index.html", "document.querySelector('label[for=query]').remove()"),
    "html-has-lang": ("index.html", "document.documentElement.removeAttribute('lang')"),
    "select-name": ("calculator.html", "document.querySelector('label[for=procedure]').remove()"),
    "link-name": ("procedure/commune/1.004873.html", "document.querySelector('.back a').textContent = ''"),
    "aria-valid-attr": ("calendar/2026.html", "document.querySelector('nav').setAttribute('aria-labelled', 'x')"),
    "target-size": (
        "calendar/2026.html",
        "document.querySelectorAll('.years a').forEach((a) => { a.style = 'min-height:0;min-width:0;display:block;font-size:8px;height:8px;width:8px;overflow:hidden' })",
    ),
    "heading-order": ("procedure/commune/1.004873.html", "document.querySelector('main h2').outerHTML = '<h5>x</h5>'"),
}
"""For each rule of axe-core, a page and a script that violates the rule on it."""


def _violations(page: Page, axe: str, **options: Any) -> list[str]:
    """Return the violations with their elements; the debugger injects the checker, which the policy of the page would block."""
    page.evaluate(axe)
    found = page.evaluate("(options) => axe.run(document, options)", {"resultTypes": ["violations"], "preload": False, **options})
    return [f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(path: str, visit: Callable[..., Page], axe: str) -> None:
    """No rule is violated, with missing papers shown on the calculator and with sufficient contrast in dark mode."""
    page = visit(path)
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    if "calculator.html#" in path:
        page.check("input[name=papers][value=tick]")
        page.wait_for_selector("#result .missing")
    assert _violations(page, axe, rules={"target-size": {"enabled": True}}) == []
    page.emulate_media(color_scheme="dark")
    assert _violations(page, axe, runOnly=["color-contrast"]) == []


def test_axe_finds_no_violation_with_a_choice_of_desks(
    write_site: Callable[..., Path], catalog: Catalog, visit: Callable[..., Page], axe: str
) -> None:
    """The calculator with a list of desks and a closed desk selected has no violation on wide and narrow screens."""
    root = write_site(catalog, dt.date(2024, 4, 8))
    for width in (1280, 320):
        page = visit("calculator.html#commune/1.004873", root=root, viewport={"width": width, "height": 800})
        page.select_option("#desk", label="Bộ phận Tiếp nhận và Trả kết quả xã Cẩm Chế (đến hết thứ Bảy 30/11/2024)")
        page.wait_for_selector("#result .due:text('Không có hạn trả')")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert _violations(page, axe, rules={"target-size": {"enabled": True}}) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_violation_in_the_plan_of_a_year(
    lang: str, catalog: Catalog, visit: Callable[..., Page], axe: str, tmp_path: Path
) -> None:
    """The plan of a year has no violation, on a narrow screen either, where only its tables scroll sideways."""
    page_text = plan_html(year_plans(catalog, Registry(), 2026), stamp_of(catalog, dt.date(2026, 1, 1)), lang)
    (tmp_path / "plan.html").write_text(page_text, encoding="utf-8")
    for width in (1280, 320):
        page = visit("plan.html", root=tmp_path, viewport={"width": width, "height": 640})
        assert _violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_axe_finds_no_violation_on_the_desks_papers(engine: Engine, visit: Callable[..., Page], axe: str, tmp_path: Path) -> None:
    """The appointment slip, the supplement request and the roster have no violation as HTML pages."""
    for name, have in (("receipt", None), ("request", ["to-khai"])):
        decision = engine.decide("1.004873", level="commune", received_at="2024-04-12 10:00", components=have)
        (tmp_path / f"{name}.html").write_text(slip_html(slip_for(decision, Particulars(name="Nguyễn Thị Ước"))), encoding="utf-8")
    duty = Duty(date=dt.date(2024, 4, 12), signatory="ld-01", posts=(("quay-1", "cc-01"),), volunteers=("tn-01",))
    roster = Roster(
        office="xa-tan-an",
        period=Period(dt.date(2024, 4, 1), dt.date(2024, 5, 1)),
        volunteers_needed=1,
        posts=(Post(id="quay-1", name="Quầy hộ tịch"),),
        people=tuple(
            Person(id=id, role=role, title=None, fields=fields)
            for id, role, fields in (("ld-01", "signatory", ()), ("cc-01", "official", ("ho-tich",)), ("tn-01", "volunteer", ()))
        ),
        days=(duty,),
        note=None,
        file="rosters/xa-tan-an.yaml",
    )
    catalog = attrs.evolve(engine.catalog, rosters=(roster,))
    data = week_data(catalog, Registry(), office="xa-tan-an", day=dt.date(2024, 4, 12))
    (tmp_path / "roster.html").write_text(roster_html(data), encoding="utf-8")
    for name in ("receipt", "request", "roster"):
        page = visit(f"{name}.html", root=tmp_path)
        assert _violations(page, axe) == []


@pytest.mark.parametrize("path", ["index.html", "calculator.html"])
def test_axe_finds_no_violation_on_a_narrow_screen(path: str, visit: Callable[..., Page], axe: str) -> None:
    """No rule is violated at a width of 320 px, in a single column."""
    assert _violations(visit(path, viewport={"width": 320, "height": 640}), axe) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_seeded_fault_is_caught(rule: str, visit: Callable[..., Page], axe: str) -> None:
    """A seeded fault is found, which proves that the checker works."""
    path, fault = FAULTS[rule]
    page = visit(path)
    page.evaluate(f"() => {{ {fault} }}")
    assert any(found.startswith(f"{rule}:") for found in _violations(page, axe, runOnly=[rule]))
