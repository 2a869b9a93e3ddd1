"""Which sections a report has, and what stands in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.catalog.plain_text import shown_text
from tthc_catalog.catalog.wording import date_text
from tthc_catalog.evaluation.measures import FORM_COLUMNS, IN_VIEW, MEASURES, SHARES
from tthc_catalog.evaluation.presentation import Chart, Column, Kind, Presentation, Row, Section, Table, Value, number_text
from tthc_catalog.evaluation.report import COMPARED_SHARES, DEFINITIONS, Figures, Group, Report
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEY_SHARES = ("on_time", "early", "law_on_time", "promise_kept", "same_day_kept", "later_day_kept", "online", "paid_online", "digitised")
_GROUP_COLUMNS = (
    "received",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_overdue",
    "in_progress",
    "in_progress_overdue",
)
_MODEL_COLUMNS = (
    "covered",
    "same_day",
    "same_day_kept",
    "same_day_broken",
    "later_day",
    "later_day_kept",
    "later_day_broken",
    "promise_late_law_on_time",
)
_LAW_COLUMNS = (
    "resolved_early",
    "resolved_on_time",
    "resolved_overdue",
    "resolved_unjudged",
    "law_early",
    "law_on_time",
    "law_overdue",
    "law_unjudged",
)
_NAMED = 10
CHARTED = 25
"""Bars in a chart of units, those with the most dossiers first."""


def present(report: Report, lang: str) -> Presentation:
    """Lay a report out in one language."""
    return _Presenter(report, lang).presentation()


class _Presenter:
    def __init__(self, report: Report, lang: str) -> None:
        self._report = report
        self._lang = lang
        levels = report.of("level")
        self._levels = {group.key["level"]: self._name(group) for group in levels}
        self._units = {group.key["unit"]: self._name(group) for group in report.of("unit")}

    def presentation(self) -> Presentation:
        report = self._report
        basis = report.basis
        bounds = report.bounds
        counts = {m.id: (m.title(self._lang), m.condition.format(**bounds)) for m in MEASURES.values()}
        shares = {
            f"share-{s.id}": (s.title(self._lang), self._t("share", part=" + ".join(s.part), whole=" + ".join(s.whole)))
            for s in SHARES.values()
        }
        return Presentation(
            lang=self._lang,
            title=self._t("title", catalog=shown_text(basis.catalog_title if self._lang == "vi" else basis.catalog_title_en)),
            subtitle=report.period.title(self._lang),
            notes=tuple(shown_text(vi if self._lang == "vi" else en) for vi, en in report.notes),
            sections=tuple(self._sections()),
            filters={**counts, **shares},
            in_view=IN_VIEW.format(**bounds),
            origin=self._origin(),
        )

    def _t(self, key: str, **params: Any) -> str:
        return text(f"reporting.{key}", self._lang, **params)

    def _name(self, group: Group) -> str:
        return shown_text(group.name if self._lang == "vi" else group.name_en)

    def _origin(self) -> str:
        basis = self._report.basis
        return self._t(
            "origin",
            catalog=basis.catalog_id,
            version=basis.catalog_version,
            calendar=basis.calendar_id,
            through=date_text(basis.decided_through),
            fingerprint=basis.calendar_fingerprint,
            library=basis.library_version,
            policies=", ".join(f"{name} {version}" for name, version in basis.policies),
        )

    # --- sections ---

    def _sections(self) -> Iterator[Section]:
        yield self._summary()
        yield self._section("form", [self._form()], definitions=("form", "early", "on_time", "overdue", "governing"))
        yield self._section("model", [self._model_table("level"), self._units_chart(), self._model_table("unit")], definitions=("promise",))
        yield self._section("law", [self._law_table()], definitions=("governing",))
        for by in ("unit", "field", "procedure", "official"):
            if self._report.of(by):
                yield self._section(f"by-{by}", [self._group_table(by)])
        yield self._section("saved", [self._saved_table()], definitions=("saved",))
        if "findings" in self._report.analyses:
            yield self._findings()
        if "ranking" in self._report.analyses:
            yield self._ranking()
        yield self._days()
        yield self._intake()
        yield Section(
            id="definitions",
            title=self._t("section.definitions"),
            sentences=tuple(text(f"evaluation.definition.{name}", self._lang) for name in DEFINITIONS),
        )

    def _section(self, name: str, blocks: list[Table | Chart], *, definitions: tuple[str, ...] = ()) -> Section:
        said = tuple(text(f"evaluation.definition.{d}", self._lang) for d in definitions)
        return Section(id=name, title=self._t(f"section.{name}"), sentences=said, blocks=tuple(blocks))

    def _summary(self) -> Section:
        total = self._report.total
        figures, number = total.figures, self._number
        said = (
            self._t("summary.received", received=number(figures["received"]), carried=number(figures["carried_over"])),
            self._t(
                "summary.resolved",
                resolved=number(figures["resolved"]),
                early=number(figures["resolved_early"]),
                on_time=number(figures["resolved_on_time"]),
                overdue=number(figures["resolved_overdue"]),
                open=number(figures["in_progress"]),
                open_overdue=number(figures["in_progress_overdue"]),
            ),
            *self._unjudged(),
            self._t(
                "summary.model",
                days=number(figures.model_days),
                covered=number(figures["covered"]),
                kept=figures.rate("promise_kept").text(self._lang),
                late=number(figures["promise_late_law_on_time"]),
            ),
        )
        period = self._report.period
        rows = []
        for share in _KEY_SHARES:
            rate = figures.rate(share)
            past = [self._past(total.previous, share), self._past(total.last_year, share)]
            rows.append(Row(values=(SHARES[share].title(self._lang), rate.part, rate.whole, rate, *past), measure=f"share-{share}"))
        heads = ("rate", "part", "whole", "value", "previous", "last_year")
        kinds: tuple[Kind, ...] = ("text", "count", "count", "rate", "rate", "rate")
        table = Table(
            id="rates",
            title=self._t("table.rates"),
            columns=tuple(Column(title=self._t(f"column.{h}"), kind=k) for h, k in zip(heads, kinds, strict=True)),
            rows=tuple(rows),
            note=self._t(
                "rates.note", previous=period.previous.short_title(self._lang), last_year=period.last_year.short_title(self._lang)
            ),
            widths=(40, 12, 12, 12, 12, 12),
        )
        shown = [s for s in _KEY_SHARES if figures.rate(s).permille is not None]
        chart = Chart(
            id="rates-chart",
            title=self._t("chart.rates"),
            labels=tuple(SHARES[s].title(self._lang) for s in shown),
            series={self._t("column.value"): tuple(figures.rate(s).permille for s in shown)},
            unit="percent",
        )
        return Section(id="summary", title=self._t("section.summary"), sentences=said, blocks=(chart, table) if shown else (table,))

    def _unjudged(self) -> tuple[str, ...]:
        """What is missing between a total of the form and its parts, in words; nothing where nothing is."""
        figures = self._report.total.figures
        resolved, pending = figures["resolved_unjudged"], figures["in_progress_unjudged"]
        return (self._t("summary.unjudged", resolved=self._number(resolved), open=self._number(pending)),) if resolved or pending else ()

    def _past(self, figures: Figures | None, share: str) -> Value:
        return figures.rate(share) if figures is not None and share in COMPARED_SHARES else None

    def _form(self) -> Table:
        """Form II.06a, whose rows are fields under their level."""
        heads = [
            Column(title=self._t("column.number"), kind="code"),
            Column(title=self._t("column.field"), kind="text"),
            *(Column(title=f"{m.title(self._lang)} ({m.column})", measure=m.id) for m in FORM_COLUMNS),
        ]
        rows: list[Row] = []
        for level in self._report.of("level"):
            rows.append(Row(values=("", self._name(level), *level.form_row()), condition=level.condition, is_total=True))
            fields = [g for g in self._report.of("field") if g.key["level"] == level.key["level"]]
            rows += [Row(values=(str(n), self._name(g), *g.form_row()), condition=g.condition) for n, g in enumerate(fields, 1)]
        total = self._report.total
        rows.append(Row(values=("", self._name(total), *total.form_row()), condition=total.condition, is_total=True))
        widths = (5, 26, *(8 for _ in FORM_COLUMNS))
        note = " ".join(self._unjudged()) or None
        return Table(id="form-table", title=self._t("table.form"), columns=tuple(heads), rows=tuple(rows), widths=widths, note=note)

    def _rows(self, groups: Sequence[Group], measures: Sequence[str], shares: Sequence[str], *, days: bool = False) -> tuple[Row, ...]:
        rows = []
        for group in groups:
            figures = group.figures
            values: list[Value] = [*self._labels(group), *(figures[m] for m in measures), *(figures.rate(s) for s in shares)]
            if days:
                values.append(figures.model_days)
            rows.append(Row(values=tuple(values), condition=group.condition))
        return tuple(rows)

    def _labels(self, group: Group) -> list[Value]:
        """The columns that name a group: its level, and what it is among those."""
        level = self._levels.get(group.key.get("level"), group.key.get("level") or "-")
        name = self._name(group)
        if group.by == "level":
            return [name]
        if group.by == "procedure":
            return [level, shown_text(group.key["code"] or "-"), name]
        if group.by == "official":
            return [self._units.get(group.key["unit"], group.key["unit"] or "-"), name]
        return [level, name]

    def _heads(self, by: str) -> list[Column]:
        if by == "level":
            return [Column(title=self._t("column.level"), kind="text")]
        if by == "procedure":
            return [
                Column(title=self._t("column.level"), kind="text"),
                Column(title=self._t("column.code"), kind="code"),
                Column(title=self._t("column.procedure"), kind="text"),
            ]
        if by == "official":
            return [Column(title=self._t("column.unit"), kind="text"), Column(title=self._t("column.official"), kind="code")]
        return [Column(title=self._t("column.level"), kind="text"), Column(title=self._t(f"column.{by}"), kind="text")]

    def _figures(self, measures: Sequence[str], shares: Sequence[str]) -> list[Column]:
        counts = [Column(title=MEASURES[m].title(self._lang), measure=m) for m in measures]
        return counts + [Column(title=SHARES[s].title(self._lang), kind="rate", measure=f"share-{s}") for s in shares]

    def _table(self, name: str, by: str, measures: Sequence[str], shares: Sequence[str], *, days: bool = False, most: int = 60) -> Table:
        columns = [*self._heads(by), *self._figures(measures, shares)]
        if days:
            columns.append(Column(title=self._t("column.model_days")))
        named = {"level": (24,), "procedure": (10, 12, 40), "official": (30, 14)}.get(by, (10, 36))
        return Table(
            id=f"{name}-{by}",
            title=self._t(f"table.{name}", by=text(f"evaluation.by.{by}", self._lang)),
            columns=tuple(columns),
            rows=self._rows(self._report.of(by), measures, shares, days=days),
            most=most,
            widths=(*named, *(9 for _ in columns[len(named) :])),
        )

    def _group_table(self, by: str) -> Table:
        return self._table("counts", by, _GROUP_COLUMNS, ("on_time", "early", "promise_kept"))

    def _model_table(self, by: str) -> Table:
        return self._table("model", by, _MODEL_COLUMNS, ("promise_kept", "same_day_handed_over"), days=True)

    def _law_table(self) -> Table:
        return self._table("law", "level", _LAW_COLUMNS, ("on_time", "law_on_time"))

    def _units_chart(self) -> Chart:
        units = [g for g in self._report.of("unit") if g.figures["covered"]]
        units.sort(key=lambda g: (-g.figures["covered"], self._name(g)))
        shown = units[:CHARTED]
        parts = {"kept": ("same_day_kept", "later_day_kept"), "broken": ("same_day_broken", "later_day_broken")}
        series = {self._t(f"chart.{n}"): tuple(sum(g.figures[m] for m in ms) for g in shown) for n, ms in parts.items()}
        title = self._t("chart.units_some" if len(units) > CHARTED else "chart.units", shown=CHARTED)
        return Chart(id="units-chart", title=title, labels=tuple(self._name(g) for g in shown), series=series, stacked=True)

    def _saved_table(self) -> Table:
        heads = ("count", "minimum", "lower", "median", "upper", "maximum")
        rows = []
        for by in ("total", "level", "field", "procedure"):
            for group in self._report.of(by):
                if group.saved is None:
                    continue
                level = self._levels.get(group.key.get("level"), "")
                name = self._name(group) if by != "procedure" else f"{shown_text(group.key['code'] or '-')} {self._name(group)}"
                spread = tuple(group.saved.to_dict()[head] for head in heads)
                rows.append(
                    Row(
                        values=(level if by not in ("total", "level") else "", name, *spread),
                        condition=group.condition,
                        is_total=by in ("total", "level"),
                    )
                )
        columns = [Column(title=self._t("column.level"), kind="text"), Column(title=self._t("column.group"), kind="text")]
        columns += [Column(title=self._t(f"column.saved.{head}"), measure="saved_known" if head == "count" else None) for head in heads]
        return Table(
            id="saved-table", title=self._t("table.saved"), columns=tuple(columns), rows=tuple(rows), widths=(12, 52, 9, 9, 9, 9, 9, 9)
        )

    def _findings(self) -> Section:
        found = self._report.analyses["findings"]
        rows, tables = [], []
        for entry in found["findings"]:
            title = entry["title"][self._lang]
            rate = entry["rate"]
            rows.append(
                Row(values=(title, entry["count"], rate["whole"], _rate(rate), entry["meaning"][self._lang]), condition=entry["filter"])
            )
            if entry["count"]:
                tables.append(self._found_dossiers(entry, found["file"]))
        heads = (("finding", "text"), ("count", "count"), ("whole", "count"), ("value", "rate"), ("meaning", "text"))
        columns = tuple(Column(title=self._t(f"column.{n}"), kind=k) for n, k in heads)  # type: ignore[arg-type]
        first = Table(id="findings-table", title=self._t("table.findings"), columns=columns, rows=tuple(rows), widths=(30, 9, 9, 9, 60))
        return Section(id="findings", title=self._t("section.findings"), sentences=(self._t("findings.lead"),), blocks=(first, *tables))

    def _found_dossiers(self, entry: Any, file: str) -> Table:
        heads = (("dossier", "code"), ("unit", "text"), ("code", "code"), ("file", "text"), ("line", "code"))
        files = [shown_text(source.name) for source in self._report.intake.files]
        rows = tuple(
            Row(
                values=(
                    shown_text(row["dossier_id"]),
                    self._units.get(row["unit"], shown_text(row["unit"] or "-")),
                    shown_text(row["code"]),
                    files[row["source_file"]],
                    str(row["source_line"]),
                )
            )
            for row in entry["dossiers"]
        )
        units = ", ".join(
            f"{self._units.get(u['unit'], shown_text(u['unit'] or '-'))} ({self._number(u['count'])})" for u in entry["units"]
        )
        more = entry["units_total"] - len(entry["units"])
        if more > 0:
            units += self._t("findings.more_units", count=self._number(more))
        note = self._t("findings.units", units=units)
        if entry["dossiers_left_out"]:
            note += " " + self._t("findings.left_out", count=self._number(entry["dossiers_left_out"]), file=file)
        return Table(
            id=f"finding-{entry['id'].replace('_', '-')}",
            title=self._t("table.found", title=entry["title"][self._lang]),
            columns=tuple(Column(title=self._t(f"column.{n}"), kind=k) for n, k in heads),  # type: ignore[arg-type]
            rows=rows,
            note=note,
            widths=(24, 40, 14, 30, 10),
        )

    def _ranking(self) -> Section:
        made = self._report.analyses["ranking"]
        sentences = [self._t("ranking.lead", title=shown_text(made["title"][self._lang]))]
        if made["note"]:
            sentences.append(shown_text(made["note"][self._lang]))
        tables = [self._ranked(table, number) for number, table in enumerate(made["tables"], 1)]
        return Section(id="ranking", title=self._t("section.ranking"), sentences=tuple(sentences), blocks=tuple(tables))

    def _ranked(self, table: Any, number: int) -> Table:
        by, lang = table["by"], self._lang
        columns = [
            Column(title=text("ranking.place", lang)),
            Column(title=self._t(f"column.{by}"), kind="text"),
            Column(title=text("ranking.score", lang), kind="score"),
            Column(title=text("ranking.upper", lang), kind="score"),
        ]
        for indicator in table["indicators"]:
            title = SHARES[indicator["share"]].title(lang)
            columns.append(Column(title=f"{title} (× {indicator['weight']})", kind="rate", measure=f"share-{indicator['share']}"))
            columns.append(Column(title=self._t("column.whole")))
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
                names += self._t("findings.more_units", count=self._number(len(table["unranked"]) - _NAMED))
            note += " " + text("ranking.unranked", lang, minimum=table["minimum"], names=names)
        level = self._levels.get(table["level"], table["level"])
        return Table(
            id=f"ranking-{number}",
            title=text("ranking.title", lang, by=self._t(f"ranked.{by}"), level=level),
            columns=tuple(columns),
            rows=tuple(rows),
            note=note,
            widths=(7, 36, 9, 9, *(9 for _ in columns[4:])),
        )

    def _who(self, by: str, row: Any) -> str:
        name = shown_text(row["name"][self._lang])
        if by == "official":
            return f"{name} – {self._units.get(row['key']['unit'], row['key']['unit'])}"
        return f"{shown_text(row['key']['code'])} {name}" if by == "procedure" else name

    def _days(self) -> Section:
        sentences = []
        for days in self._report.model_days:
            level = self._levels.get(days.level, days.level)
            held = ", ".join(date_text(day) for day in days.held) or "-"
            sentences.append(self._t("days.held", level=level, count=len(days.held), days=held))
            if days.lost:
                lost = "; ".join(f"{date_text(day)} ({vi if self._lang == 'vi' else en})" for day, vi, en in days.lost)
                sentences.append(self._t("days.lost", level=level, days=shown_text(lost)))
        return Section(id="days", title=self._t("section.days"), sentences=tuple(sentences))

    def _intake(self) -> Section:
        intake, number = self._report.intake, self._number
        said = [self._t("intake.rows", rows=number(intake.rows), accepted=number(intake.accepted), corrections=number(intake.corrections))]
        for reason, count in intake.rejected.items():
            said.append(self._t("intake.rejected", reason=text(f"evaluation.reject.{reason}", self._lang), count=number(count)))
        if intake.rejects_file:
            said.append(self._t("intake.rejects_file", file=intake.rejects_file))
        heads = (
            ("file", "text"),
            ("importer", "text"),
            ("rows", "count"),
            ("accepted", "count"),
            ("rejected", "count"),
            ("sha256", "code"),
        )
        rows = tuple(Row(values=(shown_text(f.name), f.importer, f.rows, f.accepted, f.rejected, f.sha256)) for f in intake.files)
        table = Table(
            id="files",
            title=self._t("table.files"),
            columns=tuple(Column(title=self._t(f"column.{n}"), kind=k) for n, k in heads),  # type: ignore[arg-type]
            rows=rows,
            widths=(30, 10, 10, 10, 10, 50),
        )
        return Section(id="intake", title=self._t("section.intake"), sentences=tuple(said), blocks=(table,))

    def _number(self, number: int) -> str:
        return number_text(number, self._lang)


def _rate(said: Any) -> Any:
    from tthc_catalog.evaluation.report import Rate

    return Rate(said["part"], said["whole"])


def _condition(key: Any) -> str:
    return " AND ".join(f"{column} = '{value.replace(chr(39), chr(39) * 2)}'" for column, value in key.items())
