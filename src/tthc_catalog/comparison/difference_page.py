"""Render a comparison as one web page that loads nothing; all text from a catalog is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.comparison.difference_lines import Line

_STYLE = """
:root { color-scheme: light dark; --line: #8886; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem } h2 { font-size: 1.15rem; border-bottom: 1px solid var(--line); margin-top: 2rem } h3 { font-size: 1rem }
h4 { font-size: 1rem; font-weight: 600; margin: .8rem 0 .2rem 1rem }
p { margin: .2rem 0 .2rem 2rem } p.note { opacity: .8; font-size: .95rem }
del { color: #a11 } ins { color: #063; text-decoration: none; font-weight: 600 }
@media (prefers-color-scheme: dark) { del { color: #f99 } ins { color: #8e8 } }
""".strip()

_HEADINGS = {"title": "h1", "section": "h2", "item": "h3", "part": "h4"}


def as_page(lines: Iterable[Line], lang: str) -> str:
    """Render the outline as HTML; old values are struck through (``del``), new ones marked (``ins``)."""
    rows = list(lines)
    body = "\n".join(map(_element, rows))
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(rows[0].text)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>"""


def _element(line: Line) -> str:
    content = escape(line.text)
    if line.changed:
        content += f": <del>{escape(line.before)}</del> → <ins>{escape(line.after)}</ins>"
    heading = _HEADINGS.get(line.role)
    if heading is not None:
        return f"<{heading}>{content}</{heading}>"
    return f'<p class="{line.role}">{content}</p>'
