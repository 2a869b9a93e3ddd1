"""Audit findings: unusual records that an inspection looks at first, with their count, rate and dossiers.

A finding accuses nobody: it only lists records that look odd. Like every figure, it is one SQL condition on the judged dossiers in view of
the period.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.analysis.wilson_interval import wilson
from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE, Facts
from tthc_catalog.evaluation.report import Report
from tthc_catalog.evaluation.sql_conditions import equals, quoted
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTED = 20
"""Most dossiers that a report lists for each finding; the findings file lists all."""

UNITS = 10
"""Most units that a report lists for each finding, in descending order of dossiers."""

FEWEST, LARGEST_CHANCE, CONFIDENCE = 30, 0.2, 99
"""A unit has suspiciously round times if it has at least `FEWEST` results and the share on the full or half hour is above `LARGEST_CHANCE` at
this confidence (in percent). By chance the share is one in thirty."""

_NEAR = 100_000
"""Lines in which the first dossiers of a frequent finding are looked for."""

_NEW = "received_at >= {start}"
_CLOSED = "closed_at < {until}"
_PAIRED = f"FROM {TABLE} later JOIN {TABLE} earlier ON earlier.record_id = later.corrects AND earlier.dossier_id = later.dossier_id"
_CHANGED = " OR ".join(
    f"earlier.{moment} IS DISTINCT FROM later.{moment}" for moment in ("received_at", "completed_at", "returned_at", "printed_due_at")
)
_SAVED_BY_IT = (
    "coalesce(earlier.completed_at >= earlier.late_after, earlier.completed_at IS NULL) AND later.completed_at < later.late_after"
)
_ROUND = "minute(completed_at) IN (0, 30) AND second(completed_at) = 0"


@attrs.frozen(kw_only=True)
class Finding:
    """A kind of unusual record.

    Attributes:
        condition: the SQL condition of the dossiers found, among those in view.
        among: the SQL condition of the dossiers that could be found, the denominator of the rate.
    """

    id: str
    condition: str
    among: str

    def title(self, lang: str = "vi") -> str:
        """Return the displayed title."""
        return text(f"finding.{self.id}", lang)

    def meaning(self, lang: str = "vi") -> str:
        """Return the definition of the finding and possible reasons."""
        return text(f"finding.{self.id}.meaning", lang)


FINDINGS = {
    finding.id: finding
    for finding in (
        Finding(
            id="exactly_due",
            condition=f"{_CLOSED} AND completed_at IN (due_at, promise_due_at, law_due_at, printed_due_at)",
            among=f"{_CLOSED} AND (due_at IS NOT NULL OR printed_due_at IS NOT NULL)",
        ),
        Finding(
            id="before_receipt",
            condition="(completed_at < received_at OR returned_at < received_at)",
            among="(completed_at IS NOT NULL OR returned_at IS NOT NULL)",
        ),
        Finding(
            id="handed_over_before_ready",
            condition="returned_at < coalesce(completed_at, {until})",
            among="returned_at < {until}",
        ),
        Finding(
            id="printed_after_promise",
            condition=f"{_NEW} AND covered AND printed_due_at > promise_due_at AND printed_due_at >= promise_late_after",
            among=f"{_NEW} AND covered AND printed_due_at IS NOT NULL AND promise_due_at IS NOT NULL",
        ),
        Finding(
            id="printed_after_law",
            condition=f"{_NEW} AND printed_due_at > law_due_at AND printed_due_at >= law_late_after",
            among=f"{_NEW} AND printed_due_at IS NOT NULL AND law_due_at IS NOT NULL",
        ),
        Finding(
            id="closed_day",
            condition=f"{_NEW} AND deemed AND channel IS DISTINCT FROM 'online'",
            among=f"{_NEW} AND channel IS DISTINCT FROM 'online'",
        ),
        Finding(id="assumed_time", condition=f"{_NEW} AND assumed_times IS NOT NULL", among=_NEW),
        Finding(id="closed_day_online", condition=f"{_NEW} AND deemed AND channel = 'online'", among=f"{_NEW} AND channel = 'online'"),
        Finding(
            id="no_apology",
            condition=f"{MEASURES['same_day_broken'].condition} AND apology_issued IS DISTINCT FROM TRUE",
            among=MEASURES["same_day_broken"].condition,
        ),
        Finding(
            id="corrected_times",
            condition=f"record_id IN (SELECT later.record_id {_PAIRED} WHERE {_CHANGED})",
            among="TRUE",
        ),
        Finding(
            id="corrected_into_time",
            condition=f"record_id IN (SELECT later.record_id {_PAIRED} WHERE {_SAVED_BY_IT})",
            among="corrects IS NOT NULL",
        ),
        Finding(id="round_times", condition=f"{_CLOSED} AND {_ROUND} AND ({{units}})", among=_CLOSED),
    )
}
"""Every finding by its id, in the order that reports show them."""


def find(facts: Facts, report: Report) -> dict[str, Any]:
    """Evaluate every finding.

    Returns:
        Plain data: count, rate, filters, units and dossiers of each finding.
    """
    view = IN_VIEW.format(**report.bounds)
    conditions = {finding.id: _conditions(finding, report) for finding in FINDINGS.values()}
    rows = _counts_by_unit(facts, view, conditions)
    findings = []
    for name, (template, among) in conditions.items():
        finding = FINDINGS[name]
        found = [row for row in rows if (_is_round(row[name], row[f"{name}_among"]) if name == "round_times" else row[name])]
        units = [(row["level"], row["unit"], row[name]) for row in found]
        condition = template
        if name == "round_times":
            condition = template.format(units=" OR ".join(equals({key: row[key] for key in ("level", "unit")}) for row in found) or "FALSE")
        units.sort(key=lambda unit: (-unit[2], unit[0] or "", unit[1] or ""))
        count = sum(number for *_, number in units)
        rate = Rate(count, sum(row[f"{name}_among"] for row in rows))
        findings.append(
            {
                "id": name,
                "title": {lang: finding.title(lang) for lang in ("vi", "en")},
                "meaning": {lang: finding.meaning(lang) for lang in ("vi", "en")},
                "count": count,
                "rate": rate.to_dict(),
                "filter": f"({view}) AND ({condition})",
                "among": f"({view}) AND ({among})",
                "units": [{"level": level, "unit": unit, "count": number} for level, unit, number in units[:UNITS]],
                "units_total": len(units),
                "dossiers": _first(facts, f"({view}) AND ({condition})", count),
                "dossiers_left_out": max(count - LISTED, 0),
            }
        )
    return {"listed": LISTED, "file": FILE_NAME, "findings": findings}


def _conditions(finding: Finding, report: Report) -> tuple[str, str]:
    """Return the two conditions of a finding, bound to the period; ``{units}`` remains."""
    if finding.id.startswith("corrected") and not report.intake.corrections:
        return "FALSE", finding.among.format(**report.bounds)  # avoids joining a large table with itself
    return finding.condition.format(**report.bounds, units="{units}"), finding.among.format(**report.bounds)


def _counts_by_unit(facts: Facts, view: str, conditions: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the number of dossiers that each condition selects, by unit, in the order of levels and units.

    One pass counts the dossiers of each unit with the same set of conditions; the sets are few.
    """
    columns: dict[str, str] = {}
    for name, (condition, among) in conditions.items():
        columns |= {name: condition.format(units="TRUE"), f"{name}_among": among}
    bits = " + ".join(f"CASE WHEN {condition} THEN {1 << bit} ELSE 0 END" for bit, condition in enumerate(columns.values()))
    sums = ", ".join(f"CAST(coalesce(sum(n) FILTER (WHERE bits & {1 << bit} <> 0), 0) AS BIGINT) AS {n}" for bit, n in enumerate(columns))
    counted = f"SELECT desk, bits, count(*) AS n FROM (SELECT desk, {bits} AS bits FROM {TABLE} WHERE {view}) GROUP BY desk, bits"  # noqa: S608 - our own conditions
    return facts.rows(f"SELECT level, unit, {sums} FROM ({counted}) JOIN desks ON desk = number GROUP BY level, unit ORDER BY level, unit")  # noqa: S608


def _is_round(part: int, whole: int) -> bool:
    """Return whether a unit has suspiciously round times."""
    return whole >= FEWEST and wilson(part, whole, CONFIDENCE)[0] > LARGEST_CHANCE


def _first(facts: Facts, condition: str, count: int) -> list[dict[str, Any]]:
    """Return the first dossiers that a condition selects, in the order of files and lines.

    Args:
        facts: the judged dossiers.
        condition: the condition.
        count: the number of dossiers that it selects. Many are found near the start of the first file.
    """
    rows: list[dict[str, Any]] = []
    for place in (f"source_file = 0 AND source_line <= {_NEAR}", "TRUE"):
        if len(rows) < min(count, LISTED):
            rows = facts.rows(
                f"SELECT dossier_id, level, unit, code, source_file, source_line FROM {TABLE} WHERE {place} AND {condition} "  # noqa: S608 - our own conditions
                f"ORDER BY source_file, source_line LIMIT {LISTED}"
            )
    return rows


FILE_NAME = "findings.csv"
"""Name of the file that lists every dossier of every finding."""

_TEXTS = ("dossier_id", "record_id", "level", "unit", "code", "official", "channel", "state")
_MOMENTS = ("received_at", "completed_at", "returned_at", "printed_due_at", "due_at", "promise_due_at", "law_due_at")


def write_findings(report: Report, facts: Facts, path: Path, lang: str) -> None:
    """Write every dossier of every finding as CSV, in the order of findings, files and lines."""
    findings: list[Mapping[str, Any]] = report.analyses["findings"]["findings"]
    heads = ("finding", "title", "file", "line", *_TEXTS, *_MOMENTS)
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(text(f"finding.column.{name}", lang) for name in heads)
    texts = ", ".join(_guarded(name) for name in _TEXTS)
    moments = ", ".join(f"strftime({name}, '%Y-%m-%d %H:%M:%S') AS {name}" for name in _MOMENTS)
    parts = [
        _part(number, finding, lang, f"source_file + 1 AS file, source_line AS line, {texts}, {moments}")
        for number, finding in enumerate(findings)
        if finding["count"]
    ]
    with path.open("wb") as file, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        file.write(header.getvalue().encode("utf-8-sig"))  # the byte order mark makes spreadsheets read the accents
        if parts:
            body = Path(folder) / "body.csv"
            facts.connection.execute(
                f"COPY (SELECT * EXCLUDE (place) FROM ({' UNION ALL '.join(parts)}) ORDER BY place, file, line) "  # noqa: S608 - our own text
                f"TO {quoted(body)} (FORMAT csv, HEADER false)"
            )
            with body.open("rb") as rows:
                shutil.copyfileobj(rows, file)


def _part(number: int, finding: Mapping[str, Any], lang: str, columns: str) -> str:
    """Return the query for the rows of one finding."""
    title = quoted(finding["title"][lang])
    return f"SELECT {number} AS place, '{finding['id']}' AS finding, {title} AS title, {columns} FROM {TABLE} WHERE {finding['filter']}"  # noqa: S608 - our own conditions


def _guarded(column: str) -> str:
    """Return a column with an apostrophe before cells that a spreadsheet would read as a formula."""
    return f"CASE WHEN regexp_matches({column}, '^[\\s]*[=+@\\t\\r-]') THEN '''' || {column} ELSE {column} END AS {column}"
