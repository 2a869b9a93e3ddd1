"""``tthc agenda``: what is due this morning, today and in the next two working days, what is late, and what waits for the citizen."""

from __future__ import annotations

import datetime as dt
import importlib.abc
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.atomic_files import write_pieces
from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import argument, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.evaluation.commands.evaluate import ProgressLine, column_map_of, need_bulk
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tthc_catalog.evaluation.agenda.agenda import Agenda
    from tthc_catalog.evaluation.simulation.simulation import Simulation
    from tthc_catalog.records.catalog import Catalog

_MODULES = {"html": "jinja2", "pdf": "typst", "xlsx": "xlsxwriter", "ics": "icalendar"}
"""The module that each file needs in addition to those of the command."""

_MOST_LINES = 20
"""Dossiers of a desk that the text lists."""


@command("agenda", texts="agenda.command")
@argument("files", metavar="DOSSIERS...", nargs=-1, required=True, help="agenda.command.agenda.argument.files")
@option("--at", "at", required=True, metavar='"YYYY-MM-DD HH:MM"', help="agenda.command.agenda.option.at")
@option("--office", metavar="ID", help="agenda.command.agenda.option.office")
@option("--early", default="09:00", metavar="HH:MM", help="agenda.command.agenda.option.early")
@option("--mapping", metavar="FILE|ID", help="agenda.command.agenda.option.mapping")
@option("--importer", metavar="ID", help="agenda.command.agenda.option.importer")
@option("-o", "--output", metavar="DIR", help="agenda.command.agenda.option.output")
@option("--outputs", "output_ids", metavar="LIST", help="agenda.command.agenda.option.outputs")
@catalog_option
@format_option
def show_agenda(
    *,
    files: tuple[str, ...],
    at: str,
    office: str | None,
    early: str,
    mapping: str | None,
    importer: str | None,
    output: str | None,
    output_ids: str | None,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Read the dossiers, and print the agenda or write it into a folder."""
    need_bulk()
    import tempfile

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.agenda.agenda import agenda_of
    from tthc_catalog.evaluation.agenda.agenda_page import pages_of, plain_pages
    from tthc_catalog.evaluation.open_files import judged_files
    from tthc_catalog.registry import Registry

    moment, early_hour = moment_of(at, lang), _hour(early, lang)
    makers = _file_makers(output)
    names = chosen_files(output, output_ids, tuple(makers), lang)
    registry = Registry()
    if click.get_current_context().obj.own_process and not registry.plugins:
        _start_arrow()
    engine = Engine(open_catalog(catalog), registry=registry)
    progress = ProgressLine(lang)
    # The files may be newer than the moment; what happened after it does not count, and is no fault.
    as_of = max(moment, dt.datetime.now(tz=_zone(engine.catalog.calendar.time_zone)).replace(tzinfo=None)) + dt.timedelta(minutes=1)
    with (
        tempfile.TemporaryDirectory(prefix="tthc-") as folder,
        judged_files(
            engine,
            registry,
            [Path(file) for file in files],
            mapping=column_map_of(mapping, lang),
            as_of=as_of,
            folder=Path(folder),
            importer=importer,
            lang=lang,
            progress=progress,
        ) as judged,
    ):
        agenda = agenda_of(engine, judged.facts, judged.intake, moment, office=office, early=early_hour)
    progress.end()
    return reply_with_files(
        agenda,
        output,
        [(makers[name][0], makers[name][1](agenda, engine.catalog, lang)) for name in names],
        lambda: plain_pages(pages_of(agenda, engine.catalog, lang, _MOST_LINES), lang),
        form=form,
        lang=lang,
    )


def _file_makers(output: str | None) -> Mapping[str, tuple[str, Callable[[Agenda, Catalog, str], bytes]]]:
    """Return the makers of files; none without a folder, because their modules take a while to import."""
    if output is None:
        return {}
    from tthc_catalog.evaluation.agenda.agenda_files import FILES

    return FILES


class _WithoutPandas(importlib.abc.MetaPathFinder):
    """Finds every module but pandas."""

    def find_spec(self, fullname: str, *_places: object) -> None:
        """Reject pandas, as if it were not installed."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _start_arrow() -> None:
    """Make the first array while pandas cannot be imported.

    Pyarrow imports pandas, if it is installed, for the first array, to recognise its series. This takes a quarter of the time of the
    command, which has none. Only for a process that ends with the command, and runs no code of plugins.
    """
    if "pandas" in sys.modules:
        return
    finder = _WithoutPandas()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


def moment_of(written: str, lang: str) -> dt.datetime:
    """Return the moment that an option names; a date without a time is rejected, because the time decides."""
    from tthc_catalog.decisions.written_moments import parse_moment

    moment = parse_moment(written).value
    if moment is None:
        raise click.UsageError(text("agenda.command.agenda.bad_moment", lang, value=written))
    return moment


def _hour(written: str, lang: str) -> dt.time:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", written):
        raise click.UsageError(text("agenda.command.agenda.bad_hour", lang, value=written))
    return dt.time.fromisoformat(written)


def reply_with_files(
    found: Agenda | Simulation,
    output: str | None,
    contents: Sequence[tuple[str, bytes]],
    lines: Callable[[], list[str]],
    *,
    form: str,
    lang: str,
) -> Reply:
    """Write the files into their folder, and return the reply, with exit code 1 if rows were rejected.

    Args:
        found: what the command found.
        output: the folder; None if no file is wanted.
        contents: the name and content of each file.
        lines: returns the text for the terminal.
        form: ``text`` or ``json``.
        lang: ``vi`` or ``en``.
    """
    if output is not None:
        Path(output).mkdir(parents=True, exist_ok=True)
        for name, content in contents:
            write_pieces(str(Path(output) / name), [content])
    code = int(found.intake.rejected_rows > 0)
    if form == "json":
        return Reply(as_json(found.to_dict()), code)
    shown = lines()
    if output is not None:
        shown.append(text("agenda.done", lang, path=output, files=", ".join(name for name, _ in contents)))
    return Reply("\n".join(shown), code)


def chosen_files(output: str | None, ids: str | None, known: tuple[str, ...], lang: str) -> list[str]:
    """Return the files to write, none without a folder; by default all whose dependencies are installed."""
    if ids is not None and output is None:
        raise click.UsageError(text("agenda.command.agenda.outputs_without_folder", lang))
    if output is None:
        return []
    if Path(output).exists() and not Path(output).is_dir():
        raise click.UsageError(text("agenda.command.agenda.not_a_folder", lang, path=output))
    installed = [name for name in known if name not in _MODULES or find_spec(_MODULES[name]) is not None]
    names = installed if ids is None else [name.strip() for name in ids.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise click.UsageError(text("agenda.command.agenda.unknown_output", lang, name=", ".join(unknown) or "-", known=", ".join(known)))
    return names


def _zone(name: str) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
