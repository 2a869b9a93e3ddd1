"""The sections of findings and of the ranking, with their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.counting.measures import SHARES
from tthc_catalog.evaluation.reporting.sections import Column, Row, Section, Table, Value
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.counting.report import Report
    from tthc_catalog.evaluation.reporting.report_wording import Wording

_NAMED = 10
"""Groups without a place that are named; the others are counted."""


class AnalysisSections:
    """The sections of one report's analyses."""

    def __init__(self, report: Report, words: Wording) -> None:
        self._report = report
        self._words = words

    def findings(self) -> Section:
        """Each kind with its count and rate, then the dossiers of those that were found."""
        found = self._report.analyses["findings"]
        rows, tables = [], []
        for entry in found["findings"]:
            title = entry["title"][self._words.lang]
            rate = entry["rate"]
            rows.append(
                Row(
                    values=(title, entry["count"], rate["whole"], _rate(rate), entry["meaning"][self._words.lang]),
                    condition=entry["filter"],
                )
            )
            if entry["count"]:
                tables.append(self._found_dossiers(entry, found["file"]))
        heads = (("finding", "text"), ("count", "count"), ("whole", "count"), ("value", "rate"), ("meaning", "text"))
        columns = tuple(Column(title=self._words.say(f"column.{n}"), kind=k) for n, k in heads)  # type: ignore[arg-type]
        first = Table(
            id="findings-table", title=self._words.say("table.findings"), columns=columns, rows=tuple(rows), widths=(30, 9, 9, 9, 60)
        )
        return Section(
            id="findings", title=self._words.say("section.findings"), sentences=(self._words.say("findings.lead"),), blocks=(first, *tables)
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
            units += self._words.say("findings.more_units", count=self._words.number(more))
        note = self._words.say("findings.units", units=units)
        if entry["dossiers_left_out"]:
            note += " " + self._words.say("findings.left_out", count=self._words.number(entry["dossiers_left_out"]), file=file)
        return Table(
            id=f"finding-{entry['id'].replace('_', '-')}",
            title=self._words.say("table.found", title=entry["title"][self._words.lang]),
            columns=tuple(Column(title=self._words.say(f"column.{n}"), kind=k) for n, k in heads),  # type: ignore[arg-type]
            rows=rows,
            note=note,
            widths=(24, 40, 14, 30, 10),
        )

    def ranking(self) -> Section:
        """The rules, then one table for each formula and level."""
        made = self._report.analyses["ranking"]
        sentences = [self._words.say("ranking.lead", title=shown_text(made["title"][self._words.lang]))]
        if made["note"]:
            sentences.append(shown_text(made["note"][self._words.lang]))
        tables = [self._ranked(table, number) for number, table in enumerate(made["tables"], 1)]
        return Section(id="ranking", title=self._words.say("section.ranking"), sentences=tuple(sentences), blocks=tuple(tables))

    def _ranked(self, table: Any, number: int) -> Table:
        by, lang = table["by"], self._words.lang
        columns = [
            Column(title=text("ranking.place", lang)),
            Column(title=self._words.say(f"column.{by}"), kind="text"),
            Column(title=text("ranking.score", lang), kind="score"),
            Column(title=text("ranking.upper", lang), kind="score"),
        ]
        for indicator in table["indicators"]:
            title = SHARES[indicator["share"]].title(lang)
            columns.append(Column(title=f"{title} (× {indicator['weight']})", kind="rate", measure=f"share-{indicator['share']}"))
            columns.append(Column(title=self._words.say("column.whole")))
        rows = []
        for row in table["ranked"]:
            values: list[Value] = [row["place"], self._who(by, row), row["score"], row["upper"]]
            for indicator in row["indicators"]:
                values += [_rate(indicator), indicator["whole"]]
            rows.append(Row(values=tuple(values), condition=_condition(row["key"])))
        note = table["formula"][lang]
        if not rows:
            note += " " + text("ranking.nobody", lang)
        if table["unranked"]:
            names = "; ".join(self._who(by, row) for row in table["unranked"][:_NAMED])
            if len(table["unranked"]) > _NAMED:
                names += self._words.say("findings.more_units", count=self._words.number(len(table["unranked"]) - _NAMED))
            note += " " + text("ranking.unranked", lang, minimum=table["minimum"], names=names)
        level = self._words.levels.get(table["level"], table["level"])
        return Table(
            id=f"ranking-{number}",
            title=text("ranking.title", lang, by=self._words.say(f"ranked.{by}"), level=level),
            columns=tuple(columns),
            rows=tuple(rows),
            note=note,
            widths=(7, 36, 9, 9, *(9 for _ in columns[4:])),
        )

    def _who(self, by: str, row: Any) -> str:
        name = shown_text(row["name"][self._words.lang])
        if by == "official":
            return f"{name} – {self._words.units.get(row['key']['unit'], row['key']['unit'])}"
        return f"{shown_text(row['key']['code'])} {name}" if by == "procedure" else name


def _rate(said: Any) -> Any:

    return Rate(said["part"], said["whole"])


def _condition(key: Any) -> str:
    return " AND ".join(f"{column} = '{value.replace(chr(39), chr(39) * 2)}'" for column, value in key.items())
