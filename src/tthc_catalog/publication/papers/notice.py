"""The public notice for the wall, and the draft notice with its annex in the layout of Decree 30/2020/NĐ-CP, as PDF."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.documents.typesetting import typeset
from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_lines, shown_text
from tthc_catalog.publication.content.office_days import hours_text
from tthc_catalog.publication.papers.listing import commitments, grouped
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.releases.papers import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.office_days import OfficeDay
    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.publication.papers.listing import Commitment

WEEKS = 5
"""How many weeks of coming days the notice lists; a notice on a wall is renewed monthly."""

_PDF = "application/pdf"


def render_pdf(publication: Publication) -> Iterator[Artefact]:
    """Yield one notice for each commitment in force on the day, and one annex for all levels."""
    found = commitments(publication, weeks=WEEKS)
    for commitment in found:
        yield Artefact(
            path=f"notice-{commitment.name_part(found)}.pdf",
            content=typeset(Path(__file__).with_name("notice.typ"), notice_data(publication, commitment), publication.as_of),
            media_type=_PDF,
        )
    yield Artefact(
        path="annex.pdf",
        content=typeset(Path(__file__).with_name("annex.typ"), annex_data(publication), publication.as_of),
        media_type=_PDF,
    )


def notice_data(publication: Publication, commitment: Commitment) -> dict[str, Any]:
    """Return the data of ``notice.typ``."""
    entries = commitment.entries
    url = None if publication.base_url is None else f"{publication.base_url}index.html"
    check = None if publication.base_url is None else f"{publication.base_url}{PAGE}"
    model = shown_text(commitment.model.title)
    words = {
        "heading": text("publication.notice.title"),
        "how": text("publication.notice.how"),
        "complete": text("publication.notice.complete"),
        "days": text("publication.notice.days"),
        "no_days": text("publication.notice.no_days", weeks=WEEKS),
        "list": text(f"publication.notice.list.{commitment.promises}", count=len(entries)),
        "qr": text("publication.notice.qr"),
        "check": text("publication.notice.check"),
    }
    return {
        **_common(publication, model),
        "office": shown_text(commitment.office.name),
        "model": model,
        "words": words,
        "notices": commitment.notices,
        "rules": commitment.rules,
        "days": [{"held": day.applies, "text": _day_text(day)} for day in commitment.days],
        "columns": [text(f"publication.column.{name}") for name in ("number", "code", "name", "time")],
        "groups": grouped(publication, entries),
        "url": url,
        "qr": None if url is None else _qr(url),
        "check": check,
        "check_qr": None if check is None else _qr(check),
    }


def annex_data(publication: Publication) -> dict[str, Any]:
    """Return the data of ``annex.typ``, which the Word document uses too; without a model, the notice is about the procedures alone."""
    found = commitments(publication, weeks=WEEKS)
    models = dict.fromkeys(shown_text(m.title) for m in publication.catalog.models.values()) if not found else None
    title = "”, “".join(models or dict.fromkeys(shown_text(c.model.title) for c in found))
    entries = [entry for entry in publication.entries if entry.in_force]
    others = [entry for entry in publication.entries if not entry.in_force]
    day = date_text(publication.as_of)
    params = {"model": title, "source": publication.stamp.source, "count": len(entries), "day": day, "issuer": "………"}
    names = (
        "country motto issuer number place kind subject basis body how recipients recipient_list signer signature signer_name annex "
        "attached placeholders"
    )
    of_law = dict.fromkeys(("subject", "body", "how"), "-law") if not title else {}
    words = {name: shown_lines(text(f"publication.annex.{name}{of_law.get(name, '')}", "vi", **params)) for name in names.split()}
    if others:
        words["body"] += " " + text("publication.annex.others", count=len(others))
    words["annex_title"] = shown_text(publication.stamp.title).upper()
    parts = [("in_force", "time", entries), ("not_in_force", "status", others)]
    return {
        **_common(publication, shown_text(publication.stamp.title)),
        "words": words,
        "rules": list(dict.fromkeys(rule for c in found for rule in c.rules)),
        "notices": list(dict.fromkeys(notice for c in found for notice in c.notices)),
        "parts": [
            {
                "title": text(f"publication.annex.part.{name}", day=day) if others else None,
                "columns": [text(f"publication.column.{column}") for column in ("number", "code", "name", last)],
                "groups": [
                    {**group, "rows": [{**row, "last": row[last]} for row in group["rows"]]} for group in grouped(publication, found)
                ],
            }
            for name, last, found in parts
            if found
        ],
    }


def _common(publication: Publication, title: str) -> dict[str, Any]:
    stamp = publication.stamp
    notice = stamp.notice()
    return {
        "title": title,
        "day": [publication.as_of.year, publication.as_of.month, publication.as_of.day],
        "stamp": {"notice": None if notice is None else shown_text(notice), "star": text("publication.reconstructed.star")},
        "stamp_line": shown_text(stamp.line()),
    }


def _day_text(day: OfficeDay) -> str:
    date = day_text(day.date, "vi")
    if day.applies:
        line = f"{date[:1].upper()}{date[1:]}: {hours_text(day.hours)}"
    else:
        line = text("publication.notice.lost", day=date, why=day.why())
    return shown_text(line + (f" ({text('publication.day.provisional')})" if day.provisional else ""))


def _qr(url: str) -> str:
    """Return the address as a QR code in SVG, with medium error correction so that a scratched print stays readable."""
    svg = io.BytesIO()
    segno.make(url, error="m", micro=False).save(svg, kind="svg", xmldecl=False, border=2, scale=4)
    return svg.getvalue().decode()
