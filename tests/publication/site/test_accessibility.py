"""Every kind of page can be used by everybody: axe-core finds nothing, and would find something if there were anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PAGES = (
    "index.html",
    "procedure/commune/1.004873.html",
    "procedure/district/2.000942.html",
    "calendar/2025.html",
    "calculator.html#commune/1.004873",
    "en/procedure/commune/2.000815.html",
    "en/calculator.html",
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
"""Rule of axe-core -> a page and what breaks it there."""


def _violations(page: Page, axe: str, **options: Any) -> list[str]:
    """The faults found, each with where it is; the checker is put in by the browser's debugger, past the page's policy."""
    page.evaluate(axe)
    found = page.evaluate("(options) => axe.run(document, options)", {"resultTypes": ["violations"], "preload": False, **options})
    return [f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(path: str, visit: Callable[..., Page], axe: str) -> None:
    """No violation of any rule; the calculator with papers to tick and an answer; in the dark, colours that can be told apart."""
    page = visit(path)
    if "calculator" in path:
        page.check("input[name=papers][value=tick]")
        page.wait_for_selector("#said .missing")
    assert _violations(page, axe, rules={"target-size": {"enabled": True}}) == []
    page.emulate_media(color_scheme="dark")
    assert _violations(page, axe, runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("path", ["index.html", "calculator.html"])
def test_axe_finds_no_violation_on_a_narrow_screen(path: str, visit: Callable[..., Page], axe: str) -> None:
    """Neither at 320 px, where everything stands in one column."""
    assert _violations(visit(path, viewport={"width": 320, "height": 640}), axe) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_seeded_fault_is_caught(rule: str, visit: Callable[..., Page], axe: str) -> None:
    """A fault put into a page is found, so that finding none means something."""
    path, fault = FAULTS[rule]
    page = visit(path)
    page.evaluate(f"() => {{ {fault} }}")
    assert any(found.startswith(f"{rule}:") for found in _violations(page, axe, runOnly=[rule]))
