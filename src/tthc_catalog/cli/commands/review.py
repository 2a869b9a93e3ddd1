"""``tthc review``: what of the catalog is stale or unknown, most urgent first."""

from __future__ import annotations

import datetime as dt

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, option
from tthc_catalog.console.terminal import Reply, as_json


@command("review")
@argument("path", metavar="[CATALOG]", required=False, help="cli.review.argument.catalog")
@option("--with", "others", metavar="PATH|ID", multiple=True, help="cli.review.option.with")
@option("--on", type=Day(), help="cli.review.option.on")
@option("--format", "form", type=Choice(("text", "markdown", "json")), default="text", help="cli.review.option.format")
@catalog_option
def review_catalog(*, path: str | None, others: tuple[str, ...], on: dt.date | None, form: str, catalog: str | None, lang: str) -> Reply:
    """List what somebody should look at; exit code 1 if there is anything."""
    from tthc_catalog.review.findings import review, to_dict
    from tthc_catalog.review.pages import checklist, sentence, text_page

    loaded = open_catalog(path if path is not None else catalog)
    today = on or dt.datetime.now(dt.UTC).astimezone().date()
    findings = review(loaded, today, [open_catalog(name) for name in others])
    if form == "json":
        rows = [{**to_dict(finding), "text": {name: sentence(finding, name) for name in ("vi", "en")}} for finding in findings]
        page = as_json({"catalog": {"id": loaded.id, "version": loaded.version}, "on": today.isoformat(), "findings": rows})
    else:
        page = (checklist if form == "markdown" else text_page)(loaded, findings, today, lang)
    return Reply(page, 1 if findings else 0)
