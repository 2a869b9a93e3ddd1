"""The whole catalog as JSON, and the list of procedures as CSV with a warning about spreadsheet programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.plain_text import inert_cell, shown_lines, shown_text
from tthc_catalog.publication.content.catalog_data import catalog_data
from tthc_catalog.publication.content.procedure_wording import statutory_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry, Publication

CSV_COLUMNS = (
    "key",
    "level",
    "code",
    "field",
    "field_name",
    "name",
    "corrected_name",
    "in_force",
    "effective_from",
    "effective_until",
    "processing_time",
    "fee_status",
    "components",
    "cases",
    "legal_basis",
    "succeeded_by",
    "membership",
    "catalog",
    "catalog_version",
    "as_of",
    "source",
    "digest",
)
"""The columns; the last five repeat the stamp on every row, because rows are copied one by one."""


def render_json(publication: Publication) -> Iterator[Artefact]:
    """Yield the whole catalog with its stamp, whose digest is that of ``catalog`` as canonical JSON."""
    data = {"kind": "catalog", "stamp": publication.stamp.to_dict(), "catalog": catalog_data(publication.catalog)}
    written = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    yield Artefact(path="catalog.json", content=written.encode("utf-8", "backslashreplace"), media_type="application/json")


def render_csv(publication: Publication) -> Iterator[Artefact]:
    """Yield the list, the warning, and the machine-readable description of the columns (CSV on the Web)."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for entry in publication.entries:
        writer.writerow([inert_cell(shown_text(value)) for value in _row(publication, entry)])
    stamp = publication.stamp
    yield Artefact(path="procedures.csv", content=table.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8")
    parts = [text("publication.csv.warning", lang, file="procedures.csv") for lang in ("vi", "en")]
    parts += [line for lang in ("vi", "en") for line in (stamp.line(lang), stamp.notice(lang)) if line]
    warning = "\n\n".join(shown_lines(part) for part in parts) + "\n"
    yield Artefact(path="procedures.csv.txt", content=warning.encode(), media_type="text/plain; charset=utf-8")
    yield Artefact(path="procedures.csv-metadata.json", content=_metadata(publication), media_type="application/csvm+json")


def _row(publication: Publication, entry: Entry) -> tuple[str, ...]:
    procedure, edition, stamp = entry.procedure, entry.edition, publication.stamp
    start, until = edition.period.start, edition.period.until
    return (
        entry.key,
        procedure.level,
        procedure.code,
        procedure.field,
        entry.field.name,
        edition.name,
        edition.corrected_name or "",
        "true" if entry.in_force else "false",
        start.isoformat() if start else "",
        until.isoformat() if until else "",
        statutory_text(edition),
        edition.fee.status,
        " | ".join(component.name for component in edition.components or ()),
        " | ".join(case.name for case in edition.cases),
        " | ".join(edition.legal_basis),
        " | ".join(f"{s.level}/{s.code}" for s in procedure.succeeded_by),
        procedure.membership.status,
        stamp.catalog_id,
        stamp.version,
        stamp.as_of.isoformat(),
        stamp.source,
        stamp.digest,
    )


def _metadata(publication: Publication) -> bytes:
    """Return the CSV on the Web metadata, which declares every column as text (https://www.w3.org/TR/tabular-data-primer/)."""
    data = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "procedures.csv",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "dc:title": publication.stamp.title,
        "dc:description": publication.stamp.notice() or "",
        "dc:source": publication.stamp.source,
        "dc:identifier": publication.stamp.digest,
        "dc:date": publication.stamp.as_of.isoformat(),
        "dc:hasVersion": publication.stamp.version,
        "tableSchema": {"columns": [{"name": name, "titles": name, "datatype": "string"} for name in CSV_COLUMNS], "primaryKey": "key"},
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
