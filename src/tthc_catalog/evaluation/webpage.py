"""``report.html``: one file with nothing from elsewhere, no script, readable on a screen, by a screen reader and on paper."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from tthc_catalog.evaluation.charts import svg
from tthc_catalog.evaluation.presentation import Chart, Row, Table, Value, value_text
from tthc_catalog.evaluation.presenting import present
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.facts import Facts
    from tthc_catalog.evaluation.report import Report

_TEMPLATES = Path(__file__).parent / "templates"
_FIGURES = ("count", "rate", "score")


def write_webpage(report: Report, _facts: Facts, path: Path, lang: str) -> None:
    """Write the page."""
    path.write_text(webpage(report, lang), encoding="utf-8", newline="\n")


def webpage(report: Report, lang: str) -> str:
    """The page. Everything in it that comes from data is escaped; its only markup of ours are the charts and the style."""
    presented = present(report, lang)
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    def draw(chart: Chart) -> Markup:
        return Markup(svg(chart, lang))  # noqa: S704 - every text in it was escaped

    def shown(value: Value, kind: str) -> str:
        return value_text(value, kind, lang)

    def said(key: str, **params: Any) -> str:
        return text(key, lang, **params)

    return environment.get_template("report.html").render(
        report=presented,
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=f"sha256-{digest}",
        draw=draw,
        shown=shown,
        t=said,
        figures=_FIGURES,
        header_of=_header_of,
        name_of=_name_of,
    )


def _header_of(table: Table) -> int:
    """Which column names the rows: the last one of text before the figures."""
    named = [place for place, column in enumerate(table.columns) if column.kind in ("text", "code")]
    first = next((place for place, column in enumerate(table.columns) if column.kind in _FIGURES), len(table.columns))
    return max((place for place in named if place < first), default=named[0] if named else 0) if first else named[0]


def _name_of(row: Row, table: Table) -> str:
    first = next((place for place, column in enumerate(table.columns) if column.kind in _FIGURES), len(table.columns))
    if first == 0:
        first = _header_of(table) + 1
    return ", ".join(str(value) for value in row.values[:first] if isinstance(value, str) and value)
