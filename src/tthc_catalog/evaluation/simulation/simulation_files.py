"""A simulation in words, and its files: a page with charts, a workbook and JSON."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.documents.extras import needs
from tthc_catalog.evaluation.reporting.outputs import json_lines
from tthc_catalog.evaluation.reporting.presentation import Chart, number_text
from tthc_catalog.messages import text
from tthc_catalog.plain_text import inert_cell, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tthc_catalog.evaluation.simulation.simulation import Figures, Simulated, Simulation

_PRINT = "@page { size: A4 landscape; margin: 10mm; } @media print { table { font-size: 7.5pt; } figure svg { min-width: 0; max-width: 40rem; } }"
"""The tables have a column for each variant, or for each figure."""

TEMPLATES = Path(__file__).parent / "templates"

SHOWN = (
    "covered_before", "covered_after", "newly_covered", "no_longer_covered", "told_other_time", "earlier", "later", "kept_before", "kept_after",
    "broken_before", "broken_after", "unanswered_after",
)  # fmt: skip
"""The counts in the order of the table; those that end in ``_before`` are the same for all variants without a shift."""


class Grid(NamedTuple):
    """A table: a title, the titles of its columns, and rows of a name and figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SimulationPage(NamedTuple):
    """A simulation in one language."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    overview: Grid
    charts: tuple[Chart, ...]
    details: tuple[Grid, ...]


def page_of(simulation: Simulation, lang: str) -> SimulationPage:
    """Return the page of a simulation."""
    words = _Words(simulation, lang)
    return SimulationPage(
        title=text("simulation.title", lang),
        subtitle=words.subtitle(),
        notes=tuple(words.notes()),
        overview=words.overview(),
        charts=tuple(words.charts()),
        details=tuple(grid for variant in simulation.variants for grid in words.details(variant)),
    )


class _Words:
    def __init__(self, simulation: Simulation, lang: str) -> None:
        self._simulation = simulation
        self._lang = lang

    def subtitle(self) -> str:
        """Return what was simulated over which dossiers."""
        simulation = self._simulation
        dossiers = simulation.variants[0].total.counts["dossiers"]
        first, last = (f"{moment:%d/%m/%Y}" if moment else "-" for moment in (simulation.first, simulation.last))
        return text(
            "simulation.subtitle",
            self._lang,
            dossiers=self.number(dossiers),
            first=first,
            last=last,
            catalog=simulation.base[0],
            version=simulation.base[1],
        )

    def notes(self) -> list[str]:
        """Return what the simulation assumes, what it leaves out, and what it cannot know."""
        lang, simulation = self._lang, self._simulation
        shift = simulation.variants[0].shift_minutes
        notes = [text("simulation.note.unknown", lang)]
        if shift:
            key = "simulation.note.shift_earlier" if shift < 0 else "simulation.note.shift_later"
            notes.append(text(key, lang, minutes=self.number(abs(shift))))
        else:
            notes.append(text("simulation.note.no_assumption", lang))
        if simulation.paused:
            notes.append(text("simulation.note.paused", lang, number=self.number(simulation.paused)))
        if simulation.intake.rejected_rows:
            notes.append(text("simulation.note.rejected", lang, number=self.number(simulation.intake.rejected_rows)))
        return [*notes, text("simulation.note.waiting", lang)]

    def number(self, number: int) -> str:
        """Return a whole number as people write it."""
        return f"-{number_text(-number, self._lang)}" if number < 0 else number_text(number, self._lang)

    def name(self, variant: Simulated) -> str:
        """Return the title of a variant."""
        return shown_text(variant.title if self._lang == "vi" else variant.title_en)

    def overview(self) -> Grid:
        """Return the table with a row for each figure and a column for each variant."""
        variants = self._simulation.variants
        rows = [(text(f"simulation.count.{name}", self._lang), *(self.number(v.total.counts[name]) for v in variants)) for name in SHOWN]
        rows += [
            (text(f"simulation.saved.{name}", self._lang), *(self._saved(variant, name) for variant in variants))
            for name in ("sum", "lower", "median", "upper", "peak")
        ]
        return Grid(
            text("simulation.overview", self._lang),
            (text("simulation.column.figure", self._lang), *(self.name(variant) for variant in variants)),
            tuple(rows),
        )

    def _saved(self, variant: Simulated, name: str) -> str:
        if name == "sum":
            return self.number(round(variant.total.saved_minutes / 60))
        if name == "peak":
            return self.number(max((after for _, after in variant.peaks.values()), default=0))
        quartiles = variant.total.saved_quartiles
        return "-" if quartiles is None else self._hours(quartiles[("lower", "median", "upper").index(name)])

    def _hours(self, minutes: int) -> str:
        hours = f"{minutes / 60:.1f}"
        return hours.replace(".", ",") if self._lang == "vi" else hours

    def charts(self) -> list[Chart]:
        """Return the charts: the promises of each variant, what it changes, and the hours in which results are due."""
        variants, lang = self._simulation.variants, self._lang
        title = text("simulation.count.told_other_time", lang)
        values = tuple(variant.total.counts["told_other_time"] for variant in variants)
        charts = [
            self.promises(),
            Chart(id="told-other-time", title=title, labels=tuple(map(self.name, variants)), series={title: values}),
        ]
        for place, variant in enumerate(variants):
            title = text("simulation.chart.hours", lang, variant=self.name(variant))
            sides = [text(f"simulation.{side}", lang) for side in ("before", "after")]
            labels = tuple(f"{hour:02}:00 · {side}" for hour in variant.by_hour for side in sides)
            values = tuple(count for pair in variant.by_hour.values() for count in pair)
            charts.append(Chart(id=f"hours-{place}", title=title, labels=labels, series={title: values}))
        return charts

    def promises(self) -> Chart:
        """Return the chart of the commitments of today and of each variant that the results, as they came, keep and break."""
        variants, lang = self._simulation.variants, self._lang
        return Chart(
            id="promises",
            title=text("simulation.chart.promises", lang),
            labels=(text("simulation.before", lang), *map(self.name, variants)),
            series={
                text(f"simulation.chart.{name}", lang): (
                    variants[0].total.counts[f"{name}_before"],
                    *(variant.total.counts[f"{name}_after"] for variant in variants),
                )
                for name in ("kept", "broken")
            },
            stacked=True,
        )

    def details(self, variant: Simulated) -> list[Grid]:
        """Return the tables of a variant by unit and by procedure."""
        lang = self._lang
        counted = [name for name in SHOWN if name not in ("earlier", "later")]
        columns = (
            *(text(f"simulation.count.{name}", lang) for name in counted),
            text("simulation.saved.sum", lang),
            text("simulation.saved.median", lang),
        )

        def cells(figures: Figures) -> tuple[str, ...]:
            median = "-" if figures.saved_quartiles is None else self._hours(figures.saved_quartiles[1])
            return (*(self.number(figures.counts[name]) for name in counted), self.number(round(figures.saved_minutes / 60)), median)

        offices = self._simulation.offices
        units = tuple(
            (shown_text(offices.get(unit, unit)), *cells(figures), *map(self.number, variant.peaks[unit]))
            for unit, figures in variant.by_unit.items()
        )
        procedures = tuple((name, *cells(figures)) for name, figures in variant.by_procedure.items())
        hours = sorted({hour for load in variant.load.values() for hour in load})
        sides = [text(f"simulation.{side}", lang) for side in ("before", "after")]
        load = tuple(
            (f"{shown_text(offices.get(unit, unit))} · {side}", *(self.number(of_hour.get(hour, (0, 0))[place]) for hour in hours))
            for unit, of_hour in variant.load.items()
            for place, side in enumerate(sides)
        )
        peaks = (text("simulation.column.peak_before", lang), text("simulation.column.peak_after", lang))
        title = self.name(variant)
        return [
            Grid(text("simulation.by_unit", lang, variant=title), (text("simulation.column.unit", lang), *columns, *peaks), units),
            Grid(text("simulation.by_procedure", lang, variant=title), (text("simulation.column.procedure", lang), *columns), procedures),
            Grid(
                text("simulation.load", lang, variant=title),
                (text("simulation.column.unit", lang), *(f"{hour:02}:00-{hour:02}:59" for hour in hours)),
                load,
            ),
        ]


def plain_page(page: SimulationPage) -> list[str]:
    """Return the overview as lines of text, one figure a line if there is one variant, else a block for each variant."""
    lines = [page.title, page.subtitle]
    for place, variant in enumerate(page.overview.columns[1:], 1):
        lines += ["", variant, *(f"  {row[0]}: {row[place]}" for row in page.overview.rows)]
    return [*lines, "", *(f"  * {note}" for note in page.notes)]


def simulation_json(simulation: Simulation, _lang: str) -> bytes:
    """Return the figures as JSON."""
    return "".join(json_lines(simulation.to_dict())).encode()


def simulation_html(simulation: Simulation, lang: str) -> bytes:
    """Return one self-contained page without scripts."""
    with needs("web", "html"):
        import jinja2
        from markupsafe import Markup

        from tthc_catalog.evaluation.reporting.charts import svg
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = (Path(__file__).parents[1] / "agenda" / "templates" / "agenda.css").read_text(encoding="utf-8") + _PRINT
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = page_of(simulation, lang)
    rendered = environment.get_template("simulation.html").render(
        page=page,
        lang=lang,
        charts=[(chart.title, Markup(svg(chart, lang))) for chart in page.charts if chart.labels],  # noqa: S704 - `svg` escapes every text
        notes_title=text("simulation.notes", lang),
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=f"sha256-{digest}",
    )
    return rendered.encode()


def simulation_svg(simulation: Simulation, lang: str) -> bytes:
    """Return the chart of the promises of each variant as a picture."""
    from tthc_catalog.evaluation.reporting.charts import svg

    return svg(_Words(simulation, lang).promises(), lang).encode()


def simulation_xlsx(simulation: Simulation, lang: str) -> bytes:
    """Return a workbook with the overview, the notes, and a sheet for each table of each variant; no cell is a formula."""
    with needs("office", "xlsx"):
        import xlsxwriter

        from tthc_catalog.documents.zip_times import without_times
    page = page_of(simulation, lang)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        created = simulation.last or dt.datetime(2020, 1, 1)  # noqa: DTZ001 - local time
        book.set_properties({"title": page.title, "created": dt.datetime.combine(created.date(), dt.time())})
        head = book.add_format({"bold": True, "bg_color": "#E6EDF1", "border": 1, "text_wrap": True, "valign": "top"})
        left = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        right = {
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "hours": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
            "none": book.add_format({"align": "right", "valign": "top"}),
        }
        for number, grid in enumerate((page.overview, *page.details)):
            sheet = book.add_worksheet(text("simulation.sheet.overview", lang) if number == 0 else f"{number}")
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_column(0, 0, 52)
            sheet.set_column(1, max(len(grid.columns) - 1, 1), 16)
            sheet.write_string(0, 0, inert_cell(grid.title), head)
            for place, title in enumerate(grid.columns):
                sheet.write_string(1, place, inert_cell(title), head)
            for row, cells in enumerate(grid.rows, 2):
                sheet.write_string(row, 0, inert_cell(cells[0]), left)
                for place, cell in enumerate(cells[1:], 1):
                    if cell == "-":
                        sheet.write_string(row, place, cell, right["none"])
                    else:
                        figure = float(cell.replace(".", "").replace(",", ".") if lang == "vi" else cell.replace(",", ""))
                        sheet.write_number(row, place, figure, right["whole" if figure.is_integer() else "hours"])
            if number == 0:
                for row, note in enumerate((page.subtitle, *page.notes), len(grid.rows) + 3):
                    sheet.write_string(row, 0, inert_cell(note), left)
    return without_times(buffer.getvalue())


FILES: Mapping[str, tuple[str, Callable[[Simulation, str], bytes]]] = {
    "json": ("simulation.json", simulation_json),
    "html": ("simulation.html", simulation_html),
    "svg": ("simulation.svg", simulation_svg),
    "xlsx": ("simulation.xlsx", simulation_xlsx),
}
"""The name and the writer of each file, by id."""
