"""The HTML pages of the desk fit paper and screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.publication.desk.slip import Particulars, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tthc_catalog.engine import Engine


def test_the_page_of_a_slip_breaks_no_word(engine: Engine, visit: Callable[..., Page], tmp_path: Path) -> None:
    """The columns of the supplement request are wide enough for their heads on paper and on a phone."""
    decision = engine.decide("1.004873", level="commune", received_at="2024-04-12 10:00", components=["to-khai"])
    (tmp_path / "slip.html").write_text(slip_html(slip_for(decision, Particulars())), encoding="utf-8")
    for width in (620, 360):
        page = visit("slip.html", root=tmp_path, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        broken = page.evaluate(
            "[...document.querySelectorAll('th')].filter((th) => { th.style.overflowWrap = 'normal'; return th.scrollWidth > th.clientWidth; }).length"
        )
        assert broken == 0
