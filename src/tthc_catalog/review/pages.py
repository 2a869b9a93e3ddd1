"""The findings of a review as text, and as a checklist in Markdown for an issue of a repository."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.review.findings import Finding


def text_page(catalog: Catalog, findings: Sequence[Finding], today: dt.date, lang: str) -> str:
    """Return the findings as text, grouped by kind, most urgent first."""
    lines = [_title(catalog, today, lang), *_groups(findings, lang, heading="{}", item="  {place}: {sentence}"), "", _total(findings, lang)]
    return "\n".join(lines)


def checklist(catalog: Catalog, findings: Sequence[Finding], today: dt.date, lang: str) -> str:
    """Return the findings as a checklist in Markdown."""
    items = _groups(findings, lang, heading="## {}\n", item="- [ ] `{place}`: {sentence}")
    return "\n".join([f"# {_title(catalog, today, lang)}", *items, "", _total(findings, lang)])


def _title(catalog: Catalog, today: dt.date, lang: str) -> str:
    return text("review.title", lang, catalog=f"{catalog.id} {catalog.version}", day=date_text(today))


def _total(findings: Sequence[Finding], lang: str) -> str:
    return text("review.total", lang, count=len(findings)) if findings else text("review.nothing", lang)


def _groups(findings: Sequence[Finding], lang: str, *, heading: str, item: str) -> Iterator[str]:
    for kind, group in itertools.groupby(findings, key=lambda finding: finding.kind):
        yield ""
        yield heading.format(text(f"review.kind.{kind}", lang))
        for finding in group:
            yield item.format(place=finding.file, sentence=sentence(finding, lang))


def sentence(finding: Finding, lang: str) -> str:
    """Return what a finding says and what to do about it, as one sentence."""
    first, second, third = (*finding.details, "", "", "")[:3]
    key = f"review.finding.{finding.kind}"
    if finding.kind in ("document-ended", "document-ends") and first:
        key += "-replaced"
    elif finding.kind == "review-old" and finding.since is None:
        key += "-never"
    day = date_text(finding.since) if finding.since is not None else ""
    return text(key, lang, subject=finding.subject, day=day, first=first, second=second, third=third)
