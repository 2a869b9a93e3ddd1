"""``tthc publish``: write all formats of the catalog into one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Day, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    import datetime as dt


@command("publish", texts="publication.command")
@option("-o", "--output", required=True, metavar="DIR", help="publication.command.publish.option.output")
@option("--formats", metavar="LIST", help="publication.command.publish.option.formats")
@option("--as-of", type=Day(), help="publication.command.publish.option.as_of")
@option("--office", "offices", metavar="ID", multiple=True, help="publication.command.publish.option.office")
@option("--base-url", metavar="URL", help="publication.command.publish.option.base_url")
@catalog_option
@format_option
def publish_catalog(
    *,
    output: str,
    formats: str | None,
    as_of: dt.date | None,
    offices: tuple[str, ...],
    base_url: str | None,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Write the requested formats, by default all."""
    from tthc_catalog.publication.content.office_days import refuse_unknown_offices
    from tthc_catalog.publication.content.publication import Publication, version_day
    from tthc_catalog.publication.content.web_addresses import normal_base_url
    from tthc_catalog.publication.output.publishing import publish
    from tthc_catalog.publication.output.renderers import chosen_renderers, usual_formats
    from tthc_catalog.registry import Registry

    registry = Registry()
    names = usual_formats(registry) if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    if not names:
        raise click.UsageError(text("publication.command.publish.no_format", lang))
    renderers = chosen_renderers(names, registry)
    loaded = open_catalog(catalog)
    refuse_unknown_offices(loaded, offices)
    publication = Publication(
        catalog=loaded,
        as_of=as_of or version_day(loaded),
        base_url=None if base_url is None else normal_base_url(base_url),
        offices=tuple(dict.fromkeys(offices)),
    )
    files = publish(publication, renderers, Path(output))
    if form == "json":
        listed = [{"path": file.path, "format": file.format, "size": file.size, "sha256": file.sha256} for file in files]
        return Reply(as_json({"stamp": publication.stamp.to_dict(), "output": output, "files": listed}))
    lines = [text("publication.command.publish.done", lang, count=len(files), path=output)]
    if len(files) <= 40:
        lines += [f"  {file.path}" for file in files]
    lines.append(publication.stamp.line(lang))
    notice = publication.stamp.notice(lang)
    if notice is not None:
        lines.append(notice)
    gone = [name for name in publication.offices if publication.as_of not in loaded.offices[name].period]
    lines += [text("publication.command.publish.desk_gone", lang, office=name, day=date_text(publication.as_of)) for name in gone]
    if base_url is None and {"pdf", "docx"} & {spec.id for spec in renderers}:
        lines.append(text("publication.command.publish.no_base_url", lang))
    return Reply("\n".join(lines))
