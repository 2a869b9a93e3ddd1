"""Facts of an entry in words, shared by all formats, papers and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.publication import ended
from tthc_catalog.records.channels import stated_time
from tthc_catalog.records.fact_wording import amount_text, date_text, fee_text, time_text

if TYPE_CHECKING:
    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.procedure import Case, Edition, ProcessingTime


def name_of(entry: Entry) -> str:
    """Return the official name verbatim, except for control and direction characters."""
    return shown_text(entry.edition.name)


def statutory_text(edition: Edition, lang: str = "vi") -> str:
    """Return the statutory processing time, or the statement that none was found, with the times of channels that have another."""
    times = {channel.channel: stated_time(edition, None, channel.channel) for channel in edition.channels}
    own = [_channel_time_text(channel, stated.time, lang) for channel, stated in times.items() if stated.by_channel]
    return "; ".join([time_text(edition.processing_time, lang), *own])


def dossier_time_text(edition: Edition, case: Case | None, channel: str, lang: str = "vi") -> str:
    """Return the statutory processing time of a dossier in a case, filed through a channel."""
    stated = stated_time(edition, case, channel)
    if not stated.by_channel:
        return case_text(case, lang) if case is not None else time_text(edition.processing_time, lang)
    time = _channel_time_text(channel, stated.time, lang)
    if case is None:
        return time
    extended = stated.extension is not None
    return f"{time}; {case_text(case, lang)}" if extended else shown_text(text("publication.case", lang, name=case.name, time=time))


def _channel_time_text(channel: str, time: ProcessingTime | None, lang: str) -> str:
    return text("publication.time.channel", lang, channel=text(f"fact.channel.{channel}", lang), time=time_text(time, lang))


def case_text(case: Case, lang: str = "vi") -> str:
    """Return the name of a case with its processing time, and whether the commitment excludes it."""
    time = case_time_text(case, lang)
    if case.commitment == "excluded":
        time += "; " + text("publication.case.excluded", lang)
    return shown_text(text("publication.case", lang, name=case.name, time=time))


def case_time_text(case: Case, lang: str = "vi") -> str:
    """Return the processing time of a case."""
    if case.agreed_in_writing:
        return text("publication.case.agreed", lang)
    if case.extends_by is not None:
        return text("publication.case.extends", lang, time=amount_text(case.extends_by.amount, case.extends_by.unit, lang))
    if case.processing_time is not None:
        return time_text(case.processing_time, lang)
    return text("publication.case.same", lang)


def charge_text(edition: Edition, lang: str = "vi") -> str:
    """Return the fee."""
    return shown_text(fee_text(edition.fee, lang))


def state_text(publication: Publication, entry: Entry, lang: str = "vi") -> str:
    """Return whether the procedure is in force on the day; if not, when it ended or begins."""
    day = publication.as_of
    if entry.in_force:
        return text("publication.in_force", lang)
    until, start = ended(entry, day), entry.edition.period.start
    if until is not None:
        return text("publication.ended", lang, day=date_text(until))
    if start is not None and start > day:
        return text("publication.coming", lang, day=date_text(start))
    return text("publication.not_in_force", lang)


def status_text(publication: Publication, entry: Entry, lang: str = "vi") -> str:
    """Return whether the procedure is in force on the day; if not, when it ended or begins, and its successors."""
    status = state_text(publication, entry, lang)
    if entry.in_force:
        return status
    levels = {b.level: b.title if lang == "vi" else b.title_en for b in publication.catalog.manifest.levels}
    names = ", ".join(
        text("publication.successor", lang, code=s.code, level=levels.get(s.level, s.level)) for s in entry.procedure.succeeded_by
    )
    return shown_text(status + ("; " + text("publication.successors", lang, names=names) if names else ""))


def membership_text(entry: Entry, lang: str = "vi") -> str:
    """Return ``phục dựng`` for a reconstructed entry, else ``chính thức``."""
    return text("publication.reconstructed.mark" if entry.is_reconstructed else "publication.official.mark", lang)


def channels_text(edition: Edition, lang: str = "vi") -> str:
    """Return the names of the filing channels."""
    return ", ".join(text(f"fact.channel.{channel.channel}", lang) for channel in edition.channels)


def basis_texts(publication: Publication, edition: Edition) -> list[str]:
    """Return the number and title of each document of the legal basis."""
    documents = publication.catalog.documents
    return [
        shown_text(f"{documents[name].number or name} {documents[name].title}") if name in documents else shown_text(name)
        for name in edition.legal_basis
    ]
