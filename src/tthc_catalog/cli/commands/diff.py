"""``tthc diff``: the differences between two versions of a catalog, and what they change for citizens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.comparison.catalog_versions import Version, open_version, split_range
from tthc_catalog.console.catalog_source import working_folder
from tthc_catalog.console.command import Choice, argument, catalog_option, command, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.comparison.difference_lines import Line
    from tthc_catalog.comparison.fact_changes import CatalogComparison, FactChange
    from tthc_catalog.comparison.promise_changes import DueComparison
    from tthc_catalog.comparison.timetable_changes import DueChange, Promise
    from tthc_catalog.releases.kept_promises import BrokenPromises, Comparison
    from tthc_catalog.releases.release_file import Release

    Promises = tuple[Release, Comparison]

RELEASED = "released"
"""The name of the last release of the catalog that is compared."""


@command("diff")
@argument("before", metavar="A", help="comparison.argument.before")
@argument("after", metavar="B", required=False, help="comparison.argument.after")
@option("--all", "everything", is_flag=True, help="comparison.option.all")
@option("--exit-code", is_flag=True, help="comparison.option.exit_code")
@option("-o", "--output", metavar="FILE", help="comparison.option.output")
@catalog_option
@option("--format", "form", type=Choice(("text", "json", "html")), default="text", help="comparison.option.format")
def compare_versions(
    *, before: str, after: str | None, everything: bool, exit_code: bool, output: str | None, catalog: str | None, form: str, lang: str
) -> Reply:
    """Compare two versions."""
    from tthc_catalog.comparison.python_entry import diff

    before, after = split_range(before, after)
    old = None if before == RELEASED and not Path(before).exists() else open_version(before, usual=catalog, lang=lang)
    if after is None:
        if old is not None and old.day is not None:
            raise click.UsageError(text("comparison.one_day", lang))
        after = working_folder(catalog, lang)
    new = open_version(after, usual=catalog, lang=lang)
    promises = None
    if old is None:
        old, promises = _last_release(new, lang)
    difference = diff(old.catalog, new.catalog, before_on=old.day, after_on=new.day)
    content = _rendered(_as_of(old), _as_of(new), difference.facts, difference.due, promises, form=form, lang=lang, everything=everything)
    code = int(exit_code and not difference.is_empty)
    if output is None:
        return Reply(content, code)
    from tthc_catalog.atomic_files import write_file

    write_file(output, content + "\n")
    return Reply("" if form == "json" else text("comparison.written", lang, path=output), code)


def _as_of(version: Version) -> Version:
    """Return the version; if a day was named, its catalog contains only what is in force on that day."""
    from tthc_catalog.comparison.fact_changes import as_in_force

    if version.day is None:
        return version
    return Version(named=version.named, catalog=as_in_force(version.catalog, version.day), day=version.day)


def _last_release(new: Version, lang: str) -> tuple[Version, Promises]:
    """Return the last release of a catalog, and whether the catalog keeps its promises."""
    from tthc_catalog.registry import Registry
    from tthc_catalog.releases.kept_promises import compare_with
    from tthc_catalog.releases.release_chain import read_chain, refuse_other_catalog
    from tthc_catalog.releases.released_engine import catalog_of

    chain = read_chain(new.catalog.root)
    if not chain:
        raise click.UsageError(text("release.diff.none", lang, folder=new.catalog.root))
    last = chain[-1]
    refuse_other_catalog(last, new.catalog.id)
    return Version(named=last.path, catalog=catalog_of(last), day=None), (last, compare_with(last, new.catalog, Registry()))


def _rendered(
    old: Version,
    new: Version,
    facts: CatalogComparison,
    due: DueComparison,
    promises: Promises | None,
    *,
    form: str,
    lang: str,
    everything: bool,
) -> str:
    if form == "json":
        data = _data(old, new, facts, due)
        return as_json(data if promises is None else {**data, "promises": _promises_data(new, *promises)})
    from tthc_catalog.comparison.difference_lines import as_text, outline

    lines = outline(old, new, facts, due, lang, everything=everything)
    if promises is not None:
        lines[1:1] = _promise_lines(new, *promises, lang)
    if form == "text":
        return as_text(lines, lang)
    from tthc_catalog.comparison.difference_page import as_page

    return as_page(lines, lang)


def _promise_lines(new: Version, release: Release, comparison: Comparison, lang: str) -> Iterator[Line]:
    """Yield a section on the promises of a release."""
    from tthc_catalog.comparison.difference_lines import Line
    from tthc_catalog.releases.kept_promises import bound_until
    from tthc_catalog.releases.wording import promises_text

    day = date_text(bound_until(release, new.catalog))
    yield Line(0, "section", text("release.diff.title", lang, version=release.version, day=day))
    if not comparison.broken and not comparison.explained:
        yield Line(1, "note", text("release.diff.kept", lang))
    for key, found in (("broken", comparison.broken), ("corrected", comparison.explained)):
        yield from (Line(1, "item", text(f"release.diff.{key}", lang, changes=promises_text(one, lang))) for one in found)


def _promises_data(new: Version, release: Release, comparison: Comparison) -> dict[str, Any]:
    from tthc_catalog.releases.kept_promises import bound_until

    def data(one: BrokenPromises) -> dict[str, Any]:
        return {
            "records": [{"what": what, "name": name} for what, name in one.causes],
            "count": one.count,
            "days": [day.isoformat() for day in one.days],
            "keys": [key._asdict() for key in one.keys],
        }

    return {
        "release": release.version,
        "received_before": bound_until(release, new.catalog).isoformat(),
        "broken": [data(one) for one in comparison.broken],
        "corrected": [data(one) for one in comparison.explained],
        "unused": [correction.id for correction in comparison.unused],
    }


def _data(old: Version, new: Version, facts: CatalogComparison, due: DueComparison) -> dict[str, Any]:
    """Return the comparison as data for programs; nothing is left out, and only names are words."""
    return {
        "before": _version_data(old),
        "after": _version_data(new),
        "procedures": [
            {
                "level": procedure.level,
                "code": procedure.code,
                "name": procedure.name,
                "status": procedure.status,
                "editions": [
                    {
                        "id": edition.edition,
                        "status": edition.status,
                        "compared_with": edition.compared_with,
                        "effective_from": edition.period.start and edition.period.start.isoformat(),
                        "effective_until": edition.period.until and edition.period.until.isoformat(),
                        "parts": [
                            {"part": part.id, "letter": part.letter, "changes": [_change_data(change) for change in changes]}
                            for part, changes in edition.changes
                        ],
                    }
                    for edition in procedure.editions
                ],
                "changes": [_change_data(change) for change in procedure.changes],
            }
            for procedure in facts.procedures
        ],
        "records": [
            {"kind": r.kind, "id": r.id, "status": r.status, "changes": [_change_data(change) for change in r.changes]}
            for r in facts.records
        ],
        "due": {
            "first": due.first.isoformat(),
            "last": due.last.isoformat(),
            "groups": [
                {
                    "keys": [key._asdict() for key in keys],
                    "changes": [_due_data(change) for change in changes],
                }
                for keys, changes in due.groups
            ],
        },
    }


def _version_data(version: Version) -> dict[str, Any]:
    return {
        "named": version.named,
        "catalog": {"id": version.catalog.id, "version": version.catalog.version},
        "on": version.day and version.day.isoformat(),
    }


def _change_data(change: FactChange) -> dict[str, Any]:
    from tthc_catalog.console.record_data import record_data

    return {"path": list(change.path), "before": record_data(change.before), "after": record_data(change.after)}


def _due_data(change: DueChange) -> dict[str, Any]:
    from tthc_catalog.comparison.due_change_text import promise_texts, stretch_text

    texts = {lang: (stretch_text(change, lang), *promise_texts(change, lang)) for lang in ("vi", "en")}
    return {
        "weekdays": list(change.weekdays),
        "from_minute": change.first,
        "to_minute": change.last,
        "opens": list(change.opens),
        "closes": list(change.closes),
        "before": _promise_data(change.before),
        "after": _promise_data(change.after),
        "text": {lang: dict(zip(("received", "before", "after"), parts, strict=True)) for lang, parts in texts.items()},
        "days": [
            {
                "date": instance.day.isoformat(),
                "before": instance.before and instance.before.isoformat(),
                "after": instance.after and instance.after.isoformat(),
            }
            for instance in change.instances
        ],
    }


def _promise_data(promise: Promise) -> dict[str, Any]:
    import attrs

    outcome = promise.outcome
    return {
        "outcome": {"kind": type(outcome).__name__, **attrs.asdict(outcome)} if outcome is not None else None,
        "governing": promise.governing,
        "covered": promise.covered,
        "reason": promise.reason,
        "deemed_next_working_day": promise.deemed,
    }
