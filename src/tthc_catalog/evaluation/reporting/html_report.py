"""``report.html``: one self-contained file without scripts, for screens, screen readers and print."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from tthc_catalog.evaluation.reporting.charts import svg
from tthc_catalog.evaluation.reporting.presentation import FIGURES, Chart, Value, counted_text, value_text
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.reporting.presentation import Presentation

_TEMPLATES = Path(__file__).parent / "templates"


def webpage(report: Presentation) -> str:
    """Return the page. All data is escaped; only the charts and the style sheet are inserted as markup."""
    lang = report.lang
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    def draw(chart: Chart) -> Markup:
        return Markup(svg(chart, lang))  # noqa: S704 - `svg` escapes every text

    def cell_text(value: Value, kind: str) -> str:
        return value_text(value, kind, lang)

    def translate(key: str, **params: Any) -> str:
        return text(key, lang, **params)

    return environment.get_template("report.html").render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=f"sha256-{digest}",
        draw=draw,
        cell_text=cell_text,
        t=translate,
        counted=lambda key, count: counted_text(key, count, lang),
        figures=FIGURES,
    )
