"""The sections of the report on findings and rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.counting.measures import SHARES
from tthc_catalog.evaluation.reporting.presentation import Column, Row, Section, Table, Value
from tthc_catalog.evaluation.sql_conditions import equals
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.report import Report
    from tthc_catalog.evaluation.reporting.report_wording import Wording

_NAMED = 10
"""Most groups without a place that are named; the others are counted."""


class AnalysisSections:
    """Build the sections of a report's analyses."""

    def __init__(self, report: Report, words: Wording) -> None:
        self._report = report
        self._words = words

    def findings(self) -> Section:
        """Return the section of findings: a table of counts and rates, then the dossiers of each finding."""
        findings = self._report.analyses["findings"]
        rows, tables = [], []
        for entry in findings["findings"]:
            title = entry["title"][self._words.lang]
            rate = entry["rate"]
            rows.append(
                Row(
                    values=(title, entry["count"], rate["whole"], _rate(rate), entry["meaning"][self._words.lang]),
                    condition=entry["filter"],
                )
            )
            if entry["count"]:
                tables.append(self._found_dossiers(entry, findings["file"]))
        heads = (("finding", "text"), ("count", "count"), ("whole", "count"), ("value", "rate"), ("meaning", "text"))
        columns = tuple(Column(title=self._words.phrase(f"column.{n}"), kind=k) for n, k in heads)  # type: ignore[arg-type]
        first = Table(
            id="findings-table", title=self._words.phrase("table.findings"), columns=columns, rows=tuple(rows), widths=(30, 9, 9, 9, 60)
        )
        return Section(
            id="findings",
            title=self._words.phrase("section.findings"),
            sentences=(self._words.phrase("findings.lead"),),
            blocks=(first, *tables),
        )

    def _found_dossiers(self, entry: Any, file: str) -> Table:
        heads = (("dossier", "code"), ("unit", "text"), ("code", "code"), ("file", "text"), ("line", "code"))
        files = [shown_text(source.name) for source in self._report.intake.files]
        rows = tuple(
            Row(
                values=(
                    shown_text(row["dossier_id"]),
                    self._words.units.get(row["unit"], shown_text(row["unit"] or "-")),
                    shown_text(row["code"]),
                    files[row["source_file"]],
                    str(row["source_line"]),
                )
            )
            for row in entry["dossiers"]
        )
        units = ", ".join(
            f"{self._words.units.get(u['unit'], shown_text(u['unit'] or '-'))} ({self._words.number(u['count'])})" for u in entry["units"]
        )
        more = entry["units_total"] - len(entry["units"])
        if more > 0:
            units += self._words.counted("findings.more_units", more)
        note = self._words.phrase("findings.units", units=units)
        if entry["dossiers_left_out"]:
            note += " " + self._words.counted("findings.left_out", entry["dossiers_left_out"], file=file)
        return Table(
            id=f"finding-{entry['id'].replace('_', '-')}",
            title=self._words.phrase("table.found", title=entry["title"][self._words.lang]),
            columns=tuple(Column(title=self._words.phrase(f"column.{n}"), kind=k) for n, k in heads),  # type: ignore[arg-type]
            rows=rows,
            note=note,
            widths=(18, 40, 12, 30, 8),
            subject=entry["title"][self._words.lang],
        )

    def ranking(self) -> Section:
        """Return the section of the ranking: the rules, then a table for each formula and level that ranks at least two groups."""
        ranking = self._report.analyses["ranking"]
        sentences = [self._words.phrase("ranking.lead", title=shown_text(ranking["title"][self._words.lang]))]
        if ranking["note"]:
            sentences.append(shown_text(ranking["note"][self._words.lang]))
        tables = []
        for number, table in enumerate(ranking["tables"], 1):
            if len(table["ranked"]) > 1:
                tables.append(self._ranked(table, number))
            else:
                sentences.append(self._not_ranked(table))
        return Section(id="ranking", title=self._words.phrase("section.ranking"), sentences=tuple(sentences), blocks=tuple(tables))

    def _not_ranked(self, table: Any) -> str:
        """Return why a table ranks nobody."""
        names = "; ".join(self._group_name(table["by"], row) for row in table["ranked"])
        key = "ranking.single" if names else "ranking.nobody"
        return text(key, self._words.lang, title=self._ranking_title(table), names=names, minimum=table["minimum"])

    def _ranking_title(self, table: Any) -> str:
        level = self._words.levels.get(table["level"], table["level"])
        return text("ranking.title", self._words.lang, by=self._words.phrase(f"ranked.{table['by']}"), level=level)

    def _ranked(self, table: Any, number: int) -> Table:
        by, lang = table["by"], self._words.lang
        columns = [
            Column(title=text("ranking.place", lang)),
            Column(title=self._words.phrase(f"column.{by}"), kind="text"),
            Column(title=text("ranking.score", lang), kind="score"),
            Column(title=text("ranking.upper", lang), kind="score"),
        ]
        for indicator in table["indicators"]:
            title = SHARES[indicator["share"]].title(lang)
            columns.append(Column(title=f"{title} (× {indicator['weight']})", kind="rate", measure=f"share-{indicator['share']}"))
            columns.append(Column(title=self._words.phrase("column.whole")))
        rows = []
        for row in table["ranked"]:
            values: list[Value] = [row["place"], self._group_name(by, row), row["score"], row["upper"]]
            for indicator in row["indicators"]:
                values += [_rate(indicator), indicator["whole"]]
            rows.append(Row(values=tuple(values), condition=equals(row["key"])))
        note = table["formula"][lang]
        if table["unranked"]:
            names = "; ".join(self._group_name(by, row) for row in table["unranked"][:_NAMED])
            if len(table["unranked"]) > _NAMED:
                names += self._words.counted("findings.more_units", len(table["unranked"]) - _NAMED)
            note += " " + text("ranking.unranked", lang, minimum=table["minimum"], names=names)
        return Table(
            id=f"ranking-{number}",
            title=self._ranking_title(table),
            columns=tuple(columns),
            rows=tuple(rows),
            note=note,
            widths=(7, 36, 9, 9, *(9 for _ in columns[4:])),
        )

    def _group_name(self, by: str, row: Any) -> str:
        name = shown_text(row["name"][self._words.lang])
        if by == "official":
            return f"{name} – {self._words.units.get(row['key']['unit'], row['key']['unit'])}"
        return f"{shown_text(row['key']['code'])} {name}" if by == "procedure" else name


def _rate(rate: Any) -> Rate:
    return Rate(rate["part"], rate["whole"])
