"""The slip as PDF and as a self-contained HTML page."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.documents.extras import needs
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.stamp import CODE_LENGTH
from tthc_catalog.publication.desk.html_page import page_head
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.publication.desk.slip import Slip

_STYLE = """
@page { size: A5; margin: 10mm 12mm }
body { font: 13px/1.35 "Times New Roman", "Liberation Serif", serif; max-width: 132mm; margin: 6mm auto; padding: 0 3mm; color: #000; background: #fff }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2mm 4mm; text-align: center }
header > div { flex: 1 1 38% } header > .state { flex: 1 1 54% }
header p { margin: 0 0 1mm } .state .i { font-size: 12px } header .issuer, header .motto { font-weight: bold } header .issuer { text-transform: uppercase; font-size: 12px }
header .country { font-weight: bold; font-size: 11px } header .rule { border-top: 1px solid; width: 60%; margin: 0.5mm auto 1.5mm } header .issuer + .rule { width: 35% }
h1 { font-size: 16px; text-align: center; margin: 4mm 0 1mm; text-wrap: balance } h2 { font-size: 13px; margin: 2mm 0 0 }
.i { font-style: italic } .small { font-size: 9px; overflow-wrap: anywhere } .notes { font-size: 11px; font-style: italic; padding-left: 5mm }
dl { margin: 2mm 0 } dt { display: inline; } dt::after { content: ": " } dd { display: inline; margin: 0; overflow-wrap: anywhere } dd::after { content: ""; display: block }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 1mm 0 2mm } tr { break-inside: avoid }
th, td { border: 1px solid #000; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th:first-child { width: 7% } .c4 th:nth-child(3) { width: 20% } .c4 th:nth-child(4) { width: 16% }
@media screen and (max-width: 30rem) { body { margin-top: 0 } th:first-child { width: 10% } }
.further { margin: 1mm 0 2mm; padding-left: 5mm } .due { font-weight: bold } .superseded { text-decoration: line-through } .signatures { display: flex; justify-content: space-around; text-align: center; margin-top: 4mm; min-height: 24mm; break-inside: avoid }
.check svg { width: 26mm; height: 26mm; display: block }
"""


def slip_pdf(slip: Slip) -> bytes:
    """Return the slip as PDF."""
    with needs("pdf", "pdf"):
        from tthc_catalog.documents.typesetting import typeset

    return typeset(Path(__file__).with_name("slip.typ"), _sheet_data(slip), slip.decision.received_at.date())


def slip_html(slip: Slip) -> str:
    """Return the slip as an HTML page without scripts and without addresses of other sites."""
    return "\n".join(_page(slip)) + "\n"


def _page(slip: Slip) -> Iterator[str]:
    data = _sheet_data(slip)
    yield page_head(slip.title, _STYLE)
    issuer = "<br>".join(escape(line) for line in slip.heading)
    yield f'<header><div><p class="issuer">{issuer}</p><div class="rule"></div><p>{escape(slip.number)}</p></div>'
    yield f'<div class="state"><p class="country">{escape(data["country"])}</p><p class="motto">{escape(data["motto"])}</p><div class="rule"></div>'
    yield f'<p class="i">{escape(slip.place_and_date)}</p></div></header>\n<main>\n<h1>{escape(slip.title)}</h1>'
    yield from _list(slip.lines)
    yield f"<h2>{escape(slip.papers_title)}</h2>"
    yield (
        f'<table class="c{len(slip.paper_columns)}"><thead><tr>'
        + "".join(f'<th scope="col">{escape(name)}</th>' for name in slip.paper_columns)
        + "</tr></thead><tbody>"
    )
    for row in slip.papers:
        yield "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>"
    yield "</tbody></table>"
    for title, lines in slip.further_papers:
        yield f"<h2>{escape(title)}</h2>"
        yield '<ul class="further">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
    yield from _list(slip.after)
    if slip.events:
        yield f"<h2>{escape(data['events_title'])}</h2>"
        yield '<ol class="further">' + "".join(f"<li>{escape(line)}</li>" for line in slip.events) + "</ol>"
    yield '<ul class="notes">' + "".join(f"<li>{escape(note)}</li>" for note in slip.notes) + "</ul>"
    signatures = [
        f'<div><strong>{escape(role)}</strong><br><span class="i">{escape(data["sign"])}</span><br><br><br>{escape(name)}</div>'
        for role, name in slip.signatures
    ]
    if data["qr"] is not None:
        signatures.insert(1, f'<div class="check">{data["qr"]}</div>')
    yield f'<div class="signatures">{"".join(signatures)}</div>'
    if data["check"] is not None:
        yield f'<p class="small">{escape(data["check_words"])} {_address(data["check"])}</p>'
    yield "</main>"
    sources = "" if slip.sources is None else f" {escape(data['sources_words'])} {_address(slip.sources)}"
    yield f'<footer class="small">{escape(data["stamp_line"])}{sources}</footer>\n</body>\n</html>'


def _address(check: str) -> str:
    """Return the text of the QR code, as a link if it is an address."""
    shown = escape(check)
    return f'<a href="{shown}">{shown}</a>' if check.startswith("http") else shown


def _qr(content: str) -> str | None:
    """Return a QR code as SVG; None without the extra ``web``, then the text alone is printed."""
    try:
        import segno
    except ImportError:
        return None
    svg = io.BytesIO()
    segno.make(content, error="m", micro=False).save(svg, kind="svg", xmldecl=False, border=2, scale=3)
    return svg.getvalue().decode()


def _list(lines: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield "<dl>"
    for name, label, value in lines:
        mark = ' class="due"' if name == "due_at" else ""
        struck = ' class="superseded"' if name == "promised_at" else mark
        yield f"<dt{mark}>{escape(label)}</dt><dd{struck}>{escape(value)}</dd>"
    yield "</dl>"


def _sheet_data(slip: Slip) -> dict[str, Any]:
    """Return the data that both sheets show."""
    day = slip.decision.received_at.date()
    code = slip.decision.evidence.timetable_digest[:CODE_LENGTH]
    return {
        "title": slip.title,
        "day": [day.year, day.month, day.day],
        "stamp": {"notice": None, "star": ""},  # a receipt has no box about the list
        "stamp_line": shown_text(text("desk.slip.stamp", digest=code, version=slip.stamp.version, day=date_text(slip.stamp.as_of))),
        "sources": slip.sources,
        "sources_words": text("desk.slip.sources"),
        "paper": slip.form.paper,
        "country": text("publication.annex.country"),
        "motto": text("publication.annex.motto"),
        "heading": list(slip.heading),
        "number": slip.number,
        "place": slip.place_and_date,
        "lines": [list(line) for line in slip.lines],
        "papers_title": slip.papers_title,
        "columns": list(slip.paper_columns),
        "papers": [list(row) for row in slip.papers],
        "further_papers": [[title, list(lines)] for title, lines in slip.further_papers],
        "after": [list(line) for line in slip.after],
        "events_title": text("desk.slip.events"),
        "events": list(slip.events),
        "notes": list(slip.notes),
        "signatures": [list(signature) for signature in slip.signatures],
        "sign": text("desk.slip.sign"),
        "check": slip.check,
        "check_words": text("desk.slip.check"),
        "qr": None if slip.check is None else _qr(slip.check),
    }
