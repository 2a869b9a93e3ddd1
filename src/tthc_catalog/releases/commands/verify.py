"""``tthc verify``: whether old answers and slips are what the catalog promised."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import argument, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.releases.wording import correction_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.releases.decided_rows import RowsVerdict
    from tthc_catalog.releases.verification import Difference, Verdict, Verifier


@command("verify", texts="release.command")
@argument("files", nargs=-1, metavar="FILE...", help="release.command.verify.argument.files")
@option("--digest", metavar="SHA256", help="release.command.verify.option.digest")
@option("--at", metavar='"YYYY-MM-DD HH:MM"', help="release.command.verify.option.at")
@option("--key", metavar="KEY.pem", help="release.command.verify.option.key")
@catalog_option
@format_option
def verify_papers(
    *, files: tuple[str, ...], digest: str | None, at: str | None, key: str | None, catalog: str | None, form: str, lang: str
) -> Reply:
    """Verify files, or answer by a digest and a moment; exit with 1 if something differs, with 2 if something cannot be derived."""
    if (digest is None) != (at is None) or (bool(files) == bool(digest)):
        raise click.UsageError(text("release.verify.usage", lang))
    loaded = open_catalog(catalog)
    from tthc_catalog.releases.signing import last_signature
    from tthc_catalog.releases.verification import Verifier

    verifier = Verifier(loaded)
    signature = last_signature(verifier.releases, None if key is None else Path(key))
    if digest is not None and at is not None:
        return _by_digest(verifier, digest, at, form, lang)
    from tthc_catalog.releases.papers import read_papers

    verdicts: list[Verdict] = []
    tables: list[RowsVerdict] = []
    for name in files:
        if name.endswith((".parquet", ".pq")):
            from tthc_catalog.documents.extras import needs

            with needs("bulk", "parquet"):
                from tthc_catalog.releases.decided_rows import verify_rows

                tables.append(verify_rows(Path(name), verifier.sources))
        else:
            verdicts += [verifier.verify(paper) for paper in read_papers(Path(name))]
    statuses = {verdict.status for verdict in verdicts}
    different = "different" in statuses or any(table.different or table.corrected for table in tables)
    unknown = "unknown" in statuses or any(table.unknown for table in tables)
    code = 1 if different else 2 if unknown else 0
    if form == "json":
        data = [verdict_data(verdict) for verdict in verdicts] + [_rows_data(table) for table in tables]
        signed = None if signature is None else signature._asdict()
        return Reply(as_json({"ok": code == 0, "verdicts": data, "signed": signed}), code)
    lines = [line for verdict in verdicts for line in _lines(verdict, lang)] + [
        line for table in tables for line in _rows_lines(table, lang)
    ]
    if len(verdicts) > 1:
        counts = {status: sum(v.status == status for v in verdicts) for status in ("same", "different", "unknown")}
        lines.append(text("release.verify.counts", lang, **counts))
    if signature is not None:
        key_text = None if signature.key is None else signature.key[:16]
        lines.append(text(f"release.verify.{'unchecked' if key_text is None else 'signed'}", lang, version=signature.version, key=key_text))
    return Reply("\n".join(lines), code)


def _by_digest(verifier: Verifier, digest: str, at: str, form: str, lang: str) -> Reply:
    """Answer from the timetable of a digest, wherever it is released."""
    from tthc_catalog.decisions.receipt_moments import read_moment

    for source, timetable in verifier.timetables(digest):
        answer = timetable.at(timetable.schedule.to_instant(read_moment(at)))
        due = None if answer.due_at is None else timetable.schedule.to_local(answer.due_at)
        if form == "json":
            return Reply(
                as_json(
                    {
                        "source": f"{source.kind} {source.name}",
                        "level": timetable.level,
                        "code": timetable.code,
                        "case": timetable.case,
                        "due_at": None if due is None else due.isoformat(),
                        "bound": answer.bound,
                        "rule": answer.rule,
                        "reason": answer.reason,
                    }
                )
            )
        shown = text("release.none", lang) if due is None else f"{due:%d/%m/%Y %H:%M}"
        return Reply(
            text(
                "release.verify.digest",
                lang,
                code=timetable.code,
                level=timetable.level,
                due=shown,
                source=_source(f"{source.kind} {source.name}", lang),
            )
        )
    return Reply(text("release.unknown.digest", lang, digest=digest), 2)


def _lines(verdict: Verdict, lang: str) -> Iterator[str]:
    source = _source(verdict.source or "", lang)
    if verdict.status == "unknown":
        assert verdict.reason is not None, "an unknown answer has a reason"
        key, values = verdict.reason
        yield text("release.verify.unknown", lang, name=verdict.named, why=text(key, lang, **_in(values, lang)))
        return
    if verdict.since is not None:
        yield text("release.verify.since", lang, name=verdict.named, source=source, version=verdict.since)
    else:
        yield text(f"release.verify.{verdict.status}", lang, name=verdict.named, source=source)
    for difference in verdict.differences:
        fact = text(f"release.fact.{difference.fact}", lang)
        key = "release.verify.now" if verdict.since is not None else "release.verify.fact"
        yield "  " + text(key, lang, fact=fact, stated=_shown(difference.stated, lang), derived=_shown(difference.derived, lang))
    yield from (f"  {correction_text(correction, lang)}" for correction in verdict.corrections)


def _source(source: str, lang: str) -> str:
    kind, _, name = source.partition(" ")
    return text(f"release.source.{kind}", lang, name=name) if kind else ""


def _shown(value: Any, lang: str) -> str:
    if value is None:
        return text("release.none", lang)
    if isinstance(value, bool):
        return text("release.yes" if value else "release.no", lang)
    return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, dt.datetime) else str(value)


def _rows_lines(table: RowsVerdict, lang: str) -> Iterator[str]:
    yield text(
        "release.verify.rows", lang, name=table.named, count=table.rows, same=table.same, different=table.different, unknown=table.unknown
    )
    for version, count in table.corrected.items():
        yield "  " + text("release.verify.rows_older", lang, count=count, version=version)
    if table.first:
        yield "  " + text("release.verify.rows_first", lang, rows=", ".join(map(str, table.first)))


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data."""
    key, values = verdict.reason or (None, {})
    return {
        "name": verdict.named,
        "status": verdict.status,
        "source": verdict.source,
        "promised": verdict.promised,
        "since": verdict.since,
        "differences": [_difference_data(difference) for difference in verdict.differences],
        "corrections": [
            {
                "id": c.id,
                "what": c.what,
                "name": c.name,
                "why": c.why,
                "citation": None if c.citation is None else {"document": c.citation.document, "provision": c.citation.provision},
                "known_since": c.known_since.isoformat(),
            }
            for c in verdict.corrections
        ],
        "reason": None if key is None else {lang: text(key, lang, **_in(values, lang)) for lang in ("vi", "en")},
    }


def _in(values: dict[str, Any], lang: str) -> dict[str, Any]:
    return {name: value[0 if lang == "vi" else 1] if isinstance(value, tuple) else value for name, value in values.items()}


def _difference_data(difference: Difference) -> dict[str, Any]:
    plain = [value.isoformat() if isinstance(value, dt.datetime) else value for value in (difference.stated, difference.derived)]
    return {"fact": difference.fact, "stated": plain[0], "derived": plain[1]}


def _rows_data(table: RowsVerdict) -> dict[str, Any]:
    return {
        "name": table.named,
        "status": "different" if table.different or table.corrected else "unknown" if table.unknown else "same",
        "rows": table.rows,
        "same": table.same,
        "older": table.corrected,
        "different": table.different,
        "unknown": table.unknown,
        "first_different": list(table.first),
    }
