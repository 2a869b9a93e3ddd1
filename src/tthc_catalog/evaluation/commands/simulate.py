"""``tthc simulate``: the same dossiers under another catalog, or under variants of this one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import argument, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply
from tthc_catalog.decisions.written_moments import ZONE
from tthc_catalog.evaluation.commands.agenda import chosen_files, reply_with_files
from tthc_catalog.evaluation.commands.evaluate import ProgressLine, column_map_of, need_bulk, problems_as_usage
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


@command("simulate", texts="simulation.command")
@argument("files", metavar="DOSSIERS...", nargs=-1, required=True, help="simulation.command.simulate.argument.files")
@option("--with", "others", metavar="PATH|ID", multiple=True, help="simulation.command.simulate.option.with")
@option("--variants", "variants_file", metavar="FILE", help="simulation.command.simulate.option.variants")
@option("--mapping", metavar="FILE|ID", help="simulation.command.simulate.option.mapping")
@option("--importer", metavar="ID", help="simulation.command.simulate.option.importer")
@option("-o", "--output", metavar="DIR", help="simulation.command.simulate.option.output")
@option("--outputs", "output_ids", metavar="LIST", help="simulation.command.simulate.option.outputs")
@catalog_option
@format_option
def simulate_files(
    *,
    files: tuple[str, ...],
    others: tuple[str, ...],
    variants_file: str | None,
    mapping: str | None,
    importer: str | None,
    output: str | None,
    output_ids: str | None,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Read the dossiers once, decide them by each catalog, and print or write the figures."""
    need_bulk()
    if bool(others) is (variants_file is not None):
        raise click.UsageError(text("simulation.command.simulate.one_of", lang))
    import tempfile

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.open_files import judged_files
    from tthc_catalog.evaluation.simulation.simulation import simulation_of
    from tthc_catalog.evaluation.simulation.simulation_files import FILES, page_of, plain_page
    from tthc_catalog.evaluation.simulation.variants import read_variants
    from tthc_catalog.registry import Registry

    names = chosen_files(output, output_ids, tuple(FILES), lang)
    registry = Registry()
    base = Engine(open_catalog(catalog), registry=registry)
    variants: list[tuple[Engine, dict[str, Any]]]
    if variants_file is not None:
        read = problems_as_usage(
            lambda: read_variants(Path(variants_file), base.catalog, registry), "simulation.command.simulate.bad_variants", lang
        )
        variants = [
            (
                Engine(v.catalog, registry=registry),
                {"id": v.id, "title": v.title, "title_en": v.title_en, "shift_minutes": read.shift_minutes},
            )
            for v in read.variants
        ]
    else:
        from tthc_catalog.loading import load_catalog

        engines = [(name, Engine(load_catalog(name, registry=registry), registry=registry)) for name in others]
        variants = [(engine, {"id": name, "title": _title(engine, "vi"), "title_en": _title(engine, "en")}) for name, engine in engines]
    progress = ProgressLine(lang)
    as_of = dt.datetime.now(tz=ZONE).replace(tzinfo=None) + dt.timedelta(minutes=1)
    with (
        tempfile.TemporaryDirectory(prefix="tthc-") as folder,
        judged_files(
            base,
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
        progress("counting", judged.intake.rows)
        simulation = simulation_of(base, variants, judged.facts, judged.intake)
    progress.end()
    return reply_with_files(
        simulation,
        output,
        [(FILES[name][0], FILES[name][1](simulation, lang)) for name in names],
        lambda: plain_page(page_of(simulation, lang)),
        form=form,
        lang=lang,
    )


def _title(engine: Engine, lang: str) -> str:
    """Return the title of a catalog with its version."""
    manifest = engine.catalog.manifest
    return f"{manifest.title if lang == 'vi' else manifest.title_en} ({engine.catalog.version})"
